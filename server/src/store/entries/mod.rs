//! Entries: the questions and answers of the help desk.
//!
//! What an [`EntryEdit`] holds was checked before (lengths, emptiness); here is checked what only the database
//! knows: that the code is free, that the category exists, that nobody changed the entry meanwhile.

mod apply;
mod approval;
mod bulk;
mod change;
mod fields;
mod history;
mod known;
mod list;
mod review;
mod undo;

pub use apply::{Applied, EntryChange, apply};
pub use approval::{ask, count_in_review, count_to_approve, count_unapproved, decide, hold, let_go, review};
pub use bulk::{bulk, undo_bulk};
pub use change::{change_category, create, owner_left, restore, update};
pub use fields::{edit_of, window};
pub use history::versions;
pub use list::{ids, list};
pub use review::{Due, due};
pub(super) use undo::undo_import;

use fields::is_unapproved;

use super::engine::{Read, Row, params, statements};
use super::names::status;
use super::{Error, Result, jobs, publications::Agreed};
use kotae_shared::Uuid;
use kotae_shared::api::admin::{Entry, EntryEdit, EntryName, EntryWindow, Status};
use kotae_shared::text::fold;
use std::{collections::HashMap, ops::ControlFlow};

#[cfg(test)]
pub(super) use {
    approval::STATEMENTS as APPROVAL_STATEMENTS, bulk::STATEMENTS as BULK_STATEMENTS,
    change::STATEMENTS as CHANGE_STATEMENTS, history::STATEMENTS as HISTORY_STATEMENTS,
    list::STATEMENTS as LIST_STATEMENTS, list::variants, review::STATEMENTS as REVIEW_STATEMENTS,
};

/// An entry with what only the store knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stored {
    entry: Entry,
    /// The version that last changed what visitors get.
    content_version: u32,
    /// Who made that one, where it was a user since this is written down.
    content_by: Option<Uuid>,
    /// The version that the next publication takes.
    release_version: Option<u32>,
    /// What visitors see of it, in its time.
    agreed: Option<Agreed>,
}

/// One entry.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<Entry> {
    let mut entry = stored(read, id)?.entry;
    if !(entry.publish_from.is_empty() && entry.publish_until.is_empty()) {
        let moment = jobs::moment(read)?;
        entry.window = fields::window(&entry.publish_from, &entry.publish_until, &moment);
    }
    Ok(entry)
}

/// Every entry, by code, one at a time, without where the moment lies in its time of publication; stops when `each` breaks or fails.
pub fn each(read: &Read<'_>, mut each: impl FnMut(Entry) -> Result<ControlFlow<()>>) -> Result<()> {
    read.each(ALL, params![], |row| each(from_row(row)?.entry))
}

/// The entry of a code.
pub fn by_code(read: &Read<'_>, code: &str) -> Result<Option<Entry>> {
    read.first(BY_CODE, params![code], |row| Ok(from_row(row)?.entry))
}

/// The ids, titles and statuses of all entries.
pub fn titles(read: &Read<'_>) -> Result<Vec<(Uuid, String, Status)>> {
    read.query(TITLES, params![], |row| {
        Ok((row.get(0)?, row.get(1)?, row.parse(2, status)?))
    })
}

