//! Reviews of entries: who asks, who decides, and what waits.

use super::change::{Deed, save};
use super::fields::edit_of;
use super::known::Known;
use super::{Stored, get, stored};
use crate::store::audit::Actor;
use crate::store::counters;
use crate::store::engine::{Read, Tx, params, statements};
use crate::store::names::act;
use crate::store::{Error, Result};
use kotae_shared::Uuid;
use kotae_shared::api::{
    admin::{Entry, EntryEdit, Status},
    approval::{Decision, Review, ReviewAct, ReviewRequest, ReviewStep},
    problem::Fault,
};

/// Asks for a look at an entry. [`Error::Conflict`] when it is at another version.
pub fn ask(tx: &Tx<'_>, actor: &Actor, id: Uuid, request: &ReviewRequest) -> Result<Entry> {
    let before = stored(tx, id)?;
    if request.version != before.entry.version || before.entry.status == Status::InReview {
        return Err(Error::Conflict);
    }
    let deed = Deed {
        action: "entry.review",
        act: Some(ReviewAct::Asked),
        comment: &request.comment,
        batch: None,
    };
    turn(tx, actor, deed, &before, Status::InReview)
}

/// Approves an entry in review or sends it back: to its readers, where visitors have an earlier version, else to the drafts.
/// [`Error::Conflict`] when it is at another version or not in review, [`Fault::OwnWork`] on `approve` for who wrote it.
pub fn decide(tx: &Tx<'_>, actor: &Actor, id: Uuid, decision: &Decision) -> Result<Entry> {
    let before = stored(tx, id)?;
    if decision.version != before.entry.version || before.entry.status != Status::InReview {
        return Err(Error::Conflict);
    }
    let (action, act, to) = if decision.approve {
        if is_own(tx, &before, actor.id(), actor.name())? {
            return Err(Error::field("approve", Fault::OwnWork));
        }
        ("entry.approve", ReviewAct::Approved, Status::Published)
    } else {
        let to = match before.release_version {
            Some(_) => Status::Published,
            None => Status::Draft,
        };
        ("entry.send_back", ReviewAct::SentBack, to)
    };
    let deed = Deed {
        action,
        act: Some(act),
        comment: &decision.comment,
        batch: None,
    };
    turn(tx, actor, deed, &before, to)
}

fn turn(tx: &Tx<'_>, actor: &Actor, deed: Deed<'_>, before: &Stored, status: Status) -> Result<Entry> {
    let edit = EntryEdit {
        status,
        ..edit_of(&before.entry)
    };
    save(tx, actor, deed, before, &edit, &mut Known::new(tx, actor)?)?;
    counters::raise_revision(tx)?;
    get(tx, before.entry.id)
}

/// Whether somebody wrote what would be approved. Versions from before that was written down have a name alone; who is no user
/// cannot show that he is another.
fn is_own(read: &Read<'_>, entry: &Stored, id: Option<Uuid>, name: &str) -> Result<bool> {
    Ok(match (entry.content_by, id) {
        (_, None) => true,
        (Some(writer), Some(id)) => writer == id,
        (None, Some(_)) => {
            let writer: Option<String> =
                read.first(WRITER, params![entry.entry.id, entry.content_version], |row| {
                    row.get(0)
                })?;
            writer.is_some_and(|writer| writer == name)
        }
    })
}

/// Where an entry's review stands, for the user who asks.
pub fn review(read: &Read<'_>, id: Uuid, asks: Uuid, name: &str) -> Result<Review> {
    let entry = stored(read, id)?;
    let last = read.first(LAST, params![id], |row| {
        Ok(ReviewStep {
            act: row.parse(0, act)?,
            version: row.get(1)?,
            at: row.get(2)?,
            by: row.get(3)?,
            by_id: row.get(4)?,
            comment: row.get(5)?,
        })
    })?;
    let writer = read.first(WRITER, params![id, entry.content_version], |row| row.get(0))?;
    Ok(Review {
        version: entry.entry.version,
        last,
        writer: writer.unwrap_or_default(),
        own: is_own(read, &entry, Some(asks), name)?,
        release_version: entry.release_version,
        unapproved: entry.release_version != Some(entry.content_version),
    })
}

/// How many entries are in review.
pub fn count_in_review(read: &Read<'_>) -> Result<u32> {
    read.value(IN_REVIEW, params![])
}

/// How many of them a user did not write.
pub fn count_to_approve(read: &Read<'_>, user: Uuid) -> Result<u32> {
    read.value(TO_APPROVE, params![user])
}

/// How many published entries have a change that is not approved and not in review.
pub fn count_unapproved(read: &Read<'_>) -> Result<u32> {
    read.value(UNAPPROVED, params![])
}

/// From now on entries need an approval: what visitors do not have yet waits for it. How many entries do.
pub fn hold(tx: &Tx<'_>, actor: &Actor) -> Result<u32> {
    let mut held = tx.execute(HOLD, params![])?;
    let mut known = Known::new(tx, actor)?;
    for id in tx.query(NEVER_SHOWN, params![], |row| row.get::<Uuid>(0))? {
        tx.execute_one(WITHHOLD, params![id])?;
        let before = stored(tx, id)?;
        if before.entry.status == Status::Published {
            let edit = EntryEdit {
                status: Status::InReview,
                ..edit_of(&before.entry)
            };
            save(tx, actor, "entry.hold", &before, &edit, &mut known)?;
        }
        held += 1;
    }
    Ok(u32::try_from(held).unwrap_or(u32::MAX))
}

/// Entries need no approval any more: the next publication has the changes of published ones. How many.
pub fn let_go(tx: &Tx<'_>) -> Result<u32> {
    let changed = tx.execute(LET_GO, params![])?;
    Ok(u32::try_from(changed).unwrap_or(u32::MAX))
}

statements! {
    WRITER = "SELECT changed_by FROM entry_version WHERE entry = $1 AND version = $2";
    LAST = "SELECT act, version, at, changed_by, changed_by_id, comment FROM entry_version
        WHERE entry = $1 AND act <> '' ORDER BY version DESC LIMIT 1";
    IN_REVIEW = "SELECT COUNT(*) FROM entry WHERE status = 'in_review'";
    TO_APPROVE = "SELECT COUNT(*) FROM entry WHERE status = 'in_review' AND (content_by IS NULL OR content_by <> $1)";
    UNAPPROVED = "SELECT COUNT(*) FROM entry WHERE status = 'published' AND release_version <> content_version";
    HOLD = "UPDATE entry SET release_version = agreed_version,
        unpublished = CASE WHEN publish_from = agreed_from AND publish_until = agreed_until THEN 0 ELSE 1 END
        WHERE unpublished = 1 AND release_version IS NOT NULL AND agreed_version IS NOT NULL
        AND release_version <> agreed_version";
    NEVER_SHOWN = "SELECT id FROM entry WHERE unpublished = 1 AND release_version IS NOT NULL AND agreed_version IS NULL
        ORDER BY id";
    WITHHOLD = "UPDATE entry SET release_version = NULL, unpublished = 0 WHERE id = $1";
    LET_GO = "UPDATE entry SET release_version = content_version,
        unpublished = CASE WHEN agreed_version = content_version AND publish_from = agreed_from
            AND publish_until = agreed_until THEN 0 ELSE 1 END
        WHERE status = 'published' AND release_version <> content_version";
}
