//! A file that is written while it is sent, so that its size does not matter.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use bytes::Bytes;
use http_body_util::channel::{Channel, Sender};
use std::{
    io::{self, Write},
    time::Duration,
};
use tokio::{runtime::Handle, sync::OwnedSemaphorePermit, time::timeout};

/// A client that takes nothing for so long is gone.
const PATIENCE: Duration = Duration::from_mins(1);

/// Sends what `write` writes, on a blocking thread, as a CSV file. `slot` is held until it has ended. When `write` fails
/// the transfer breaks off, so that nobody takes a part for the whole.
pub fn csv<F>(name: &'static str, slot: OwnedSemaphorePermit, write: F) -> Response
where
    F: FnOnce(&mut Pipe) -> anyhow::Result<()> + Send + 'static,
{
    file(name, "text/csv; charset=utf-8", slot, write)
}

/// The same as a JSON file.
pub fn json<F>(name: &'static str, slot: OwnedSemaphorePermit, write: F) -> Response
where
    F: FnOnce(&mut Pipe) -> anyhow::Result<()> + Send + 'static,
{
    file(name, "application/json", slot, write)
}

/// The same as a ZIP archive.
pub fn zip<F>(name: &'static str, slot: OwnedSemaphorePermit, write: F) -> Response
where
    F: FnOnce(&mut Pipe) -> anyhow::Result<()> + Send + 'static,
{
    file(name, "application/zip", slot, write)
}

fn file<F>(name: &'static str, media_type: &'static str, slot: OwnedSemaphorePermit, write: F) -> Response
where
    F: FnOnce(&mut Pipe) -> anyhow::Result<()> + Send + 'static,
{
    let (sender, body) = Channel::<Bytes, io::Error>::new(4);
    let mut pipe = Pipe {
        sender,
        runtime: Handle::current(),
    };
    tokio::task::spawn_blocking(move || {
        let _slot = slot;
        if let Err(error) = write(&mut pipe) {
            tracing::warn!(error = format!("{error:#}"), name, "A download broke off");
            pipe.sender.abort(io::Error::other("broken off"));
        }
    });
    let mut response = Response::new(Body::new(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// Takes bytes on a blocking thread and hands them to the client.
pub struct Pipe {
    sender: Sender<Bytes, io::Error>,
    runtime: Handle,
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.sender.send_data(Bytes::copy_from_slice(bytes));
        match self.runtime.block_on(async { timeout(PATIENCE, sent).await }) {
            Ok(Ok(())) => Ok(bytes.len()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
