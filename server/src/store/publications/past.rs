//! Earlier publications: which there were, what each changed, and what is needed to bring one back.

use super::{Draft, current, from_row, shown, versions};
use crate::store::engine::{Read, Row, Tx, params, statements};
use crate::store::{Error, Result};
use kotae_shared::Uuid;
use kotae_shared::api::{
    admin::{ChangeCounts, ChangeKind, EntryName, PublicationDetail, PublicationPage, PublishChange, limits},
    history::VERSIONS,
};
use std::{collections::HashMap, ops::ControlFlow};

/// An entry that differs between two publications: its version before and after, as far as it was there.
type Difference = (Uuid, Option<u32>, Option<u32>);

/// The publications below `before` (`None`: all), the newest first.
pub fn list(read: &Read<'_>, before: Option<u32>) -> Result<PublicationPage> {
    let before = before.unwrap_or(u32::MAX);
    let mut items = read.query(LIST, params![before, VERSIONS as u32 + 1], from_row)?;
    let more = items.len() > VERSIONS;
    items.truncate(VERSIONS);
    let next = items.last().filter(|_| more).map(|last| last.number);
    Ok(PublicationPage { items, next })
}

/// A publication, what it changed, and what going back to it would change. [`Error::NotFound`] when there is none.
pub fn detail(read: &Read<'_>, number: u32) -> Result<PublicationDetail> {
    let publication = read
        .first(ONE, params![number], from_row)?
        .ok_or(Error::NotFound)?;
    let own = versions(read, number)?;
    let earlier = if number > 1 {
        versions(read, number - 1)?
    } else {
        Vec::new()
    };
    let changes = differences(&earlier, &own);
    let is_current = current(read)?.is_some_and(|current| current.number == number);
    let back = differences(&shown(read)?, &own);
    Ok(PublicationDetail {
        publication,
        current: is_current,
        total_changes: changes.len() as u32,
        changes: rows(read, &changes)?,
        total_back: back.len() as u32,
        wider: wider(read, &back)?,
        back: rows(read, &back)?,
    })
}

