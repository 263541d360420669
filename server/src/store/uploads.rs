//! What was uploaded. The bytes themselves are in [`super::blobs`].

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Sql, Tx, params, statements};
use super::{Error, Result, limits as quotas};
use crate::uploads::{Kind, Made};
use kotae_shared::Uuid;
use kotae_shared::api::{
    problem::Fault,
    uploads::{Upload, limits, split},
    workspaces::Quota,
};
use std::collections::HashSet;

/// All uploads, newest first.
pub fn list(read: &Read<'_>) -> Result<Vec<Upload>> {
    read.query(LIST, params![], from_row)
}

/// One upload.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<Upload> {
    read.first(BY_ID, params![id], from_row)?.ok_or(Error::NotFound)
}

/// The upload of a file name (`HASH.png`).
pub fn by_file(read: &Read<'_>, file: &str) -> Result<Upload> {
    let (hash, ending) = split(file).ok_or(Error::NotFound)?;
    read.first(BY_FILE, params![hash, ending], from_row)?
        .ok_or(Error::NotFound)
}

/// The hashes of all uploads.
pub fn hashes(read: &Read<'_>) -> Result<HashSet<String>> {
    Ok(read
        .query(HASHES, params![], |row| row.get(0))?
        .into_iter()
        .collect())
}

/// Enters a file whose bytes are kept already; `true`: it is new. The same content is entered once.
/// [`Fault::TooLong`] on `file` when the workspace has as many, or as much, as it may.
pub fn add(tx: &Tx<'_>, actor: &Actor, made: &Made) -> Result<(Upload, bool)> {
    if let Some(known) = tx.first(BY_HASH, params![&made.hash], from_row)? {
        return Ok((known, false));
    }
    let full = tx.first(SUM, params![], |row| {
        let (count, bytes): (i64, i64) = (row.get(0)?, row.get(1)?);
        Ok(count >= i64::from(limits::COUNT) || bytes + made.bytes.len() as i64 > limits::ALL_BYTES)
    })?;
    if full == Some(true) {
        return Err(Error::field("file", Fault::TooLong(limits::COUNT)));
    }
    quotas::room(tx, "file", Quota::Storage, made.bytes.len() as u64)?;
    let id = tx.new_id();
    tx.execute(
        INSERT,
        params![
            id,
            &made.hash,
            made.kind.ending(),
            &made.name,
            made.bytes.len() as u32,
            made.size.map(|(width, _)| width),
            made.size.map(|(_, height)| height),
            tx.now(),
            actor.name(),
        ],
    )?;
    let added = get(tx, id)?;
    audit::record(
        tx,
        actor,
        change("upload.create", &id.to_string()),
        audit::NOTHING,
        Some(&added),
    )?;
    Ok((added, true))
}

/// Takes an upload away and returns it, so that its bytes can be deleted. [`Fault::InUse`] on `id` while a widget, a scenario,
/// or an entry as it is written or published now, names it.
pub fn delete(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<Upload> {
    let upload = get(tx, id)?;
    for sql in usages(tx.dialect()) {
        if tx.exists(Sql::new(&sql), params![&upload.file])? {
            return Err(Error::field("id", Fault::InUse));
        }
    }
    tx.execute_one(DELETE, params![id])?;
    audit::record(
        tx,
        actor,
        change("upload.delete", &id.to_string()),
        Some(&upload),
        audit::NOTHING,
    )?;
    Ok(upload)
}

/// The statements that look for a file's name where one can stand.
pub(super) fn usages(dialect: super::engine::Dialect) -> [String; 4] {
    let holds = |column: &str| dialect.contains(column, "$1");
    [
        format!("SELECT 1 FROM widget WHERE {} LIMIT 1", holds("settings")),
        format!("SELECT 1 FROM entry WHERE {} LIMIT 1", holds("answer")),
        format!("SELECT 1 FROM scenario WHERE {} LIMIT 1", holds("graph")),
        format!(
            "SELECT 1 FROM entry e JOIN entry_version v ON v.entry = e.id AND v.version = e.published_version
            WHERE {} LIMIT 1",
            holds("v.answer")
        ),
    ]
}

fn change<'a>(action: &'a str, id: &'a str) -> Change<'a> {
    Change {
        action,
        kind: "upload",
        id,
    }
}

fn from_row(row: Row<'_>) -> Result<Upload> {
    let kind = row.parse(2, Kind::of_ending)?;
    let hash: String = row.get(1)?;
    Ok(Upload {
        id: row.get(0)?,
        file: format!("{hash}.{}", kind.ending()),
        name: row.get(3)?,
        kind: kind.media_type().to_owned(),
        bytes: row.get(4)?,
        width: row.get(5)?,
        height: row.get(6)?,
        created_at: row.get(7)?,
        created_by: row.get(8)?,
    })
}

statements! {
    LIST = "SELECT id, hash, ending, name, bytes, width, height, created_at, created_by FROM upload
        ORDER BY created_at DESC, id DESC";
    HASHES = "SELECT hash FROM upload";
    BY_ID = "SELECT id, hash, ending, name, bytes, width, height, created_at, created_by FROM upload WHERE id = $1";
    BY_FILE = "SELECT id, hash, ending, name, bytes, width, height, created_at, created_by FROM upload
        WHERE hash = $1 AND ending = $2";
    BY_HASH = "SELECT id, hash, ending, name, bytes, width, height, created_at, created_by FROM upload WHERE hash = $1";
    SUM = "SELECT COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM upload";
    INSERT = "INSERT INTO upload (id, hash, ending, name, bytes, width, height, created_at, created_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    DELETE = "DELETE FROM upload WHERE id = $1";
}
