//! The log of deliveries: messages of the outbox, each with its tries.

use super::super::audit::Actor;
use super::super::engine::{Read, Row, Tx, params, statements};
use super::super::names::{message_state, message_state_name};
use super::super::{Error, Result, outbox};
use super::{get, origin, record};
use crate::vault::Vault;
use kotae_shared::{
    Uuid,
    api::{
        admin::{MessageState, SendFault},
        webhooks::{Delivery, DeliveryPage, DeliveryQuery, DeliveryRow, WebhookTry, limits},
    },
};
use serde_json::json;

/// How a try went is forgotten after so long, in milliseconds: as long as a body is kept.
const KEEP_MS: i64 = 30 * 24 * 3_600_000;
/// Tries that one sweep forgets.
const SWEEP: u32 = 2_000;

/// Deliveries to a target, newest first. [`Error::NotFound`] when there is no such target.
pub fn deliveries(read: &Read<'_>, webhook: Uuid, query: DeliveryQuery) -> Result<DeliveryPage> {
    get(read, webhook)?;
    let target = webhook.to_string();
    let state = query.state.map(message_state_name).unwrap_or_default();
    let limit = match query.limit {
        0 => limits::PAGE,
        some => some.min(limits::PAGE),
    };
    let mut rows = read.query(LIST, params![&target, state, limit, query.offset], from_row)?;
    for row in &mut rows {
        row.last = read.first(TRIES, params![row.id, 1_u32], tried)?;
    }
    Ok(DeliveryPage {
        rows,
        total: read.value(COUNT, params![&target, state])?,
    })
}

/// A delivery.
pub fn delivery(read: &Read<'_>, vault: &Vault, id: Uuid) -> Result<Delivery> {
    let mut row = read.first(BY_ID, params![id], from_row)?.ok_or(Error::NotFound)?;
    let tries = read.query(TRIES, params![id, limits::TRIES], tried)?;
    row.last = tries.first().cloned();
    let body = match outbox::content(read, vault, id)? {
        Some(bytes) => Some(String::from_utf8(bytes).map_err(Error::internal)?),
        None => None,
    };
    Ok(Delivery { row, body, tries })
}

/// Sends the body of a delivery again, as a new delivery to the same target. [`Error::Gone`] when it was deleted,
/// [`Error::NotFound`] when the target is gone, [`Error::Conflict`] while it waits anyway.
pub fn replay(tx: &Tx<'_>, actor: &Actor, vault: &Vault, id: Uuid) -> Result<DeliveryRow> {
    let Delivery { row, body, .. } = delivery(tx, vault, id)?;
    let webhook = get(tx, row.webhook)?;
    if matches!(row.state, MessageState::Queued | MessageState::Sending) {
        return Err(Error::Conflict);
    }
    let body = body.ok_or(Error::Gone)?;
    let message = outbox::NewDelivery {
        target: row.webhook,
        destination: &origin(&webhook.url),
        event: &row.event,
        body: &body,
    };
    let made = outbox::deliver(tx, vault, message)?;
    let after = json!({ "delivery": id, "as": made });
    record(tx, actor, "webhook.replay", row.webhook, None, Some(&after))?;
    Ok(delivery(tx, vault, made)?.row)
}

/// Notes how a try of a delivery went.
pub fn note(tx: &Tx<'_>, delivery: Uuid, tried: &WebhookTry) -> Result<()> {
    let fault = tried.fault.as_ref().map(serde_json::to_string).transpose()?;
    tx.execute(
        INSERT,
        params![
            tx.new_id(),
            delivery,
            tried.at,
            tried.ms,
            tried.status.map(u32::from),
            &tried.response,
            &fault.unwrap_or_default()
        ],
    )?;
    Ok(())
}

/// Forgets some of the tries of long ago; how many.
pub fn sweep(tx: &Tx<'_>) -> Result<u64> {
    tx.execute(SWEPT, params![tx.now() - KEEP_MS, SWEEP])
}

fn from_row(row: Row<'_>) -> Result<DeliveryRow> {
    let target: String = row.get(1)?;
    Ok(DeliveryRow {
        id: row.get(0)?,
        webhook: target.parse().map_err(Error::corrupt)?,
        event: row.get(2)?,
        state: row.parse(3, message_state)?,
        attempts: row.get(4)?,
        next_at: row.get(5)?,
        created_at: row.get(6)?,
        sent_at: row.get(7)?,
        forgotten: row.get(8)?,
        last: None,
    })
}

fn tried(row: Row<'_>) -> Result<WebhookTry> {
    let fault: String = row.get(4)?;
    let fault = (!fault.is_empty()).then(|| serde_json::from_str::<SendFault>(&fault));
    Ok(WebhookTry {
        at: row.get(0)?,
        ms: row.get(1)?,
        status: row
            .get::<Option<u32>>(2)?
            .and_then(|status| u16::try_from(status).ok()),
        response: row.get(3)?,
        fault: fault.transpose()?,
    })
}

statements! {
    LIST = "SELECT id, target, cause, state, attempts, next_at, created_at, sent_at, forgotten FROM outbox
        WHERE target = $1 AND ($2 = '' OR state = $2) ORDER BY created_at DESC, id DESC LIMIT $3 OFFSET $4";
    COUNT = "SELECT COUNT(*) FROM outbox WHERE target = $1 AND ($2 = '' OR state = $2)";
    BY_ID = "SELECT id, target, cause, state, attempts, next_at, created_at, sent_at, forgotten FROM outbox
        WHERE id = $1 AND target <> ''";
    TRIES = "SELECT at, ms, status, response, fault FROM webhook_try WHERE delivery = $1 ORDER BY at DESC, id DESC LIMIT $2";
    INSERT = "INSERT INTO webhook_try (id, delivery, at, ms, status, response, fault) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    SWEPT = "DELETE FROM webhook_try WHERE id IN (SELECT id FROM webhook_try WHERE at < $1 ORDER BY at LIMIT $2)";
}
