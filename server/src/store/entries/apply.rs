//! Many new entries and changes at once, as an import wants them.

use super::change::{insert, room_for, save};
use super::known::Known;
use super::stored;
use crate::store::audit::Actor;
use crate::store::counters;
use crate::store::engine::Tx;
use crate::store::{Error, Result};
use kotae_shared::Uuid;
use kotae_shared::api::admin::EntryEdit;

/// A step of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryChange {
    /// A new entry.
    New(EntryEdit),
    /// A change of the entry with this id.
    Edit(Uuid, EntryEdit),
}

/// What [`apply`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Entries that were made.
    pub new: u32,
    /// Entries that are different now.
    pub changed: u32,
    /// Both, each with the version that it has now.
    pub touched: Vec<(Uuid, u32)>,
}

/// Applies the steps of an import, all or none: [`Error::Conflict`] when an entry is no longer at the version that was
/// compared. An error about a field is named `INDEX.FIELD` with the index of the step.
pub fn apply(tx: &Tx<'_>, actor: &Actor, changes: &[EntryChange]) -> Result<Applied> {
    let is_new = |change: &&EntryChange| matches!(change, EntryChange::New(_));
    room_for(tx, changes.iter().filter(is_new).count())?;
    let mut known = Known::new(tx, actor)?;
    let mut applied = Applied::default();
    // Codes are made last, so that none takes a code that stands further down.
    let without_code =
        |change: &EntryChange| matches!(change, EntryChange::New(edit) if edit.code.is_empty());
    let (last, first): (Vec<_>, Vec<_>) = changes
        .iter()
        .enumerate()
        .partition(|(_, change)| without_code(change));
    for (index, change) in first.into_iter().chain(last) {
        match change {
            EntryChange::New(edit) => {
                let made = insert(tx, actor, "entry.import", edit, &mut known);
                applied.touched.push((made.map_err(|error| at(index, error))?, 1));
                applied.new += 1;
            }
            EntryChange::Edit(id, edit) => {
                let before = stored(tx, *id)?;
                if edit.version != before.entry.version {
                    return Err(Error::Conflict);
                }
                let changed = save(tx, actor, "entry.import", &before, edit, &mut known);
                if changed.map_err(|error| at(index, error))? {
                    applied.touched.push((*id, before.entry.version + 1));
                    applied.changed += 1;
                }
            }
        }
    }
    if applied != Applied::default() {
        counters::raise_revision(tx)?;
    }
    Ok(applied)
}

fn at(index: usize, error: Error) -> Error {
    match error {
        Error::Invalid(faults) => Error::Invalid(
            faults
                .into_iter()
                .map(|(field, fault)| (format!("{index}.{field}"), fault))
                .collect(),
        ),
        other => other,
    }
}