/// Every entry of a publication as it was in it, by the code of now; stops when `each` breaks or fails. A category that is gone
/// meanwhile is left out.
pub fn each_past(
    read: &Read<'_>,
    number: u32,
    mut each: impl FnMut(Draft) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let versions: HashMap<Uuid, u32> = versions(read, number)?.into_iter().collect();
    let order: Vec<Uuid> = read.query(ORDER, params![], |row| row.get(0))?;
    for id in order {
        let Some(version) = versions.get(&id) else {
            continue;
        };
        let draft = read.first(PAST, params![id, *version], draft)?;
        let draft =
            draft.ok_or_else(|| Error::internal("a publication names a version that is not there"))?;
        if each(draft)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Whether visitors see just the entries of a publication now.
pub fn same_entries(read: &Read<'_>, number: u32) -> Result<bool> {
    Ok(shown(read)? == versions(read, number)?)
}

/// Lets visitors see the entries of a publication. What was written stays; where it differs, the next publication would
/// change something.
pub(super) fn put_back(tx: &Tx<'_>, number: u32) -> Result<()> {
    for (id, _, wanted) in differences(&shown(tx)?, &versions(tx, number)?) {
        match wanted {
            Some(version) => tx.execute_one(PUT, params![id, version])?,
            None => tx.execute_one(TAKE, params![id])?,
        }
    }
    Ok(())
}

/// How much two publications differ.
pub(super) fn count(before: &[(Uuid, u32)], after: &[(Uuid, u32)]) -> ChangeCounts {
    let mut counts = ChangeCounts::default();
    for (_, before, after) in differences(before, after) {
        match kind(before, after) {
            ChangeKind::Added => counts.added += 1,
            ChangeKind::Changed => counts.changed += 1,
            ChangeKind::Removed => counts.removed += 1,
        }
    }
    counts
}

/// What differs between two lists, by id.
fn differences(before: &[(Uuid, u32)], after: &[(Uuid, u32)]) -> Vec<Difference> {
    let old: HashMap<_, _> = before.iter().copied().collect();
    let new: HashMap<_, _> = after.iter().copied().collect();
    let gone = before.iter().filter(|(id, _)| !new.contains_key(id));
    let gone = gone.map(|(id, version)| (*id, Some(*version), None));
    let here = after
        .iter()
        .map(|(id, version)| (*id, old.get(id).copied(), Some(*version)));
    let mut all: Vec<_> = here
        .filter(|(_, before, after)| before != after)
        .chain(gone)
        .collect();
    all.sort_unstable();
    all
}

fn kind(before: Option<u32>, after: Option<u32>) -> ChangeKind {
    match (before, after) {
        (None, _) => ChangeKind::Added,
        (Some(_), Some(_)) => ChangeKind::Changed,
        (Some(_), None) => ChangeKind::Removed,
    }
}

/// The first of them as a list shows them.
fn rows(read: &Read<'_>, all: &[Difference]) -> Result<Vec<PublishChange>> {
    let mut rows = Vec::new();
    for (id, before, after) in all.iter().take(limits::PUBLISH_CHANGES) {
        let version = after.or(*before);
        let row = read.first(TEXTS, params![*id, version], |row| {
            let change = PublishChange {
                id: *id,
                code: row.get(0)?,
                title: row.get(2)?,
                kind: kind(*before, *after),
            };
            Ok((row.get::<String>(1)?, change))
        })?;
        rows.extend(row);
    }
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(rows.into_iter().map(|(_, change)| change).collect())
}

/// The entries that more people would see: for everybody instead of some groups, or for a group more.
fn wider(read: &Read<'_>, all: &[Difference]) -> Result<Vec<EntryName>> {
    let audience = |id: Uuid, version: u32| -> Result<Vec<String>> {
        let found = read.first(AUDIENCE, params![id, version], |row| row.json(0))?;
        found.ok_or(Error::NotFound)
    };
    let mut wider = Vec::new();
    for (id, before, after) in all {
        let (Some(before), Some(after)) = (before, after) else {
            continue;
        };
        let (now, then) = (audience(*id, *before)?, audience(*id, *after)?);
        if !now.is_empty() && (then.is_empty() || then.iter().any(|group| !now.contains(group))) {
            wider.extend(read.first(TEXTS, params![*id, *after], |row| {
                Ok(EntryName {
                    id: *id,
                    code: row.get(0)?,
                    title: row.get(2)?,
                })
            })?);
        }
    }
    Ok(wider)
}

fn draft(row: Row<'_>) -> Result<Draft> {
    Ok(Draft {
        id: row.get(0)?,
        version: row.get(1)?,
        code: row.get(2)?,
        title: row.get(3)?,
        phrasings: row.json(4)?,
        keywords: row.json(5)?,
        category: row.get(6)?,
        answer: row.get(7)?,
        compiled: row.get(8)?,
        audience: row.json(9)?,
        related: row.json(10)?,
    })
}

statements! {
    LIST = "SELECT number, at, published_by, note, entries, pack, pack_bytes, restores, added, changed, removed
        FROM publication WHERE number < $1 ORDER BY number DESC LIMIT $2";
    ONE = "SELECT number, at, published_by, note, entries, pack, pack_bytes, restores, added, changed, removed
        FROM publication WHERE number = $1";
    ORDER = "SELECT id FROM entry ORDER BY code_key, id";
    PAST = "SELECT v.entry, v.version, e.code, v.title, v.phrasings, v.keywords, c.id, v.answer,
        CASE WHEN a.entry IS NULL THEN 0 ELSE 1 END, v.audience, v.related
        FROM entry_version v JOIN entry e ON e.id = v.entry LEFT JOIN category c ON c.id = v.category
        LEFT JOIN answer a ON a.entry = v.entry AND a.version = v.version WHERE v.entry = $1 AND v.version = $2";
    PUT = "UPDATE entry SET published_version = $2,
        unpublished = CASE WHEN release_version = $2 THEN 0 ELSE 1 END WHERE id = $1";
    TAKE = "UPDATE entry SET published_version = NULL,
        unpublished = CASE WHEN release_version IS NULL THEN 0 ELSE 1 END WHERE id = $1";
    TEXTS = "SELECT e.code, e.code_key, v.title FROM entry e JOIN entry_version v ON v.entry = e.id
        WHERE e.id = $1 AND v.version = $2";
    AUDIENCE = "SELECT audience FROM entry_version WHERE entry = $1 AND version = $2";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_compared_by_entry() {
        let id = Uuid::from_u128;
        let before = [(id(1), 1), (id(2), 1), (id(3), 4)];
        let after = [(id(1), 1), (id(3), 5), (id(4), 1)];
        assert_eq!(
            differences(&before, &after),
            [
                (id(2), Some(1), None),
                (id(3), Some(4), Some(5)),
                (id(4), None, Some(1))
            ]
        );
        let counts = ChangeCounts {
            added: 1,
            changed: 1,
            removed: 1,
        };
        assert_eq!(count(&before, &after), counts);
        assert_eq!(count(&after, &after), ChangeCounts::default());
    }
}
