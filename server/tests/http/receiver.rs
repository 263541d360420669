//! A program on this machine that webhooks tell of things, and that does what a test tells it to.

use crate::harness::{Server, SignedIn};
use axum::http::StatusCode;
use kotae_shared::api::webhooks::{NewWebhook, WebhookEvent};
use ring::hmac;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

/// What the receiver does with one request.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Answers with this status line, these header lines and this body.
    Answer(&'static str, String, &'static str),
    /// Takes the connection and says nothing, not even that it read.
    Silent,
    /// Takes the request and never answers.
    HangAfterRequest,
    /// Takes the request and breaks off.
    Drop,
    /// Answers well, and with a body that does not end.
    Endless,
    /// Answers with a head that does not end.
    EndlessHead,
}

impl Act {
    /// A status without more.
    pub(crate) fn status(line: &'static str) -> Self {
        Self::Answer(line, String::new(), "")
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) target: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
    /// Whether it was answered well.
    pub(crate) acknowledged: bool,
}

impl Told {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn id(&self) -> &str {
        self.header("kotae-delivery")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The signatures that `secret` made, checked by another library than the one that made them.
    pub(crate) fn signed_by(&self, secret: &str) -> usize {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let signed = [self.header("kotae-timestamp").as_bytes(), b".", &self.body].concat();
        let is_good = |part: &&str| {
            let bytes: Vec<u8> = part
                .strip_prefix("v1=")
                .unwrap()
                .as_bytes()
                .chunks(2)
                .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
                .collect();
            hmac::verify(&key, &signed, &bytes).is_ok()
        };
        self.header("kotae-signature").split(',').filter(is_good).count()
    }
}

#[derive(Default)]
struct State {
    plan: VecDeque<Act>,
    told: Vec<Told>,
    connections: usize,
}

/// The program. It stops with the value.
pub(crate) struct Receiver {
    pub(crate) port: u16,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        Self::at(0).await
    }

    /// One on a port on which nobody listened so far.
    pub(crate) async fn at(port: u16) -> Self {
        Self::with(port, None).await
    }

    /// One that is reached by TLS.
    pub(crate) async fn secure(acceptor: TlsAcceptor) -> Self {
        Self::with(0, Some(acceptor)).await
    }

    async fn with(port: u16, acceptor: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let act = {
                    let mut state = shared.lock().unwrap();
                    state.connections += 1;
                    state.plan.pop_front()
                };
                let (state, acceptor) = (Arc::clone(&shared), acceptor.clone());
                // A sender that breaks off is no fault of the receiver.
                tokio::spawn(async move {
                    match acceptor {
                        None => drop(serve(stream, act, &state).await),
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                drop(serve(stream, act, &state).await);
                            }
                        }
                    }
                });
            }
        });
        Self { port, state, task }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook?key=k", self.port)
    }

    /// What the next requests get; those after them are taken.
    pub(crate) fn plan(&self, acts: impl IntoIterator<Item = Act>) {
        self.state.lock().unwrap().plan.extend(acts);
    }

    /// Everything that came, the oldest first.
    pub(crate) fn told(&self) -> Vec<Told> {
        self.state.lock().unwrap().told.clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }

    /// Enters it as a target of who is signed in.
    pub(crate) async fn enter(
        &self,
        server: &Server,
        who: &SignedIn,
        events: &[WebhookEvent],
        answers: bool,
    ) -> NewWebhook {
        let edit = json!({ "name": "社内システム", "url": self.url(), "events": events, "answers": answers });
        let reply = server.post(&who.api("webhooks")).by(who).json(&edit).send().await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
        reply.json()
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    act: Option<Act>,
    state: &Mutex<State>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    if matches!(act, Some(Act::Silent)) {
        std::future::pending::<()>().await;
    }
    let mut first = String::new();
    stream.read_line(&mut first).await?;
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = headers
        .get("content-length")
        .map_or(0, |text| text.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    let index = {
        let mut state = state.lock().unwrap();
        state.told.push(Told {
            target: first.split(' ').nth(1).unwrap_or_default().to_owned(),
            headers,
            body,
            acknowledged: false,
        });
        state.told.len() - 1
    };
    let answer = match act {
        Some(Act::HangAfterRequest) => std::future::pending().await,
        Some(Act::Drop) => return Ok(()),
        Some(Act::Endless) => {
            stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
                .await?;
            loop {
                stream.write_all(&[b'x'; 8_192]).await?;
            }
        }
        Some(Act::EndlessHead) => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            loop {
                stream
                    .write_all(&[b"X-Y: ".as_slice(), &[b'x'; 1_000], b"\r\n"].concat())
                    .await?;
            }
        }
        Some(Act::Answer(status, head, body)) => {
            format!(
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\n{head}\r\n{body}",
                body.len()
            )
        }
        Some(Act::Silent) | None => "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ntaken".to_owned(),
    };
    stream.write_all(answer.as_bytes()).await?;
    stream.flush().await?;
    state.lock().unwrap().told[index].acknowledged = answer.starts_with("HTTP/1.1 2");
    Ok(())
}
