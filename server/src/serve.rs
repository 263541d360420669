//! `kotae serve`: from settings to a server that has stopped.

use crate::{
    app::{self, App},
    auth::{invite, token},
    cli,
    clock::SystemClock,
    config::{Config, Log, LogFormat},
    demo, housekeeping, jobs, listen, outbox, router,
    store::{Actor, DEFAULT_WORKSPACE, DataDir},
};
use anyhow::Context as _;
use kotae_shared::Lang;
use std::{io::Write, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::watch};
use tracing_subscriber::EnvFilter;

/// How long a stop waits for the message that is being sent.
const SENDING: Duration = Duration::from_secs(3);

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

/// Serves until SIGTERM or Ctrl-C, on a runtime of its own. Links are announced in `lang`.
pub fn run(config: Config, lang: Lang) -> anyhow::Result<()> {
    // Handlers wait for the database, they do not compute; few threads keep the idle memory small.
    let threads = std::thread::available_parallelism()
        .map_or(2, usize::from)
        .clamp(2, 8);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .max_blocking_threads(64)
        .enable_all()
        .build()?;
    runtime.block_on(serve(config, lang))
}

/// Binds, opens the data folder, prints the links, serves, and closes everything in order.
async fn serve(mut config: Config, lang: Lang) -> anyhow::Result<()> {
    let listener = bind(config.listen).await?;
    config.listen = listener.local_addr()?;
    let stop = signal();
    let (app, set_up) = tokio::task::spawn_blocking(move || open(config)).await??;
    let router = router::build(&app);
    tracing::info!(listen = %app.config.listen, url = %app.url, version = env!("CARGO_PKG_VERSION"), "Kotae is ready");
    announce(&app, set_up.as_deref(), lang);
    let keeping = tokio::spawn(housekeeping::run(app.clone()));
    let working = tokio::spawn(jobs::run(app.clone()));
    let (stopping, stopped) = watch::channel(false);
    let mut sending = tokio::spawn(outbox::run(app.clone(), stopped));
    #[cfg(unix)]
    let commands = {
        let socket = cli::Socket::listen(&app.store).context("kotae.sock")?;
        tokio::spawn(socket.serve(
            Arc::clone(&app.store),
            app.vault.clone(),
            app.url.join(""),
            app.config.erasure,
        ))
    };
    listen::serve(&app, router, listener, stop).await;
    #[cfg(unix)]
    commands.abort();
    keeping.abort();
    // What is being sent now is recorded, so that it is not sent again.
    let _ = stopping.send(true);
    if tokio::time::timeout(SENDING, &mut sending).await.is_err() {
        sending.abort();
    }
    working.abort();
    tokio::task::spawn_blocking(move || app.store.close()).await?;
    tracing::info!("Kotae has stopped");
    Ok(())
}

/// Opens everything; the link that makes the first administrator when there is none. Blocks.
fn open(config: Config) -> anyhow::Result<(App, Option<String>)> {
    let app = app::build(config, Arc::new(SystemClock))?;
    DataDir::clear_handover(app.store.path())?;
    if app.config.demo {
        demo::prepare(&app)?;
    }
    let link = match app.store.workspace_blocking(DEFAULT_WORKSPACE) {
        Ok(workspace) => {
            let actor = Actor::SetUp {
                address: String::new(),
            };
            invite::set_up_link(&workspace, &token::new(&app.ids), &app.url.join(""), actor)?
        }
        Err(crate::store::Error::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    Ok((app, link))
}

/// Tells the person at the terminal where to go. On standard output, since it is what the command is for; logs go
/// elsewhere, so that the one-time link does not get into them.
fn announce(app: &App, set_up: Option<&str>, lang: Lang) {
    let mut lines = Vec::new();
    if app.config.demo {
        let title = lang.pick("デモページ:        ", "Demo page:           ");
        lines.push(format!("{title} {}", app.url.join("demo/")));
    }
    let title = lang.pick("管理画面:          ", "Admin screen:        ");
    lines.push(format!("{title} {}", app.url.join("admin/")));
    if let Some(link) = set_up {
        let title = lang.pick("最初の管理者を登録:", "First administrator: ");
        lines.push(format!("{title} {link}"));
    }
    // Whoever started the server may have closed its output; it serves all the same.
    let _ = writeln!(std::io::stdout(), "{}", lines.join("\n"));
}

async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("listen: {address}"))
}

/// SIGTERM or Ctrl-C, caught from now on.
fn signal() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    async move {
        let interrupt = tokio::signal::ctrl_c();
        #[cfg(unix)]
        if let Ok(mut terminate) = terminate {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
        let _ = interrupt.await;
    }
}
