//! Messages on their way out. One is made in the transaction of its cause, so that none is sent for what did not happen
//! and none is lost for what did. The worker (`crate::outbox`) claims it, sends it and records how that went; when Kotae
//! stops in between, it is sent again under the same id.
//!
//! What a message says is sealed like a secret: it has people's names, and links that open accounts.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Topic, Tx, params, statements};
use super::names::{message_kind, message_kind_name, message_state, message_state_name};
use super::{Error, Result, secrets, webhooks};
use crate::vault::Vault;
use kotae_shared::api::{
    admin::{
        MessageKind, MessageState, OutboxCounts, OutboxPage, OutboxQuery, OutboxRow, OutboxSort, SendFault,
        SendFaultKind, limits,
    },
    webhooks::{WebhookEvent, limits::WAITING},
};
use kotae_shared::text::fold;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

/// The kind of secret that a message's content is.
const SECRET: &str = "outbox";
/// What a message says is deleted so long after its end, in milliseconds.
const KEEP_MS: i64 = 30 * 24 * 3_600_000;
/// That there was a message is forgotten so long after its end, in milliseconds.
const KEEP_ROW_MS: i64 = 365 * 24 * 3_600_000;
/// Messages that one sweep forgets.
const SWEEP: u32 = 1_000;
/// The target of mail, for which there is one line.
pub const MAIL: &str = "";
/// The longest content, in bytes.
const CONTENT_BYTES: usize = 1024 * 1024;

/// A message to be made.
#[derive(Clone, Debug)]
pub struct NewMessage<'a, T> {
    /// What kind.
    pub kind: MessageKind,
    /// To whom: a mail address.
    pub destination: &'a str,
    /// What lists show of it: a mail's subject.
    pub title: &'a str,
    /// What it says, as its kind wants it.
    pub content: &'a T,
    /// What it is sent for, for example `user.invite`.
    pub cause: &'a str,
    /// It carries something that opens a door until then, in epoch milliseconds: later it is not sent, and its content
    /// is deleted as soon as it is.
    pub good_until: Option<i64>,
}

/// A message to a webhook. The delivery log is its record, so that it needs none in the audit log.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewDelivery<'a> {
    /// The webhook.
    pub(super) target: Uuid,
    /// What lists show of where it goes.
    pub(super) destination: &'a str,
    /// The event's tag.
    pub(super) event: &'a str,
    /// What is sent, to the last byte.
    pub(super) body: &'a str,
}

/// A message that the worker has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The delivery id.
    pub id: Uuid,
    /// What kind.
    pub kind: MessageKind,
    /// To whom.
    pub destination: String,
    /// Which try this is, from 1.
    pub attempt: u32,
    /// When it was made, in epoch milliseconds.
    pub created_at: i64,
    /// What it says.
    pub content: Vec<u8>,
}

/// Makes a message; its delivery id.
pub fn put<T: Serialize>(tx: &Tx<'_>, actor: &Actor, vault: &Vault, new: &NewMessage<'_, T>) -> Result<Uuid> {
    let content = serde_json::to_vec(new.content).map_err(Error::internal)?;
    if content.len() > CONTENT_BYTES {
        return Err(Error::internal("a message is too long"));
    }
    let id = tx.new_id();
    let kind = message_kind_name(new.kind);
    tx.execute(
        INSERT,
        params![
            id,
            kind,
            new.destination,
            new.title,
            new.cause,
            new.good_until,
            tx.now(),
            MAIL
        ],
    )?;
    secrets::put(tx, vault, SECRET, &id.to_string(), &content)?;
    let after = json!({ "kind": kind, "to": new.destination, "cause": new.cause });
    record(tx, actor, "outbox.put", id, audit::NOTHING, Some(&after))?;
    tx.wake(Topic::Outbox);
    Ok(id)
}

