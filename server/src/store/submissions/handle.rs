//! What the help desk does about a submission. The audit log never has what a visitor wrote.

use super::super::audit::{self, Actor, Change};
use super::super::engine::{Tx, params, statements};
use super::super::names::submission_state_name;
use super::super::{Error, Result, entries, forms, mail_server, webhooks};
use super::{Mailing, get, remove};
use crate::mail::{letters, post};
use kotae_shared::{
    Uuid,
    api::{
        forms::{NewReply, SubmissionEdit, SubmissionState, limits},
        problem::Fault,
        webhooks::WebhookEvent,
    },
};
use serde_json::{Value, json};

/// For how long a look at a submission is noted once.
const VIEW_MS: i64 = 3_600_000;

/// Changes where a submission stands, who deals with it and which entry would have answered it. [`Error::Conflict`] when `edit.version` is not its version any
/// more, [`Fault::Unknown`] on `assignee` for somebody who cannot, and on `entry` for one that there is not.
pub fn edit(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: SubmissionEdit) -> Result<()> {
    let before = get(tx, id)?.row;
    if before.version != edit.version {
        return Err(Error::Conflict);
    }
    if (before.state, before.assignee, before.entry) == (edit.state, edit.assignee, edit.entry) {
        return Ok(());
    }
    if edit.assignee != before.assignee
        && let Some(user) = edit.assignee
        && !forms::handlers(tx)?.iter().any(|person| person.id == user)
    {
        return Err(Error::field("assignee", Fault::Unknown));
    }
    if edit.entry != before.entry
        && let Some(entry) = edit.entry
        && entries::names(tx, [entry])?.is_empty()
    {
        return Err(Error::field("entry", Fault::Unknown));
    }
    let state = submission_state_name(edit.state);
    tx.execute_one(
        UPDATE,
        params![id, state, edit.assignee, before.version + 1, tx.now(), edit.entry],
    )?;
    webhooks::tell_of_submission(tx, WebhookEvent::SubmissionUpdated, id)?;
    let of = |state, assignee: Option<Uuid>, entry: Option<Uuid>| json!({ "state": submission_state_name(state), "assignee": assignee, "entry": entry });
    let old = of(before.state, before.assignee, before.entry);
    let new = of(edit.state, edit.assignee, edit.entry);
    record(tx, actor, "submission.update", id, Some(&old), Some(&new))
}

/// Notes that an entry was made from a submission. One that is gone meanwhile is none.
pub fn made_from(tx: &Tx<'_>, actor: &Actor, id: Uuid, entry: Uuid) -> Result<()> {
    let row = match get(tx, id) {
        Ok(found) => found.row,
        Err(Error::NotFound) => return Ok(()),
        Err(error) => return Err(error),
    };
    let change = SubmissionEdit {
        state: row.state,
        assignee: row.assignee,
        entry: Some(entry),
        version: row.version,
    };
    edit(tx, actor, id, change)
}

/// Writes a note to a submission.
pub fn note(tx: &Tx<'_>, actor: &Actor, id: Uuid, text: &str) -> Result<()> {
    let number = get(tx, id)?.row.number;
    let text = checked(text)?;
    write(tx, actor, id, text, false)?;
    record(
        tx,
        actor,
        "submission.note",
        id,
        None,
        Some(&json!({ "number": number })),
    )
}