/// The category of each entry that has one.
pub fn categories(read: &Read<'_>) -> Result<Vec<(Uuid, Uuid)>> {
    read.query(CATEGORIES, params![], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whether there is an entry with just this title that is not archived.
pub fn has_title(read: &Read<'_>, title: &str) -> Result<bool> {
    read.exists(HAS_TITLE, params![&fold(title), title])
}

/// The codes and titles of entries; one that does not exist is missing in the result.
pub fn names(read: &Read<'_>, ids: impl IntoIterator<Item = Uuid>) -> Result<HashMap<Uuid, EntryName>> {
    let mut names = HashMap::new();
    for id in ids {
        if !names.contains_key(&id) {
            let found = read.first(NAME, params![id], |row| {
                Ok(EntryName {
                    id,
                    code: row.get(0)?,
                    title: row.get(1)?,
                })
            })?;
            names.extend(found.map(|name| (id, name)));
        }
    }
    Ok(names)
}

/// An entry as it was at a version, for history, replay and rollback. Kept for every version there ever was.
pub fn at_version(read: &Read<'_>, id: Uuid, version: u32) -> Result<EntryEdit> {
    let found = read.first(AT_VERSION, params![id, version], |row| edit_at(row, 0))?;
    found.ok_or(Error::NotFound)
}

/// The columns of a version from `at` on: version, code, title, category, status, phrasings, keywords, answer, audience,
/// related, owner, review date, both bounds of its time of publication, what follows.
fn edit_at(row: Row<'_>, at: usize) -> Result<EntryEdit> {
    Ok(EntryEdit {
        version: row.get(at)?,
        code: row.get(at + 1)?,
        title: row.get(at + 2)?,
        category: row.get(at + 3)?,
        status: row.parse(at + 4, status)?,
        phrasings: row.json(at + 5)?,
        keywords: row.json(at + 6)?,
        answer: row.get(at + 7)?,
        audience: row.json(at + 8)?,
        related: row.json(at + 9)?,
        owner: row.get(at + 10)?,
        review_on: row.get(at + 11)?,
        publish_from: row.get(at + 12)?,
        publish_until: row.get(at + 13)?,
        follow_up: row.json(at + 14)?,
    })
}

/// How many entries there are.
pub fn count(read: &Read<'_>) -> Result<u32> {
    read.value(COUNT, params![])
}

/// How many entries would be different for visitors after a publication.
pub fn count_unpublished(read: &Read<'_>) -> Result<u32> {
    read.value(COUNT_UNPUBLISHED, params![])
}

fn stored(read: &Read<'_>, id: Uuid) -> Result<Stored> {
    read.first(BY_ID, params![id], from_row)?.ok_or(Error::NotFound)
}

fn from_row(row: Row<'_>) -> Result<Stored> {
    let (content_version, release_version): (u32, Option<u32>) = (row.get(6)?, row.get(19)?);
    let status = row.parse(4, status)?;
    let entry = Entry {
        id: row.get(0)?,
        code: row.get(1)?,
        title: row.get(2)?,
        category: row.get(3)?,
        status,
        version: row.get(5)?,
        published_version: row.get(7)?,
        created_at: row.get(8)?,
        updated_at: row.get(9)?,
        updated_by: row.get(10)?,
        phrasings: row.json(11)?,
        keywords: row.json(12)?,
        answer: row.get(13)?,
        audience: row.json(14)?,
        related: row.json(15)?,
        owner: row.get(16)?,
        review_on: row.get(17)?,
        unpublished: row.get(18)?,
        unapproved: is_unapproved(status, release_version, content_version),
        publish_from: row.get(21)?,
        publish_until: row.get(22)?,
        follow_up: row.json(26)?,
        window: EntryWindow::Open,
    };
    let agreed = match row.get::<Option<u32>>(23)? {
        Some(version) => Some(Agreed {
            entry: entry.id,
            version,
            from: row.get(24)?,
            until: row.get(25)?,
        }),
        None => None,
    };
    Ok(Stored {
        entry,
        content_version,
        content_by: row.get(20)?,
        release_version,
        agreed,
    })
}

statements! {
    BY_ID = "SELECT id, code, title, category, status, version, content_version, published_version, created_at,
        updated_at, updated_by, phrasings, keywords, answer, audience, related, owner, review_on, unpublished,
        release_version, content_by, publish_from, publish_until, agreed_version, agreed_from, agreed_until,
        follow_up FROM entry
        WHERE id = $1";
    BY_CODE = "SELECT id, code, title, category, status, version, content_version, published_version, created_at,
        updated_at, updated_by, phrasings, keywords, answer, audience, related, owner, review_on, unpublished,
        release_version, content_by, publish_from, publish_until, agreed_version, agreed_from, agreed_until,
        follow_up FROM entry
        WHERE code = $1";
    ALL = "SELECT id, code, title, category, status, version, content_version, published_version, created_at,
        updated_at, updated_by, phrasings, keywords, answer, audience, related, owner, review_on, unpublished,
        release_version, content_by, publish_from, publish_until, agreed_version, agreed_from, agreed_until,
        follow_up FROM entry
        ORDER BY code_key, id";
    NAME = "SELECT code, title FROM entry WHERE id = $1";
    CATEGORIES = "SELECT id, category FROM entry WHERE category IS NOT NULL";
    TITLES = "SELECT id, title, status FROM entry ORDER BY id";
    HAS_TITLE = "SELECT 1 FROM entry WHERE title_key = $1 AND title = $2 AND status <> 'archived'";
    AT_VERSION = "SELECT version, code, title, category, status, phrasings, keywords, answer, audience, related, owner,
        review_on, publish_from, publish_until, follow_up FROM entry_version WHERE entry = $1 AND version = $2";
    COUNT = "SELECT COUNT(*) FROM entry";
    COUNT_UNPUBLISHED = "SELECT COUNT(*) FROM entry WHERE unpublished = 1";
}
