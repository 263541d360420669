//! Scheduled jobs, run by one scheduler an installation: at their times in the workspace's time zone, one at a time, and
//! once for all the times that were missed while Kotae was off.
//!
//! When a job is due is in the workspace's database, so that a stop forgets nothing. The next time is set when a run has
//! ended: a run that a stop interrupted is due again. Every job can be run twice without harm.

mod list;
mod schedule;

use crate::{
    app::App,
    store::{
        self, Workspace,
        engine::{Read, Topic, Tx},
        jobs::{self, Planned},
    },
};
use kotae_shared::api::admin::{JobName, JobRow, Jobs};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::task::JoinSet;

/// The longest wait before the scheduler looks again, whatever is planned.
const LOOK: Duration = Duration::from_secs(30);
/// A workspace that could not be worked on is left alone for so many milliseconds.
const ASIDE_MS: i64 = 60_000;

/// Runs until it is dropped.
pub async fn run(app: App) {
    let mut scheduler = Scheduler::new(app);
    loop {
        let next = scheduler.round().await;
        let ms = next.map_or(i64::MAX, |at| at.saturating_sub(scheduler.app.clock.now_ms()));
        let wait = Duration::from_millis(u64::try_from(ms).unwrap_or(0)).min(LOOK);
        let wakes = &scheduler.app.store.sources().wakes;
        tokio::select! {
            () = wakes.wait(Topic::Jobs) => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// What the scheduler remembers between rounds.
pub struct Scheduler {
    app: App,
    /// When to look at a workspace again, in epoch milliseconds.
    next: HashMap<Arc<str>, i64>,
    /// Workspaces whose interrupted runs were ended.
    recovered: bool,
}

impl Scheduler {
    /// One that has looked at nothing yet.
    pub fn new(app: App) -> Self {
        Self {
            app,
            next: HashMap::new(),
            recovered: false,
        }
    }

    /// Runs what is due, in all workspaces; when something is due next.
    pub async fn round(&mut self) -> Option<i64> {
        // The list is asked for each time: workspaces come and go.
        match self.app.store.workspaces().await {
            Ok(listed) => {
                let names: Vec<Arc<str>> = listed.into_iter().map(|listed| listed.name.into()).collect();
                self.next.retain(|name, _| names.contains(name));
                for name in names {
                    self.next.entry(name).or_insert(i64::MIN);
                }
            }
            Err(error) => tracing::warn!(%error, "the workspaces could not be listed"),
        }
        let first = !std::mem::replace(&mut self.recovered, true);
        for name in self.app.store.sources().wakes.take(Topic::Jobs) {
            self.next.insert(name, i64::MIN);
        }
        let now = self.app.clock.now_ms();
        let due: Vec<_> = self
            .next
            .iter()
            .filter(|(_, at)| **at <= now)
            .map(|(name, _)| Arc::clone(name))
            .collect();
        for name in due {
            let next = match serve(&self.app, &name, first).await {
                Ok(at) => at,
                Err(store::Error::NotFound) => {
                    self.next.remove(&name);
                    continue;
                }
                Err(error) => {
                    tracing::warn!(%error, workspace = &*name, "the jobs could not be worked on");
                    self.app.clock.now_ms() + ASIDE_MS
                }
            };
            self.next.insert(name, next);
        }
        self.next.values().min().copied()
    }
}

/// Runs what is due in a workspace; when something is due next.
async fn serve(app: &App, name: &str, first: bool) -> store::Result<i64> {
    let workspace = app.store.workspace(name).await?;
    if first {
        workspace.main().write(jobs::recover).await?;
        list::count_older(&workspace).await?;
    }
    loop {
        let plan = |tx: &Tx<'_>| {
            let zone = jobs::time_zone(tx)?;
            for job in JobName::ALL {
                match list::schedule(job) {
                    Some(times) => jobs::plan(tx, job, schedule::next(times, &zone, tx.now()))?,
                    None => jobs::plan_anew(tx, job, list::next_due(tx)?)?,
                }
            }
            jobs::planned(tx)
        };
        let planned = workspace.main().write(plan).await?;
        let now = app.clock.now_ms();
        let due = planned
            .iter()
            .find(|planned| planned.requested || planned.next_at <= now);
        let Some(due) = due.copied() else {
            let next = planned.iter().map(|planned| planned.next_at).min();
            return Ok(next.unwrap_or(now + ASIDE_MS));
        };
        run_one(app, &workspace, due).await?;
    }
}

async fn run_one(app: &App, workspace: &Arc<Workspace>, due: Planned) -> store::Result<()> {
    let id = workspace.main().write(move |tx| jobs::start(tx, due)).await?;
    // A task of its own, so that a panic is the job's and not the scheduler's.
    let mut task = JoinSet::new();
    task.spawn(list::run(due.job, app.clone(), Arc::clone(workspace)));
    let outcome = match task.join_next().await {
        Some(Ok(Ok(done))) => Ok(u32::try_from(done).unwrap_or(u32::MAX)),
        Some(Ok(Err(error))) => Err(error.to_string()),
        Some(Err(_)) | None => Err("it panicked; the log has more".to_owned()),
    };
    let name = workspace.name();
    match &outcome {
        Ok(done) => tracing::info!(workspace = name, job = due.job.tag(), done, "a job has run"),
        Err(error) => tracing::error!(workspace = name, job = due.job.tag(), error, "a job failed"),
    }
    let finish = move |tx: &Tx<'_>| {
        let zone = jobs::time_zone(tx)?;
        let next = list::schedule(due.job).map(|times| schedule::next(times, &zone, tx.now()));
        jobs::finish(tx, id, due.job, &outcome, next)
    };
    workspace.main().write(finish).await
}

/// What the screen shows.
pub fn overview(read: &Read<'_>) -> store::Result<Jobs> {
    let planned = jobs::planned(read)?;
    let row = |job| {
        let place = planned.iter().find(|planned| planned.job == job);
        Ok(JobRow {
            job,
            schedule: list::schedule(job).unwrap_or_default().to_owned(),
            next_at: place
                .map(|planned| planned.next_at)
                .filter(|at| *at != jobs::NEVER),
            requested: place.is_some_and(|planned| planned.requested),
            runs: jobs::runs(read, job)?,
        })
    };
    Ok(Jobs {
        time_zone: jobs::time_zone(read)?,
        jobs: JobName::ALL.into_iter().map(row).collect::<store::Result<_>>()?,
    })
}
