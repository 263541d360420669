//! What a publication agrees to: which version of which entry visitors see, and in which time.
//!
//! What is agreed to is seen while the moment lies between its bounds. As time passes, entries begin and end by themselves; a
//! job makes the publication of that.

use super::Draft;
use crate::store::engine::{Read, Row, Tx, params, statements};
use crate::store::{Error, Result, entries, jobs};
use kotae_shared::{Uuid, api::admin::EntryWindow};
use serde::{Deserialize, Serialize};
use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
};

/// A version of an entry, and from when and until when visitors see it: minutes by the workspace's clock, as `YYYY-MM-DD HH:MM`; empty:
/// no bound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// The entry.
    pub entry: Uuid,
    /// The version.
    pub version: u32,
    /// From when on.
    pub from: String,
    /// Until when; not any more at that minute.
    pub until: String,
}

impl Agreed {
    /// One that is always seen.
    pub fn always(entry: Uuid, version: u32) -> Self {
        Self {
            entry,
            version,
            from: String::new(),
            until: String::new(),
        }
    }

    /// Whether visitors see it at a moment.
    pub fn is_open(&self, moment: &str) -> bool {
        entries::window(&self.from, &self.until, moment) == EntryWindow::Open
    }

    fn has_bounds(&self) -> bool {
        !(self.from.is_empty() && self.until.is_empty())
    }
}

/// What is agreed to now, by the code of the entries.
pub fn agreed(read: &Read<'_>) -> Result<Vec<Agreed>> {
    read.query(AGREED, params![], from_row)
}

/// What the next publication would agree to: every entry that is to be published as it is now, by code.
pub fn ready(read: &Read<'_>) -> Result<Vec<Agreed>> {
    read.query(READY, params![], from_row)
}

/// What is agreed to and has bounds, by id.
pub(super) fn with_bounds(read: &Read<'_>) -> Result<Vec<Agreed>> {
    read.query(WITH_BOUNDS, params![], from_row)
}

/// When the time of an entry begins or ends next, in epoch milliseconds: at a past moment where the publication of that has not been made
/// yet. `None`: nothing lies ahead.
pub fn next_change(read: &Read<'_>) -> Result<Option<i64>> {
    let moment = jobs::moment(read)?;
    let mut next: Option<String> = None;
    read.each(WATCHED, params![], |row| {
        let one = from_row(row)?;
        let is_seen: bool = row.get(4)?;
        let ahead = if is_seen {
            Some(&one.until).filter(|until| !until.is_empty())
        } else {
            Some(&one.from).filter(|from| **from > moment || one.is_open(&moment))
        };
        if let Some(ahead) = ahead
            && next.as_ref().is_none_or(|next| ahead < next)
        {
            next = Some(ahead.clone());
        }
        Ok(ControlFlow::Continue(()))
    })?;
    match next {
        None => Ok(None),
        // One without a beginning whose end was put off.
        Some(next) if next.is_empty() => Ok(Some(read.now())),
        Some(next) => jobs::begins(read, &next).map(Some),
    }
}

/// Whether visitors would see just this now, with those bounds.
pub fn is_in_force(read: &Read<'_>, list: &[Agreed], moment: &str) -> Result<bool> {
    if by_entry(&agreed(read)?) != by_entry(list) {
        return Ok(false);
    }
    let open = list.iter().filter(|one| one.is_open(moment));
    let mut open: Vec<(Uuid, u32)> = open.map(|one| (one.entry, one.version)).collect();
    open.sort_unstable();
    Ok(super::shown(read)? == open)
}

