//! From where a workspace's admin screens can be used, and with what.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Tx, params, statements};
use super::{Error, Result};
use crate::config::Network;
use serde_json::json;

/// The names of its rows.
const NAME: &str = "admin_addresses";
const FACTOR: &str = "second_factor";

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

/// Whether nobody goes on without a second factor but those whom an identity provider signs in.
pub fn demands_factor(read: &Read<'_>) -> Result<bool> {
    let stored = read.first(GET, params![FACTOR], |row| row.json(0))?;
    Ok(stored.unwrap_or_default())
}

/// Replaces the ranges, which were checked before, and what is demanded.
pub fn update(tx: &Tx<'_>, actor: &Actor, addresses: &[String], second_factor: bool) -> Result<()> {
    let (before, demanded) = (get(tx)?, demands_factor(tx)?);
    if before == addresses && demanded == second_factor {
        return Ok(());
    }
    let value = serde_json::to_string(addresses).map_err(Error::internal)?;
    tx.execute(SET, params![NAME, &value])?;
    let value = serde_json::to_string(&second_factor).map_err(Error::internal)?;
    tx.execute(SET, params![FACTOR, &value])?;
    let change = Change {
        action: "restrictions.update",
        kind: "restrictions",
        id: "",
    };
    audit::record(
        tx,
        actor,
        change,
        Some(&json!({ "addresses": before, "second_factor": demanded })),
        Some(&json!({ "addresses": addresses, "second_factor": second_factor })),
    )
}

statements! {
    GET = "SELECT value FROM setting WHERE name = $1";
    SET = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
}
