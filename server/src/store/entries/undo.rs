//! An entry as it was before an import.

use super::change::save;
use super::known::Known;
use super::{at_version, edit_of, stored};
use crate::store::audit::Actor;
use crate::store::engine::Tx;
use crate::store::{Result, categories, users};
use kotae_shared::Uuid;
use kotae_shared::api::admin::{EntryEdit, Status};
use std::collections::HashSet;

/// Takes back what an import did to an entry: `made` by it, the entry is archived (and leaves its category when that is among
/// `leaving`, which are about to go); changed by it at `version`, it gets what it said before, as a new version. The code stays,
/// and so does what is not there any more. The version that the entry has then.
pub(in crate::store) fn undo_import(
    tx: &Tx<'_>,
    actor: &Actor,
    id: Uuid,
    (made, version): (bool, u32),
    leaving: &HashSet<Uuid>,
) -> Result<u32> {
    let before = stored(tx, id)?;
    let stays = |category: &Uuid| !leaving.contains(category);
    let mut known = Known::new(tx, actor)?;
    let edit = if made {
        EntryEdit {
            status: Status::Archived,
            category: before.entry.category.filter(stays),
            ..edit_of(&before.entry)
        }
    } else {
        let old = at_version(tx, id, version.saturating_sub(1))?;
        let category = match old.category {
            Some(category) if !categories::exists(tx, category)? => before.entry.category,
            category => category,
        };
        let is_active = |user: Uuid| users::is_active(tx, user);
        EntryEdit {
            code: String::new(),
            category: category.filter(stays),
            owner: match old.owner {
                Some(user) if !is_active(user)? => None,
                owner => owner,
            },
            // What needs an approval comes back into review.
            status: match old.status {
                Status::Published if known.four_eyes && before.entry.status != Status::Published => {
                    Status::InReview
                }
                status => status,
            },
            ..old
        }
    };
    let saved = save(tx, actor, "entry.undo_import", &before, &edit, &mut known)?;
    Ok(before.entry.version + u32::from(saved))
}
