//! What visitors sent by forms, and what the help desk does about it.
//!
//! In the main database, beside the outbox: a submission, its number and the mails that it causes are one transaction, so that
//! none is acknowledged without them. No actor where a visitor sends: what visitors do is no change by the help desk.

mod asked;
mod handle;
mod list;
mod receive;
mod results;
mod values;

#[cfg(test)]
pub(super) use asked::STATEMENTS as OF_EVENTS;
pub use asked::questions;
#[cfg(test)]
pub(super) use handle::STATEMENTS as HANDLE_STATEMENTS;
pub use handle::{delete, edit, exported, made_from, note, reply, viewed};
pub use list::{Part, count_open, page, part};
#[cfg(test)]
pub(super) use list::{STATEMENTS as LIST_STATEMENTS, variants};
#[cfg(test)]
pub(super) use receive::STATEMENTS as RECEIVE_STATEMENTS;
pub use receive::{Mailing, NewSubmission, receipt, receive};
#[cfg(test)]
pub(super) use results::STATEMENTS as RESULT_STATEMENTS;
pub use results::{Span, each_answered, texts};
#[cfg(test)]
pub(super) use values::STATEMENTS as VALUE_STATEMENTS;
pub use values::{sweep_values, values};

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Tx, params, statements};
use super::names::{lang, submission_state};
use super::{Error, Result, entries, form_files, forms};
use kotae_shared::{
    Uuid,
    api::{
        admin::EntryName,
        forms::{EntrySubmissions, Note, Submission, SubmissionName, SubmissionRow, limits},
    },
};
use serde_json::json;

/// Submissions that one sweep deletes.
const SWEEP: u32 = 500;

const DAY_MS: i64 = 24 * 3_600_000;

/// The submissions that lead to an entry, the newest first.
pub fn of_entry(read: &Read<'_>, entry: Uuid) -> Result<EntrySubmissions> {
    if entries::names(read, [entry])?.is_empty() {
        return Err(Error::NotFound);
    }
    let items = read.query(OF_ENTRY, params![entry, limits::OF_ENTRY], |row| {
        Ok(SubmissionName {
            id: row.get(0)?,
            number: row.get(1)?,
            form_name: row.json(2)?,
            created_at: row.get(3)?,
        })
    })?;
    Ok(EntrySubmissions {
        items,
        total: read.value(COUNT_OF_ENTRY, params![entry])?,
    })
}

/// One submission. Its questions are in another database, and so the caller's to fill ([`questions`]); so are the values of
/// visitor fields ([`values`]), which not everybody may see.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<Submission> {
    let found = read.first(BY_ID, params![id], |row| {
        let version: u32 = row.get(13)?;
        let submission = Submission {
            row: head(row)?,
            asked: kotae_shared::form::Form::default(),
            reply_to: row.get(14)?,
            lang: row.parse(15, lang)?,
            widget: row.get(16)?,
            page: row.get(17)?,
            conversation: row.get(18)?,
            from: row.json(19)?,
            values: Vec::new(),
            answers: row.json(20)?,
            questions: Vec::new(),
            files: Vec::new(),
            notes: Vec::new(),
            people: Vec::new(),
            answered_by: None,
        };
        Ok((submission, version))
    })?;
    let (mut submission, version) = found.ok_or(Error::NotFound)?;
    submission.asked = forms::definition(read, submission.row.form, version)?;
    submission.files = form_files::of(read, id)?;
    submission.people = forms::handlers(read)?;
    if let Some(id) = submission.row.entry {
        let name = entries::names(read, [id])?.remove(&id);
        submission.answered_by = Some(name.unwrap_or(EntryName {
            id,
            code: String::new(),
            title: String::new(),
        }));
    }
    submission.notes = read.query(NOTES, params![id], |row| {
        Ok(Note {
            id: row.get(0)?,
            reply: row.get(1)?,
            text: row.get(2)?,
            at: row.get(3)?,
            by: row.get(4)?,
        })
    })?;
    Ok(submission)
}

/// Deletes some of the submissions whose form keeps them no longer; how many, and the hashes of files that nothing has any
/// more, for [`super::blobs`].
pub fn sweep(tx: &Tx<'_>, actor: &Actor) -> Result<(u64, Vec<String>)> {
    let (mut all, mut hashes) = (0, Vec::new());
    for (form, days) in forms::retentions(tx)? {
        let before = tx.now() - i64::from(days) * DAY_MS;
        let old = tx.query(OLD, params![form, before, SWEEP], |row| row.get::<Uuid>(0))?;
        if old.is_empty() {
            continue;
        }
        for id in &old {
            hashes.extend(remove(tx, *id)?);
        }
        let change = Change {
            action: "submission.sweep",
            kind: "form",
            id: &form.to_string(),
        };
        let after = json!({ "submissions": old.len() });
        audit::record(tx, actor, change, audit::NOTHING, Some(&after))?;
        all += old.len() as u64;
    }
    Ok((all, hashes))
}

/// The hashes of files that nothing has any more.
fn remove(tx: &Tx<'_>, id: Uuid) -> Result<Vec<String>> {
    tx.execute(DELETE_NOTES, params![id])?;
    tx.execute(DELETE_VALUES, params![id])?;
    let hashes = form_files::release(tx, id)?;
    tx.execute_one(DELETE, params![id])?;
    Ok(hashes)
}

/// The first columns of each query that has rows of the list.
fn head(row: Row<'_>) -> Result<SubmissionRow> {
    Ok(SubmissionRow {
        id: row.get(0)?,
        number: row.get(1)?,
        form: row.get(2)?,
        form_name: row.json(3)?,
        state: row.parse(4, submission_state)?,
        assignee: row.get(5)?,
        version: row.get(6)?,
        created_at: row.get(7)?,
        updated_at: row.get(8)?,
        verified: row.get(9)?,
        sender: row.get(10)?,
        summary: row.get(11)?,
        entry: row.get(12)?,
    })
}

statements! {
    BY_ID = "SELECT s.id, s.number, s.form, f.name, s.state, s.assignee, s.version, s.created_at, s.updated_at, s.verified,
        s.sender, s.summary, s.entry, s.form_version, s.reply_to, s.lang, s.widget, s.page, s.conversation, s.visitor, s.answers
        FROM submission s JOIN form f ON f.id = s.form WHERE s.id = $1";
    OF_ENTRY = "SELECT s.id, s.number, f.name, s.created_at FROM submission s JOIN form f ON f.id = s.form
        WHERE s.entry = $1 ORDER BY s.created_at DESC, s.id DESC LIMIT $2";
    COUNT_OF_ENTRY = "SELECT COUNT(*) FROM submission WHERE entry = $1";
    NOTES = "SELECT id, reply, text, created_at, created_by FROM submission_note WHERE submission = $1
        ORDER BY created_at, id";
    OLD = "SELECT id FROM submission WHERE form = $1 AND created_at < $2 ORDER BY created_at, id LIMIT $3";
    DELETE_NOTES = "DELETE FROM submission_note WHERE submission = $1";
    DELETE_VALUES = "DELETE FROM submission_value WHERE submission = $1";
    DELETE = "DELETE FROM submission WHERE id = $1";
}
