//! Webhooks: who is told ([`create`] and the like), of what ([`tell`]), and how that went ([`deliveries`]).
//!
//! What happens is written as an event in the transaction in which it happens, without anything that needs a key. The worker
//! makes a message of the outbox of it for each target ([`spread`]), in one transaction, and sends those.

mod deliveries;
mod events;

#[cfg(test)]
pub(super) use deliveries::STATEMENTS as DELIVERY_STATEMENTS;
pub use deliveries::{deliveries, delivery, note, replay, sweep};
#[cfg(test)]
pub(super) use events::STATEMENTS as EVENT_STATEMENTS;
pub use events::{Place, ping, spread, tell_of_quota};
pub(super) use events::{tell, tell_of_submission};

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Topic, Tx, params, statements};
use super::{Error, Result, outbox, secrets};
use crate::vault::Vault;
use kotae_shared::{
    Uuid,
    api::{
        problem::Fault,
        webhooks::{Webhook, WebhookEdit, WebhookEvent, WebhookKind, limits},
    },
};
use serde_json::{Value, json};
use url::Url;

/// The kind of secret that a target's keys are.
const SECRET: &str = "webhook";
/// For how long failures are counted, in milliseconds.
const LATELY_MS: i64 = 30 * 24 * 3_600_000;

/// A target, as the worker needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its id.
    pub id: Uuid,
    /// Where it is told.
    pub url: String,
    /// What its bodies are signed with.
    pub keys: Vec<Vec<u8>>,
    /// Failures since it last took something.
    pub failures: u32,
}

/// All targets, by name.
pub fn list(read: &Read<'_>) -> Result<Vec<Webhook>> {
    let all = read.query(LIST, params![], from_row)?;
    all.into_iter().map(|webhook| counted(read, webhook)).collect()
}

/// A target. [`Error::NotFound`] when there is none of this id.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<Webhook> {
    let found = read.first(BY_ID, params![id], from_row)?;
    counted(read, found.ok_or(Error::NotFound)?)
}

/// Enters a target; `edit` was checked. [`Fault::TooLong`] on `name` when there are [`limits::WEBHOOKS`].
pub fn create(
    tx: &Tx<'_>,
    actor: &Actor,
    vault: &Vault,
    edit: &WebhookEdit,
    secret: &str,
) -> Result<Webhook> {
    if list(tx)?.len() >= limits::WEBHOOKS {
        return Err(Error::field("name", Fault::TooLong(limits::WEBHOOKS as u32)));
    }
    let id = tx.new_id();
    secrets::put(tx, vault, SECRET, &key(id, 1), secret.as_bytes())?;
    tx.execute(
        INSERT,
        params![
            id,
            kind_name(edit.kind),
            &edit.name,
            &edit.url,
            &serde_json::to_string(&edit.events)?,
            edit.answers,
            edit.active,
            &serde_json::to_string(&[tx.now()])?,
            tx.now(),
            actor.name()
        ],
    )?;
    let made = get(tx, id)?;
    record(tx, actor, "webhook.create", id, None, Some(&shown(&made)))?;
    Ok(made)
}

/// Changes a target; `edit` was checked. [`Error::Conflict`] when somebody else did since `edit.version`.
pub fn update(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &WebhookEdit) -> Result<Webhook> {
    let before = get(tx, id)?;
    if before.version != edit.version {
        return Err(Error::Conflict);
    }
    tx.execute_one(
        UPDATE,
        params![
            id,
            kind_name(edit.kind),
            &edit.name,
            &edit.url,
            &serde_json::to_string(&edit.events)?,
            edit.answers,
            edit.active,
            before.version + 1,
            tx.now(),
            actor.name()
        ],
    )?;
    // What waits may go now.
    tx.wake(Topic::Webhooks);
    let after = get(tx, id)?;
    record(
        tx,
        actor,
        "webhook.update",
        id,
        Some(&shown(&before)),
        Some(&shown(&after)),
    )?;
    Ok(after)
}

