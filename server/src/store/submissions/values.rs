//! What visitor fields had when a form was sent.

use super::super::audit::{self, Actor, Change};
use super::super::engine::{Read, Tx, params, statements};
use super::super::{
    Result,
    visit_values::from_row,
    visitor_values::{self, Stored},
};
use kotae_shared::Uuid;
use serde_json::json;

/// Values that one sweep deletes.
const SWEEP: u32 = 500;
const DAY_MS: i64 = 24 * 3_600_000;

/// What is kept with a submission.
pub fn values(read: &Read<'_>, submission: Uuid) -> Result<Vec<Stored>> {
    read.query(OF, params![submission], from_row)
}

pub(super) fn keep_values(tx: &Tx<'_>, submission: Uuid, values: &[Stored]) -> Result<()> {
    for one in values {
        tx.execute(
            KEEP,
            params![submission, &one.key, &one.value, one.mark.tag(), tx.now()],
        )?;
    }
    Ok(())
}

/// Deletes some of the values whose field keeps them no longer; how many.
pub fn sweep_values(tx: &Tx<'_>, actor: &Actor) -> Result<u64> {
    let mut all = 0;
    for (key, days) in visitor_values::fields(tx)?.retentions() {
        let before = tx.now() - i64::from(days) * DAY_MS;
        let gone = tx.execute(SWEEP_OLD, params![&key, before, SWEEP])?;
        if gone > 0 {
            let change = Change {
                action: "submission.sweep_values",
                kind: "visitor_field",
                id: &key,
            };
            audit::record(
                tx,
                actor,
                change,
                audit::NOTHING,
                Some(&json!({ "values": gone })),
            )?;
        }
        all += gone;
    }
    Ok(all)
}

statements! {
    OF = "SELECT field, value, mark FROM submission_value WHERE submission = $1";
    KEEP = "INSERT INTO submission_value (submission, field, value, mark, at) VALUES ($1, $2, $3, $4, $5)";
    SWEEP_OLD = "DELETE FROM submission_value WHERE field = $1 AND submission IN (SELECT submission FROM submission_value
        WHERE field = $1 AND at < $2 ORDER BY at LIMIT $3)";
}
