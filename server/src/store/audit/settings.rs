//! For how long a workspace keeps its audit log, and how the last look at the chain went.

use super::Change;
use crate::store::engine::{Read, Tx, params, statements};
use crate::store::{Actor, Error, Result};
use kotae_shared::api::{
    audit::{ChainReport, DAYS_AT_FIRST, DAYS_LEAST, DAYS_MOST},
    problem::Fault,
};

/// The names of rows among the settings.
const DAYS: &str = "audit_days";
const CHECK: &str = "audit_check";

/// For how many days records are kept.
pub fn days(read: &Read<'_>) -> Result<u32> {
    let stored = read.first(SETTING, params![DAYS], |row| {
        row.parse(0, |text| text.parse().ok())
    })?;
    Ok(stored.unwrap_or(DAYS_AT_FIRST))
}

/// Changes that. [`Fault::OutOfRange`] on `days`.
///
/// [`Fault::OutOfRange`]: kotae_shared::api::problem::Fault::OutOfRange
pub fn set_days(tx: &Tx<'_>, actor: &Actor, to: u32) -> Result<()> {
    if !(DAYS_LEAST..=DAYS_MOST).contains(&to) {
        let fault = Fault::OutOfRange(DAYS_LEAST.into(), DAYS_MOST.into());
        return Err(Error::field("days", fault));
    }
    let before = days(tx)?;
    if before == to {
        return Ok(());
    }
    tx.execute(SET, params![DAYS, &to.to_string()])?;
    let change = Change {
        action: "audit.days",
        kind: "audit",
        id: "",
    };
    super::record(tx, actor, change, Some(&before), Some(&to))
}

/// How the last look at the chain went.
pub fn last_check(read: &Read<'_>) -> Result<Option<ChainReport>> {
    read.first(SETTING, params![CHECK], |row| row.json(0))
}

/// Notes how a look went.
pub fn note_check(tx: &Tx<'_>, report: &ChainReport) -> Result<()> {
    let report = serde_json::to_string(report).map_err(Error::internal)?;
    tx.execute(SET, params![CHECK, &report])?;
    Ok(())
}

statements! {
    SETTING = "SELECT value FROM setting WHERE name = $1";
    SET = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
}
