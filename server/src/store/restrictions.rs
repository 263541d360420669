//! From where a workspace's admin screens can be used.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Tx, params, statements};
use super::{Error, Result};
use crate::config::Network;
use serde_json::json;

/// The name of its row.
const NAME: &str = "admin_addresses";

/// The ranges as they are written; none: from everywhere.
pub fn get(read: &Read<'_>) -> Result<Vec<String>> {
    let stored = read.first(GET, params![NAME], |row| row.json(0))?;
    Ok(stored.unwrap_or_default())
}

/// The ranges. One that cannot be read, which was never saved, lets nobody in.
pub fn ranges(read: &Read<'_>) -> Result<Option<Vec<Network>>> {
    let written = get(read)?;
    Ok((!written.is_empty()).then(|| written.iter().filter_map(|range| range.parse().ok()).collect()))
}

/// Replaces the ranges, which were checked before.
pub fn update(tx: &Tx<'_>, actor: &Actor, addresses: &[String]) -> Result<()> {
    let before = get(tx)?;
    if before == addresses {
        return Ok(());
    }
    let value = serde_json::to_string(addresses).map_err(Error::internal)?;
    tx.execute(SET, params![NAME, &value])?;
    let change = Change {
        action: "restrictions.update",
        kind: "restrictions",
        id: "",
    };
    audit::record(
        tx,
        actor,
        change,
        Some(&json!({ "addresses": before })),
        Some(&json!({ "addresses": addresses })),
    )
}

statements! {
    GET = "SELECT value FROM setting WHERE name = $1";
    SET = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
}
