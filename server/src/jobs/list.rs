//! The jobs: when each runs, and what it does.

use crate::{
    app::App,
    knowledge::learning,
    mail::{announce, letters, post},
    store::{
        self, Actor, Workspace, engine::Tx, events, jobs, outbox, packs, reviews, sessions, sign_in_places,
        users, visitors,
    },
};
use kotae_shared::{access::Role, api::admin::JobName};
use std::sync::Arc;

/// An owner is reminded of a review (of access, of entries) once in so many milliseconds.
const REMIND_MS: i64 = 7 * 24 * 3_600_000;
/// Questions that are counted in one transaction.
const OLDER: u32 = 200;

/// When a job runs, as a cron expression.
pub(super) const fn schedule(job: JobName) -> &'static str {
    match job {
        JobName::Learn => "5 * * * *",
        JobName::Sweep => "35 * * * *",
        JobName::Retention => "20 3 * * *",
        JobName::AccessReview => "0 9 * * *",
        JobName::Quotas => "50 * * * *",
        JobName::EntryReview => "10 9 * * *",
    }
}

/// Runs a job; how many things it dealt with.
pub(super) async fn run(job: JobName, app: App, workspace: Arc<Workspace>) -> store::Result<u64> {
    match job {
        JobName::Learn => learn(workspace).await,
        JobName::Sweep => sweep(&workspace).await,
        JobName::Retention => retention(&workspace).await,
        JobName::AccessReview => remind(&app, &workspace).await,
        JobName::Quotas => quotas(&app, &workspace).await,
        JobName::EntryReview => entry_review(&app, &workspace).await,
    }
}

fn actor(job: JobName) -> Actor {
    Actor::Job(job.tag())
}

async fn learn(workspace: Arc<Workspace>) -> store::Result<u64> {
    let work = move || learning::collect(&workspace, &actor(JobName::Learn));
    match tokio::task::spawn_blocking(work).await {
        Ok(collected) => Ok(u64::from(collected?.questions)),
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

async fn sweep(workspace: &Workspace) -> store::Result<u64> {
    let work = |tx: &Tx<'_>| {
        let job = actor(JobName::Sweep);
        let packs = packs::sweep(tx, &job)?;
        Ok(packs + sessions::sweep(tx, &job)? + sign_in_places::sweep(tx)?)
    };
    let ended = workspace.main().write(work).await?;
    let older = count_older(workspace).await?;
    Ok(ended + older + workspace.events().write(visitors::sweep).await?)
}

/// Counts and numbers the questions of before there were days of entries and an index of texts, in parts, so that no visitor
/// waits long behind one.
pub(super) async fn count_older(workspace: &Workspace) -> store::Result<u64> {
    let mut all = 0;
    loop {
        let work = |tx: &Tx<'_>| Ok((events::count_older(tx, OLDER)?, events::number_older(tx, OLDER)?));
        let (counted, numbered) = workspace.events().write(work).await?;
        all += u64::from(counted.max(numbered));
        if counted.max(numbered) < OLDER {
            return Ok(all);
        }
    }
}

async fn retention(workspace: &Workspace) -> store::Result<u64> {
    let mut all = 0;
    loop {
        // In parts, so that nobody's write waits long behind one.
        let work = |tx: &Tx<'_>| outbox::sweep(tx, &actor(JobName::Retention));
        let (contents, messages) = workspace.main().write(work).await?;
        all += contents + messages;
        if contents == 0 {
            break;
        }
    }
    Ok(all + workspace.main().write(jobs::sweep).await?)
}

async fn quotas(app: &App, workspace: &Arc<Workspace>) -> store::Result<u64> {
    let near = workspace.usage().await?.near(&workspace.quotas());
    let by = (app.vault.clone(), app.url.join(""));
    announce::quotas(workspace, near, actor(JobName::Quotas), by).await
}

async fn entry_review(app: &App, workspace: &Workspace) -> store::Result<u64> {
    let by = (app.vault.clone(), app.url.join(""));
    announce::entry_reviews(workspace, actor(JobName::EntryReview), REMIND_MS, by).await
}

async fn remind(app: &App, workspace: &Workspace) -> store::Result<u64> {
    let (vault, base, name) = (app.vault.clone(), app.url.join(""), workspace.name().to_owned());
    let work = move |tx: &Tx<'_>| {
        let reviews = reviews::list(tx)?;
        if !reviews.due {
            return Ok(0);
        }
        let people = users::list(tx)?;
        let mut sent = 0;
        let owners = people
            .iter()
            .filter(|row| row.active && !row.waiting && row.user.role == Role::Owner);
        for owner in owners {
            let since = tx.now() - REMIND_MS;
            let cause = letters::causes::REVIEW;
            if outbox::count_since(tx, &owner.user.email, cause, since)? == 0 {
                let letter =
                    letters::review_due(&owner.user, &base, &name, reviews.due_at, people.len() as u32);
                if post(tx, &actor(JobName::AccessReview), &vault, &base, &letter)? {
                    sent += 1;
                }
            }
        }
        Ok(sent)
    };
    workspace.main().write(work).await
}
