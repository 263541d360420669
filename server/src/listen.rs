//! Accepts connections and serves them until told to stop; then finishes what was accepted.

use crate::{app::App, http::client::Peer};
use axum::{Router, body::Body, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{io, pin::Pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

/// Serves `router` on `listener` until `stop` is done, then waits for open requests as long as the settings say.
pub async fn serve(app: &App, router: Router, listener: TcpListener, stop: impl Future<Output = ()>) {
    let limits = app.config.limits;
    let slots = Arc::new(Semaphore::new(limits.connections));
    let open = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &slots) => accepted,
            () = &mut stop => break,
        };
        let Some((stream, peer, slot)) = accepted else {
            continue;
        };
        let router = router.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            router.clone().oneshot(request.map(Body::new))
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.header_timeout)
            .max_headers(64)
            .max_buf_size(64 * 1024)
            .serve_connection(TokioIo::new(impatient(stream, limits.request_timeout)), service);
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // A client that goes away in the middle is no fault of ours.
            let _ = connection.await;
            drop(slot);
        });
    }
    drop(listener);
    app.begin_stop();
    tracing::info!(
        connections = open.count(),
        "Stopping: waiting for requests that were accepted"
    );
    if timeout(limits.stop_timeout, open.shutdown()).await.is_err() {
        tracing::warn!("Stopped before every request had ended");
    }
}

/// A stream whose writing ends with an error when the client takes nothing for so long: the time limits of requests end when
/// their replies begin.
fn impatient(stream: TcpStream, patience: Duration) -> Pin<Box<TimeoutStream<TcpStream>>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(patience));
    Box::pin(stream)
}

async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> Option<(TcpStream, Peer, tokio::sync::OwnedSemaphorePermit)> {
    let slot = Arc::clone(slots).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, address)) => {
            let _ = stream.set_nodelay(true);
            Some((stream, Peer(address.ip()), slot))
        }
        Err(error) if is_of_one_connection(&error) => None,
        Err(error) => {
            // Out of file descriptors or memory: give those who are served a moment to end.
            tracing::error!(%error, "Cannot accept connections now");
            sleep(Duration::from_millis(200)).await;
            None
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused
    )
}