/// Puts a message to a webhook in line; its delivery id. When too many wait there already it is given up at once.
pub(super) fn deliver(tx: &Tx<'_>, vault: &Vault, new: NewDelivery<'_>) -> Result<Uuid> {
    if new.body.len() > CONTENT_BYTES {
        return Err(Error::internal("a message is too long"));
    }
    let (id, target) = (tx.new_id(), new.target.to_string());
    let kind = message_kind_name(MessageKind::Webhook);
    let waiting = waiting(tx, &target)?;
    let until: Option<i64> = None;
    tx.execute(
        INSERT,
        params![
            id,
            kind,
            new.destination,
            new.event,
            new.event,
            until,
            tx.now(),
            &target
        ],
    )?;
    if waiting >= WAITING {
        let fault = SendFault {
            kind: SendFaultKind::Overflow,
            detail: String::new(),
        };
        let error = serde_json::to_string(&fault).map_err(Error::internal)?;
        tx.execute(REFUSE, params![id, tx.now(), &error])?;
        return Ok(id);
    }
    secrets::put(tx, vault, SECRET, &id.to_string(), new.body.as_bytes())?;
    tx.wake(Topic::Webhooks);
    Ok(id)
}

/// What a message says; `None` when that was deleted.
pub(super) fn content(read: &Read<'_>, vault: &Vault, id: Uuid) -> Result<Option<Vec<u8>>> {
    secrets::get(read, vault, SECRET, &id.to_string())
}

/// Takes back all that waits for a webhook.
pub(super) fn cancel_all(tx: &Tx<'_>, target: Uuid) -> Result<u64> {
    tx.execute(
        CANCEL_ALL,
        params![&target.to_string(), tx.now(), tx.now() + KEEP_MS],
    )
}

/// Messages that wait for mail ([`MAIL`]) or a webhook.
pub fn waiting(read: &Read<'_>, target: &str) -> Result<u32> {
    read.value(WAITING_FOR, params![target])
}

/// Takes the message for `target` that has waited longest, for `lease_ms`: after that it counts as interrupted and is taken
/// again. One that was interrupted in its last try (`most`) is given up.
pub fn claim(tx: &Tx<'_>, vault: &Vault, target: &str, lease_ms: i64, most: u32) -> Result<Option<Claimed>> {
    loop {
        let taken = tx.first(CLAIM, params![target, tx.now(), tx.now() + lease_ms], |row| {
            Ok(Claimed {
                id: row.get(0)?,
                kind: row.parse(1, message_kind)?,
                destination: row.get(2)?,
                attempt: row.get(3)?,
                created_at: row.get(4)?,
                content: Vec::new(),
            })
        })?;
        let Some(mut message) = taken else { return Ok(None) };
        let good_until: Option<i64> = tx.value(GOOD_UNTIL, params![message.id])?;
        let fault = |kind| SendFault {
            kind,
            detail: String::new(),
        };
        if good_until.is_some_and(|end| end <= tx.now()) {
            failed(tx, &message, &fault(SendFaultKind::TooLate), None)?;
            continue;
        }
        if message.attempt > most {
            failed(tx, &message, &fault(SendFaultKind::Interrupted), None)?;
            continue;
        }
        if let Some(content) = secrets::get(tx, vault, SECRET, &message.id.to_string())? {
            message.content = content;
            return Ok(Some(message));
        }
        failed(tx, &message, &fault(SendFaultKind::Malformed), None)?;
    }
}

/// Gives back what a process that is no more had taken of messages of a kind. Only while no worker of it runs.
pub fn recover(tx: &Tx<'_>, kind: MessageKind) -> Result<u64> {
    tx.execute(RECOVER, params![tx.now(), message_kind_name(kind)])
}

/// Notes that the other side has a message.
pub fn sent(tx: &Tx<'_>, message: &Claimed) -> Result<()> {
    let now = tx.now();
    tx.execute(SENT, params![message.id, message.attempt, now, now + KEEP_MS])?;
    if tx.exists(BRIEF, params![message.id])? {
        forget(tx, message.id)?;
    }
    Ok(())
}

