//! The same change to many entries, and the way back.

use super::change::{Deed, save};
use super::fields::edit_of;
use super::known::Known;
use super::{at_version, stored};
use crate::store::audit::Actor;
use crate::store::counters;
use crate::store::engine::{Tx, params, statements};
use crate::store::{Error, Result, categories, users};
use kotae_shared::Uuid;
use kotae_shared::api::{
    admin::{BulkEdit, BulkResult, EntryEdit, Status, limits},
    problem::Fault,
};

/// Makes the same change to many entries. [`Fault::Unknown`] on `ids` when one does not exist, [`Fault::TooLong`] on
/// `add_keywords` when one would have too many, [`Fault::EndsTooSoon`] on `publish_until` when the time of one would end before it begins.
pub fn bulk(tx: &Tx<'_>, actor: &Actor, bulk: &BulkEdit) -> Result<BulkResult> {
    if bulk.ids.len() > limits::BULK {
        return Err(Error::field("ids", Fault::TooLong(limits::BULK as u32)));
    }
    let mut known = Known::new(tx, actor)?;
    let (mut changed, batch) = (0, tx.new_id());
    for id in &bulk.ids {
        let before = stored(tx, *id).map_err(|error| match error {
            Error::NotFound => Error::field("ids", Fault::Unknown),
            other => other,
        })?;
        let mut edit = edit_of(&before.entry);
        edit.status = bulk.status.unwrap_or(edit.status);
        edit.category = if bulk.clear_category {
            None
        } else {
            bulk.category.or(edit.category)
        };
        edit.keywords.retain(|word| !bulk.remove_keywords.contains(word));
        for word in &bulk.add_keywords {
            if !edit.keywords.contains(word) {
                edit.keywords.push(word.clone());
            }
        }
        if edit.keywords.len() > limits::PHRASES && !bulk.add_keywords.is_empty() {
            return Err(Error::field(
                "add_keywords",
                Fault::TooLong(limits::PHRASES as u32),
            ));
        }
        if let Some(audience) = &bulk.audience {
            edit.audience.clone_from(audience);
        }
        edit.owner = if bulk.clear_owner {
            None
        } else {
            bulk.owner.or(edit.owner)
        };
        for (bound, wanted) in [
            (&mut edit.publish_from, &bulk.publish_from),
            (&mut edit.publish_until, &bulk.publish_until),
        ] {
            if let Some(wanted) = wanted {
                bound.clone_from(wanted);
            }
        }
        if !edit.publish_until.is_empty()
            && edit.publish_until <= edit.publish_from
            && (bulk.publish_from.is_some() || bulk.publish_until.is_some())
        {
            return Err(Error::field("publish_until", Fault::EndsTooSoon));
        }
        let deed = Deed {
            batch: Some(batch),
            ..Deed::from("entry.bulk")
        };
        changed += u32::from(save(tx, actor, deed, &before, &edit, &mut known)?);
    }
    if changed > 0 {
        counters::raise_revision(tx)?;
    }
    Ok(BulkResult {
        changed,
        skipped: 0,
        batch: (changed > 0).then_some(batch),
    })
}

/// Takes a change of many entries back: each that nobody changed since gets what it had before, all of it, as a new version. Where
/// publishing needs an approval, what was published before comes back into review. [`Error::NotFound`] when there was no such change.
pub fn undo_bulk(tx: &Tx<'_>, actor: &Actor, batch: Uuid) -> Result<BulkResult> {
    let of_batch: Vec<(Uuid, u32)> = tx.query(BATCH, params![batch], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if of_batch.is_empty() {
        return Err(Error::NotFound);
    }
    let mut known = Known::new(tx, actor)?;
    let (mut changed, mut skipped, own) = (0, 0, tx.new_id());
    for (id, version) in of_batch {
        let before = stored(tx, id)?;
        if before.entry.version != version {
            skipped += 1;
            continue;
        }
        let old = at_version(tx, id, version - 1)?;
        let category = match old.category {
            Some(category) if !categories::exists(tx, category)? => before.entry.category,
            category => category,
        };
        let owner = match old.owner {
            Some(owner) if !users::is_active(tx, owner)? => before.entry.owner,
            owner => owner,
        };
        let publishes = old.status == Status::Published && before.entry.status != Status::Published;
        let edit = EntryEdit {
            category,
            owner,
            status: if known.four_eyes && publishes {
                Status::InReview
            } else {
                old.status
            },
            version,
            ..old
        };
        let deed = Deed {
            batch: Some(own),
            ..Deed::from("entry.bulk_undo")
        };
        changed += u32::from(save(tx, actor, deed, &before, &edit, &mut known)?);
    }
    if changed > 0 {
        counters::raise_revision(tx)?;
    }
    Ok(BulkResult {
        changed,
        skipped,
        batch: (changed > 0).then_some(own),
    })
}

statements! {
    BATCH = "SELECT entry, version FROM entry_version WHERE batch = $1 ORDER BY entry";
}
