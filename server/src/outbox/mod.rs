//! The outbox's workers, two an installation, for mail and for webhooks: they send what is due, and when that fails, again and
//! again with longer waits. Two, so that a program which answers slowly keeps no mail waiting.
//!
//! It wakes when a commit leaves something for it, when the next try is due, and now and then in any case. Workspaces are
//! served side by side, the messages of one after another. A message is taken under a lease before it is sent and recorded
//! after it: a crash in between sends it twice under one id rather than never.

mod backoff;
mod reset;
pub(crate) mod webhooks;

use crate::{
    app::App,
    mail::{Server, compose, smtp::Next},
    store::{
        self, Workspace,
        engine::{Read, Topic, Tx},
        mail_server,
        outbox::{self, Claimed},
    },
};
use kotae_shared::api::admin::{MessageKind, SendFault, SendFaultKind};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
};

/// The longest wait before the worker looks again, whatever it was told.
const LOOK: Duration = Duration::from_secs(30);
/// Workspaces that send at the same time.
const SIDE_BY_SIDE: usize = 8;
/// A workspace that is suspended sends nothing; it is looked at again after so many milliseconds.
const ASIDE_MS: i64 = 10 * 60_000;
/// How much longer than sending may take a message is leased, in milliseconds.
const LEASE_SPARE_MS: i64 = 60_000;

/// What a worker sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    Mail,
    Webhooks,
}

impl Task {
    const fn topic(self) -> Topic {
        match self {
            Self::Mail => Topic::Outbox,
            Self::Webhooks => Topic::Webhooks,
        }
    }

    const fn kind(self) -> MessageKind {
        match self {
            Self::Mail => MessageKind::Mail,
            Self::Webhooks => MessageKind::Webhook,
        }
    }
}

/// Runs both until `stopped` says so; then what is being sent is still recorded.
pub async fn run(app: App, stopped: watch::Receiver<bool>) {
    tokio::join!(
        work(Worker::new(app.clone()), stopped.clone()),
        work(Worker::of_webhooks(app), stopped)
    );
}

async fn work(mut worker: Worker, mut stopped: watch::Receiver<bool>) {
    let topic = worker.task.topic();
    while !*stopped.borrow() {
        let wait = match worker.round().await {
            Some(at) => {
                let ms = at.saturating_sub(worker.app.clock.now_ms());
                Duration::from_millis(u64::try_from(ms).unwrap_or(0)).min(LOOK)
            }
            None => LOOK,
        };
        let wakes = &worker.app.store.sources().wakes;
        tokio::select! {
            () = wakes.wait(topic) => {}
            () = tokio::time::sleep(wait) => {}
            _ = stopped.wait_for(|stopped| *stopped) => {}
        }
    }
}

/// What the worker remembers between rounds.
pub struct Worker {
    app: App,
    task: Task,
    /// When to look at a workspace again, in epoch milliseconds; `None`: when it rings.
    next: HashMap<Arc<str>, Option<i64>>,
    started: bool,
}

impl Worker {
    /// One for mail that has looked at nothing yet.
    pub fn new(app: App) -> Self {
        Self::with(app, Task::Mail)
    }

    /// One for webhooks.
    pub fn of_webhooks(app: App) -> Self {
        Self::with(app, Task::Webhooks)
    }

    fn with(app: App, task: Task) -> Self {
        Self {
            app,
            task,
            next: HashMap::new(),
            started: false,
        }
    }

    /// Sends what is due, in all workspaces; when something is due next.
    pub async fn round(&mut self) -> Option<i64> {
        if !self.started {
            match self.begin().await {
                Ok(()) => self.started = true,
                Err(error) => tracing::warn!(%error, "the outbox could not be read"),
            }
        }
        for name in self.app.store.sources().wakes.take(self.task.topic()) {
            self.next.insert(name, Some(i64::MIN));
        }
        let now = self.app.clock.now_ms();
        let due: Vec<_> = self
            .next
            .iter()
            .filter(|(_, at)| at.is_some_and(|at| at <= now))
            .map(|(name, _)| Arc::clone(name))
            .collect();
        let permits = Arc::new(Semaphore::new(SIDE_BY_SIDE));
        let mut tasks = JoinSet::new();
        for name in due {
            let (app, task, permits) = (self.app.clone(), self.task, Arc::clone(&permits));
            tasks.spawn(async move {
                let _permit = permits.acquire_owned().await;
                let next = serve(&app, task, &name).await;
                (name, next)
            });
        }
        while let Some(done) = tasks.join_next().await {
            let Ok((name, next)) = done else { continue };
            match next {
                Ok(at) => {
                    self.next.insert(name, at);
                }
                Err(store::Error::NotFound) => {
                    self.next.remove(&name);
                }
                Err(error) => {
                    tracing::warn!(%error, workspace = &*name, "the outbox could not be worked on");
                    let later = self.app.clock.now_ms() + LOOK.as_millis() as i64;
                    self.next.insert(name, Some(later));
                }
            }
        }
        self.next.values().flatten().min().copied()
    }

