//! The jobs: when each runs, and what it does.

use crate::{
    app::App,
    knowledge::{self, learning},
    mail::{announce, letters, post},
    publish,
    store::{
        self, Actor, Workspace, audit,
        engine::{Read, Tx},
        events, form_files, jobs, outbox, packs, preview_links, publications, reports, reviews, schedules,
        sessions, sign_in_places, submissions, users, visit_values, visitor_values, visitors, webhooks,
    },
};
use kotae_shared::{
    Lang,
    access::{Permission, Role},
    api::admin::JobName,
};
use std::sync::Arc;

/// An owner is reminded of a review (of access, of entries) once in so many milliseconds.
const REMIND_MS: i64 = 7 * 24 * 3_600_000;
/// Questions that are counted in one transaction.
const OLDER: u32 = 200;
/// Records of the audit log that go in one transaction.
const CUT: u32 = 1_000;

/// When a job runs, as a cron expression; `None`: when something is due ([`next_due`]).
pub(super) const fn schedule(job: JobName) -> Option<&'static str> {
    match job {
        JobName::Learn => Some("5 * * * *"),
        JobName::Sweep => Some("35 * * * *"),
        // Before the oldest records go.
        JobName::Audit => Some("0 3 * * *"),
        JobName::Retention => Some("20 3 * * *"),
        JobName::AccessReview => Some("0 9 * * *"),
        JobName::Quotas => Some("50 * * * *"),
        JobName::EntryReview => Some("10 9 * * *"),
        JobName::Report => Some("0 8 * * *"),
        JobName::Publish => None,
    }
}

/// When something is due for a job without a schedule, in epoch milliseconds; a past moment where it was missed.
pub(super) fn next_due(read: &Read<'_>) -> store::Result<Option<i64>> {
    let changes = publications::next_change(read)?.into_iter();
    Ok(changes.chain(schedules::next(read)?).min())
}

/// Runs a job; how many things it dealt with.
pub(super) async fn run(job: JobName, app: App, workspace: Arc<Workspace>) -> store::Result<u64> {
    match job {
        JobName::Learn => learn(workspace).await,
        JobName::Sweep => sweep(&workspace).await,
        JobName::Audit => verify_audit(app, workspace).await,
        JobName::Retention => retention(&app, &workspace).await,
        JobName::AccessReview => remind(&app, &workspace).await,
        JobName::Quotas => quotas(&app, &workspace).await,
        JobName::EntryReview => entry_review(&app, &workspace).await,
        JobName::Report => report(&app, &workspace).await,
        JobName::Publish => publish(app, workspace).await,
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

async fn sweep(workspace: &Arc<Workspace>) -> store::Result<u64> {
    let work = |tx: &Tx<'_>| {
        let job = actor(JobName::Sweep);
        let packs = packs::sweep(tx, &job)?;
        Ok(packs + sessions::sweep(tx, &job)? + sign_in_places::sweep(tx)? + preview_links::sweep(tx)?)
    };
    let mut ended = workspace.main().write(work).await?;
    loop {
        match erase(workspace, form_files::sweep).await? {
            0 => break,
            some => ended += some,
        }
    }
    let older = count_older(workspace).await?;
    Ok(ended + older + workspace.events().write(visitors::sweep).await?)
}

/// Counts and numbers what came before there were days of entries, reports and an index of texts, in parts, so that no visitor
/// waits long behind one.
pub(super) async fn count_older(workspace: &Workspace) -> store::Result<u64> {
    let mut all = 0;
    loop {
        let work = |tx: &Tx<'_>| {
            let (counted, numbered) = (events::count_older(tx, OLDER)?, events::number_older(tx, OLDER)?);
            Ok(counted.max(numbered).max(events::roll_older(tx, OLDER)?))
        };
        let done = workspace.events().write(work).await?;
        all += u64::from(done);
        if done < OLDER {
            return Ok(all);
        }
    }
}

