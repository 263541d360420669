//! Whether entries need the approval of a second person.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Tx, params, statements};
use super::{Error, Result, counters, entries};
use kotae_shared::api::approval::Approval;
use serde_json::json;

/// The name of its row.
const NAME: &str = "four_eyes";

/// Whether they do.
pub fn four_eyes(read: &Read<'_>) -> Result<bool> {
    let stored = read.first(GET, params![NAME], |row| row.json(0))?;
    Ok(stored.unwrap_or_default())
}

/// The same, and what waits.
pub fn get(read: &Read<'_>) -> Result<Approval> {
    Ok(Approval {
        four_eyes: four_eyes(read)?,
        in_review: entries::count_in_review(read)?,
        unapproved: entries::count_unapproved(read)?,
    })
}

/// Changes it. What visitors see stays as it is; see [`entries::hold`] and [`entries::let_go`] for the next publication.
pub fn update(tx: &Tx<'_>, actor: &Actor, wanted: bool) -> Result<Approval> {
    if four_eyes(tx)? != wanted {
        let value = serde_json::to_string(&wanted).map_err(Error::internal)?;
        tx.execute(SET, params![NAME, &value])?;
        let entries = if wanted {
            entries::hold(tx, actor)?
        } else {
            entries::let_go(tx)?
        };
        counters::raise_revision(tx)?;
        let change = Change {
            action: "approval.update",
            kind: "approval",
            id: "",
        };
        let before = json!({ "four_eyes": !wanted });
        let after = json!({ "four_eyes": wanted, "entries": entries });
        audit::record(tx, actor, change, Some(&before), Some(&after))?;
    }
    get(tx)
}

statements! {
    GET = "SELECT value FROM setting WHERE name = $1";
    SET = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
}
