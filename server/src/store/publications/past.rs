//! Earlier publications: which there were, what each changed, and what is needed to bring one back.

use super::{Agreed, agreed, current, from_row, shown, versions};
use crate::store::engine::{Read, params, statements};
use crate::store::{Error, Result, jobs};
use kotae_shared::api::{
    admin::{
        ChangeCounts, ChangeKind, EntryName, PublicationDetail, PublicationPage, PublicationQuery,
        PublishChange, limits,
    },
    history::VERSIONS,
};
use kotae_shared::{Uuid, codec};
use std::collections::HashMap;

/// An entry that differs between two publications: its version before and after, as far as it was there.
type Difference = (Uuid, Option<u32>, Option<u32>);

/// The publications that a query asks for, the newest first.
pub fn list(read: &Read<'_>, query: &PublicationQuery) -> Result<PublicationPage> {
    let before = query.before.unwrap_or(u32::MAX);
    let (since, to) = (query.since.unwrap_or(i64::MIN), query.to.unwrap_or(i64::MAX));
    let most = VERSIONS as u32 + 1;
    let mut items = read.query(LIST, params![before, most, query.by.trim(), since, to], from_row)?;
    let people = read.query(PEOPLE, params![], |row| row.get(0))?;
    let more = items.len() > VERSIONS;
    items.truncate(VERSIONS);
    let next = items.last().filter(|_| more).map(|last| last.number);
    Ok(PublicationPage { items, next, people })
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
    let moment = jobs::moment(read)?;
    let then = past_list(read, number)?.into_iter();
    let then: Vec<_> = then
        .filter(|one| one.is_open(&moment))
        .map(|one| (one.entry, one.version))
        .collect();
    let back = differences(&shown(read)?, &then);
    Ok(PublicationDetail {
        publication,
        current: is_current,
        total_changes: changes.len() as u32,
        changes: changes_of(read, &changes)?,
        total_back: back.len() as u32,
        wider: wider(read, &back)?,
        back: changes_of(read, &back)?,
    })
}

/// What going back to a publication agrees to: the entries that visitors saw then, and those of which the time was to begin later
/// and still is. [`Error::NotFound`] when there is none.
pub fn past_list(read: &Read<'_>, number: u32) -> Result<Vec<Agreed>> {
    let seen = versions(read, number)?;
    let windows: Option<Vec<u8>> = read.value(WINDOWS, params![number])?;
    let windows = match windows {
        Some(bytes) => {
            codec::decode(&bytes).map_err(|error| Error::corrupt(format_args!("windows: {error:?}")))?
        }
        None => Vec::new(),
    };
    agreed::past(read, &seen, windows, &jobs::moment(read)?)
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

/// The first of them as a list shows them, by code.
pub fn changes_of(read: &Read<'_>, all: &[Difference]) -> Result<Vec<PublishChange>> {
    let mut rows = Vec::new();
    for (id, before, after) in all.iter().take(limits::PUBLISH_CHANGES) {
        let version = after.or(*before);
        let row = read.first(TEXTS, params![*id, version], |row| {
            let change = PublishChange {
                id: *id,
                code: row.get(0)?,
                title: row.get(2)?,
                kind: kind(*before, *after),
                published: *before,
                version: *after,
                people: Vec::new(),
                at: after.map(|_| row.get(3)).transpose()?,
                publish_from: String::new(),
                publish_until: String::new(),
            };
            Ok((row.get::<String>(1)?, change))
        })?;
        let Some((key, mut change)) = row else { continue };
        if let Some(after) = *after {
            change.people = people(read, *id, before.unwrap_or(0).min(after - 1), after)?;
        }
        rows.push((key, change));
    }
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(rows.into_iter().map(|(_, change)| change).collect())
}

/// Who has made the versions of an entry after `after` and up to `upto`, the last one first.
pub(super) fn people(read: &Read<'_>, entry: Uuid, after: u32, upto: u32) -> Result<Vec<String>> {
    read.query(CHANGED_BY, params![entry, after, upto], |row| row.get(0))
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

statements! {
    LIST = "SELECT number, at, published_by, note, entries, pack, pack_bytes, restores, added, changed, removed, cause
        FROM publication WHERE number < $1 AND ($3 = '' OR published_by = $3) AND at >= $4 AND at < $5
        ORDER BY number DESC LIMIT $2";
    PEOPLE = "SELECT DISTINCT published_by FROM publication ORDER BY published_by LIMIT 500";
    CHANGED_BY = "SELECT changed_by FROM entry_version WHERE entry = $1 AND version > $2 AND version <= $3
        GROUP BY changed_by ORDER BY MAX(version) DESC LIMIT 20";
    ONE = "SELECT number, at, published_by, note, entries, pack, pack_bytes, restores, added, changed, removed, cause
        FROM publication WHERE number = $1";
    WINDOWS = "SELECT windows FROM publication WHERE number = $1";
    TEXTS = "SELECT e.code, e.code_key, v.title, v.at FROM entry e JOIN entry_version v ON v.entry = e.id
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
