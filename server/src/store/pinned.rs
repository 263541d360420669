//! Pinned questions: what a question must find, and how it went last.

mod proposals;

#[cfg(test)]
pub(super) use proposals::STATEMENTS as PROPOSAL_STATEMENTS;
pub(super) use proposals::count;
pub use proposals::{decide, proposals};

use super::audit::{self, Actor, Change};
use super::categories::Reach;
use super::engine::{Dialect, Read, Row, Sql, Tx, Value, params, statements};
use super::{Error, Result, entries, imports};
use kotae_shared::Uuid;
use kotae_shared::api::{
    admin::{EntryName, limits::PAGE},
    pinned::{
        Pinned, PinnedEdit, PinnedPage, PinnedQuery, PinnedRun, PinnedSort, PinnedState, PinnedWhy, limits,
    },
    problem::Fault,
    transfer::ImportKind,
};
use kotae_shared::text::fold;
use serde_json::{Value as Json, json};
use std::ops::ControlFlow;

/// Rows in a page when the query names no number.
const DEFAULT_LIMIT: u32 = 50;
/// Words of a search that count; a longer search is cut.
const WORDS: usize = 8;

/// How one went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// The pinned question.
    pub id: Uuid,
    /// Its version when it was read: the result of an older one says nothing.
    pub version: u32,
    /// The question.
    pub question: String,
    /// The entry that must come first; `None`: nothing may be found.
    pub expected: Option<Uuid>,
    /// What came first.
    pub came: Option<Uuid>,
    /// Whether it found what it must.
    pub passed: bool,
    /// Why not.
    pub why: Option<PinnedWhy>,
}

/// Those that a publication breaks, and why somebody publishes nevertheless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forced {
    /// Why.
    pub reason: String,
    /// All that are broken.
    pub broken: Vec<Ran>,
}

/// A change of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PinnedChange {
    /// Makes one.
    New(PinnedEdit),
    /// Changes one.
    Edit(Uuid, PinnedEdit),
}

/// All, to be run: not yet passed.
pub fn all(read: &Read<'_>) -> Result<Vec<Ran>> {
    read.query(ALL, params![], |row| {
        Ok(Ran {
            id: row.get(0)?,
            version: row.get(1)?,
            question: row.get(2)?,
            expected: row.get(3)?,
            came: None,
            passed: false,
            why: None,
        })
    })
}

/// One of them.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<Pinned> {
    let mut found = read.query(BY_ID, params![id], from_row)?;
    named(read, &mut found)?;
    found.pop().ok_or(Error::NotFound)
}

