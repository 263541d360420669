//! The help desk's groups of synonyms.

use super::audit::{self, Actor, Change};
use super::categories::Reach;
use super::counters;
use super::engine::{Dialect, Read, Row, Sql, Tx, Value, params, statements};
use super::{Error, Result, imports};
use kotae_shared::Uuid;
use kotae_shared::api::{
    admin::limits::PAGE,
    problem::Fault,
    transfer::ImportKind,
    words::{SynonymEdit, SynonymKind, SynonymPage, SynonymQuery, SynonymSort, Synonyms, limits},
};
use kotae_shared::text::fold;
use serde_json::{Value as Json, json};
use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
};

/// Rows in a page when the query names no number.
const DEFAULT_LIMIT: u32 = 50;
/// Words of a search that count; a longer search is cut.
const WORDS: usize = 8;

/// A change of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupChange {
    /// Makes one.
    New(SynonymEdit),
    /// Changes one.
    Edit(Uuid, SynonymEdit),
}

/// All groups, by their first terms.
pub fn all(read: &Read<'_>) -> Result<Vec<Synonyms>> {
    read.query(ALL, params![], from_row)
}

/// One group.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<Synonyms> {
    read.first(BY_ID, params![id], from_row)?.ok_or(Error::NotFound)
}

/// A page of the groups that a query asks for.
pub fn list(read: &Read<'_>, query: &SynonymQuery) -> Result<SynonymPage> {
    let folded = fold(&query.q);
    let words = folded.split(' ').filter(|word| !word.is_empty()).take(WORDS);
    let values: Vec<Value<'_>> = words.map(Value::from).collect();
    let limit = if query.limit == 0 {
        DEFAULT_LIMIT
    } else {
        query.limit.min(PAGE)
    };
    let sql = found(read.dialect(), values.len());
    let twice = Twice::new(read)?;
    let mut all = Vec::new();
    read.each(Sql::new(&sql), &values, |row| {
        let group = from_row(row)?;
        let kind = if group.finds.is_empty() {
            SynonymKind::TwoWay
        } else {
            SynonymKind::OneWay
        };
        let wanted = query.kind.is_none_or(|wanted| wanted == kind);
        if wanted && (!query.shared || group.terms.iter().any(|term| twice.has(term))) {
            all.push(group);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    match query.sort {
        // So they came.
        SynonymSort::Terms => {}
        SynonymSort::Updated => all.sort_by_key(|group| group.updated_at),
    }
    if query.down {
        all.reverse();
    }
    let total = all.len() as u32;
    let items: Vec<Synonyms> = all
        .into_iter()
        .skip(query.offset as usize)
        .take(limit as usize)
        .collect();
    let terms = items.iter().flat_map(|group| &group.terms);
    let mut shared: Vec<String> = terms.filter(|term| twice.has(term)).cloned().collect();
    shared.sort_unstable();
    shared.dedup();
    Ok(SynonymPage { total, items, shared })
}

/// What visitors say in more than one group, folded.
struct Twice(HashSet<String>);

impl Twice {
    fn new(read: &Read<'_>) -> Result<Self> {
        let mut groups: HashMap<String, HashSet<Uuid>> = HashMap::new();
        for group in all(read)? {
            for term in &group.terms {
                groups.entry(fold(term)).or_default().insert(group.id);
            }
        }
        groups.retain(|_, groups| groups.len() > 1);
        Ok(Self(groups.into_keys().collect()))
    }

    fn has(&self, term: &str) -> bool {
        self.0.contains(&fold(term))
    }
}

/// Makes a group, which was checked before. [`Fault::TooLong`] on `synonyms` when there are too many.
pub fn create(tx: &Tx<'_>, actor: &Actor, edit: &SynonymEdit) -> Result<Synonyms> {
    check_reach(tx, actor)?;
    let count: u32 = tx.value(COUNT, params![])?;
    if count as usize >= limits::GROUPS {
        return Err(Error::field("synonyms", Fault::TooLong(limits::GROUPS as u32)));
    }
    let made = insert(tx, actor, edit)?;
    counters::raise_words(tx, 1)?;
    Ok(made)
}

/// Changes a group, which was checked before. [`Error::Conflict`] when `edit.version` is not its version any more.
pub fn update(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &SynonymEdit) -> Result<Synonyms> {
    check_reach(tx, actor)?;
    let before = get(tx, id)?;
    if before.version != edit.version {
        return Err(Error::Conflict);
    }
    if (&before.terms, &before.finds) == (&edit.terms, &edit.finds) {
        return Ok(before);
    }
    tx.execute_one(
        UPDATE,
        params![
            id,
            &list_text(&edit.terms)?,
            &list_text(&edit.finds)?,
            &folded(edit),
            before.version + 1,
            tx.now(),
            actor.name()
        ],
    )?;
    let after = get(tx, id)?;
    record(tx, actor, "synonyms.update", id, Some(&before), Some(&after))?;
    counters::raise_words(tx, 1)?;
    Ok(after)
}

/// Deletes a group.
pub fn delete(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<()> {
    check_reach(tx, actor)?;
    let before = get(tx, id)?;
    tx.execute_one(DELETE, params![id])?;
    record(tx, actor, "synonyms.delete", id, Some(&before), None)?;
    counters::raise_words(tx, 1)
}

/// Deletes several groups, all or none. [`Fault::Unknown`] on `ids` when one does not exist, [`Fault::TooLong`] when they are too many.
pub fn delete_all(tx: &Tx<'_>, actor: &Actor, ids: &[Uuid]) -> Result<u32> {
    if ids.len() > limits::GROUPS {
        return Err(Error::field("ids", Fault::TooLong(limits::GROUPS as u32)));
    }
    for id in ids {
        delete(tx, actor, *id).map_err(|error| match error {
            Error::NotFound => Error::field("ids", Fault::Unknown),
            other => other,
        })?;
    }
    Ok(ids.len() as u32)
}

/// Makes and changes groups, which were checked before, all or none; what it did.
pub fn apply(tx: &Tx<'_>, actor: &Actor, changes: &[GroupChange]) -> Result<Vec<imports::Change>> {
    let mut done = Vec::new();
    for change in changes {
        match change {
            GroupChange::New(edit) => {
                let made = create(tx, actor, edit)?;
                done.push(imports::Change::made(ImportKind::Synonyms, made.id, made.version));
            }
            GroupChange::Edit(id, edit) => {
                let before = get(tx, *id)?;
                let after = update(tx, actor, *id, edit)?;
                let change = imports::Change::changed(ImportKind::Synonyms, *id, after.version);
                done.push(change.from(&SynonymEdit {
                    terms: before.terms,
                    finds: before.finds,
                    version: before.version,
                })?);
            }
        }
    }
    Ok(done)
}

/// Synonyms are for the whole knowledge: not for who may write in some categories alone ([`Fault::NotYours`]).
fn check_reach(read: &Read<'_>, actor: &Actor) -> Result<()> {
    Reach::of(read, actor)?.check("synonyms", None)
}

fn insert(tx: &Tx<'_>, actor: &Actor, edit: &SynonymEdit) -> Result<Synonyms> {
    let id = tx.new_id();
    tx.execute(
        INSERT,
        params![
            id,
            &list_text(&edit.terms)?,
            &list_text(&edit.finds)?,
            &folded(edit),
            tx.now(),
            actor.name()
        ],
    )?;
    let made = get(tx, id)?;
    record(tx, actor, "synonyms.create", id, None, Some(&made))?;
    Ok(made)
}

fn list_text(list: &[String]) -> Result<String> {
    serde_json::to_string(list).map_err(Error::internal)
}

/// What a search looks at, and the order: a folded line a term.
fn folded(edit: &SynonymEdit) -> String {
    let lines: Vec<String> = edit
        .terms
        .iter()
        .chain(&edit.finds)
        .map(|term| fold(term))
        .collect();
    lines.join("\n")
}

fn record(
    tx: &Tx<'_>,
    actor: &Actor,
    action: &str,
    id: Uuid,
    before: Option<&Synonyms>,
    after: Option<&Synonyms>,
) -> Result<()> {
    let value = |group: &Synonyms| -> Json { json!({ "terms": group.terms, "finds": group.finds }) };
    let change = Change {
        action,
        kind: "synonyms",
        id: &id.to_string(),
    };
    let (before, after) = (before.map(value), after.map(value));
    audit::record(tx, actor, change, before.as_ref(), after.as_ref())
}

fn from_row(row: Row<'_>) -> Result<Synonyms> {
    Ok(Synonyms {
        id: row.get(0)?,
        terms: row.json(1)?,
        finds: row.json(2)?,
        version: row.get(3)?,
        updated_at: row.get(4)?,
        updated_by: row.get(5)?,
    })
}

/// The groups that contain so many words.
fn found(dialect: Dialect, words: usize) -> String {
    let filter = dialect.contains_all("folded", words);
    format!(
        "SELECT id, terms, finds, version, updated_at, updated_by FROM synonyms{filter} ORDER BY folded, id"
    )
}

/// Statements of every shape, for the tests that prepare all.
#[cfg(test)]
pub(super) fn variants(dialect: Dialect) -> Vec<String> {
    (0..3).map(|words| found(dialect, words)).collect()
}

statements! {
    ALL = "SELECT id, terms, finds, version, updated_at, updated_by FROM synonyms ORDER BY folded, id";
    BY_ID = "SELECT id, terms, finds, version, updated_at, updated_by FROM synonyms WHERE id = $1";
    COUNT = "SELECT COUNT(*) FROM synonyms";
    INSERT = "INSERT INTO synonyms (id, terms, finds, folded, version, updated_at, updated_by)
        VALUES ($1, $2, $3, $4, 1, $5, $6)";
    UPDATE = "UPDATE synonyms SET terms = $2, finds = $3, folded = $4, version = $5, updated_at = $6, updated_by = $7
        WHERE id = $1";
    DELETE = "DELETE FROM synonyms WHERE id = $1";
}
