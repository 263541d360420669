//! Publications at set times: what each has is kept from when it was scheduled.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Topic, Tx, params, statements};
use super::{Error, Result, users};
use kotae_shared::Uuid;
use kotae_shared::access::Permission;
use kotae_shared::api::{
    problem::Fault,
    publishing::{ScheduleEdit, ScheduleStop, limits},
};
use serde_json::json;

/// A publication at a set time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: Uuid,
    /// When it is due, in epoch milliseconds.
    pub at: i64,
    /// The note.
    pub note: String,
    /// Who made it.
    pub made_by: Uuid,
    /// His name then.
    pub by: String,
    /// When, in epoch milliseconds.
    pub made_at: i64,
    /// Raised by each change, from 1.
    pub version: u32,
    /// Why it was stopped; `None`: it waits.
    pub stopped: Option<ScheduleStop>,
    /// What it has; the bytes are [`crate::publish`]'s.
    pub frozen: Vec<u8>,
}

/// Those that wait, by time, then those that were stopped.
pub fn list(read: &Read<'_>) -> Result<Vec<Stored>> {
    read.query(LIST, params![], from_row)
}

/// One that waits or was stopped.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<Stored> {
    read.first(BY_ID, params![id], from_row)?.ok_or(Error::NotFound)
}

/// Those that wait and whose time has come, or whose maker may not publish any more: the first one's time first.
pub fn due(read: &Read<'_>) -> Result<Vec<Stored>> {
    let waiting = read.query(WAITING, params![], from_row)?;
    let mut due = Vec::new();
    for one in waiting {
        if one.at <= read.now() || !may_publish(read, one.made_by)? {
            due.push(one);
        }
    }
    Ok(due)
}

/// When the next one is due, in epoch milliseconds; a past moment for what was missed.
pub fn next(read: &Read<'_>) -> Result<Option<i64>> {
    let due = due(read)?;
    if !due.is_empty() {
        return Ok(due.iter().map(|one| one.at.min(read.now())).min());
    }
    read.first(NEXT, params![], |row| row.get(0))
}

