//! Questions that visitors solved with an entry again and again: proposals to pin them.

use super::{EntryName, create};
use crate::store::audit::{self, Actor, Change};
use crate::store::categories::Reach;
use crate::store::engine::{Read, Row, Tx, params, statements};
use crate::store::{Error, Result, entries, phrases};
use kotae_shared::Uuid;
use kotae_shared::api::{
    admin::limits::PAGE,
    pinned::{
        PinDecided, PinDecision, PinProposal, PinProposalPage, PinProposalQuery, PinState, PinnedEdit, limits,
    },
    problem::Fault,
};
use kotae_shared::text::fold;
use serde_json::json;

/// Rows in a page when the query names no number.
const DEFAULT_LIMIT: u32 = 50;

/// Counts a question that an entry solved. What may be personal is not kept.
pub(in crate::store) fn count(tx: &Tx<'_>, entry: Uuid, text: &str, at: i64) -> Result<()> {
    let (text, folded) = (text.trim(), fold(text));
    if folded.chars().count() < 2
        || text.chars().count() > limits::QUESTION
        || !phrases::is_impersonal(text)
        || tx.execute(AGAIN, params![entry, &folded, at])? > 0
    {
        return Ok(());
    }
    if matches!(entries::get(tx, entry), Err(Error::NotFound)) {
        return Ok(());
    }
    let counted: u32 = tx.value(COUNTED, params![entry])?;
    if counted >= limits::COUNTED {
        // What was asked once, long ago, makes room.
        tx.execute(FORGET, params![entry])?;
    }
    tx.execute(INSERT, params![tx.new_id(), entry, &folded, text, at])?;
    Ok(())
}

/// A page of the proposals, the most frequent first. Of a question that several entries solved the most frequent one is proposed; none of
/// an entry that is archived, and none that is pinned.
pub fn proposals(read: &Read<'_>, query: &PinProposalQuery) -> Result<PinProposalPage> {
    let limit = if query.limit == 0 {
        DEFAULT_LIMIT
    } else {
        query.limit.min(PAGE)
    };
    let (state, from) = (state_name(query.refused), limits::PROPOSED_FROM);
    let mut items = read.query(LIST, params![state, from, limit, query.offset], from_row)?;
    let names = entries::names(read, items.iter().map(|one| one.entry.id))?;
    for one in &mut items {
        if let Some(name) = names.get(&one.entry.id) {
            one.entry = name.clone();
        }
    }
    Ok(PinProposalPage {
        total: read.value(TOTAL, params![state, from])?,
        items,
    })
}

/// Decides about proposals. [`Fault::Unknown`] on `ids` when one of them does not exist (any more), [`Fault::TooLong`] when there are too
/// many, [`Fault::NotYours`] when an entry is outside of where the actor may write.
pub fn decide(tx: &Tx<'_>, actor: &Actor, decision: &PinDecision) -> Result<PinDecided> {
    if decision.ids.len() > limits::DECISIONS {
        return Err(Error::field("ids", Fault::TooLong(limits::DECISIONS as u32)));
    }
    let reach = Reach::of(tx, actor)?;
    let mut decided = PinDecided::default();
    for &id in &decision.ids {
        let one = tx.first(BY_ID, params![id], from_row)?;
        let one = one.ok_or_else(|| Error::field("ids", Fault::Unknown))?;
        reach.check("ids", entries::get(tx, one.entry.id)?.category)?;
        decided.changed += 1;
        if decision.state == PinState::Accepted {
            let edit = PinnedEdit {
                question: one.question.clone(),
                entry: Some(one.entry.id),
                version: 0,
            };
            // Whatever was counted of this question was for this.
            tx.execute(DELETE_QUESTION, params![&fold(&one.question)])?;
            match create(tx, actor, &edit) {
                Ok(_) => decided.pinned += 1,
                // Somebody pinned it meanwhile, as it may be, to another entry.
                Err(Error::Invalid(faults)) if faults.iter().all(|(_, fault)| *fault == Fault::Taken) => {}
                Err(error) => return Err(error),
            }
            continue;
        }
        let state = state_name(decision.state == PinState::Refused);
        tx.execute_one(SET_STATE, params![id, state])?;
        let change = Change {
            action: "pinned.decide",
            kind: "pin_proposal",
            id: &id.to_string(),
        };
        let after = json!({ "entry": one.entry.id, "question": one.question, "state": state });
        audit::record(tx, actor, change, audit::NOTHING, Some(&after))?;
    }
    Ok(decided)
}

fn state_name(refused: bool) -> &'static str {
    if refused { "refused" } else { "proposed" }
}

fn from_row(row: Row<'_>) -> Result<PinProposal> {
    Ok(PinProposal {
        id: row.get(0)?,
        entry: EntryName {
            id: row.get(1)?,
            code: String::new(),
            title: String::new(),
        },
        question: row.get(2)?,
        count: row.get(3)?,
        last_at: row.get(4)?,
    })
}

statements! {
    AGAIN = "UPDATE pin_proposal SET count = count + 1,
        last_at = CASE WHEN last_at < $3 THEN $3 ELSE last_at END WHERE entry = $1 AND folded = $2";
    COUNTED = "SELECT COUNT(*) FROM pin_proposal WHERE entry = $1 AND state = 'proposed'";
    FORGET = "DELETE FROM pin_proposal WHERE id IN (SELECT id FROM pin_proposal WHERE entry = $1 AND state = 'proposed'
        ORDER BY count, last_at, id LIMIT 1)";
    INSERT = "INSERT INTO pin_proposal (id, entry, folded, text, count, first_at, last_at, state)
        VALUES ($1, $2, $3, $4, 1, $5, $5, 'proposed')";
    LIST = "SELECT p.id, p.entry, p.text, p.count, p.last_at FROM pin_proposal p JOIN entry e ON e.id = p.entry
        WHERE p.state = $1 AND p.count >= $2 AND e.status <> 'archived'
        AND NOT EXISTS (SELECT 1 FROM pinned q WHERE q.folded = p.folded)
        AND NOT EXISTS (SELECT 1 FROM pin_proposal o WHERE o.folded = p.folded AND o.id <> p.id
            AND (o.count > p.count OR (o.count = p.count AND o.id < p.id)))
        ORDER BY p.count DESC, p.last_at DESC, p.id DESC LIMIT $3 OFFSET $4";
    TOTAL = "SELECT COUNT(*) FROM pin_proposal p JOIN entry e ON e.id = p.entry
        WHERE p.state = $1 AND p.count >= $2 AND e.status <> 'archived'
        AND NOT EXISTS (SELECT 1 FROM pinned q WHERE q.folded = p.folded)
        AND NOT EXISTS (SELECT 1 FROM pin_proposal o WHERE o.folded = p.folded AND o.id <> p.id
            AND (o.count > p.count OR (o.count = p.count AND o.id < p.id)))";
    BY_ID = "SELECT id, entry, text, count, last_at FROM pin_proposal WHERE id = $1";
    SET_STATE = "UPDATE pin_proposal SET state = $2 WHERE id = $1";
    DELETE_QUESTION = "DELETE FROM pin_proposal WHERE folded = $1";
}
