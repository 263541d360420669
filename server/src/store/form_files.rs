//! Files that visitors sent for forms. The bytes are in a folder of their own ([`super::Workspace::attachments`]), which
//! nothing serves but to who may read submissions.

use super::engine::{Read, Row, Tx, params, statements};
use super::{Error, Result, Workspace, limits as quotas};
use crate::uploads::Kind;
use kotae_shared::{
    Uuid,
    api::{forms::SubmissionFile, problem::Fault, workspaces::Quota},
};
use std::collections::HashSet;

/// A file that no submission takes is erased after so long, in milliseconds.
const UNCLAIMED_MS: i64 = 24 * 3_600_000;
/// Files that one visitor may have sent without a submission.
const UNCLAIMED: u32 = 3 * kotae_shared::form::limits::FILES as u32;
/// Files that one sweep erases.
const SWEEP: u32 = 500;

/// A file whose bytes are kept.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// Made by the client.
    pub id: Uuid,
    /// The form.
    pub form: Uuid,
    /// The widget's key.
    pub widget: String,
    /// Who sends it: his session, else what his widget made up.
    pub visitor: Uuid,
    /// The SHA-256 of its bytes, 64 hex digits.
    pub hash: String,
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// The hashes of all files.
pub fn hashes(read: &Read<'_>) -> Result<HashSet<String>> {
    Ok(read
        .query(HASHES, params![], |row| row.get(0))?
        .into_iter()
        .collect())
}

/// A file that this visitor has sent for this form already.
pub fn known(
    read: &Read<'_>,
    id: Uuid,
    (form, widget, visitor): (Uuid, &str, Uuid),
) -> Result<Option<SubmissionFile>> {
    let found = read.first(BY_ID, params![id], |row| {
        let owner = (row.get::<Uuid>(5)?, row.get::<String>(6)?, row.get::<Uuid>(7)?);
        Ok((from_row(row)?, owner))
    })?;
    match found {
        None => Ok(None),
        Some((file, (of, by, from))) if (of, by.as_str(), from) == (form, widget, visitor) => Ok(Some(file)),
        Some(_) => Err(Error::Conflict),
    }
}

/// Enters a file once. `most`: the bytes that all files of the workspace may have. [`Fault::TooLong`] on `file` when they
/// have, or when this visitor has sent too many without a submission.
pub fn add(tx: &Tx<'_>, new: &NewFile, most: u64) -> Result<SubmissionFile> {
    if let Some(known) = known(tx, new.id, (new.form, &new.widget, new.visitor))? {
        return Ok(known);
    }
    let unclaimed: u32 = tx.value(COUNT_UNCLAIMED, params![new.visitor])?;
    if unclaimed >= UNCLAIMED {
        return Err(Error::field("file", Fault::TooLong(UNCLAIMED)));
    }
    let all: i64 = tx.value(SUM, params![])?;
    if u64::try_from(all).unwrap_or(0) + new.bytes > most {
        return Err(Error::field("file", Fault::NoRoom));
    }
    quotas::room(tx, "file", Quota::Storage, new.bytes)?;
    let bytes = i64::try_from(new.bytes).map_err(Error::internal)?;
    tx.execute(
        INSERT,
        params![
            new.id,
            new.form,
            &new.widget,
            new.visitor,
            &new.hash,
            new.kind.ending(),
            &new.name,
            bytes,
            tx.now()
        ],
    )?;
    known(tx, new.id, (new.form, &new.widget, new.visitor))?.ok_or(Error::NotFound)
}

/// Gives files to a submission. [`Fault::Unknown`] on `field` for one that this visitor has not sent for this form, or that
/// another submission has.
pub(super) fn take(
    tx: &Tx<'_>,
    ids: &[Uuid],
    submission: Uuid,
    (form, widget, visitor): (Uuid, &str, Uuid),
    field: &str,
) -> Result<()> {
    for id in ids {
        if tx.execute(TAKE, params![*id, submission, form, widget, visitor])? == 0 {
            return Err(Error::field(field, Fault::Unknown));
        }
    }
    Ok(())
}

