//! Frames that wait for their visitor to sign in. A code is bound to its widget and to the ticket that the frame keeps, lasts five
//! minutes and is used once; only hashes of both are stored.

use super::engine::{Read, Tx, params, statements};
use super::sessions::TokenHash;
use super::visitors::NewVisitor;
use super::{Error, Result};

/// How long a frame waits, in milliseconds.
pub const LASTS_MS: i64 = 5 * 60_000;

/// A frame of a widget begins to wait.
pub fn begin(tx: &Tx<'_>, code: &TokenHash, ticket: &TokenHash, widget: &str) -> Result<()> {
    tx.execute(SWEEP, params![tx.now()])?;
    let ends = tx.now().saturating_add(LASTS_MS);
    tx.execute(INSERT, params![code, ticket, widget, ends]).map(drop)
}

/// Whether a frame of the widget waits by this code, and nobody has signed in for it yet.
pub fn waits(read: &Read<'_>, code: &TokenHash, widget: &str) -> Result<bool> {
    read.exists(WAITS, params![code, widget, read.now()])
}

/// Notes who has signed in for a code; `false` when nobody waits by it, or not any more.
pub fn complete(tx: &Tx<'_>, code: &TokenHash, visitor: &NewVisitor) -> Result<bool> {
    let text = serde_json::to_string(visitor)?;
    let done = tx.execute(COMPLETE, params![code, &visitor.widget, tx.now(), &text])?;
    Ok(done > 0)
}

/// Who has signed in for a code, and never again; `None`: nobody yet. [`Error::NotFound`] when there is no such code with this ticket
/// at this widget, it was used or has ended.
pub fn take(tx: &Tx<'_>, code: &TokenHash, ticket: &TokenHash, widget: &str) -> Result<Option<NewVisitor>> {
    let found = tx.first(FIND, params![code, ticket, widget, tx.now()], |row| {
        row.get::<Option<String>>(0)
    })?;
    let Some(text) = found.ok_or(Error::NotFound)? else {
        return Ok(None);
    };
    tx.execute_one(DELETE, params![code])?;
    Ok(Some(serde_json::from_str(&text)?))
}

/// Forgets everybody who has signed in and whose frame has not asked yet: what was true of him may have changed.
pub fn forget_completed(tx: &Tx<'_>) -> Result<()> {
    tx.execute(FORGET, params![]).map(drop)
}

statements! {
    FORGET = "DELETE FROM visitor_sign_in WHERE visitor IS NOT NULL";
    INSERT = "INSERT INTO visitor_sign_in (code_hash, ticket_hash, widget, expires_at) VALUES ($1, $2, $3, $4)";
    WAITS = "SELECT 1 FROM visitor_sign_in WHERE code_hash = $1 AND widget = $2 AND expires_at > $3 AND visitor IS NULL";
    COMPLETE = "UPDATE visitor_sign_in SET visitor = $4
        WHERE code_hash = $1 AND widget = $2 AND expires_at > $3 AND visitor IS NULL";
    FIND = "SELECT visitor FROM visitor_sign_in
        WHERE code_hash = $1 AND ticket_hash = $2 AND widget = $3 AND expires_at > $4";
    DELETE = "DELETE FROM visitor_sign_in WHERE code_hash = $1";
    SWEEP = "DELETE FROM visitor_sign_in WHERE expires_at <= $1";
}
