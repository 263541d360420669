//! What the help desk does about something on the list.

use super::of_entries::of_key;
use crate::store::audit::{self, Actor, Change};
use crate::store::engine::{Read, Row, Tx, params, statements};
use crate::store::names::{improve_state, improve_state_name};
use crate::store::{Error, Result, entries, users};
use kotae_shared::api::{
    admin::{BulkResult, Entry, EntryEdit},
    improve::{Handling, ImproveBulk, ImproveEdit, ImproveRef, ImproveState, limits},
    problem::Fault,
};
use kotae_shared::{Uuid, matcher};
use std::collections::HashMap;

/// The publications that find questions: the key of each group that visitors have found, with the publication's number.
pub type Proofs = HashMap<String, u32>;

/// The name by which it is kept what is done: `key`, or that of the group a question belongs to. [`Fault::Unknown`] on `key` when
/// it names nothing.
pub fn key(read: &Read<'_>, key: &str, text: &str) -> Result<String> {
    if key.is_empty() {
        return Ok(super::groups::name(matcher::subject(text)));
    }
    let is_subject =
        key.len() == 16 && u64::from_str_radix(key, 16).is_ok_and(|n| super::groups::name(n) == key);
    let is_entry = || match of_key(key) {
        Some((kind, id)) if super::of_entries::key(kind, id) == key => match entries::get(read, id) {
            Ok(_) => Ok(true),
            Err(Error::NotFound) => Ok(false),
            Err(error) => Err(error),
        },
        _ => Ok(false),
    };
    if is_subject || is_entry()? {
        Ok(key.to_owned())
    } else {
        Err(Error::field("key", Fault::Unknown))
    }
}

/// Whether a name is that of a group of questions.
pub fn is_group(key: &str) -> bool {
    of_key(key).is_none()
}

/// Everything that is done, by name.
pub(super) fn all(read: &Read<'_>) -> Result<HashMap<String, Handling>> {
    let all = read.query(ALL, params![], |row| Ok((row.get(0)?, from_row(row)?)))?;
    Ok(all.into_iter().collect())
}

/// What is done about something; nothing when nobody has done anything.
pub fn get(read: &Read<'_>, key: &str) -> Result<Handling> {
    Ok(read
        .first(BY_SUBJECT, params![key], from_row)?
        .unwrap_or_default())
}

/// Changes what is done. [`Fault::Unknown`] on `assignee`, `entry` or `key` when there is no such one, [`Error::Conflict`] when
/// `edit.version` is not its version any more. A group of questions that is to be done is so when `proofs` has it; else it waits.
pub fn handle(tx: &Tx<'_>, actor: &Actor, edit: &ImproveEdit, proofs: &Proofs) -> Result<Handling> {
    let key = key(tx, &edit.key, &edit.text)?;
    let before = get(tx, &key)?;
    if before.version != edit.version {
        return Err(Error::Conflict);
    }
    if let Some(entry) = edit.entry {
        match entries::get(tx, entry) {
            Ok(_) => {}
            Err(Error::NotFound) => return Err(Error::field("entry", Fault::Unknown)),
            Err(error) => return Err(error),
        }
    }
    let after = Handling {
        state: edit.state,
        assignee: edit.assignee,
        reason: edit.reason.clone(),
        entry: edit.entry.or(before.entry),
        ..before.clone()
    };
    set(tx, actor, &key, &edit.text, before, after, proofs)
}

/// The same change of many, all or none. As [`handle`], and [`Fault::TooLong`] on `items` when there are too many.
pub fn bulk(tx: &Tx<'_>, actor: &Actor, bulk: &ImproveBulk, proofs: &Proofs) -> Result<BulkResult> {
    if bulk.items.len() > limits::BULK {
        return Err(Error::field("items", Fault::TooLong(limits::BULK as u32)));
    }
    let mut changed = 0;
    for item in &bulk.items {
        let (key, before) = seen(tx, item)?;
        let version = before.version;
        let after = Handling {
            state: bulk.state.unwrap_or(before.state),
            assignee: if bulk.clear_assignee {
                None
            } else {
                bulk.assignee.or(before.assignee)
            },
            reason: if bulk.state.is_some() {
                bulk.reason.clone()
            } else {
                before.reason.clone()
            },
            ..before.clone()
        };
        let after = set(tx, actor, &key, &item.text, before, after, proofs)?;
        changed += u32::from(after.version != version);
    }
    Ok(BulkResult {
        changed,
        skipped: 0,
        batch: None,
    })
}