/// Notes that a try failed, and when the next one is; `None`: given up, and webhooks are told of it when it was a mail.
pub fn failed(tx: &Tx<'_>, message: &Claimed, fault: &SendFault, next_at: Option<i64>) -> Result<()> {
    let error = serde_json::to_string(fault).map_err(Error::internal)?;
    let Some(at) = next_at else {
        let end = (tx.now(), tx.now() + KEEP_MS);
        let given_up = tx.execute(FAILED, params![message.id, message.attempt, end.0, end.1, &error])?;
        if given_up > 0 && message.kind == MessageKind::Mail {
            let cause: String = tx.value(CAUSE, params![message.id])?;
            let data = json!({ "message": message.id, "cause": cause, "attempts": message.attempt, "fault": fault.kind });
            webhooks::tell(tx, WebhookEvent::MailFailed, None, &data)?;
        }
        return Ok(());
    };
    tx.execute(LATER, params![message.id, message.attempt, at, &error])?;
    Ok(())
}

/// When the worker has to look again for messages to `target`, in epoch milliseconds; `None`: when it is told.
pub fn due_at(read: &Read<'_>, target: &str) -> Result<Option<i64>> {
    let of = |state| read.first(DUE, params![target, message_state_name(state)], |row| row.get(0));
    let all = [of(MessageState::Queued)?, of(MessageState::Sending)?];
    Ok(all.into_iter().flatten().min())
}

