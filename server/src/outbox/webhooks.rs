//! The lines of webhooks: one a target, so that one which does not answer holds up none of the others, and each target is told
//! of things in their order as long as it takes them.

use super::{LEASE_SPARE_MS, backoff};
use crate::{
    app::App,
    store::{
        self, Workspace,
        engine::{Read, Tx},
        outbox::{self, Claimed},
        webhooks::{self, Place},
    },
    webhooks::{Next, Post},
};
use kotae_shared::{
    Uuid,
    api::{admin::SendFault, webhooks::WebhookTry},
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// A line is left after so many messages, or so long, so that other workspaces have their turn.
const MESSAGES: usize = 100;
const WHILE: Duration = Duration::from_secs(5);
/// The longest that a target is left alone, in milliseconds.
const REST_MS: i64 = 10 * 60_000;

/// Makes messages of what happened in a workspace, and sends what is due; when something is due next.
pub(super) async fn serve(app: &App, workspace: &Arc<Workspace>) -> store::Result<Option<i64>> {
    loop {
        let (vault, place) = (app.vault.clone(), place(app, workspace));
        let spread = move |tx: &Tx<'_>| webhooks::spread(tx, &vault, &place);
        if !workspace.main().write(spread).await? {
            break;
        }
    }
    let now = app.clock.now_ms();
    let lines = workspace.main().read(webhooks::lines).await?;
    let mut tasks = JoinSet::new();
    for (target, due) in lines {
        if due.is_some_and(|due| due <= now) {
            let (app, workspace) = (app.clone(), Arc::clone(workspace));
            tasks.spawn(async move { line(&app, &workspace, target).await });
        }
    }
    while let Some(done) = tasks.join_next().await {
        match done {
            // It was deleted meanwhile.
            Ok(Ok(()) | Err(store::Error::NotFound)) => {}
            Ok(Err(error)) => return Err(error),
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
    let lines = workspace.main().read(webhooks::lines).await?;
    Ok(lines.into_iter().filter_map(|(_, due)| due).min())
}

/// Where what happens in a workspace happens.
pub(crate) fn place(app: &App, workspace: &Workspace) -> Place {
    Place {
        base: app.url.join(""),
        workspace: workspace.name().to_owned(),
    }
}

async fn line(app: &App, workspace: &Workspace, id: Uuid) -> store::Result<()> {
    let begun = Instant::now();
    for _ in 0..MESSAGES {
        if app.is_stopping() {
            return Ok(());
        }
        let (vault, most) = (app.vault.clone(), app.config.webhooks.attempts);
        let lease = app.config.webhooks.timeout.as_millis() as i64 + LEASE_SPARE_MS;
        let claim = move |tx: &Tx<'_>| outbox::claim(tx, &vault, &id.to_string(), lease, most);
        let Some(message) = workspace.main().write(claim).await? else {
            return Ok(());
        };
        if !send(app, workspace, id, message).await? || begun.elapsed() > WHILE {
            return Ok(());
        }
    }
    Ok(())
}

/// Sends a message and records how that went; whether the next one is worth a try.
async fn send(app: &App, workspace: &Workspace, id: Uuid, message: Claimed) -> store::Result<bool> {
    let vault = app.vault.clone();
    let read = move |read: &Read<'_>| {
        let event = outbox::get(read, message.id)?.cause;
        Ok((webhooks::target(read, &vault, id)?, event, message))
    };
    let (target, event, message) = workspace.main().read(read).await?;
    let (at, begun) = (app.clock.now_ms(), Instant::now());
    let post = Post {
        url: &target.url,
        delivery: message.id,
        event: &event,
        keys: &target.keys,
        now: at,
        body: &message.content,
    };
    let config = &app.config.webhooks;
    let outcome = app.webhooks.send(post, &config.allow, config.timeout).await;
    let (delivery, attempt) = (message.id, message.attempt);
    let fault = outcome.fault.as_ref().map(|(fault, _)| fault.clone());
    let tried = WebhookTry {
        at,
        ms: u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX),
        status: outcome.status,
        response: outcome.response,
        fault,
    };
    let Some((fault, next)) = outcome.fault else {
        let record = move |tx: &Tx<'_>| {
            outbox::sent(tx, &message)?;
            webhooks::answered(tx, id)?;
            webhooks::note(tx, message.id, &tried)
        };
        workspace.main().write(record).await?;
        tracing::info!(workspace = workspace.name(), %delivery, attempt, "a webhook was told");
        return Ok(true);
    };
    let plan = Plan::of(app, &fault, next, attempt, target.failures);
    tracing::warn!(
        workspace = workspace.name(), %delivery, attempt, give_up = plan.at.is_none(), kind = ?fault.kind,
        "a webhook could not be told"
    );
    let record = move |tx: &Tx<'_>| {
        outbox::failed(tx, &message, &fault, plan.at)?;
        webhooks::unanswered(tx, id, plan.rest)?;
        webhooks::note(tx, message.id, &tried)
    };
    workspace.main().write(record).await?;
    Ok(!matches!(next, Next::Rest(_)))
}

/// What becomes of a message that was not taken, and of its line.
struct Plan {
    /// The next try; `None`: given up.
    at: Option<i64>,
    /// Until when the target is left alone.
    rest: i64,
}

impl Plan {
    fn of(app: &App, fault: &SendFault, next: Next, attempt: u32, failures: u32) -> Self {
        let now = app.clock.now_ms();
        let first = app.config.webhooks.first_wait;
        let wait = |tries: u32, least: u32| {
            backoff::wait_ms(first, tries, app.ids.secret()).max(i64::from(least) * 1_000)
        };
        let last = attempt >= app.config.webhooks.attempts;
        let (at, rest) = match next {
            Next::GiveUp => (None, 0),
            Next::Later(least) => (Some(now + wait(attempt, least)), 0),
            Next::Rest(least) => {
                let rest = wait(failures.saturating_add(1), 0).min(REST_MS);
                let rest = rest.max(i64::from(least) * 1_000);
                (Some(now + wait(attempt, least)), now + rest)
            }
        };
        tracing::debug!(kind = ?fault.kind, ?at, rest, "the next try");
        Self {
            at: at.filter(|_| !last),
            rest,
        }
    }
}
