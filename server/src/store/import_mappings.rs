//! What the columns of files mean that were imported before, by their headers.

use super::audit::{self, Actor, Change};
use super::categories::Reach;
use super::engine::{Read, Row, Tx, params, statements};
use super::{Error, Result};
use kotae_shared::Uuid;
use kotae_shared::api::{
    admin::limits,
    problem::Fault,
    transfer::{ImportField, MappingEdit},
};

/// What is remembered of files with a header of this signature.
pub fn get(read: &Read<'_>, signature: &str) -> Result<Option<MappingEdit>> {
    Ok(stored(read, signature)?.map(|(_, mapping)| mapping))
}

/// Remembers what the columns of files with a header of this signature mean; what was remembered before is replaced.
/// [`Fault::TooLong`] on `headers` when too many files are known. It holds for all: [`Fault::NotYours`] on `headers` for who may
/// write in some categories alone.
pub fn set(tx: &Tx<'_>, actor: &Actor, signature: &str, mapping: &MappingEdit) -> Result<()> {
    Reach::of(tx, actor)?.check("headers", None)?;
    let before = stored(tx, signature)?;
    if before.as_ref().is_some_and(|(_, before)| before == mapping) {
        return Ok(());
    }
    let headers = serde_json::to_string(&mapping.headers)?;
    let fields = serde_json::to_string(&mapping.fields)?;
    let (action, id) = if let Some((id, _)) = &before {
        ("import_mapping.update", *id)
    } else {
        if tx.value::<u32>(COUNT, params![])? as usize >= limits::IMPORT_MAPPINGS {
            let limit = limits::IMPORT_MAPPINGS as u32;
            return Err(Error::field("headers", Fault::TooLong(limit)));
        }
        ("import_mapping.create", tx.new_id())
    };
    tx.execute(
        SET,
        params![
            id,
            signature,
            &headers,
            &fields,
            mapping.html,
            tx.now(),
            actor.name()
        ],
    )?;
    record(
        tx,
        actor,
        action,
        id,
        before.map(|(_, before)| before).as_ref(),
        Some(mapping),
    )
}

/// Forgets it; nothing happens when nothing is remembered.
pub fn forget(tx: &Tx<'_>, actor: &Actor, signature: &str) -> Result<()> {
    Reach::of(tx, actor)?.check("headers", None)?;
    let Some((id, before)) = stored(tx, signature)? else {
        return Ok(());
    };
    tx.execute_one(DELETE, params![id])?;
    record(tx, actor, "import_mapping.delete", id, Some(&before), None)
}

fn record(
    tx: &Tx<'_>,
    actor: &Actor,
    action: &str,
    id: Uuid,
    before: Option<&MappingEdit>,
    after: Option<&MappingEdit>,
) -> Result<()> {
    let change = Change {
        action,
        kind: "import_mapping",
        id: &id.to_string(),
    };
    audit::record(tx, actor, change, before, after)
}

fn stored(read: &Read<'_>, signature: &str) -> Result<Option<(Uuid, MappingEdit)>> {
    read.first(GET, params![signature], from_row)
}

fn from_row(row: Row<'_>) -> Result<(Uuid, MappingEdit)> {
    let fields: Vec<Option<ImportField>> = row.json(2)?;
    let mapping = MappingEdit {
        headers: row.json(1)?,
        fields,
        html: row.get(3)?,
    };
    Ok((row.get(0)?, mapping))
}

statements! {
    GET = "SELECT id, headers, fields, html FROM import_mapping WHERE signature = $1";
    COUNT = "SELECT COUNT(*) FROM import_mapping";
    SET = "INSERT INTO import_mapping (id, signature, headers, fields, html, updated_at, updated_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (signature) DO UPDATE SET headers = excluded.headers, fields = excluded.fields,
        html = excluded.html, updated_at = excluded.updated_at, updated_by = excluded.updated_by";
    DELETE = "DELETE FROM import_mapping WHERE id = $1";
}
