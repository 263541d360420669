//! Imports that were made: what each made and changed, and the way back.
//!
//! What an import did to an entry stands in the entry's versions; of what keeps no versions, it is kept here.

mod undo;

pub use undo::undo;

use super::audit::{self, Actor};
use super::engine::{Read, Row, Tx, params, statements};
use super::{Error, Result, categories, pinned, scenarios, synonyms};
use kotae_shared::api::{
    admin::{CategoryEdit, limits::PAGE},
    pinned::PinnedEdit,
    transfer::{
        ChangeState, ImportChange, ImportDetail, ImportKind, ImportRecord, ImportsPage, ImportsQuery,
    },
    words::SynonymEdit,
};
use kotae_shared::{Lang, Uuid};
use serde::Serialize;
use serde_json::json;

/// Rows in a page when the query names no number.
const DEFAULT_LIMIT: u32 = 50;

/// What an import did to one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    kind: ImportKind,
    id: Uuid,
    made: bool,
    version: u32,
    before: Option<String>,
    after: Option<String>,
}

impl Change {
    /// It made a thing, which has this version now.
    pub fn made(kind: ImportKind, id: Uuid, version: u32) -> Self {
        Self {
            kind,
            id,
            made: true,
            version,
            before: None,
            after: None,
        }
    }

    /// It changed a thing, which has this version now.
    pub fn changed(kind: ImportKind, id: Uuid, version: u32) -> Self {
        Self {
            made: false,
            ..Self::made(kind, id, version)
        }
    }

    /// With what the thing said before, for what keeps no versions.
    pub fn from(mut self, before: &impl Serialize) -> Result<Self> {
        self.before = Some(serde_json::to_string(before)?);
        Ok(self)
    }

    /// With what the thing says now, for what has not even a version.
    pub fn to(mut self, after: &impl Serialize) -> Result<Self> {
        self.after = Some(serde_json::to_string(after)?);
        Ok(self)
    }
}

/// An import as it is written down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// Of what.
    pub kind: ImportKind,
    /// The file's name.
    pub file: String,
    /// Rows that changed nothing.
    pub unchanged: u32,
    /// Rows that were refused.
    pub refused: u32,
    /// What it did, in order: what something lies in before what lies in it.
    pub changes: Vec<Change>,
}

/// Writes an import down, in the transaction that makes it; its id. One that changed nothing leaves nothing.
pub fn record(tx: &Tx<'_>, actor: &Actor, import: &Import) -> Result<Option<Uuid>> {
    if import.changes.is_empty() {
        return Ok(None);
    }
    let id = tx.new_id();
    let of_kind = import.changes.iter().filter(|change| change.kind == import.kind);
    let (made, changed): (Vec<_>, Vec<_>) = of_kind.partition(|change| change.made);
    let (added, changed) = (made.len() as u32, changed.len() as u32);
    tx.execute(
        INSERT,
        params![
            id,
            import.kind.tag(),
            tx.now(),
            actor.name(),
            &import.file,
            added,
            changed,
            import.unchanged,
            import.refused,
        ],
    )?;
    for (position, change) in (0_u32..).zip(&import.changes) {
        tx.execute(
            INSERT_CHANGE,
            params![
                id,
                position,
                change.kind.tag(),
                change.id,
                change.made,
                change.version,
                change.before.as_ref(),
                change.after.as_ref(),
            ],
        )?;
    }
    let what = audit::Change {
        action: "import.apply",
        kind: "import",
        id: &id.to_string(),
    };
    let after = json!({
        "kind": import.kind, "file": import.file, "added": added, "changed": changed, "unchanged": import.unchanged,
        "refused": import.refused,
    });
    audit::record(tx, actor, what, audit::NOTHING, Some(&after))?;
    Ok(Some(id))
}

/// A part of the imports, the newest first.
pub fn list(read: &Read<'_>, query: &ImportsQuery) -> Result<ImportsPage> {
    let limit = if query.limit == 0 {
        DEFAULT_LIMIT
    } else {
        query.limit.min(PAGE)
    };
    Ok(ImportsPage {
        total: read.value(COUNT, params![])?,
        items: read.query(LIST, params![limit, query.offset], from_row)?,
    })
}

/// An import, and what undoing it would do.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<ImportDetail> {
    let record = read.first(BY_ID, params![id], from_row)?.ok_or(Error::NotFound)?;
    let mut detail = ImportDetail {
        record,
        as_imported: 0,
        changed_since: 0,
        undone: 0,
        gone: 0,
        since: Vec::new(),
        first: Vec::new(),
    };
    let kind = detail.record.kind;
    // Categories that came with entries are not what was imported.
    for change in changes(read, id)?
        .iter()
        .filter(|written| written.change.kind == kind)
    {
        let shown = show(read, change)?;
        let count = match shown.state {
            ChangeState::AsImported => &mut detail.as_imported,
            ChangeState::ChangedSince => &mut detail.changed_since,
            ChangeState::Undone => &mut detail.undone,
            ChangeState::Gone => &mut detail.gone,
        };
        *count += 1;
        if shown.state == ChangeState::ChangedSince && detail.since.len() < PAGE as usize {
            detail.since.push(shown.clone());
        }
        if detail.first.len() < PAGE as usize {
            detail.first.push(shown);
        }
    }
    Ok(detail)
}

/// Whether an entry is at this version because the import that made it was undone.
pub fn was_ended(read: &Read<'_>, entry: Uuid, version: u32) -> Result<bool> {
    read.exists(ENDED, params![entry, version])
}

