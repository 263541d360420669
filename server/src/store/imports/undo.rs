//! Takes an import back.

use super::{Change, Written, changes, show, there};
use crate::store::audit::{self, Actor};
use crate::store::counters;
use crate::store::engine::{Tx, params, statements};
use crate::store::{Error, Result, categories, entries, pinned, scenarios, synonyms};
use kotae_shared::Uuid;
use kotae_shared::api::{
    admin::{CategoryEdit, limits},
    pinned::PinnedEdit,
    problem::Fault,
    scenarios::ScenarioEdit,
    transfer::{ChangeState, ImportKind, Undo, Undone},
    words::SynonymEdit,
};
use kotae_shared::scenario::Scenario;
use serde::de::DeserializeOwned;
use std::collections::HashSet;

/// Brings back everything that is as the import left it, and of what was changed since that what `wish` names. Entries get new
/// versions; those that the import made are archived. Of the rest, what it made is deleted, a category only when it is empty.
/// What was undone before is left alone. Nothing is published by it.
pub fn undo(tx: &Tx<'_>, actor: &Actor, id: Uuid, wish: &Undo) -> Result<Undone> {
    if wish.also.len() > limits::BULK {
        return Err(Error::field("also", Fault::TooLong(limits::BULK as u32)));
    }
    if !tx.exists(EXISTS, params![id])? {
        return Err(Error::NotFound);
    }
    let also: HashSet<Uuid> = wish.also.iter().copied().collect();
    let all = changes(tx, id)?;
    let made_categories = all.iter().map(|written| &written.change);
    let leaving: HashSet<Uuid> = made_categories
        .filter(|change| change.made && change.kind == ImportKind::Categories)
        .map(|change| change.id)
        .collect();
    let mut done = Undone::default();
    // Backwards: what lies in something before what it lies in.
    for written in all.iter().rev() {
        let wanted = match show(tx, written)?.state {
            ChangeState::AsImported => true,
            ChangeState::ChangedSince => wish.all || also.contains(&written.change.id),
            ChangeState::Undone | ChangeState::Gone => continue,
        };
        if !wanted {
            done.kept += 1;
            continue;
        }
        let Some(version) = take_back(tx, actor, &written.change, &leaving)? else {
            continue;
        };
        note(tx, id, written, version)?;
        let Change { kind, made, .. } = written.change;
        match (made, kind == ImportKind::Categories) {
            (true, true) => done.categories += 1,
            (true, false) => done.ended += 1,
            (false, _) => done.restored += 1,
        }
    }
    if done.restored + done.ended + done.categories > 0 {
        counters::raise_revision(tx)?;
        tx.execute_one(UNDONE, params![id, tx.now(), actor.name()])?;
        let what = audit::Change {
            action: "import.undo",
            kind: "import",
            id: &id.to_string(),
        };
        audit::record(tx, actor, what, audit::NOTHING, Some(&done))?;
    }
    Ok(done)
}

/// The version that the thing has then, 0 when it is gone; `None` for a category that is not empty.
fn take_back(tx: &Tx<'_>, actor: &Actor, change: &Change, leaving: &HashSet<Uuid>) -> Result<Option<u32>> {
    let id = change.id;
    let version = match (change.kind, change.made) {
        (ImportKind::Entries, made) => entries::undo_import(tx, actor, id, (made, change.version), leaving)?,
        (ImportKind::Synonyms, true) => synonyms::delete(tx, actor, id).map(|()| 0)?,
        (ImportKind::Synonyms, false) => {
            let version = synonyms::get(tx, id)?.version;
            let edit = SynonymEdit {
                version,
                ..said(change)?
            };
            synonyms::update(tx, actor, id, &edit)?.version
        }
        (ImportKind::Pinned, true) => pinned::delete(tx, actor, id).map(|()| 0)?,
        (ImportKind::Pinned, false) => {
            let version = pinned::get(tx, id)?.version;
            let edit = PinnedEdit {
                version,
                ..said(change)?
            };
            pinned::update(tx, actor, id, &edit)?.version
        }
        (ImportKind::Scenarios, true) => scenarios::delete(tx, actor, id).map(|()| 0)?,
        (ImportKind::Scenarios, false) => {
            let lang = kotae_shared::Lang::Ja;
            let scenario: Scenario = said(change)?;
            let version = scenarios::get(tx, id, lang)?.version;
            scenarios::update(tx, actor, id, &ScenarioEdit { scenario, version })?;
            scenarios::get(tx, id, lang)?.version
        }
        (ImportKind::Categories, true) => match categories::delete(tx, actor, id) {
            Err(Error::Invalid(faults)) if faults.iter().all(|(_, fault)| *fault == Fault::NotEmpty) => {
                return Ok(None);
            }
            deleted => deleted.map(|()| 0)?,
        },
        (ImportKind::Categories, false) => {
            let edit: CategoryEdit = said(change)?;
            let parent_is_there = match edit.parent {
                Some(parent) => there(categories::get(tx, parent))?.is_some(),
                None => true,
            };
            if !parent_is_there {
                return Ok(None);
            }
            categories::update(tx, actor, id, &edit).map(|_| 0)?
        }
    };
    Ok(Some(version))
}

/// What a thing said before the import.
fn said<T: DeserializeOwned>(change: &Change) -> Result<T> {
    let before = change.before.as_deref();
    let before = before.ok_or_else(|| Error::corrupt("an import did not keep what it changed"))?;
    Ok(serde_json::from_str(before)?)
}

fn note(tx: &Tx<'_>, import: Uuid, written: &Written, version: u32) -> Result<()> {
    tx.execute_one(NOTE, params![import, written.position, version])
}

statements! {
    EXISTS = "SELECT 1 FROM import WHERE id = $1";
    NOTE = "UPDATE import_change SET undone_version = $3 WHERE import = $1 AND position = $2";
    UNDONE = "UPDATE import SET undone_at = $2, undone_by = $3 WHERE id = $1";
}
