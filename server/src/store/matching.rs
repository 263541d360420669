//! How a workspace's knowledge is matched.

use super::audit::{self, Actor, Change};
use super::counters;
use super::engine::{Read, Tx, params, statements};
use super::{Error, Result};
use kotae_shared::api::words::Matching;

/// The name of its row.
const NAME: &str = "matching";
/// Until somebody changes it.
const AT_FIRST: Matching = Matching {
    built_in_synonyms: true,
};

/// The settings now.
pub fn get(read: &Read<'_>) -> Result<Matching> {
    let stored = read.first(GET, params![NAME], |row| row.json(0))?;
    Ok(stored.unwrap_or(AT_FIRST))
}

/// Changes the settings; the next publication follows them.
pub fn update(tx: &Tx<'_>, actor: &Actor, matching: Matching) -> Result<Matching> {
    let before = get(tx)?;
    if before != matching {
        let value = serde_json::to_string(&matching).map_err(Error::internal)?;
        tx.execute(SET, params![NAME, &value])?;
        counters::raise_words(tx, 1)?;
        let change = Change {
            action: "matching.update",
            kind: "matching",
            id: "",
        };
        audit::record(tx, actor, change, Some(&before), Some(&matching))?;
    }
    Ok(matching)
}

statements! {
    GET = "SELECT value FROM setting WHERE name = $1";
    SET = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
}