/// A page of those that a query asks for.
pub fn list(read: &Read<'_>, query: &PinnedQuery) -> Result<PinnedPage> {
    let folded = fold(&query.q);
    let words = folded.split(' ').filter(|word| !word.is_empty()).take(WORDS);
    let values: Vec<Value<'_>> = words.map(Value::from).collect();
    let limit = if query.limit == 0 {
        DEFAULT_LIMIT
    } else {
        query.limit.min(PAGE)
    };
    let sql = found(read.dialect(), values.len());
    let mut all = Vec::new();
    read.each(Sql::new(&sql), &values, |row| {
        let pinned = from_row(row)?;
        let of = query
            .entry
            .is_none_or(|wanted| pinned.entry.as_ref().is_some_and(|entry| entry.id == wanted));
        if of && query.state.is_none_or(|wanted| wanted == state(&pinned)) {
            all.push(pinned);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    match query.sort {
        // So they came.
        PinnedSort::Question => {}
        PinnedSort::Entry => {
            named(read, &mut all)?;
            all.sort_by_cached_key(|one| one.entry.as_ref().map(|entry| fold(&entry.title)));
        }
        PinnedSort::Result => all.sort_by_key(|one| match state(one) {
            PinnedState::Broken => 0,
            PinnedState::NotRun => 1,
            PinnedState::Passed => 2,
        }),
        PinnedSort::Updated => all.sort_by_key(|one| one.updated_at),
    }
    if query.down {
        all.reverse();
    }
    let total = all.len() as u32;
    let items = all.into_iter().skip(query.offset as usize).take(limit as usize);
    let mut page = PinnedPage {
        total,
        items: items.collect(),
    };
    named(read, &mut page.items)?;
    Ok(page)
}

/// How one went last.
fn state(pinned: &Pinned) -> PinnedState {
    match &pinned.last {
        None => PinnedState::NotRun,
        Some(run) if run.passed => PinnedState::Passed,
        Some(_) => PinnedState::Broken,
    }
}

/// Makes one. [`Fault::TooLong`] on `pinned` when there are too many; else as [`update`].
pub fn create(tx: &Tx<'_>, actor: &Actor, edit: &PinnedEdit) -> Result<Pinned> {
    let count: u32 = tx.value(COUNT, params![])?;
    if count as usize >= limits::PINNED {
        return Err(Error::field("pinned", Fault::TooLong(limits::PINNED as u32)));
    }
    let id = tx.new_id();
    let question = check(tx, actor, id, edit)?;
    tx.execute(
        INSERT,
        params![id, question, &fold(question), edit.entry, tx.now(), actor.name()],
    )?;
    let made = get(tx, id)?;
    record(tx, actor, "pinned.create", id, None, Some(&made))?;
    Ok(made)
}

/// Changes one. [`Error::Conflict`] when `edit.version` is not its version any more, [`Fault::Taken`] on `question` when another
/// one asks the same, [`Fault::NoEntry`] on `entry`, [`Fault::NotYours`] when it is outside of where the actor may write.
pub fn update(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &PinnedEdit) -> Result<Pinned> {
    let before = get(tx, id)?;
    if before.version != edit.version {
        return Err(Error::Conflict);
    }
    reach(tx, actor, before.entry.as_ref().map(|entry| entry.id))?;
    let question = check(tx, actor, id, edit)?;
    tx.execute_one(
        UPDATE,
        params![
            id,
            question,
            &fold(question),
            edit.entry,
            before.version + 1,
            tx.now(),
            actor.name()
        ],
    )?;
    let after = get(tx, id)?;
    record(tx, actor, "pinned.update", id, Some(&before), Some(&after))?;
    Ok(after)
}

/// Deletes one.
pub fn delete(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<()> {
    let before = get(tx, id)?;
    reach(tx, actor, before.entry.as_ref().map(|entry| entry.id))?;
    tx.execute_one(DELETE, params![id])?;
    record(tx, actor, "pinned.delete", id, Some(&before), None)
}

/// Deletes several, all or none. [`Fault::Unknown`] on `ids` when one does not exist, [`Fault::TooLong`] when they are too many.
pub fn delete_all(tx: &Tx<'_>, actor: &Actor, ids: &[Uuid]) -> Result<u32> {
    if ids.len() > limits::PINNED {
        return Err(Error::field("ids", Fault::TooLong(limits::PINNED as u32)));
    }
    for id in ids {
        delete(tx, actor, *id).map_err(|error| match error {
            Error::NotFound => Error::field("ids", Fault::Unknown),
            other => other,
        })?;
    }
    Ok(ids.len() as u32)
}

/// Makes and changes some, all or none; what it did.
pub fn apply(tx: &Tx<'_>, actor: &Actor, changes: &[PinnedChange]) -> Result<Vec<imports::Change>> {
    let mut done = Vec::new();
    for change in changes {
        match change {
            PinnedChange::New(edit) => {
                let made = create(tx, actor, edit)?;
                done.push(imports::Change::made(ImportKind::Pinned, made.id, made.version));
            }
            PinnedChange::Edit(id, edit) => {
                let before = get(tx, *id)?;
                let after = update(tx, actor, *id, edit)?;
                let change = imports::Change::changed(ImportKind::Pinned, *id, after.version);
                done.push(change.from(&PinnedEdit {
                    question: before.question,
                    entry: before.entry.map(|entry| entry.id),
                    version: before.version,
                })?);
            }
        }
    }
    Ok(done)
}

/// Notes how they went.
pub fn note(tx: &Tx<'_>, ran: &[Ran]) -> Result<()> {
    for one in ran {
        let result = if one.passed { "passed" } else { "broken" };
        let why = one.why.as_ref().map(serde_json::to_string).transpose();
        let why = why.map_err(Error::internal)?.unwrap_or_default();
        tx.execute(
            RAN,
            params![one.id, one.version, result, tx.now(), one.came, &why],
        )?;
    }
    Ok(())
}

/// Writes down that a publication was made although it broke some, and why.
pub(super) fn record_forced(tx: &Tx<'_>, actor: &Actor, publication: u32, forced: &Forced) -> Result<()> {
    let broken = forced.broken.iter().map(|one| {
        let (expected, came) = (one.expected, one.came);
        json!({ "question": one.question, "expected": expected, "came": came })
    });
    let after = json!({ "reason": forced.reason, "broken": broken.collect::<Vec<Json>>() });
    let change = Change {
        action: "publication.force",
        kind: "publication",
        id: &publication.to_string(),
    };
    audit::record(tx, actor, change, None::<&Json>, Some(&after))
}

fn reach(read: &Read<'_>, actor: &Actor, entry: Option<Uuid>) -> Result<()> {
    let category = match entry {
        Some(entry) => entries::get(read, entry)?.category,
        None => None,
    };
    Reach::of(read, actor)?.check("entry", category)
}

/// The question as it is kept.
fn check<'e>(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &'e PinnedEdit) -> Result<&'e str> {
    let question = edit.question.trim();
    if fold(question).trim().is_empty() {
        return Err(Error::field("question", Fault::Required));
    }
    if question.chars().count() > limits::QUESTION {
        return Err(Error::field("question", Fault::TooLong(limits::QUESTION as u32)));
    }
    match reach(tx, actor, edit.entry) {
        Err(Error::NotFound) => return Err(Error::field("entry", Fault::NoEntry)),
        result => result?,
    }
    if tx.exists(OTHER, params![&fold(question), id])? {
        return Err(Error::field("question", Fault::Taken));
    }
    Ok(question)
}

fn record(
    tx: &Tx<'_>,
    actor: &Actor,
    action: &str,
    id: Uuid,
    before: Option<&Pinned>,
    after: Option<&Pinned>,
) -> Result<()> {
    let value =
        |one: &Pinned| json!({ "question": one.question, "entry": one.entry.as_ref().map(|e| &e.code) });
    let change = Change {
        action,
        kind: "pinned",
        id: &id.to_string(),
    };
    let (before, after) = (before.map(value), after.map(value));
    audit::record(tx, actor, change, before.as_ref(), after.as_ref())
}

fn from_row(row: Row<'_>) -> Result<Pinned> {
    let unnamed = |id: Option<Uuid>| {
        id.map(|id| EntryName {
            id,
            code: String::new(),
            title: String::new(),
        })
    };
    let result: String = row.get(6)?;
    let why: String = row.get(9)?;
    // One that was written by an older version has none, and is no fault.
    let why = serde_json::from_str(&why).ok();
    let (at, came) = (row.get(7)?, unnamed(row.get(8)?));
    Ok(Pinned {
        id: row.get(0)?,
        question: row.get(1)?,
        entry: unnamed(row.get(2)?),
        version: row.get(3)?,
        updated_at: row.get(4)?,
        updated_by: row.get(5)?,
        last: (!result.is_empty()).then_some(PinnedRun {
            at,
            passed: result == "passed",
            came,
            why,
        }),
    })
}

/// Gives the entries their codes and titles.
fn named(read: &Read<'_>, pinned: &mut [Pinned]) -> Result<()> {
    let came = |one: &Pinned| one.last.as_ref()?.came.as_ref().map(|entry| entry.id);
    let ids = pinned
        .iter()
        .flat_map(|one| [one.entry.as_ref().map(|entry| entry.id), came(one)]);
    let names = entries::names(read, ids.flatten())?;
    for one in pinned {
        let last = one.last.as_mut().and_then(|run| run.came.as_mut());
        for entry in [one.entry.as_mut(), last].into_iter().flatten() {
            if let Some(name) = names.get(&entry.id) {
                *entry = name.clone();
            }
        }
    }
    Ok(())
}

/// Those that contain so many words.
fn found(dialect: Dialect, words: usize) -> String {
    let filter = dialect.contains_all("folded", words);
    format!(
        "SELECT id, question, entry, version, updated_at, updated_by, result, ran_at, came, why FROM pinned{filter}
        ORDER BY folded, id"
    )
}

/// Statements of every shape, for the tests that prepare all.
#[cfg(test)]
pub(super) fn variants(dialect: Dialect) -> Vec<String> {
    (0..3).map(|words| found(dialect, words)).collect()
}

statements! {
    ALL = "SELECT id, version, question, entry FROM pinned ORDER BY folded, id";
    BY_ID = "SELECT id, question, entry, version, updated_at, updated_by, result, ran_at, came, why FROM pinned WHERE id = $1";
    COUNT = "SELECT COUNT(*) FROM pinned";
    OTHER = "SELECT 1 FROM pinned WHERE folded = $1 AND id <> $2";
    INSERT = "INSERT INTO pinned (id, question, folded, entry, version, updated_at, updated_by)
        VALUES ($1, $2, $3, $4, 1, $5, $6)";
    UPDATE = "UPDATE pinned SET question = $2, folded = $3, entry = $4, version = $5, updated_at = $6, updated_by = $7,
        result = '', ran_at = 0, came = NULL, why = '' WHERE id = $1";
    RAN = "UPDATE pinned SET result = $3, ran_at = $4, came = $5, why = $6 WHERE id = $1 AND version = $2";
    DELETE = "DELETE FROM pinned WHERE id = $1";
}
