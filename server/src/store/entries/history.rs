//! What an entry was, and the way back to it.

use super::edit_at;
use crate::store::engine::{Read, Row, params, statements};
use crate::store::names::act;
use crate::store::{Error, Result};
use kotae_shared::Uuid;
use kotae_shared::api::admin::{EntryEdit, Field, VersionPage, VersionRow};
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
        (Field::FollowUp, older.follow_up != newer.follow_up),
        (Field::Owner, older.owner != newer.owner),
        (Field::ReviewOn, older.review_on != newer.review_on),
        (Field::PublishFrom, older.publish_from != newer.publish_from),
        (Field::PublishUntil, older.publish_until != newer.publish_until),
        (Field::Status, older.status != newer.status),
    ];
    let differ = fields.into_iter().filter(|(_, differs)| *differs);
    differ.map(|(field, _)| field).collect()
}

fn from_row(row: Row<'_>) -> Result<(VersionRow, EntryEdit)> {
    let edit = edit_at(row, 2)?;
    let version = VersionRow {
        version: edit.version,
        at: row.get(0)?,
        by: row.get(1)?,
        title: edit.title.clone(),
        status: edit.status,
        changed: Vec::new(),
        act: match row.get::<String>(17)?.as_str() {
            "" => None,
            _ => Some(row.parse(17, act)?),
        },
        comment: row.get(18)?,
        batch: row.get(19)?,
    };
    Ok((version, edit))
}

statements! {
    EXISTS = "SELECT 1 FROM entry WHERE id = $1";
    LIST = "SELECT at, changed_by, version, code, title, category, status, phrasings, keywords, answer, audience,
        related, owner, review_on, publish_from, publish_until, follow_up, act, comment, batch
        FROM entry_version WHERE entry = $1 AND version < $2 ORDER BY version DESC LIMIT $3";
}