/// Makes a draft for a group of questions, and notes that somebody is at it. [`Error::Conflict`] when it was changed meanwhile.
pub fn draft(tx: &Tx<'_>, actor: &Actor, of: &ImproveRef, edit: &EntryEdit) -> Result<Entry> {
    let (key, before) = seen(tx, of)?;
    let entry = entries::create(tx, actor, edit)?;
    let after = Handling {
        state: ImproveState::InProgress,
        entry: Some(entry.id),
        reason: String::new(),
        ..before.clone()
    };
    set(tx, actor, &key, &of.text, before, after, &Proofs::new())?;
    Ok(entry)
}

fn seen(tx: &Tx<'_>, item: &ImproveRef) -> Result<(String, Handling)> {
    let key = key(tx, &item.key, &item.text)?;
    let before = get(tx, &key)?;
    if before.version == item.version {
        Ok((key, before))
    } else {
        Err(Error::Conflict)
    }
}

fn set(
    tx: &Tx<'_>,
    actor: &Actor,
    key: &str,
    text: &str,
    before: Handling,
    mut after: Handling,
    proofs: &Proofs,
) -> Result<Handling> {
    if matches!(after.state, ImproveState::Done | ImproveState::Waiting) && is_group(key) {
        after.publication = proofs.get(key).copied();
        after.state = match after.publication {
            Some(_) => ImproveState::Done,
            None => ImproveState::Waiting,
        };
    } else {
        after.publication = None;
    }
    if after.state != ImproveState::Ignored {
        after.reason.clear();
    }
    if after.state != ImproveState::New {
        after.lost = None;
    }
    if after == before {
        return Ok(before);
    }
    if let Some(user) = after.assignee.filter(|user| before.assignee != Some(*user)) {
        match users::get(tx, user) {
            Ok(account) if account.suspended_at.is_none() => {}
            Ok(_) | Err(Error::NotFound) => return Err(Error::field("assignee", Fault::Unknown)),
            Err(error) => return Err(error),
        }
    }
    tx.execute(
        SET,
        params![
            key,
            text,
            improve_state_name(after.state),
            after.assignee,
            before.version + 1,
            tx.now(),
            actor.name(),
            &after.reason,
            after.entry,
            after.publication,
            after.lost,
        ],
    )?;
    let change = Change {
        action: "improve.handle",
        kind: "handling",
        id: key,
    };
    let value = |handling: &Handling| {
        serde_json::json!({
            "text": text, "state": improve_state_name(handling.state), "assignee": handling.assignee,
            "reason": handling.reason, "entry": handling.entry,
        })
    };
    audit::record(tx, actor, change, Some(&value(&before)), Some(&value(&after)))?;
    get(tx, key)
}

fn from_row(row: Row<'_>) -> Result<Handling> {
    Ok(Handling {
        state: row.parse(1, improve_state)?,
        assignee: row.get::<Option<Uuid>>(2)?,
        version: row.get(3)?,
        updated_at: row.get(4)?,
        updated_by: row.get(5)?,
        reason: row.get(6)?,
        entry: row.get(7)?,
        publication: row.get(8)?,
        lost: row.get(9)?,
    })
}

statements! {
    BY_SUBJECT = "SELECT subject, state, assignee, version, updated_at, updated_by, reason, entry, publication, lost
        FROM handling WHERE subject = $1";
    ALL = "SELECT subject, state, assignee, version, updated_at, updated_by, reason, entry, publication, lost FROM handling";
    SET = "INSERT INTO handling (subject, text, state, assignee, version, updated_at, updated_by, reason, entry, publication,
        lost) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (subject) DO UPDATE SET text = excluded.text,
        state = excluded.state, assignee = excluded.assignee, version = excluded.version, updated_at = excluded.updated_at,
        updated_by = excluded.updated_by, reason = excluded.reason, entry = excluded.entry,
        publication = excluded.publication, lost = excluded.lost";
}