/// Removes a target, and takes back what waits for it.
pub fn delete(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<()> {
    let before = get(tx, id)?;
    outbox::cancel_all(tx, id)?;
    for place in 1..=limits::SECRETS {
        secrets::remove(tx, SECRET, &key(id, place))?;
    }
    tx.execute_one(DELETE, params![id])?;
    record(tx, actor, "webhook.delete", id, Some(&shown(&before)), None)
}

/// A second secret: bodies are signed with both from now on. [`Fault::TooLong`] on `secret` when there are two.
pub fn add_secret(tx: &Tx<'_>, actor: &Actor, vault: &Vault, id: Uuid, secret: &str) -> Result<Webhook> {
    let before = get(tx, id)?;
    if before.secrets.len() >= limits::SECRETS {
        return Err(Error::field("secret", Fault::TooLong(limits::SECRETS as u32)));
    }
    secrets::put(tx, vault, SECRET, &key(id, 2), secret.as_bytes())?;
    let mut times = before.secrets;
    times.push(tx.now());
    set_secrets(tx, actor, id, &times, "webhook.secret")
}

/// Ends the older of two secrets. [`Error::Conflict`] when there is but one.
pub fn end_secret(tx: &Tx<'_>, actor: &Actor, vault: &Vault, id: Uuid) -> Result<Webhook> {
    let before = get(tx, id)?;
    let (&[_, newer], Some(secret)) = (
        before.secrets.as_slice(),
        secrets::get(tx, vault, SECRET, &key(id, 2))?,
    ) else {
        return Err(Error::Conflict);
    };
    secrets::put(tx, vault, SECRET, &key(id, 1), &secret)?;
    secrets::remove(tx, SECRET, &key(id, 2))?;
    set_secrets(tx, actor, id, &[newer], "webhook.secret.end")
}

fn set_secrets(tx: &Tx<'_>, actor: &Actor, id: Uuid, times: &[i64], action: &str) -> Result<Webhook> {
    tx.execute_one(SET_SECRETS, params![id, &serde_json::to_string(times)?])?;
    record(
        tx,
        actor,
        action,
        id,
        None,
        Some(&json!({ "secrets": times.len() })),
    )?;
    get(tx, id)
}

/// A target with its keys.
pub fn target(read: &Read<'_>, vault: &Vault, id: Uuid) -> Result<Target> {
    let webhook = get(read, id)?;
    let mut keys = Vec::new();
    for place in 1..=webhook.secrets.len() {
        keys.extend(secrets::get(read, vault, SECRET, &key(id, place))?);
    }
    Ok(Target {
        id,
        url: webhook.url,
        keys,
        failures: webhook.failures,
    })
}

/// The targets that are told things, each with when the worker has to look at it again; `None`: when it is told.
pub fn lines(read: &Read<'_>) -> Result<Vec<(Uuid, Option<i64>)>> {
    let active = read.query(ACTIVE, params![], |row| {
        Ok((row.get::<Uuid>(0)?, row.get::<i64>(1)?))
    })?;
    let line = |(id, rest): (Uuid, i64)| {
        let due = outbox::due_at(read, &id.to_string())?;
        Ok((id, due.map(|due| due.max(rest))))
    };
    active.into_iter().map(line).collect()
}

/// Notes that a target took something.
pub fn answered(tx: &Tx<'_>, id: Uuid) -> Result<()> {
    tx.execute(ANSWERED, params![id])?;
    Ok(())
}

/// Notes that a target did not; `rest_until`: it is left alone until then, in epoch milliseconds.
pub fn unanswered(tx: &Tx<'_>, id: Uuid, rest_until: i64) -> Result<()> {
    tx.execute(UNANSWERED, params![id, rest_until])?;
    Ok(())
}

/// Where a target lies, without what may be a key in its path.
pub fn origin(url: &str) -> String {
    Url::parse(url).map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
}

/// Notes that somebody tried a target.
pub fn tested(tx: &Tx<'_>, actor: &Actor, id: Uuid, done: bool) -> Result<()> {
    record(
        tx,
        actor,
        "webhook.test",
        id,
        None,
        Some(&json!({ "sent": done })),
    )
}

fn key(id: Uuid, place: usize) -> String {
    format!("{id}/{place}")
}

const fn kind_name(kind: WebhookKind) -> &'static str {
    match kind {
        WebhookKind::Json => "json",
    }
}

fn kind(name: &str) -> Option<WebhookKind> {
    (name == "json").then_some(WebhookKind::Json)
}

/// What the audit log has of a target: its address may hold a key.
fn shown(webhook: &Webhook) -> Value {
    json!({
        "name": webhook.name, "at": origin(&webhook.url), "events": webhook.events, "answers": webhook.answers,
        "active": webhook.active,
    })
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
        kind: "webhook",
        id: &id.to_string(),
    };
    audit::record(tx, actor, change, before, after)
}

fn counted(read: &Read<'_>, mut webhook: Webhook) -> Result<Webhook> {
    let target = webhook.id.to_string();
    webhook.waiting = outbox::waiting(read, &target)?;
    webhook.failed = read.value(FAILED, params![&target, read.now() - LATELY_MS])?;
    Ok(webhook)
}

fn from_row(row: Row<'_>) -> Result<Webhook> {
    let events: Vec<String> = row.json(4)?;
    Ok(Webhook {
        id: row.get(0)?,
        kind: row.parse(1, kind)?,
        name: row.get(2)?,
        url: row.get(3)?,
        events: events
            .iter()
            .filter_map(|tag| WebhookEvent::from_tag(tag))
            .collect(),
        answers: row.get(5)?,
        active: row.get(6)?,
        secrets: row.json(7)?,
        failures: row.get(8)?,
        version: row.get(9)?,
        updated_at: row.get(10)?,
        updated_by: row.get(11)?,
        waiting: 0,
        failed: 0,
    })
}

statements! {
    LIST = "SELECT id, kind, name, url, events, answers, active, secrets, failures, version, updated_at, updated_by FROM webhook
        ORDER BY name, id";
    BY_ID = "SELECT id, kind, name, url, events, answers, active, secrets, failures, version, updated_at, updated_by FROM webhook
        WHERE id = $1";
    INSERT = "INSERT INTO webhook (id, kind, name, url, events, answers, active, secrets, failures, rest_until, version, updated_at,
        updated_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 1, $9, $10)";
    UPDATE = "UPDATE webhook SET kind = $2, name = $3, url = $4, events = $5, answers = $6, active = $7, version = $8, updated_at = $9,
        updated_by = $10, failures = 0, rest_until = 0 WHERE id = $1";
    DELETE = "DELETE FROM webhook WHERE id = $1";
    SET_SECRETS = "UPDATE webhook SET secrets = $2 WHERE id = $1";
    ACTIVE = "SELECT id, rest_until FROM webhook WHERE active = 1 ORDER BY id";
    ANSWERED = "UPDATE webhook SET failures = 0, rest_until = 0 WHERE id = $1";
    UNANSWERED = "UPDATE webhook SET failures = failures + 1, rest_until = $2 WHERE id = $1";
    FAILED = "SELECT COUNT(*) FROM outbox WHERE target = $1 AND state = 'failed' AND created_at > $2";
}
