//! What reports read and keep: the sums of [`rollup`](super::rollup), of the log no more than a bounded part, and what the help
//! desk assumes.

mod sums;

#[cfg(test)]
pub(super) use sums::STATEMENTS as OF_EVENTS;
pub use sums::{Logged, OfEntry, Part, Shown, days, each_topic, entries, hours, newest, steps, topics};

use super::audit::{self, Actor, Change};
use super::engine::{Read, Tx, params, statements};
use super::{Error, Result, users};
use kotae_shared::Uuid;
use kotae_shared::api::{
    problem::Fault,
    reports::{Assumption, Every, ReportMail, limits},
};
use std::collections::HashSet;

/// The name of the assumption's row.
const NAME: &str = "report_assumption";
/// That of to whom reports are mailed.
const MAIL: &str = "report_mail";
/// That of the period that was mailed last.
const MAILED: &str = "report_mailed";

/// The assumption about those who served themselves.
pub fn assumption(read: &Read<'_>) -> Result<Assumption> {
    let stored = read.first(GET, params![NAME], |row| row.json(0))?;
    Ok(stored.unwrap_or_default())
}

/// Changes it. Faults: `percent`, `minutes`.
pub fn set_assumption(tx: &Tx<'_>, actor: &Actor, new: Assumption) -> Result<Assumption> {
    if new.percent > 100 {
        return Err(Error::field("percent", Fault::OutOfRange(0, 100)));
    }
    if !(1..=limits::MINUTES).contains(&new.minutes) {
        let most = i64::from(limits::MINUTES);
        return Err(Error::field("minutes", Fault::OutOfRange(1, most)));
    }
    let before = assumption(tx)?;
    if before != new {
        let value = serde_json::to_string(&new).map_err(Error::internal)?;
        tx.execute(SET, params![NAME, &value])?;
        let change = Change {
            action: "report.assumption",
            kind: "report",
            id: "",
        };
        audit::record(tx, actor, change, Some(&before), Some(&new))?;
    }
    Ok(new)
}

/// To whom reports are mailed.
pub fn mail(read: &Read<'_>) -> Result<ReportMail> {
    let stored = read.first(GET, params![MAIL], |row| row.json(0))?;
    Ok(stored.unwrap_or_default())
}

/// Changes that. Faults: `people` (none though there is a time, too many, or somebody who is no user).
pub fn set_mail(tx: &Tx<'_>, actor: &Actor, new: &ReportMail) -> Result<ReportMail> {
    if new.every != Every::Never && new.people.is_empty() {
        return Err(Error::field("people", Fault::Required));
    }
    if new.people.len() > limits::PEOPLE {
        return Err(Error::field("people", Fault::TooLong(limits::PEOPLE as u32)));
    }
    let known: HashSet<Uuid> = users::people(tx)?.into_iter().map(|one| one.id).collect();
    if new.people.iter().any(|id| !known.contains(id)) {
        return Err(Error::field("people", Fault::Unknown));
    }
    let before = mail(tx)?;
    if before != *new {
        let value = serde_json::to_string(new).map_err(Error::internal)?;
        tx.execute(SET, params![MAIL, &value])?;
        let change = Change {
            action: "report.mail",
            kind: "report",
            id: "",
        };
        audit::record(tx, actor, change, Some(&before), Some(new))?;
    }
    Ok(new.clone())
}

/// Whether the report of a period (by its first day and its length) was mailed already; it counts as mailed from now on.
pub fn take_mail(tx: &Tx<'_>, period: &str) -> Result<bool> {
    let last = tx.first(GET, params![MAILED], |row| row.get::<String>(0))?;
    if last.as_deref() == Some(period) {
        return Ok(false);
    }
    tx.execute(SET, params![MAILED, period])?;
    Ok(true)
}

/// Records that a report was taken out as a file.
pub fn exported(tx: &Tx<'_>, actor: &Actor, report: &str) -> Result<()> {
    let change = Change {
        action: "report.export",
        kind: "report",
        id: report,
    };
    audit::record(tx, actor, change, None::<&()>, None::<&()>)
}

statements! {
    GET = "SELECT value FROM setting WHERE name = $1";
    SET = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
}