/// The files of a submission, in the order in which they came.
pub(super) fn of(read: &Read<'_>, submission: Uuid) -> Result<Vec<SubmissionFile>> {
    read.query(OF, params![submission], from_row)
}

/// The file at a place (from 1) of a submission.
pub fn at(read: &Read<'_>, submission: Uuid, place: u32) -> Result<(SubmissionFile, Kind, String)> {
    let offset = place.checked_sub(1).ok_or(Error::NotFound)?;
    let found = read.first(AT, params![submission, offset], |row| {
        Ok((from_row(row)?, row.parse(2, Kind::of_ending)?, row.get(4)?))
    })?;
    found.ok_or(Error::NotFound)
}

/// Forgets the files of a submission; the hashes that nothing has any more.
pub(super) fn release(tx: &Tx<'_>, submission: Uuid) -> Result<Vec<String>> {
    let hashes = tx.query(OF, params![submission], |row| row.get::<String>(4))?;
    tx.execute(RELEASE, params![submission])?;
    gone(tx, hashes)
}

/// Forgets some of the files that no submission has taken for a day; how many, and the hashes that nothing has any more.
pub fn sweep(tx: &Tx<'_>) -> Result<(u64, Vec<String>)> {
    let before = tx.now() - UNCLAIMED_MS;
    let old = tx.query(OLD, params![before, SWEEP], |row| {
        Ok((row.get::<Uuid>(0)?, row.get::<String>(1)?))
    })?;
    let mut hashes = Vec::new();
    for (id, hash) in old {
        tx.execute_one(DELETE, params![id])?;
        hashes.push(hash);
    }
    let count = hashes.len() as u64;
    Ok((count, gone(tx, hashes)?))
}

/// Whether a file has this content.
pub fn is_used(read: &Read<'_>, hash: &str) -> Result<bool> {
    read.exists(BY_HASH, params![hash])
}

impl Workspace {
    /// Runs a write that gives hashes of files which nothing has any more, and deletes their bytes. Blocks. A crash in between
    /// leaves bytes that the next start takes.
    pub fn erase_files<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Tx<'_>) -> Result<(T, Vec<String>)> + Send + 'static,
    ) -> Result<T> {
        let _change = self.attachments().change();
        let (done, hashes) = self.main().write_blocking(write)?;
        for hash in hashes {
            self.attachments().remove(&hash)?;
        }
        Ok(done)
    }
}

fn gone(read: &Read<'_>, hashes: Vec<String>) -> Result<Vec<String>> {
    let mut gone = Vec::new();
    for hash in hashes {
        if !read.exists(BY_HASH, params![&hash])? {
            gone.push(hash);
        }
    }
    Ok(gone)
}

fn from_row(row: Row<'_>) -> Result<SubmissionFile> {
    Ok(SubmissionFile {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: row.parse(2, Kind::of_ending)?.media_type().to_owned(),
        bytes: row.get(3)?,
    })
}

statements! {
    HASHES = "SELECT hash FROM form_file";
    BY_ID = "SELECT id, name, ending, bytes, hash, form, widget, visitor FROM form_file WHERE id = $1";
    BY_HASH = "SELECT 1 FROM form_file WHERE hash = $1 LIMIT 1";
    COUNT_UNCLAIMED = "SELECT COUNT(*) FROM form_file WHERE submission IS NULL AND visitor = $1";
    SUM = "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM form_file";
    INSERT = "INSERT INTO form_file (id, form, widget, visitor, hash, ending, name, bytes, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    TAKE = "UPDATE form_file SET submission = $2
        WHERE id = $1 AND submission IS NULL AND form = $3 AND widget = $4 AND visitor = $5";
    OF = "SELECT id, name, ending, bytes, hash FROM form_file WHERE submission = $1 ORDER BY created_at, id";
    AT = "SELECT id, name, ending, bytes, hash FROM form_file WHERE submission = $1 ORDER BY created_at, id
        LIMIT 1 OFFSET $2";
    RELEASE = "DELETE FROM form_file WHERE submission = $1";
    OLD = "SELECT id, hash FROM form_file WHERE submission IS NULL AND created_at < $1 ORDER BY created_at, id LIMIT $2";
    DELETE = "DELETE FROM form_file WHERE id = $1";
}