/// A change as it was written down, with the entry's present state beside it.
struct Written {
    position: u32,
    change: Change,
    undone: bool,
    /// Version, code, title and who changed it last, when it is an entry that is there.
    entry: Option<(u32, String, String, String)>,
}

/// What an import did, in order.
fn changes(read: &Read<'_>, import: Uuid) -> Result<Vec<Written>> {
    read.query(CHANGES, params![import], |row| {
        let entry = match row.get::<Option<u32>>(8)? {
            Some(version) => Some((version, row.get(9)?, row.get(10)?, row.get(11)?)),
            None => None,
        };
        Ok(Written {
            position: row.get(0)?,
            change: Change {
                kind: row.parse(1, ImportKind::of_tag)?,
                id: row.get(2)?,
                made: row.get(3)?,
                version: row.get(4)?,
                before: row.get(6)?,
                after: row.get(7)?,
            },
            undone: row.get::<Option<u32>>(5)?.is_some(),
            entry,
        })
    })
}

/// How a thing is called now and where it stands.
fn show(read: &Read<'_>, written: &Written) -> Result<ImportChange> {
    let Change {
        kind,
        id,
        made,
        version,
        ref before,
        ref after,
    } = written.change;
    // What keeps no version is compared by what it says.
    let now = match kind {
        ImportKind::Entries => written
            .entry
            .clone()
            .map(|(now, code, title, by)| (now == version, code, title, by)),
        ImportKind::Synonyms => there(synonyms::get(read, id))?.map(|group| {
            (
                group.version == version,
                String::new(),
                group.terms.join(" / "),
                group.updated_by,
            )
        }),
        ImportKind::Pinned => there(pinned::get(read, id))?.map(|one| {
            (
                one.version == version,
                String::new(),
                one.question,
                one.updated_by,
            )
        }),
        ImportKind::Scenarios => there(scenarios::get(read, id, Lang::Ja))?.map(|one| {
            let name = one.scenario.name.get(Lang::Ja).to_owned();
            (one.version == version, String::new(), name, one.updated_by)
        }),
        ImportKind::Categories => there(categories::get(read, id))?.map(|category| {
            let same = after.as_ref() == serde_json::to_string(&as_edit(&category)).ok().as_ref();
            (same, String::new(), category.name, String::new())
        }),
    };
    let state = match &now {
        _ if written.undone => ChangeState::Undone,
        None => ChangeState::Gone,
        Some((true, ..)) => ChangeState::AsImported,
        Some(_) => ChangeState::ChangedSince,
    };
    let (_, code, title, by) = now.unwrap_or_default();
    let title = if title.is_empty() {
        old_name(kind, before.as_deref())
    } else {
        title
    };
    Ok(ImportChange {
        id,
        kind,
        code,
        title,
        new: made,
        state,
        by,
    })
}

/// How something was called that is not there any more, as far as it was written down.
fn old_name(kind: ImportKind, before: Option<&str>) -> String {
    let before = before.unwrap_or_default();
    let name = match kind {
        ImportKind::Synonyms => {
            serde_json::from_str::<SynonymEdit>(before).map(|edit| edit.terms.join(" / "))
        }
        ImportKind::Pinned => serde_json::from_str::<PinnedEdit>(before).map(|edit| edit.question),
        ImportKind::Categories => serde_json::from_str::<CategoryEdit>(before).map(|edit| edit.name),
        ImportKind::Entries | ImportKind::Scenarios => return String::new(),
    };
    name.unwrap_or_default()
}

/// The edit that leaves a category as it is; its place among its siblings is not part of it, as others move it.
pub fn as_edit(category: &kotae_shared::api::admin::Category) -> CategoryEdit {
    CategoryEdit {
        name: category.name.clone(),
        parent: category.parent,
        position: None,
    }
}

/// What is there, if it is.
fn there<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Err(Error::NotFound) => Ok(None),
        found => found.map(Some),
    }
}

fn from_row(row: Row<'_>) -> Result<ImportRecord> {
    let undone_at: Option<i64> = row.get(9)?;
    let by: String = row.get(10)?;
    Ok(ImportRecord {
        id: row.get(0)?,
        kind: row.parse(1, ImportKind::of_tag)?,
        at: row.get(2)?,
        by: row.get(3)?,
        file: row.get(4)?,
        new: row.get(5)?,
        changed: row.get(6)?,
        unchanged: row.get(7)?,
        refused: row.get(8)?,
        undone: undone_at.map(|at| (at, by)),
    })
}

#[cfg(test)]
pub(super) use undo::STATEMENTS as UNDO_STATEMENTS;

statements! {
    INSERT = "INSERT INTO import (id, kind, at, imported_by, file, added, changed, unchanged, refused)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    INSERT_CHANGE = "INSERT INTO import_change (import, position, kind, object, made, version, value_before, value_after)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    COUNT = "SELECT COUNT(*) FROM import";
    LIST = "SELECT id, kind, at, imported_by, file, added, changed, unchanged, refused, undone_at, undone_by FROM import
        ORDER BY at DESC, id DESC LIMIT $1 OFFSET $2";
    BY_ID = "SELECT id, kind, at, imported_by, file, added, changed, unchanged, refused, undone_at, undone_by FROM import
        WHERE id = $1";
    CHANGES = "SELECT c.position, c.kind, c.object, c.made, c.version, c.undone_version, c.value_before, c.value_after,
        e.version, e.code, e.title, e.updated_by FROM import_change c LEFT JOIN entry e ON e.id = c.object
        WHERE c.import = $1 ORDER BY c.position";
    ENDED = "SELECT 1 FROM import_change WHERE object = $1 AND undone_version = $2 AND made = 1";
}
