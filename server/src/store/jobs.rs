//! Scheduled jobs: when each runs next, and what was run. The schedules themselves are in `crate::jobs`.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Topic, Tx, params, statements};
use super::{Error, Result};
use jiff::{Timestamp, tz::TimeZone};
use kotae_shared::api::admin::{JobName, JobRun};
use serde_json::json;
use uuid::Uuid;

/// The name of the time zone's row among the settings.
const ZONE: &str = "time_zone";
/// The time zone of a workspace that was given none.
const ZONE_AT_FIRST: &str = "Asia/Tokyo";
/// Runs of a job that are listed.
const LISTED: u32 = 10;
/// Runs are forgotten after so long, in milliseconds.
const KEEP_MS: i64 = 90 * 24 * 3_600_000;
/// The longest that is kept of an error, in characters.
const ERROR: usize = 500;

/// A job's place in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Which.
    pub job: JobName,
    /// When it is due, in epoch milliseconds.
    pub next_at: i64,
    /// Somebody wants it now.
    pub requested: bool,
}

/// The workspace's time zone.
pub fn time_zone(read: &Read<'_>) -> Result<String> {
    let stored = read.first(GET, params![ZONE], |row| row.get::<String>(0))?;
    Ok(stored.unwrap_or_else(|| ZONE_AT_FIRST.to_owned()))
}

/// The day that it is by the workspace's clock, as `YYYY-MM-DD`.
pub fn today(read: &Read<'_>) -> Result<String> {
    let zone = TimeZone::get(&time_zone(read)?).unwrap_or(TimeZone::UTC);
    let now = Timestamp::from_millisecond(read.now()).map_err(Error::internal)?;
    Ok(now.to_zoned(zone).date().to_string())
}

/// Changes the time zone; every job is planned anew. `name` was checked.
pub fn set_time_zone(tx: &Tx<'_>, actor: &Actor, name: &str) -> Result<()> {
    let before = time_zone(tx)?;
    if before == name {
        return Ok(());
    }
    tx.execute(SET, params![ZONE, name])?;
    tx.execute(UNPLAN, params![])?;
    tx.wake(Topic::Jobs);
    let change = Change {
        action: "workspace.time_zone",
        kind: "workspace",
        id: "",
    };
    audit::record(tx, actor, change, Some(&before), Some(&name))?;
    tx.limits().set_zone(name);
    Ok(())
}

/// Plans a job that has no place yet.
pub fn plan(tx: &Tx<'_>, job: JobName, next_at: i64) -> Result<()> {
    tx.execute(PLAN, params![job.tag(), next_at])?;
    Ok(())
}

/// The plan. Jobs that this Kotae does not know are left out.
pub fn planned(read: &Read<'_>) -> Result<Vec<Planned>> {
    let rows = read.query(PLANNED, params![], |row| {
        Ok((row.get::<String>(0)?, row.get(1)?, row.get(2)?))
    })?;
    let known = rows.into_iter().filter_map(|(name, next_at, requested)| {
        Some(Planned {
            job: JobName::from_tag(&name)?,
            next_at,
            requested,
        })
    });
    Ok(known.collect())
}

/// Asks for a run now.
pub fn request(tx: &Tx<'_>, actor: &Actor, job: JobName) -> Result<()> {
    tx.execute(REQUEST, params![job.tag(), tx.now()])?;
    tx.wake(Topic::Jobs);
    record(tx, actor, "job.run", job)
}

/// Notes that a job begins; names the run.
pub fn start(tx: &Tx<'_>, planned: Planned) -> Result<Uuid> {
    let id = tx.new_id();
    let due_at = planned.next_at.min(tx.now());
    tx.execute(
        START,
        params![id, planned.job.tag(), due_at, planned.requested, tx.now()],
    )?;
    tx.execute(STARTED, params![planned.job.tag()])?;
    Ok(id)
}

/// Notes how a run ended and when the job runs next. Runs that were missed meanwhile are not made up for one by one.
pub fn finish(
    tx: &Tx<'_>,
    id: Uuid,
    job: JobName,
    outcome: &std::result::Result<u32, String>,
    next_at: i64,
) -> Result<()> {
    let (done, error) = match outcome {
        Ok(done) => (*done, String::new()),
        Err(error) => (0, error.chars().take(ERROR).collect()),
    };
    tx.execute_one(FINISH, params![id, tx.now(), done, &error])?;
    tx.execute(NEXT, params![job.tag(), next_at])?;
    Ok(())
}

/// Ends runs of a process that is no more. Their jobs are still due. Only while no scheduler runs.
pub fn recover(tx: &Tx<'_>) -> Result<u64> {
    tx.execute(RECOVER, params![tx.now(), "interrupted: Kotae was stopped"])
}

/// The last runs of a job, newest first.
pub fn runs(read: &Read<'_>, job: JobName) -> Result<Vec<JobRun>> {
    read.query(RUNS, params![job.tag(), LISTED], from_row)
}

/// Forgets old runs; how many.
pub fn sweep(tx: &Tx<'_>) -> Result<u64> {
    tx.execute(SWEEP, params![tx.now() - KEEP_MS])
}

fn record(tx: &Tx<'_>, actor: &Actor, action: &str, job: JobName) -> Result<()> {
    let change = Change {
        action,
        kind: "job",
        id: job.tag(),
    };
    audit::record(tx, actor, change, audit::NOTHING, Some(&json!({})))
}

fn from_row(row: Row<'_>) -> Result<JobRun> {
    Ok(JobRun {
        due_at: row.get(0)?,
        by_hand: row.get(1)?,
        started_at: row.get(2)?,
        ended_at: row.get(3)?,
        done: row.get(4)?,
        error: row.get(5)?,
    })
}

statements! {
    GET = "SELECT value FROM setting WHERE name = $1";
    SET = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    UNPLAN = "DELETE FROM job WHERE requested = 0";
    PLAN = "INSERT INTO job (name, next_at, requested) VALUES ($1, $2, 0) ON CONFLICT (name) DO NOTHING";
    PLANNED = "SELECT name, next_at, requested FROM job ORDER BY next_at, name";
    REQUEST = "INSERT INTO job (name, next_at, requested) VALUES ($1, $2, 1)
        ON CONFLICT (name) DO UPDATE SET requested = 1";
    START = "INSERT INTO job_run (id, job, due_at, by_hand, started_at, done, error) VALUES ($1, $2, $3, $4, $5, 0, '')";
    STARTED = "UPDATE job SET requested = 0 WHERE name = $1";
    FINISH = "UPDATE job_run SET ended_at = $2, done = $3, error = $4 WHERE id = $1";
    NEXT = "UPDATE job SET next_at = $2 WHERE name = $1";
    RECOVER = "UPDATE job_run SET ended_at = $1, error = $2 WHERE ended_at IS NULL";
    RUNS = "SELECT due_at, by_hand, started_at, ended_at, done, error FROM job_run WHERE job = $1
        ORDER BY started_at DESC, id DESC LIMIT $2";
    SWEEP = "DELETE FROM job_run WHERE started_at < $1";
}
