//! Scheduled jobs: when each runs next, and what was run. The schedules themselves are in `crate::jobs`.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Topic, Tx, params, statements};
use super::{Error, Result};
use jiff::{Timestamp, ToSpan, civil::DateTime, tz::TimeZone};
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
/// When a job runs for which nothing lies ahead.
pub const NEVER: i64 = i64::MAX;
/// So long after a failure a job that is still due is tried again, in milliseconds.
const AGAIN_MS: i64 = 60_000;
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
    let now = Timestamp::from_millisecond(read.now()).map_err(Error::internal)?;
    Ok(now.to_zoned(zone(read)?).date().to_string())
}

/// The minute that it is by the workspace's clock, as `YYYY-MM-DD HH:MM`. It never goes back: in the hour that comes twice when
/// daylight saving ends, the second time is still the last minute of the first.
pub fn moment(read: &Read<'_>) -> Result<String> {
    moment_of(&zone(read)?, read.now())
}

/// When such a minute begins, in epoch milliseconds; one that is left out when daylight saving begins counts from after it.
pub fn begins(read: &Read<'_>, moment: &str) -> Result<i64> {
    let at = DateTime::strptime(MOMENT, moment).map_err(Error::internal)?;
    let zoned = at.to_zoned(zone(read)?).map_err(Error::internal)?;
    Ok(zoned.timestamp().as_millisecond())
}

const MOMENT: &str = "%Y-%m-%d %H:%M";

fn zone(read: &Read<'_>) -> Result<TimeZone> {
    Ok(TimeZone::get(&time_zone(read)?).unwrap_or(TimeZone::UTC))
}

fn moment_of(zone: &TimeZone, now: i64) -> Result<String> {
    let now = Timestamp::from_millisecond(now).map_err(Error::internal)?;
    let local = zone.to_datetime(now);
    let first = zone
        .to_ambiguous_zoned(local)
        .earlier()
        .map_err(Error::internal)?;
    let local = if first.timestamp() < now {
        let turn = zone.preceding(now).next().map(|turn| turn.timestamp());
        let last = turn.and_then(|turn| turn.checked_sub(1.second()).ok());
        // What the clocks said one second before they were set back; the zone of that moment knows.
        last.map_or(local, |last| zone.to_datetime(last))
    } else {
        local
    };
    Ok(local.strftime(MOMENT).to_string())
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

/// Plans a job that runs when something is due (`at`; `None`: nothing), not before some time has passed since a run that failed.
pub fn plan_anew(tx: &Tx<'_>, job: JobName, at: Option<i64>) -> Result<()> {
    let failed = tx.first(LAST_FAILURE, params![job.tag()], |row| row.get::<i64>(0))?;
    let not_before = failed.map_or(i64::MIN, |ended| ended + AGAIN_MS);
    let at = at.map_or(NEVER, |at| at.max(not_before));
    tx.execute(PLAN_ANEW, params![job.tag(), at])?;
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

/// Notes how a run ended and when the job runs next; `None`: that is planned anew. Runs that were missed meanwhile are not made up for one by one.
pub fn finish(
    tx: &Tx<'_>,
    id: Uuid,
    job: JobName,
    outcome: &std::result::Result<u32, String>,
    next_at: Option<i64>,
) -> Result<()> {
    let (done, error) = match outcome {
        Ok(done) => (*done, String::new()),
        Err(error) => (0, error.chars().take(ERROR).collect()),
    };
    tx.execute_one(FINISH, params![id, tx.now(), done, &error])?;
    if let Some(next_at) = next_at {
        tx.execute(NEXT, params![job.tag(), next_at])?;
    }
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
    PLAN_ANEW = "INSERT INTO job (name, next_at, requested) VALUES ($1, $2, 0)
        ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at";
    LAST_FAILURE = "SELECT ended_at FROM job_run WHERE job = $1 AND error <> '' AND started_at =
        (SELECT MAX(started_at) FROM job_run WHERE job = $1) AND ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT 1";
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minute_follows_the_zone_and_never_goes_back() {
        let moment = |zone: &str, at: &str| {
            let at: Timestamp = at.parse().unwrap();
            moment_of(&TimeZone::get(zone).unwrap(), at.as_millisecond()).unwrap()
        };
        assert_eq!(moment("Asia/Tokyo", "2026-12-31T23:59:59Z"), "2027-01-01 08:59");
        // The clocks of Berlin go from three back to two on 25 October 2026, at one o'clock UTC.
        for (at, wanted) in [
            ("2026-10-25T00:15:00Z", "2026-10-25 02:15"),
            ("2026-10-25T00:59:59Z", "2026-10-25 02:59"),
            ("2026-10-25T01:15:00Z", "2026-10-25 02:59"),
            ("2026-10-25T01:59:59Z", "2026-10-25 02:59"),
            ("2026-10-25T02:00:00Z", "2026-10-25 03:00"),
            // From two to three on 29 March.
            ("2026-03-29T00:59:00Z", "2026-03-29 01:59"),
            ("2026-03-29T01:00:00Z", "2026-03-29 03:00"),
        ] {
            assert_eq!(moment("Europe/Berlin", at), wanted, "{at}");
        }
    }
}
