//! `kotae serve`: from settings to a server that has stopped.

use crate::{
    app, cli,
    clock::SystemClock,
    config::{Config, Log, LogFormat},
    listen, router,
};
use anyhow::Context as _;
use std::{net::SocketAddr, sync::Arc};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// Sends logs to standard error in the form that the settings name. Once a process.
pub fn start_logs(log: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&log.level).context("log.level")?;
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = match log.format {
        LogFormat::Text => logs.with_target(false).try_init(),
        LogFormat::Json => logs.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("logs: {error}"))
}

/// Serves until SIGTERM or Ctrl-C, on a runtime of its own.
pub fn run(config: Config) -> anyhow::Result<()> {
    // Handlers wait for the database, they do not compute; few threads keep the idle memory small.
    let threads = std::thread::available_parallelism()
        .map_or(2, usize::from)
        .clamp(2, 8);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .max_blocking_threads(64)
        .thread_stack_size(1024 * 1024)
        .enable_all()
        .build()?;
    runtime.block_on(serve(config, signal()))
}

/// Binds, opens the data folder, serves until `stop` is done.
pub async fn serve(mut config: Config, stop: impl Future<Output = ()>) -> anyhow::Result<()> {
    let listener = bind(config.listen).await?;
    config.listen = listener.local_addr()?;
    let app = tokio::task::spawn_blocking(move || app::build(config, Arc::new(SystemClock))).await??;
    let router = router::build(&app);
    tracing::info!(listen = %app.config.listen, url = %app.url, "Kotae is ready");
    #[cfg(unix)]
    let commands =
        tokio::spawn(cli::Socket::listen(&app.store)?.serve(Arc::clone(&app.store), app.url.join("")));
    listen::serve(&app, router, listener, stop).await;
    #[cfg(unix)]
    commands.abort();
    tracing::info!("Kotae has stopped");
    Ok(())
}

async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("listen: {address}"))
}

/// SIGTERM or Ctrl-C.
async fn signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
