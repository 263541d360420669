//! Those who say that they forgot a password. The request is kept as it was typed and looked up later by the outbox's
//! worker, so that the answer to it takes as long with an account as without one.

use super::Result;
use super::audit::{self, Actor, Change};
use super::engine::{Topic, Tx, params, statements};
use serde_json::json;
use uuid::Uuid;

/// Requests that may wait; more are dropped.
const WAITING: u32 = 1_000;

/// Keeps a request.
pub fn ask(tx: &Tx<'_>, actor: &Actor, email: &str) -> Result<()> {
    if tx.value::<u32>(COUNT, params![])? >= WAITING {
        return Ok(());
    }
    tx.execute(INSERT, params![tx.new_id(), email, tx.now()])?;
    let change = Change {
        action: "password.forgotten",
        kind: "user",
        id: "",
    };
    audit::record(
        tx,
        actor,
        change,
        audit::NOTHING,
        Some(&json!({ "email": email })),
    )?;
    tx.wake(Topic::Outbox);
    Ok(())
}

/// Takes the oldest request: the address as it was typed.
pub fn take(tx: &Tx<'_>) -> Result<Option<String>> {
    let found = tx.first(OLDEST, params![], |row| {
        Ok((row.get::<Uuid>(0)?, row.get::<String>(1)?))
    })?;
    let Some((id, email)) = found else { return Ok(None) };
    tx.execute(DELETE, params![id])?;
    Ok(Some(email))
}

statements! {
    INSERT = "INSERT INTO password_request (id, email, created_at) VALUES ($1, $2, $3)";
    COUNT = "SELECT COUNT(*) FROM password_request";
    OLDEST = "SELECT id, email FROM password_request ORDER BY id LIMIT 1";
    DELETE = "DELETE FROM password_request WHERE id = $1";
}
