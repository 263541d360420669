//! Entries that should be looked at: past their review date, never shown, seldom solving.

use super::groups::{DAY, words};
use crate::store::engine::{Read, Row, params, statements};
use crate::store::names::status_name;
use crate::store::{Error, Result, jobs};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kotae_shared::Uuid;
use kotae_shared::api::{
    admin::{EntryName, Status},
    improve::{Figures, Handling, ImproveItem, ImproveKind, ImproveQuery, limits},
};
use kotae_shared::text::fold;
use std::collections::{HashMap, HashSet};

/// What the events tell of entries.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// Those that somebody was offered or opened lately.
    pub(super) seen: HashSet<Uuid>,
    /// Those that seldom solve, with how many visitors said that they did not.
    pub(super) seldom: Vec<(Uuid, u32)>,
    /// What visitors did with those that are due.
    pub(super) due: HashMap<Uuid, Figures>,
}

/// An entry that should be looked at.
struct Found {
    kind: ImproveKind,
    entry: EntryName,
    at: i64,
    count: u32,
}

/// The name by which it is kept what is done about an entry.
pub(super) fn key(kind: ImproveKind, entry: Uuid) -> String {
    format!("{}:{}", kind.tag(), entry.simple())
}

/// The kind and the entry of such a name.
pub(super) fn of_key(key: &str) -> Option<(ImproveKind, Uuid)> {
    let (kind, entry) = key.split_once(':')?;
    let mut kinds = ImproveKind::ALL.into_iter().filter(|kind| kind.is_of_entry());
    Some((
        kinds.find(|known| known.tag() == kind)?,
        Uuid::try_parse(entry).ok()?,
    ))
}

/// The entries whose review date has come, those that wait longest first.
pub(super) fn due(read: &Read<'_>) -> Result<Vec<Uuid>> {
    let today = jobs::today(read)?;
    read.query(DUE, params![&today, limits::ENTRIES], |row| row.get(0))
}

/// All of them, as far as the search finds them.
pub(super) fn items(
    read: &Read<'_>,
    told: &Told,
    query: &ImproveQuery,
    handled: &mut HashMap<String, Handling>,
) -> Result<Vec<ImproveItem>> {
    let mut found = Vec::new();
    let zone = TimeZone::get(&jobs::time_zone(read)?).unwrap_or(TimeZone::UTC);
    let today = jobs::today(read)?;
    found.extend(read.query(DUE, params![&today, limits::ENTRIES], |row| {
        let entry = named(row)?;
        let day: String = row.get(3)?;
        Ok(Found {
            kind: ImproveKind::ReviewDue,
            at: begins(&day, &zone)?,
            count: told.due.get(&entry.id).map_or(0, |figures| figures.chosen),
            entry,
        })
    })?);
    let old = read.now() - i64::from(limits::OLD_DAYS) * DAY;
    let published = status_name(Status::Published);
    let mut unseen = read.query(OLD, params![published, old, limits::ENTRIES], |row| {
        Ok(Found {
            kind: ImproveKind::NeverShown,
            entry: named(row)?,
            at: row.get(3)?,
            count: 0,
        })
    })?;
    unseen.retain(|found| !told.seen.contains(&found.entry.id));
    found.append(&mut unseen);
    for &(id, count) in &told.seldom {
        found.extend(read.first(ONE, params![id, published], |row| {
            Ok(Found {
                kind: ImproveKind::LowSolved,
                entry: named(row)?,
                at: row.get(3)?,
                count,
            })
        })?);
    }
    let words = words(&query.q);
    found.retain(|found| {
        let (title, code) = (fold(&found.entry.title), fold(&found.entry.code));
        words
            .iter()
            .all(|word| title.contains(word) || code.contains(word))
    });
    let items = found.into_iter().map(|found| {
        let key = key(found.kind, found.entry.id);
        let handling = handled.remove(&key).unwrap_or_default();
        ImproveItem {
            key,
            kind: found.kind,
            text: found.entry.title.clone(),
            entry: Some(found.entry),
            count: found.count,
            troubles: [0; 4],
            figures: None,
            last_at: found.at,
            examples: Vec::new(),
            handling,
            again: 0,
        }
    });
    Ok(items.collect())
}

fn named(row: Row<'_>) -> Result<EntryName> {
    Ok(EntryName {
        id: row.get(0)?,
        code: row.get(1)?,
        title: row.get(2)?,
    })
}

/// The moment at which a day of the workspace begins.
fn begins(day: &str, zone: &TimeZone) -> Result<i64> {
    let day: Date = day.parse().map_err(Error::corrupt)?;
    let begins = day.to_zoned(zone.clone()).map_err(Error::internal)?;
    Ok(Timestamp::from(&begins).as_millisecond())
}

statements! {
    DUE = "SELECT id, code, title, review_on FROM entry WHERE review_on <> '' AND review_on <= $1
        AND status <> 'archived' ORDER BY review_on, id LIMIT $2";
    OLD = "SELECT id, code, title, created_at FROM entry WHERE status = $1 AND published_version IS NOT NULL
        AND created_at <= $2 LIMIT $3";
    ONE = "SELECT id, code, title, updated_at FROM entry WHERE id = $1 AND status = $2 AND published_version IS NOT NULL";
}
