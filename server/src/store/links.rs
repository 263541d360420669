//! One-time links. Only the hash of a link's token is stored.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Tx, params, statements};
use super::sessions::TokenHash;
use super::{Error, Result};
use serde_json::json;
use uuid::Uuid;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Makes the first administrator.
    SetUp,
    /// Sets a password anew.
    Password,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::SetUp => "set_up",
            Self::Password => "password",
        }
    }
}

/// A link to be made.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// The hash of the token in the link.
    pub token: TokenHash,
    /// What it is for.
    pub purpose: Purpose,
    /// For whom; `None` where there is nobody yet.
    pub user: Option<Uuid>,
    /// Until when, in epoch milliseconds.
    pub expires_at: i64,
}

/// Makes a link. Earlier unused ones with the same purpose and user end.
pub fn create(tx: &Tx<'_>, actor: &Actor, new: &NewLink) -> Result<Uuid> {
    let purpose = new.purpose.name();
    match new.user {
        Some(user) => tx.execute(END_OF_USER, params![purpose, tx.now(), user])?,
        None => tx.execute(END_OF_NOBODY, params![purpose, tx.now()])?,
    };
    let id = tx.new_id();
    tx.execute(
        INSERT,
        params![id, &new.token, purpose, new.user, tx.now(), new.expires_at],
    )?;
    audit::record(
        tx,
        actor,
        change("link.create", &id.to_string()),
        audit::NOTHING,
        Some(&json!({ "purpose": purpose, "user": new.user, "expires_at": new.expires_at })),
    )?;
    Ok(id)
}

/// Whether a link could be used now.
pub fn is_usable(read: &Read<'_>, token: &TokenHash, purpose: Purpose) -> Result<bool> {
    read.exists(USABLE, params![token, purpose.name(), read.now()])
}

/// Whom a link is for that could be used now; `None` when it could not, or is for nobody yet.
pub fn user_of(read: &Read<'_>, token: &TokenHash, purpose: Purpose) -> Result<Option<Uuid>> {
    let found = read.first(USER, params![token, purpose.name(), read.now()], |row| {
        row.get::<Option<Uuid>>(0)
    })?;
    Ok(found.flatten())
}

/// Uses a link up, and returns whom it is for. [`Error::Gone`] when it was used, is too old, or never was. When the
/// transaction fails later on, the link is as good as before.
pub fn consume(tx: &Tx<'_>, actor: &Actor, token: &TokenHash, purpose: Purpose) -> Result<Option<Uuid>> {
    let (id, user) = tx
        .first(CONSUME, params![token, purpose.name(), tx.now()], |row| {
            Ok((row.get::<Uuid>(0)?, row.get::<Option<Uuid>>(1)?))
        })?
        .ok_or(Error::Gone)?;
    audit::record(
        tx,
        actor,
        change("link.use", &id.to_string()),
        audit::NOTHING,
        audit::NOTHING,
    )?;
    Ok(user)
}

fn change<'a>(action: &'a str, id: &'a str) -> Change<'a> {
    Change {
        action,
        kind: "link",
        id,
    }
}

statements! {
    INSERT = "INSERT INTO link (id, token_hash, purpose, user_id, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    END_OF_USER = "UPDATE link SET expires_at = $2
        WHERE purpose = $1 AND user_id = $3 AND used_at IS NULL AND expires_at > $2";
    END_OF_NOBODY = "UPDATE link SET expires_at = $2
        WHERE purpose = $1 AND user_id IS NULL AND used_at IS NULL AND expires_at > $2";
    USABLE = "SELECT 1 FROM link WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3";
    USER = "SELECT user_id FROM link WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3";
    CONSUME = "UPDATE link SET used_at = $3
        WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 RETURNING id, user_id";
}