/// Each entry of a list that is seen at `moment`, as its version says and with its code of now; stops when `each` breaks or fails.
pub fn each_of(
    read: &Read<'_>,
    list: &[Agreed],
    moment: &str,
    mut each: impl FnMut(Draft) -> Result<ControlFlow<()>>,
) -> Result<()> {
    for one in list.iter().filter(|one| one.is_open(moment)) {
        let draft = read.first(VERSION, params![one.entry, one.version], super::draft)?;
        let draft =
            draft.ok_or_else(|| Error::internal("a publication names a version that is not there"))?;
        if each(draft)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Agrees to just this list.
pub(super) fn agree(tx: &Tx<'_>, list: &[Agreed]) -> Result<()> {
    let before = agreed(tx)?;
    let (old, new) = (by_entry(&before), by_entry(list));
    for one in list.iter().filter(|one| old.get(&one.entry) != Some(one)) {
        tx.execute_one(AGREE, params![one.entry, one.version, &one.from, &one.until])?;
    }
    for one in before.iter().filter(|one| !new.contains_key(&one.entry)) {
        tx.execute_one(TAKE_BACK, params![one.entry])?;
    }
    Ok(())
}

/// Agrees to every entry that is to be published as it is now, and to no other.
pub(super) fn agree_to_all(tx: &Tx<'_>) -> Result<()> {
    tx.execute(SHOW, params![])?;
    tx.execute(HIDE, params![])?;
    Ok(())
}

/// Lets visitors see what is agreed to and open at `moment`.
pub(super) fn switch(tx: &Tx<'_>, moment: &str) -> Result<()> {
    tx.execute(OPEN, params![moment])?;
    tx.execute(CLOSE, params![moment])?;
    Ok(())
}

/// A list in the order of the codes.
pub fn in_order(read: &Read<'_>, list: Vec<Agreed>) -> Result<Vec<Agreed>> {
    let mut by_entry: HashMap<Uuid, Agreed> = list.into_iter().map(|one| (one.entry, one)).collect();
    let order = read.query(ORDER, params![], |row| row.get::<Uuid>(0))?;
    Ok(order.iter().filter_map(|id| by_entry.remove(id)).collect())
}

/// What is agreed to now, but for the entries of `chosen`, which are as they are ready.
pub fn with_chosen(read: &Read<'_>, chosen: &[Uuid]) -> Result<Vec<Agreed>> {
    let chosen: HashSet<&Uuid> = chosen.iter().collect();
    let (now, ready) = (agreed(read)?, ready(read)?);
    let kept = now.into_iter().filter(|one| !chosen.contains(&one.entry));
    let taken = ready.into_iter().filter(|one| chosen.contains(&one.entry));
    in_order(read, kept.chain(taken).collect())
}

fn by_entry(list: &[Agreed]) -> HashMap<Uuid, &Agreed> {
    list.iter().map(|one| (one.entry, one)).collect()
}

/// The list of a publication that lies back: what visitors saw then, and what was to begin later and still is.
pub(super) fn past(
    read: &Read<'_>,
    seen: &[(Uuid, u32)],
    windows: Vec<Agreed>,
    moment: &str,
) -> Result<Vec<Agreed>> {
    let ids: HashSet<Uuid> = seen.iter().map(|(id, _)| *id).collect();
    let mut list: Vec<Agreed> = windows
        .into_iter()
        .filter(|one| one.has_bounds() && (ids.contains(&one.entry) || one.from.as_str() > moment))
        .collect();
    let bounded: HashSet<Uuid> = list.iter().map(|one| one.entry).collect();
    let others = seen.iter().filter(|(id, _)| !bounded.contains(id));
    list.extend(others.map(|(id, version)| Agreed::always(*id, *version)));
    in_order(read, list)
}

fn from_row(row: Row<'_>) -> Result<Agreed> {
    Ok(Agreed {
        entry: row.get(0)?,
        version: row.get(1)?,
        from: row.get(2)?,
        until: row.get(3)?,
    })
}

statements! {
    AGREED = "SELECT id, agreed_version, agreed_from, agreed_until FROM entry WHERE agreed_version IS NOT NULL
        ORDER BY code_key, id";
    READY = "SELECT id, release_version, publish_from, publish_until FROM entry WHERE release_version IS NOT NULL
        ORDER BY code_key, id";
    WITH_BOUNDS = "SELECT id, agreed_version, agreed_from, agreed_until FROM entry
        WHERE (agreed_from <> '' OR agreed_until <> '') AND agreed_version IS NOT NULL ORDER BY id";
    WATCHED = "SELECT id, agreed_version, agreed_from, agreed_until,
        CASE WHEN published_version IS NULL THEN 0 ELSE 1 END FROM entry
        WHERE (agreed_from <> '' OR agreed_until <> '') AND agreed_version IS NOT NULL";
    ORDER = "SELECT id FROM entry ORDER BY code_key, id";
    VERSION = "SELECT v.entry, v.version, e.code, v.title, v.phrasings, v.keywords, v.category, v.answer,
        CASE WHEN a.entry IS NULL THEN 0 ELSE 1 END, v.audience, v.related, v.follow_up
        FROM entry_version v JOIN entry e ON e.id = v.entry
        LEFT JOIN answer a ON a.entry = v.entry AND a.version = v.version WHERE v.entry = $1 AND v.version = $2";
    AGREE = "UPDATE entry SET agreed_version = $2, agreed_from = $3, agreed_until = $4, unpublished = CASE WHEN
        release_version = $2 AND publish_from = $3 AND publish_until = $4 THEN 0 ELSE 1 END
        WHERE id = $1";
    TAKE_BACK = "UPDATE entry SET agreed_version = NULL, agreed_from = '', agreed_until = '',
        unpublished = CASE WHEN release_version IS NULL THEN 0 ELSE 1 END WHERE id = $1";
    SHOW = "UPDATE entry SET agreed_version = release_version, agreed_from = publish_from, agreed_until = publish_until,
        unpublished = 0 WHERE unpublished = 1 AND release_version IS NOT NULL";
    HIDE = "UPDATE entry SET agreed_version = NULL, agreed_from = '', agreed_until = '', unpublished = 0
        WHERE unpublished = 1 AND release_version IS NULL";
    OPEN = "UPDATE entry SET published_version = agreed_version WHERE agreed_version IS NOT NULL
        AND (published_version IS NULL OR published_version <> agreed_version)
        AND agreed_from <= $1 AND (agreed_until = '' OR agreed_until > $1)";
    CLOSE = "UPDATE entry SET published_version = NULL WHERE published_version IS NOT NULL
        AND (agreed_version IS NULL OR agreed_from > $1 OR (agreed_until <> '' AND agreed_until <= $1))";
}
