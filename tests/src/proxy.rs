//! A forwarder between browser and server that keeps every byte that the browser sent.

use anyhow::Result;
use std::{
    fmt::Write as _,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A running forwarder.
#[derive(Debug)]
pub struct Proxy {
    origin: String,
    sent: Arc<Mutex<Vec<u8>>>,
    task: JoinHandle<()>,
}

/// A forwarder that has a port but no server yet.
#[derive(Debug)]
pub struct Unconnected {
    listener: TcpListener,
    origin: String,
}

impl Unconnected {
    /// Takes a free port.
    pub async fn new() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
        Ok(Self { listener, origin })
    }

    /// Scheme, host and port by which browsers reach it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Begins to forward to a port of 127.0.0.1.
    pub fn connect(self, port: u16) -> Proxy {
        let sent = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&sent);
        let task = tokio::spawn(async move {
            while let Ok((browser, _)) = self.listener.accept().await {
                let kept = Arc::clone(&kept);
                tokio::spawn(async move {
                    let _ = forward(browser, port, &kept).await;
                });
            }
        });
        Proxy {
            origin: self.origin,
            sent,
            task,
        }
    }
}

impl Proxy {
    /// Scheme, host and port by which browsers reach it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Did the browser send this text in any request: as it is, as JSON escapes, or percent-encoded?
    pub fn has_seen(&self, text: &str) -> bool {
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut upper, mut json) = (String::new(), String::new());
        for byte in text.bytes() {
            let _ = write!(upper, "%{byte:02X}");
        }
        for unit in text.encode_utf16() {
            let _ = write!(json, "\\u{unit:04x}");
        }
        [
            text.as_bytes(),
            upper.as_bytes(),
            upper.to_lowercase().as_bytes(),
            json.as_bytes(),
        ]
        .iter()
        .any(|form| sent.windows(form.len()).any(|window| window == *form))
    }

    /// How many bytes the browser has sent.
    pub fn sent(&self) -> usize {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn forward(browser: TcpStream, port: u16, kept: &Mutex<Vec<u8>>) -> Result<()> {
    let server = TcpStream::connect(("127.0.0.1", port)).await?;
    let (mut from_browser, mut to_browser) = browser.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let back = tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_server, &mut to_browser).await;
        let _ = to_browser.shutdown().await;
    });
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let count = from_browser.read(&mut buffer).await?;
        if count == 0 {
            break;
        }
        kept.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(&buffer[..count]);
        to_server.write_all(&buffer[..count]).await?;
    }
    to_server.shutdown().await?;
    back.await?;
    Ok(())
}