    /// Looks at every workspace once, and takes back what an earlier process had in hand.
    async fn begin(&mut self) -> store::Result<()> {
        for listed in self.app.store.workspaces().await? {
            let workspace = self.app.store.workspace(&listed.name).await?;
            let kind = self.task.kind();
            let recover = move |tx: &Tx<'_>| outbox::recover(tx, kind);
            workspace.main().write(recover).await?;
            self.next.insert(listed.name.into(), Some(i64::MIN));
        }
        Ok(())
    }
}

/// Sends what is due in a workspace; when something is due next.
async fn serve(app: &App, task: Task, name: &str) -> store::Result<Option<i64>> {
    let workspace = app.store.workspace(name).await?;
    if !workspace.is_open(app.clock.now_ms()) {
        return Ok(Some(app.clock.now_ms() + ASIDE_MS));
    }
    if task == Task::Webhooks {
        return webhooks::serve(app, &workspace).await;
    }
    reset::answer(app, &workspace).await?;
    let vault = app.vault.clone();
    let server = move |read: &Read<'_>| mail_server::with_password(read, &vault);
    let Some((settings, password)) = workspace.main().read(server).await? else {
        // Whoever sets one rings.
        return Ok(None);
    };
    let server = Server {
        settings,
        password,
        authorities: app.authorities.clone(),
        allowed: app.config.mail.allow.clone(),
        timeout: app.config.mail.timeout,
    };
    loop {
        if app.is_stopping() {
            return Ok(None);
        }
        let (vault, most) = (app.vault.clone(), app.config.mail.attempts);
        let lease = app.config.mail.timeout.as_millis() as i64 + LEASE_SPARE_MS;
        let claim = move |tx: &Tx<'_>| outbox::claim(tx, &vault, outbox::MAIL, lease, most);
        let Some(message) = workspace.main().write(claim).await? else {
            let due = |read: &Read<'_>| outbox::due_at(read, outbox::MAIL);
            return workspace.main().read(due).await;
        };
        if !send(app, &workspace, &server, message).await? {
            // Nothing would go through now; those that wait stay in line.
            let due = |read: &Read<'_>| outbox::due_at(read, outbox::MAIL);
            let next = workspace.main().read(due).await?;
            let rest = app.clock.now_ms() + app.config.mail.first_wait.as_millis() as i64;
            return Ok(next.map(|at| at.max(rest)));
        }
    }
}

/// Sends a message and records how that went; whether the next one is worth a try.
async fn send(app: &App, workspace: &Workspace, server: &Server, message: Claimed) -> store::Result<bool> {
    let result = match compose::message(&server.settings, &message) {
        Some(mail) => server.send(mail).await,
        None => Err((
            SendFault {
                kind: SendFaultKind::Malformed,
                detail: String::new(),
            },
            Next::GiveUp,
        )),
    };
    let (id, attempt) = (message.id, message.attempt);
    match result {
        Ok(()) => {
            workspace
                .main()
                .write(move |tx| outbox::sent(tx, &message))
                .await?;
            tracing::info!(workspace = workspace.name(), %id, attempt, "a message was sent");
            Ok(true)
        }
        Err((fault, next)) => {
            let give_up = next == Next::GiveUp || attempt >= app.config.mail.attempts;
            let wait = || backoff::wait_ms(app.config.mail.first_wait, attempt, app.ids.secret());
            let at = (!give_up).then(|| app.clock.now_ms() + wait());
            tracing::warn!(
                workspace = workspace.name(), %id, attempt, give_up, kind = ?fault.kind,
                "a message could not be sent"
            );
            workspace
                .main()
                .write(move |tx| outbox::failed(tx, &message, &fault, at))
                .await?;
            Ok(next != Next::ServerLater)
        }
    }
}
