//! What an entry was, and the way back to it.

use super::change;
use crate::store::audit::Actor;
use crate::store::engine::{Read, Row, Tx, params, statements};
use crate::store::names::status;
use crate::store::{Error, Result};
use kotae_shared::Uuid;
use kotae_shared::api::admin::{Entry, EntryEdit, Field, Restore, VersionPage, VersionRow};
use kotae_shared::api::history::VERSIONS;

/// The versions of an entry below `before` (`None`: all), the newest first. [`Error::NotFound`] when there is no such
/// entry.
pub fn versions(read: &Read<'_>, id: Uuid, before: Option<u32>) -> Result<VersionPage> {
    if !read.exists(EXISTS, params![id])? {
        return Err(Error::NotFound);
    }
    // One more than is shown: what a version changed, the one before it tells.
    let before = before.unwrap_or(u32::MAX);
    let all = read.query(LIST, params![id, before, VERSIONS as u32 + 1], from_row)?;
    let changed = |index: usize| match all.get(index + 1) {
        Some((_, older)) => changes(older, &all[index].1),
        None => Vec::new(),
    };
    let items: Vec<VersionRow> = all
        .iter()
        .take(VERSIONS)
        .enumerate()
        .map(|(index, (row, _))| VersionRow {
            changed: changed(index),
            ..row.clone()
        })
        .collect();
    let next = items
        .last()
        .filter(|_| all.len() > VERSIONS)
        .map(|row| row.version);
    Ok(VersionPage { items, next })
}

/// Gives an entry what one of its earlier versions said, as a new version. Code and status stay, and so does the category
/// when the one of that version is gone. [`Error::Conflict`] when it is no longer at the version that was looked at.
pub fn restore(tx: &Tx<'_>, actor: &Actor, id: Uuid, wish: Restore) -> Result<Entry> {
    change::restore(tx, actor, id, wish.from, wish.version)
}

/// The fields in which two versions differ.
fn changes(older: &EntryEdit, newer: &EntryEdit) -> Vec<Field> {
    let fields = [
        (Field::Code, older.code != newer.code),
        (Field::Title, older.title != newer.title),
        (Field::Phrasings, older.phrasings != newer.phrasings),
        (Field::Keywords, older.keywords != newer.keywords),
        (Field::Category, older.category != newer.category),
        (Field::Answer, older.answer != newer.answer),
        (Field::Audience, older.audience != newer.audience),
        (Field::Related, older.related != newer.related),
        (Field::Status, older.status != newer.status),
    ];
    let differ = fields.into_iter().filter(|(_, differs)| *differs);
    differ.map(|(field, _)| field).collect()
}

fn from_row(row: Row<'_>) -> Result<(VersionRow, EntryEdit)> {
    let edit = EntryEdit {
        version: row.get(0)?,
        code: row.get(3)?,
        title: row.get(4)?,
        category: row.get(5)?,
        status: row.parse(6, status)?,
        phrasings: row.json(7)?,
        keywords: row.json(8)?,
        answer: row.get(9)?,
        audience: row.json(10)?,
        related: row.json(11)?,
    };
    let version = VersionRow {
        version: edit.version,
        at: row.get(1)?,
        by: row.get(2)?,
        title: edit.title.clone(),
        status: edit.status,
        changed: Vec::new(),
    };
    Ok((version, edit))
}

statements! {
    EXISTS = "SELECT 1 FROM entry WHERE id = $1";
    LIST = "SELECT version, at, changed_by, code, title, category, status, phrasings, keywords, answer, audience, related
        FROM entry_version WHERE entry = $1 AND version < $2 ORDER BY version DESC LIMIT $3";
}
