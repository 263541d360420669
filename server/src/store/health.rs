//! The health of the knowledge: what the last look found, what somebody let be, and two entries made one.

use super::audit::{self, Actor, Change};
use super::categories::Reach;
use super::engine::{Read, Tx, params, statements};
use super::names::status;
use super::{Error, Result, entries};
use kotae_shared::{
    Uuid,
    api::{
        admin::{Entry, Status, limits::PHRASES},
        health::{HealthFinding, HealthIgnore, HealthIgnored, HealthLook, HealthMerge, limits},
        problem::Fault,
    },
    text::fold,
};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Findings that are let be, at most: some for each finding that a look can keep.
const IGNORED: u32 = 20_000;

/// What a look found. Sentences are written, and what was let be is marked, when somebody reads it.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The revision of the knowledge that was looked at.
    pub revision: i64,
    /// How it went.
    pub look: HealthLook,
    /// All findings.
    pub findings: Vec<HealthFinding>,
}

/// The last look's place in a workspace.
#[derive(Default)]
pub struct Health(Mutex<State>);

#[derive(Default)]
struct State {
    found: Option<Arc<Found>>,
    running: bool,
}

impl Health {
    /// What the last look found, and whether another one is under way.
    pub fn last(&self) -> (Option<Arc<Found>>, bool) {
        let state = self.state();
        (state.found.clone(), state.running)
    }

    /// Begins a look; `false`: one is under way.
    pub fn begin(&self) -> bool {
        !std::mem::replace(&mut self.state().running, true)
    }

    /// Ends it; without findings when it failed.
    pub fn end(&self, found: Option<Found>) {
        let mut state = self.state();
        state.running = false;
        if let Some(found) = found {
            state.found = Some(Arc::new(found));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The version and the status of every entry.
pub fn versions(read: &Read<'_>) -> Result<HashMap<Uuid, (u32, Status)>> {
    let all = read.query(VERSIONS, params![], |row| {
        Ok((row.get(0)?, (row.get(1)?, row.parse(2, status)?)))
    })?;
    Ok(all.into_iter().collect())
}

/// The texts in which an upload can be named beside the entries as they are written: entries as they are published, scenarios, widgets.
pub fn texts_with_uploads(read: &Read<'_>) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for sql in [PUBLISHED, SCENARIOS, WIDGETS] {
        texts.extend(read.query(sql, params![], |row| row.get::<String>(0))?);
    }
    Ok(texts)
}

/// The keys of all widgets.
pub fn widget_keys(read: &Read<'_>) -> Result<HashSet<String>> {
    Ok(read
        .query(KEYS, params![], |row| row.get(0))?
        .into_iter()
        .collect())
}

/// What was let be, by the findings' keys.
pub fn ignored(read: &Read<'_>) -> Result<HashMap<String, HealthIgnored>> {
    let all = read.query(ALL_IGNORED, params![], |row| {
        let ignored = HealthIgnored {
            reason: row.get(1)?,
            at: row.get(2)?,
            by: row.get(3)?,
        };
        Ok((row.get(0)?, ignored))
    })?;
    Ok(all.into_iter().collect())
}

/// Lets a finding be, with a reason, or no longer. [`Fault::NotYours`] on `key` when its entry is outside of where the actor may
/// write; [`Fault::TooLong`] on `key` when too many are let be.
pub fn ignore(tx: &Tx<'_>, actor: &Actor, wish: &HealthIgnore, entry: Option<Uuid>) -> Result<()> {
    let category = match entry {
        Some(id) => entries::get(tx, id)?.category,
        None => None,
    };
    Reach::of(tx, actor)?.check("key", category)?;
    let key = wish.key.as_str();
    let before: Option<String> = tx.first(REASON, params![key], |row| row.get(0))?;
    let reason = wish.reason.trim();
    if before.as_deref().unwrap_or_default() == reason {
        return Ok(());
    }
    tx.execute(FORGET, params![key])?;
    let mut action = "health.count";
    if !reason.is_empty() {
        action = "health.ignore";
        let count: u32 = tx.value(COUNT, params![])?;
        if count >= IGNORED {
            return Err(Error::field("key", Fault::TooLong(IGNORED)));
        }
        tx.execute(IGNORE, params![key, reason, tx.now(), actor.name()])?;
    }
    let change = Change {
        action,
        kind: "finding",
        id: key,
    };
    let after = (!reason.is_empty()).then(|| reason.to_owned());
    audit::record(tx, actor, change, before.as_ref(), after.as_ref())
}

/// Archives one entry and gives what finds it to the other: its title and phrasings as phrasings, its keywords. [`Error::Conflict`] when
/// either was changed since it was looked at; [`Fault::TooLong`] on `phrasings` or `keywords` when that would be too many.
pub fn merge(tx: &Tx<'_>, actor: &Actor, wish: &HealthMerge) -> Result<Entry> {
    if wish.keep == wish.drop {
        return Err(Error::field("drop", Fault::Taken));
    }
    let (keep, drop) = (entries::get(tx, wish.keep)?, entries::get(tx, wish.drop)?);
    if (keep.version, drop.version) != (wish.keep_version, wish.drop_version) {
        return Err(Error::Conflict);
    }
    let mut edit = entries::edit_of(&keep);
    let more = std::iter::once(&drop.title).chain(&drop.phrasings);
    add(&mut edit.phrasings, more, &keep.title);
    add(&mut edit.keywords, drop.keywords.iter(), "");
    for (field, list) in [("phrasings", &edit.phrasings), ("keywords", &edit.keywords)] {
        if list.len() > PHRASES {
            return Err(Error::field(field, Fault::TooLong(PHRASES as u32)));
        }
    }
    // What led to the one that goes and to the one that stays leads to one.
    edit.related.retain(|code| *code != drop.code);
    let mut gone = entries::edit_of(&drop);
    gone.status = Status::Archived;
    entries::update(tx, actor, drop.id, &gone)?;
    entries::update(tx, actor, keep.id, &edit)
}

/// Adds what is not there yet, however it is written.
fn add<'a>(list: &mut Vec<String>, more: impl Iterator<Item = &'a String>, title: &str) {
    let mut known: HashSet<String> = list.iter().map(|text| fold(text)).collect();
    known.insert(fold(title));
    for text in more {
        if known.insert(fold(text)) {
            list.push(text.clone());
        }
    }
}

/// Whether a reason and a key are of a length that is kept.
pub fn check(wish: &HealthIgnore) -> Result<()> {
    for (field, text, most) in [
        ("key", &wish.key, limits::KEY),
        ("reason", &wish.reason, limits::REASON),
    ] {
        if text.chars().count() > most {
            return Err(Error::field(field, Fault::TooLong(most as u32)));
        }
    }
    Ok(())
}

statements! {
    VERSIONS = "SELECT id, version, status FROM entry";
    PUBLISHED = "SELECT v.answer FROM entry e JOIN entry_version v ON v.entry = e.id AND v.version = e.published_version
        WHERE e.published_version <> e.version";
    SCENARIOS = "SELECT graph FROM scenario";
    WIDGETS = "SELECT settings FROM widget";
    KEYS = "SELECT widget_key FROM widget";
    ALL_IGNORED = "SELECT key, reason, ignored_at, ignored_by FROM health_ignored";
    REASON = "SELECT reason FROM health_ignored WHERE key = $1";
    COUNT = "SELECT COUNT(*) FROM health_ignored";
    FORGET = "DELETE FROM health_ignored WHERE key = $1";
    IGNORE = "INSERT INTO health_ignored (key, reason, ignored_at, ignored_by) VALUES ($1, $2, $3, $4)";
}
