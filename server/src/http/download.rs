//! A file that is written while it is sent, so that its size does not matter.

use crate::tables::TableFormat;
use axum::{
    body::Body,
    extract::FromRequestParts,
    http::{HeaderValue, header, request::Parts},
    response::Response,
};
use bytes::Bytes;
use http_body_util::channel::{Channel, Sender};
use std::{
    convert::Infallible,
    io::{self, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};
use tokio::{runtime::Handle, sync::OwnedSemaphorePermit, time::timeout};

/// A client that takes nothing for so long is gone.
const PATIENCE: Duration = Duration::from_mins(1);

/// Sends what `write` writes, on a blocking thread, as a table of the format that the address ends with. `slot` is held
/// until it has ended. When `write` fails the transfer breaks off, so that nobody takes a part for the whole.
pub fn table<F>(name: &str, format: TableFormat, slot: OwnedSemaphorePermit, write: F) -> Response
where
    F: FnOnce(&mut Pipe) -> anyhow::Result<()> + Send + 'static,
{
    let name = format!("{name}.{}", format.ending());
    file(name, format.media_type(), slot, write)
}

/// A table's format, by the ending of the address that was asked.
pub struct Asked(pub TableFormat);

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(TableFormat::of_name(parts.uri.path())))
    }
}

/// The same as a JSON file.
pub fn json<F>(name: &'static str, slot: OwnedSemaphorePermit, write: F) -> Response
where
    F: FnOnce(&mut Pipe) -> anyhow::Result<()> + Send + 'static,
{
    file(name.to_owned(), "application/json", slot, write)
}

/// The same as a ZIP archive.
pub fn zip<F>(name: &'static str, slot: OwnedSemaphorePermit, write: F) -> Response
where
    F: FnOnce(&mut Pipe) -> anyhow::Result<()> + Send + 'static,
{
    file(name.to_owned(), "application/zip", slot, write)
}

fn file<F>(name: String, media_type: &'static str, slot: OwnedSemaphorePermit, write: F) -> Response
where
    F: FnOnce(&mut Pipe) -> anyhow::Result<()> + Send + 'static,
{
    let attachment = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let (sender, body) = Channel::<Bytes, io::Error>::new(4);
    let mut pipe = Pipe {
        sender,
        runtime: Handle::current(),
    };
    tokio::task::spawn_blocking(move || {
        let _slot = slot;
        // A writer that panics would else end the body as if the file were whole.
        let written = catch_unwind(AssertUnwindSafe(|| write(&mut pipe)));
        if let Err(error) = written.unwrap_or_else(|_| Err(anyhow::anyhow!("the writer panicked"))) {
            tracing::warn!(error = format!("{error:#}"), name, "A download broke off");
            pipe.sender.abort(io::Error::other("broken off"));
        }
    });
    let mut response = Response::new(Body::new(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(value) = attachment {
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