/// Sends a mail to the visitor and keeps what it said. [`Fault::Required`] on `reply_to` when nothing is known of where to,
/// and on `mail` when no mail server is set. One that was new is in progress then.
pub fn reply(tx: &Tx<'_>, actor: &Actor, id: Uuid, reply: &NewReply, mailing: &Mailing) -> Result<()> {
    let found = get(tx, id)?;
    let text = checked(&reply.text)?;
    if found.reply_to.is_empty() {
        return Err(Error::field("reply_to", Fault::Required));
    }
    let subject = reply.subject.trim();
    if subject.chars().count() > limits::SUBJECT {
        return Err(Error::field("subject", Fault::TooLong(limits::SUBJECT as u32)));
    }
    if subject.chars().any(char::is_control) {
        return Err(Error::field("subject", Fault::BadCharacters));
    }
    if !mail_server::is_set(tx)? {
        return Err(Error::field("mail", Fault::Required));
    }
    let row = &found.row;
    let to = (row.sender.as_str(), found.reply_to.as_str(), found.lang);
    let about = (row.form_name.get(found.lang), row.number);
    let letter = letters::person_reply(to, actor.name(), about, (subject, text));
    post(tx, actor, &mailing.vault, &mailing.base, &letter)?;
    write(tx, actor, id, text, true)?;
    if row.state == SubmissionState::New {
        let state = submission_state_name(SubmissionState::InProgress);
        tx.execute_one(
            UPDATE,
            params![id, state, row.assignee, row.version + 1, tx.now(), row.entry],
        )?;
        webhooks::tell_of_submission(tx, WebhookEvent::SubmissionUpdated, id)?;
    }
    record(
        tx,
        actor,
        "submission.reply",
        id,
        None,
        Some(&json!({ "number": row.number })),
    )
}

/// Deletes a submission for good; the hashes of files that nothing has any more.
pub fn delete(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<Vec<String>> {
    let number = get(tx, id)?.row.number;
    let hashes = remove(tx, id)?;
    record(
        tx,
        actor,
        "submission.delete",
        id,
        Some(&json!({ "number": number })),
        None,
    )?;
    Ok(hashes)
}

/// Notes that somebody looked at what a visitor wrote: once in an hour for each user and submission.
pub fn viewed(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<()> {
    let since = tx.now() - VIEW_MS;
    let known: u32 = tx.value(VIEWED, params![&id.to_string(), actor.id(), since])?;
    if known > 0 {
        return Ok(());
    }
    let number = get(tx, id)?.row.number;
    let after = json!({ "number": number });
    record(tx, actor, "submission.view", id, None, Some(&after))
}

/// Notes that somebody took submissions out as a file.
pub fn exported(tx: &Tx<'_>, actor: &Actor, form: Option<Uuid>) -> Result<()> {
    let change = Change {
        action: "submission.export",
        kind: "submission",
        id: "",
    };
    let after = json!({ "form": form });
    audit::record(tx, actor, change, audit::NOTHING, Some(&after))
}

fn checked(text: &str) -> Result<&str> {
    let text = text.trim();
    let fault = if text.is_empty() {
        Fault::Required
    } else if text.chars().count() > limits::NOTE {
        Fault::TooLong(limits::NOTE as u32)
    } else if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        Fault::BadCharacters
    } else {
        return Ok(text);
    };
    Err(Error::field("text", fault))
}

fn write(tx: &Tx<'_>, actor: &Actor, id: Uuid, text: &str, reply: bool) -> Result<()> {
    let count: u32 = tx.value(COUNT, params![id])?;
    if count >= limits::NOTES {
        return Err(Error::field("text", Fault::TooLong(limits::NOTES)));
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    tx.execute(
        INSERT,
        params![tx.new_id(), id, reply, &text, tx.now(), actor.name()],
    )?;
    tx.execute_one(TOUCH, params![id, tx.now()])
}

fn record(
    tx: &Tx<'_>,
    actor: &Actor,
    action: &str,
    id: Uuid,
    before: Option<&Value>,
    after: Option<&Value>,
) -> Result<()> {
    let change = Change {
        action,
        kind: "submission",
        id: &id.to_string(),
    };
    audit::record(tx, actor, change, before, after)
}

statements! {
    UPDATE = "UPDATE submission SET state = $2, assignee = $3, version = $4, updated_at = $5, entry = $6 WHERE id = $1";
    VIEWED = "SELECT COUNT(*) FROM audit WHERE object_kind = 'submission' AND object_id = $1 AND action = 'submission.view'
        AND actor_id = $2 AND at > $3";
    TOUCH = "UPDATE submission SET updated_at = $2 WHERE id = $1";
    COUNT = "SELECT COUNT(*) FROM submission_note WHERE submission = $1";
    INSERT = "INSERT INTO submission_note (id, submission, reply, text, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6)";
}