/// Whether a user may sign in and publish.
pub fn may_publish(read: &Read<'_>, user: Uuid) -> Result<bool> {
    match users::get(read, user) {
        Ok(account) => Ok(account.suspended_at.is_none() && account.user.role.may(Permission::Publish)),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Schedules a publication. [`Fault::Passed`] and [`Fault::OutOfRange`] on `at`; [`Fault::TooLong`] on `schedules` when too many wait.
/// Only a user schedules.
pub fn create(tx: &Tx<'_>, actor: &Actor, at: i64, note: &str, frozen: Vec<u8>) -> Result<Stored> {
    let Actor::User {
        id: made_by, name, ..
    } = actor
    else {
        return Err(Error::internal("only a user schedules a publication"));
    };
    check_time(tx, at)?;
    let waiting: u32 = tx.value(COUNT, params![])?;
    if waiting as usize >= limits::SCHEDULES {
        return Err(Error::field(
            "schedules",
            Fault::TooLong(limits::SCHEDULES as u32),
        ));
    }
    let made = Stored {
        id: tx.new_id(),
        at: at - at.rem_euclid(60_000),
        note: note.to_owned(),
        made_by: *made_by,
        by: name.clone(),
        made_at: tx.now(),
        version: 1,
        stopped: None,
        frozen,
    };
    tx.execute(
        INSERT,
        params![
            made.id,
            made.at,
            &made.note,
            made.made_by,
            &made.by,
            made.made_at,
            &made.frozen
        ],
    )?;
    tx.wake(Topic::Jobs);
    record(tx, actor, "publication.schedule", None, Some(&made))?;
    Ok(made)
}

/// Gives one another time and note; one that was stopped waits again. [`Error::Conflict`] when `edit.version` is not its version any
/// more.
pub fn update(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &ScheduleEdit) -> Result<Stored> {
    let before = get(tx, id)?;
    if before.version != edit.version {
        return Err(Error::Conflict);
    }
    check_time(tx, edit.at)?;
    let mut after = Stored {
        at: edit.at - edit.at.rem_euclid(60_000),
        note: edit.note.clone(),
        version: before.version + 1,
        stopped: None,
        ..before.clone()
    };
    // Whoever sets the time of one whose maker is gone answers for it.
    if let Actor::User { id, name, .. } = actor
        && !may_publish(tx, before.made_by)?
    {
        (after.made_by, after.by) = (*id, name.clone());
    }
    tx.execute_one(
        UPDATE,
        params![id, after.at, &after.note, after.version, after.made_by, &after.by],
    )?;
    tx.wake(Topic::Jobs);
    record(tx, actor, "publication.reschedule", Some(&before), Some(&after))?;
    Ok(after)
}

/// Takes one back.
pub fn cancel(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<()> {
    let before = get(tx, id)?;
    tx.execute_one(DELETE, params![id])?;
    tx.wake(Topic::Jobs);
    record(tx, actor, "publication.unschedule", Some(&before), None)
}

/// Notes that one was stopped, and why.
pub fn stop(tx: &Tx<'_>, actor: &Actor, id: Uuid, why: ScheduleStop) -> Result<()> {
    let before = get(tx, id)?;
    let (state, broken) = match why {
        ScheduleStop::Pinned(broken) => ("pinned", broken),
        ScheduleStop::Person => ("person", 0),
    };
    tx.execute_one(STOP, params![id, state, broken])?;
    let after = Stored {
        stopped: Some(why),
        ..before.clone()
    };
    record(tx, actor, "publication.stop", Some(&before), Some(&after))
}

/// Notes that one was published. It may have been taken back or changed since `version`: [`Error::Conflict`].
pub fn done(tx: &Tx<'_>, id: Uuid, version: u32) -> Result<()> {
    if tx.execute(DONE, params![id, version])? == 0 {
        return Err(Error::Conflict);
    }
    Ok(())
}

fn check_time(tx: &Tx<'_>, at: i64) -> Result<()> {
    if at <= tx.now() {
        return Err(Error::field("at", Fault::Passed));
    }
    if at > tx.now() + limits::AHEAD_MS {
        return Err(Error::field(
            "at",
            Fault::OutOfRange(tx.now(), tx.now() + limits::AHEAD_MS),
        ));
    }
    Ok(())
}

fn record(
    tx: &Tx<'_>,
    actor: &Actor,
    action: &str,
    before: Option<&Stored>,
    after: Option<&Stored>,
) -> Result<()> {
    let value =
        |one: &Stored| json!({ "at": one.at, "note": one.note, "by": one.by, "stopped": one.stopped });
    let id = before.or(after).map(|one| one.id.to_string()).unwrap_or_default();
    let change = Change {
        action,
        kind: "publication_schedule",
        id: &id,
    };
    let (before, after) = (before.map(value), after.map(value));
    audit::record(tx, actor, change, before.as_ref(), after.as_ref())
}

fn from_row(row: Row<'_>) -> Result<Stored> {
    let state: String = row.get(7)?;
    let stopped = match state.as_str() {
        "pinned" => Some(ScheduleStop::Pinned(row.get(8)?)),
        "person" => Some(ScheduleStop::Person),
        _ => None,
    };
    Ok(Stored {
        id: row.get(0)?,
        at: row.get(1)?,
        note: row.get(2)?,
        made_by: row.get(3)?,
        by: row.get(4)?,
        made_at: row.get(5)?,
        version: row.get(6)?,
        stopped,
        frozen: row.get(9)?,
    })
}

statements! {
    LIST = "SELECT id, at, note, made_by, made_by_name, made_at, version, state, broken, frozen FROM publication_schedule ORDER BY
        CASE WHEN state = 'waiting' THEN 0 ELSE 1 END, at, id";
    WAITING = "SELECT id, at, note, made_by, made_by_name, made_at, version, state, broken, frozen
        FROM publication_schedule WHERE state = 'waiting' ORDER BY at, id";
    BY_ID = "SELECT id, at, note, made_by, made_by_name, made_at, version, state, broken, frozen FROM publication_schedule
        WHERE id = $1";
    NEXT = "SELECT at FROM publication_schedule WHERE state = 'waiting' ORDER BY at LIMIT 1";
    COUNT = "SELECT COUNT(*) FROM publication_schedule";
    INSERT = "INSERT INTO publication_schedule (id, at, state, broken, note, made_by, made_by_name, made_at, version,
        frozen) VALUES ($1, $2, 'waiting', 0, $3, $4, $5, $6, 1, $7)";
    UPDATE = "UPDATE publication_schedule SET at = $2, note = $3, version = $4, made_by = $5, made_by_name = $6,
        state = 'waiting', broken = 0 WHERE id = $1";
    STOP = "UPDATE publication_schedule SET state = $2, broken = $3 WHERE id = $1";
    DONE = "DELETE FROM publication_schedule WHERE id = $1 AND version = $2";
    DELETE = "DELETE FROM publication_schedule WHERE id = $1";
}
