//! What somebody has typed in an entry's form and not saved: his alone, no part of the knowledge, and so not in the audit log.

use super::engine::{Read, Row, Tx, params, statements};
use super::{Error, Result};
use kotae_shared::Uuid;
use kotae_shared::api::{
    admin::{self, EntryEdit},
    drafts::{DraftSaved, EntryDraft, limits},
    problem::Fault,
};

const DAY_MS: i64 = 24 * 60 * 60_000;

/// A user's drafts: the one of an entry, or those of entries that are not there yet, the newest first.
pub fn list(read: &Read<'_>, user: Uuid, entry: Option<Uuid>) -> Result<Vec<EntryDraft>> {
    let rows = match entry {
        Some(entry) => read.query(OF_ENTRY, params![user, entry], from_row)?,
        None => read.query(OF_NEW, params![user], from_row)?,
    };
    Ok(rows.into_iter().flatten().collect())
}

/// Keeps a draft of an entry that is not there yet.
pub fn create(tx: &Tx<'_>, user: Uuid, edit: &EntryEdit) -> Result<DraftSaved> {
    put(tx, user, tx.new_id(), false, edit)
}

/// Keeps a draft of an entry, or replaces one that [`create`] made. [`Error::NotFound`] when there is neither.
pub fn keep(tx: &Tx<'_>, user: Uuid, id: Uuid, edit: &EntryEdit) -> Result<DraftSaved> {
    let of_entry = tx.exists(ENTRY, params![id])?;
    if !of_entry && !tx.exists(OWN, params![user, id])? {
        return Err(Error::NotFound);
    }
    put(tx, user, id, of_entry, edit)
}

fn put(tx: &Tx<'_>, user: Uuid, id: Uuid, of_entry: bool, edit: &EntryEdit) -> Result<DraftSaved> {
    let text = serde_json::to_string(edit).map_err(Error::internal)?;
    if text.len() > limits::BYTES {
        let most = Fault::TooLong(admin::limits::ANSWER as u32);
        return Err(Error::field("answer", most));
    }
    let saved_at = tx.now();
    tx.execute(SWEEP, params![saved_at - limits::DAYS * DAY_MS])?;
    tx.execute(PUT, params![user, id, of_entry, saved_at, &text])?;
    tx.execute(MAKE_ROOM, params![user, limits::DRAFTS as u32])?;
    Ok(DraftSaved { id, saved_at })
}

/// Throws a draft away; whether there was one.
pub fn forget(tx: &Tx<'_>, user: Uuid, id: Uuid) -> Result<bool> {
    Ok(tx.execute(FORGET, params![user, id])? > 0)
}

/// Throws all drafts of a user away, who is being deleted.
pub(super) fn forget_user(tx: &Tx<'_>, user: Uuid) -> Result<()> {
    tx.execute(FORGET_USER, params![user]).map(drop)
}

/// `None`: an earlier Kotae wrote it in a form that this one does not know.
fn from_row(row: Row<'_>) -> Result<Option<EntryDraft>> {
    let text: String = row.get(2)?;
    let Ok(edit) = serde_json::from_str(&text) else {
        return Ok(None);
    };
    Ok(Some(EntryDraft {
        id: row.get(0)?,
        saved_at: row.get(1)?,
        edit,
    }))
}

statements! {
    ENTRY = "SELECT 1 FROM entry WHERE id = $1";
    OWN = "SELECT 1 FROM entry_draft WHERE user_id = $1 AND draft = $2";
    OF_ENTRY = "SELECT draft, saved_at, edit FROM entry_draft WHERE user_id = $1 AND draft = $2";
    OF_NEW = "SELECT draft, saved_at, edit FROM entry_draft WHERE user_id = $1 AND of_entry = 0
        ORDER BY saved_at DESC, draft";
    PUT = "INSERT INTO entry_draft (user_id, draft, of_entry, saved_at, edit) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (user_id, draft) DO UPDATE SET saved_at = excluded.saved_at, edit = excluded.edit";
    SWEEP = "DELETE FROM entry_draft WHERE saved_at < $1";
    MAKE_ROOM = "DELETE FROM entry_draft WHERE user_id = $1 AND draft IN (SELECT draft FROM entry_draft
        WHERE user_id = $1 ORDER BY saved_at DESC, draft LIMIT 1000000 OFFSET $2)";
    FORGET = "DELETE FROM entry_draft WHERE user_id = $1 AND draft = $2";
    FORGET_USER = "DELETE FROM entry_draft WHERE user_id = $1";
}