/// Sends again by hand, now and as often as at first. [`Error::Gone`] when its content was deleted, [`Error::Conflict`]
/// when it was sent or is being sent.
pub fn retry(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<OutboxRow> {
    let before = get(tx, id)?;
    if before.forgotten {
        return Err(Error::Gone);
    }
    if tx.execute(RETRY, params![id, tx.now()])? == 0 {
        return Err(Error::Conflict);
    }
    changed(tx, actor, "outbox.retry", &before)
}

/// Takes a message back. [`Error::Conflict`] when it was sent or is being sent.
pub fn cancel(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<OutboxRow> {
    let before = get(tx, id)?;
    if tx.execute(CANCEL, params![id, tx.now(), tx.now() + KEEP_MS])? == 0 {
        return Err(Error::Conflict);
    }
    changed(tx, actor, "outbox.cancel", &before)
}

fn changed(tx: &Tx<'_>, actor: &Actor, action: &str, before: &OutboxRow) -> Result<OutboxRow> {
    let after = get(tx, before.id)?;
    let state = |row: &OutboxRow| json!({ "state": message_state_name(row.state) });
    record(
        tx,
        actor,
        action,
        before.id,
        Some(&state(before)),
        Some(&state(&after)),
    )?;
    tx.wake(match after.kind {
        MessageKind::Mail => Topic::Outbox,
        MessageKind::Webhook => Topic::Webhooks,
    });
    Ok(after)
}

/// A message.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<OutboxRow> {
    read.first(BY_ID, params![id], from_row)?.ok_or(Error::NotFound)
}

/// A part of the outbox. `mail_is_set` is the caller's to fill.
pub fn list(read: &Read<'_>, query: &OutboxQuery) -> Result<OutboxPage> {
    let limit = match query.limit {
        0 => limits::PAGE,
        some => some.min(limits::PAGE),
    };
    let counts = counts(read)?;
    if !query.q.trim().is_empty() || query.sort != OutboxSort::Newest || query.down {
        let state = query.state.map(message_state_name).unwrap_or_default();
        let mut all = read.query(LIST, params![state, u32::MAX, 0_u32], from_row)?;
        let folded = fold(&query.q);
        all.retain(|row| {
            let text = fold(&[row.destination.as_str(), " ", &row.title].concat());
            folded.split(' ').all(|word| text.contains(word))
        });
        if query.sort == OutboxSort::Destination {
            // Stable: of one destination the newest stay first.
            all.sort_by_cached_key(|row| fold(&row.destination));
        }
        if query.down {
            all.reverse();
        }
        let total = all.len() as u32;
        let rows = all.into_iter().skip(query.offset as usize).take(limit as usize);
        return Ok(OutboxPage {
            rows: rows.collect(),
            total,
            counts,
            mail_is_set: false,
        });
    }
    let (state, total) = match query.state {
        None => (
            "",
            counts.waiting + counts.sent + counts.failed + counts.cancelled,
        ),
        Some(state) => {
            let name = message_state_name(state);
            (name, read.value(COUNT_OF, params![name])?)
        }
    };
    Ok(OutboxPage {
        rows: read.query(LIST, params![state, limit, query.offset], from_row)?,
        total,
        counts,
        mail_is_set: false,
    })
}

/// How many messages stand where.
pub fn counts(read: &Read<'_>) -> Result<OutboxCounts> {
    let mut counts = OutboxCounts::default();
    let all = read.query(COUNTS, params![], |row| {
        Ok((row.parse(0, message_state)?, row.get::<u32>(1)?))
    })?;
    for (state, count) in all {
        match state {
            MessageState::Queued | MessageState::Sending => counts.waiting += count,
            MessageState::Sent => counts.sent += count,
            MessageState::Failed => counts.failed += count,
            MessageState::Cancelled => counts.cancelled += count,
        }
    }
    Ok(counts)
}

/// How many messages for a cause went to an address since then.
pub fn count_since(read: &Read<'_>, destination: &str, cause: &str, since: i64) -> Result<u32> {
    read.value(SINCE, params![destination, cause, since])
}

/// Deletes what ended messages said, and in the end that they were; how many of each.
pub fn sweep(tx: &Tx<'_>, actor: &Actor) -> Result<(u64, u64)> {
    let old = tx.query(TO_FORGET, params![tx.now(), SWEEP], |row| row.get::<Uuid>(0))?;
    for id in &old {
        forget(tx, *id)?;
    }
    let gone = tx.execute(DELETE_OLD, params![tx.now() - KEEP_ROW_MS])?;
    if !old.is_empty() || gone > 0 {
        let change = Change {
            action: "outbox.sweep",
            kind: "outbox",
            id: "",
        };
        let after = json!({ "contents": old.len(), "messages": gone });
        audit::record(tx, actor, change, audit::NOTHING, Some(&after))?;
    }
    Ok((old.len() as u64, gone))
}

fn forget(tx: &Tx<'_>, id: Uuid) -> Result<()> {
    secrets::remove(tx, SECRET, &id.to_string())?;
    tx.execute(FORGOTTEN, params![id])?;
    Ok(())
}

fn record<B: Serialize>(
    tx: &Tx<'_>,
    actor: &Actor,
    action: &str,
    id: Uuid,
    before: Option<&B>,
    after: Option<&serde_json::Value>,
) -> Result<()> {
    let change = Change {
        action,
        kind: "outbox",
        id: &id.to_string(),
    };
    audit::record(tx, actor, change, before, after)
}

fn from_row(row: Row<'_>) -> Result<OutboxRow> {
    let error: String = row.get(8)?;
    Ok(OutboxRow {
        id: row.get(0)?,
        kind: row.parse(1, message_kind)?,
        destination: row.get(2)?,
        title: row.get(3)?,
        cause: row.get(4)?,
        state: row.parse(5, message_state)?,
        attempts: row.get(6)?,
        next_at: row.get(7)?,
        fault: if error.is_empty() {
            None
        } else {
            Some(serde_json::from_str(&error)?)
        },
        created_at: row.get(9)?,
        sent_at: row.get(10)?,
        forgotten: row.get(11)?,
    })
}

statements! {
    INSERT = "INSERT INTO outbox (id, kind, destination, title, cause, good_until, state, attempts, next_at, last_error,
        created_at, forgotten, target) VALUES ($1, $2, $3, $4, $5, $6, 'queued', 0, $7, '', $7, 0, $8)";
    REFUSE = "UPDATE outbox SET state = 'failed', ended_at = $2, last_error = $3, forgotten = 1 WHERE id = $1";
    // Each half takes one row from the index, however many wait.
    CLAIM = "UPDATE outbox SET state = 'sending', attempts = attempts + 1, next_at = $3 WHERE id = (SELECT id FROM (
            SELECT id, next_at FROM (SELECT id, next_at FROM outbox
                WHERE target = $1 AND state = 'queued' AND next_at <= $2 ORDER BY next_at, id LIMIT 1) q
            UNION ALL
            SELECT id, next_at FROM (SELECT id, next_at FROM outbox
                WHERE target = $1 AND state = 'sending' AND next_at <= $2 ORDER BY next_at, id LIMIT 1) s
        ) both_states ORDER BY next_at, id LIMIT 1)
        RETURNING id, kind, destination, attempts, created_at";
    RECOVER = "UPDATE outbox SET next_at = $1 WHERE state = 'sending' AND kind = $2";
    CANCEL_ALL = "UPDATE outbox SET state = 'cancelled', ended_at = $2, forget_at = $3
        WHERE target = $1 AND state IN ('queued', 'sending')";
    WAITING_FOR = "SELECT COUNT(*) FROM outbox WHERE target = $1 AND state IN ('queued', 'sending')";
    CAUSE = "SELECT cause FROM outbox WHERE id = $1";
    SENT = "UPDATE outbox SET state = 'sent', last_error = '', sent_at = $3, ended_at = $3, forget_at = $4
        WHERE id = $1 AND attempts = $2 AND state = 'sending'";
    BRIEF = "SELECT 1 FROM outbox WHERE id = $1 AND state = 'sent' AND good_until IS NOT NULL";
    GOOD_UNTIL = "SELECT good_until FROM outbox WHERE id = $1";
    LATER = "UPDATE outbox SET state = 'queued', next_at = $3, last_error = $4
        WHERE id = $1 AND attempts = $2 AND state = 'sending'";
    FAILED = "UPDATE outbox SET state = 'failed', ended_at = $3, forget_at = $4, last_error = $5
        WHERE id = $1 AND attempts = $2 AND state = 'sending'";
    DUE = "SELECT next_at FROM outbox WHERE target = $1 AND state = $2 ORDER BY next_at LIMIT 1";
    RETRY = "UPDATE outbox SET state = 'queued', attempts = 0, next_at = $2, ended_at = NULL, forget_at = NULL
        WHERE id = $1 AND state IN ('queued', 'failed', 'cancelled')";
    CANCEL = "UPDATE outbox SET state = 'cancelled', ended_at = $2, forget_at = $3
        WHERE id = $1 AND state IN ('queued', 'failed')";
    BY_ID = "SELECT id, kind, destination, title, cause, state, attempts, next_at, last_error, created_at, sent_at, forgotten
        FROM outbox WHERE id = $1";
    LIST = "SELECT id, kind, destination, title, cause, state, attempts, next_at, last_error, created_at, sent_at, forgotten
        FROM outbox WHERE $1 = '' OR state = $1 ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3";
    COUNT_OF = "SELECT COUNT(*) FROM outbox WHERE state = $1";
    COUNTS = "SELECT state, COUNT(*) FROM outbox GROUP BY state";
    SINCE = "SELECT COUNT(*) FROM outbox WHERE destination = $1 AND cause = $2 AND created_at > $3";
    TO_FORGET = "SELECT id FROM outbox WHERE forget_at <= $1 AND forgotten = 0 ORDER BY forget_at LIMIT $2";
    FORGOTTEN = "UPDATE outbox SET forgotten = 1 WHERE id = $1";
    DELETE_OLD = "DELETE FROM outbox WHERE forgotten = 1 AND ended_at < $1";
}