/// A write that gives hashes of files which nothing has any more.
async fn erase(
    workspace: &Arc<Workspace>,
    write: impl FnOnce(&Tx<'_>) -> store::Result<(u64, Vec<String>)> + Send + 'static,
) -> store::Result<u64> {
    let workspace = Arc::clone(workspace);
    match tokio::task::spawn_blocking(move || workspace.erase_files(write)).await {
        Ok(erased) => erased,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// Looks at the workspace's audit log, and one of the workspaces at the installation's too.
async fn verify_audit(app: App, workspace: Arc<Workspace>) -> store::Result<u64> {
    let work = move || {
        let (store, keys) = (&app.store, audit::Keys::of(&app.vault));
        let report = store.verify_audit(&workspace, &keys)?;
        let mut faults = Vec::new();
        match &report.fault {
            None => store.witness_audit(&workspace, &keys)?,
            Some(fault) => faults.push((false, fault.clone())),
        }
        if store.looks_after_the_installation(workspace.name())? {
            match store.verify_installation(&keys)?.fault {
                None => store.witness_installation(&keys)?,
                Some(fault) => faults.push((true, fault)),
            }
        }
        if faults.is_empty() {
            return Ok(report.records);
        }
        let told: Vec<_> = faults.iter().map(|(_, fault)| fault.message(Lang::En)).collect();
        let by = (app.vault.clone(), app.url.join(""));
        announce::audit_broken(&workspace, &faults, actor(JobName::Audit), by)?;
        Err(store::Error::Corrupt(told.join(" ").into()))
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(looked) => looked,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

async fn retention(app: &App, workspace: &Arc<Workspace>) -> store::Result<u64> {
    let mut all = 0;
    let keys = audit::Keys::of(&app.vault);
    loop {
        let keys = keys.clone();
        let work = move |tx: &Tx<'_>| audit::cut(tx, &actor(JobName::Retention), &keys, CUT);
        match workspace.main().write(work).await? {
            0 => break,
            some => all += some,
        }
    }
    loop {
        // In parts, so that nobody's write waits long behind one.
        let work = |tx: &Tx<'_>| outbox::sweep(tx, &actor(JobName::Retention));
        let (contents, messages) = workspace.main().write(work).await?;
        all += contents + messages;
        if contents == 0 {
            break;
        }
    }
    loop {
        match workspace.main().write(webhooks::sweep).await? {
            0 => break,
            some => all += some,
        }
    }
    loop {
        match erase(workspace, |tx| submissions::sweep(tx, &actor(JobName::Retention))).await? {
            0 => break,
            some => all += some,
        }
    }
    loop {
        let work = |tx: &Tx<'_>| submissions::sweep_values(tx, &actor(JobName::Retention));
        match workspace.main().write(work).await? {
            0 => break,
            some => all += some,
        }
    }
    let days = workspace.main().read(visitor_values::fields).await?.retentions();
    loop {
        let days = days.clone();
        let work = move |tx: &Tx<'_>| visit_values::sweep(tx, &days);
        match workspace.events().write(work).await? {
            0 => break,
            some => all += some,
        }
    }
    Ok(all + workspace.main().write(jobs::sweep).await?)
}

async fn quotas(app: &App, workspace: &Arc<Workspace>) -> store::Result<u64> {
    let near = workspace.usage().await?.near(&workspace.quotas());
    let by = (app.vault.clone(), app.url.join(""));
    announce::quotas(workspace, near, actor(JobName::Quotas), by).await
}

async fn publish(app: App, workspace: Arc<Workspace>) -> store::Result<u64> {
    let work = move || {
        let by = (app.vault.clone(), app.url.join(""));
        let job = actor(JobName::Publish);
        let told = announce::schedule_stopped(&workspace, job.clone(), by.clone());
        // What was scheduled first: what is over by now is not seen then either.
        let made = publish::follow_schedules(&workspace, &job, &told)?;
        let tell = announce::broken_by_windows(&workspace, job.clone(), by);
        let windows = publish::follow_windows(&workspace, job, tell)?;
        Ok(made + u64::from(windows.is_some()))
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(made) => made,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

async fn entry_review(app: &App, workspace: &Workspace) -> store::Result<u64> {
    let by = (app.vault.clone(), app.url.join(""));
    announce::entry_reviews(workspace, actor(JobName::EntryReview), REMIND_MS, by).await
}

/// Mails the report of the last week or month to those who are to have it, once; a morning on which Kotae did not run is made up for
/// on the next.
async fn report(app: &App, workspace: &Workspace) -> store::Result<u64> {
    let wanted = workspace
        .main()
        .read(|read: &Read<'_>| {
            let mail = reports::mail(read)?;
            Ok(knowledge::reports::due(read, mail.every)?.map(|query| (mail.people, query)))
        })
        .await?;
    let Some((people, query)) = wanted else {
        return Ok(0);
    };
    let period = knowledge::reports::key(&query);
    let overview = knowledge::reports::overview(workspace, &query).await?;
    let (vault, base, name) = (app.vault.clone(), app.url.join(""), workspace.name().to_owned());
    let work = move |tx: &Tx<'_>| {
        if !reports::take_mail(tx, &period)? {
            return Ok(0);
        }
        let mut sent = 0;
        let readers = users::list(tx)?.into_iter().filter(|row| {
            let may = row.user.role.may(Permission::ReadQuestions);
            row.active && !row.waiting && may && people.contains(&row.user.id)
        });
        for reader in readers {
            let letter = letters::report(&reader.user, &base, &name, &overview);
            sent += u64::from(post(tx, &actor(JobName::Report), &vault, &base, &letter)?);
        }
        Ok(sent)
    };
    workspace.main().write(work).await
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
