//! The second factor of a user: an authenticator app, and recovery codes for when it is lost.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Tx, params, statements};
use super::sessions::TokenHash;
use super::{Error, Result, restrictions, secrets};
use crate::{
    auth::{token, totp},
    vault::Vault,
};
use kotae_shared::api::problem::Fault;
use serde_json::json;
use std::collections::HashSet;
use uuid::Uuid;

/// Recovery codes that one gets.
pub const CODES: usize = 10;
const KIND: &str = "totp";

/// What was given as the second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The app's code.
    App,
    /// A recovery code, which is used up; so many are left.
    Recovery(u32),
}

/// Begins: keeps a new seed, which counts only when [`confirm`] has seen a code of it. A confirmed one stays until then
/// ([`Fault::Taken`]: take that away first).
pub fn begin(tx: &Tx<'_>, vault: &Vault, user: Uuid, seed: &[u8]) -> Result<()> {
    if is_on(tx, user)? {
        return Err(Error::field("code", Fault::Taken));
    }
    tx.execute(PUT, params![user, tx.now()])?;
    secrets::put(tx, vault, KIND, &user.to_string(), seed)
}

/// Ends the beginning with the app's first code.
pub fn confirm(tx: &Tx<'_>, actor: &Actor, vault: &Vault, user: Uuid, code: &str) -> Result<()> {
    let confirmed_at: Option<i64> = tx.value(CONFIRMED, params![user])?;
    if confirmed_at.is_some() {
        return Err(Error::field("code", Fault::Taken));
    }
    let step = check_app(tx, vault, user, code)?.ok_or_else(wrong)?;
    tx.execute_one(CONFIRM, params![user, tx.now(), step])?;
    record(tx, actor, "second_factor.on", user)
}

/// Replaces the recovery codes by those with these hashes.
pub fn set_recovery_codes(tx: &Tx<'_>, actor: &Actor, user: Uuid, hashes: &[TokenHash]) -> Result<()> {
    tx.execute(DELETE_CODES, params![user])?;
    for hash in hashes {
        tx.execute(INSERT_CODE, params![user, hash])?;
    }
    record(tx, actor, "second_factor.codes", user)
}

/// Whether the user signs in with a second factor.
pub fn is_on(read: &Read<'_>, user: Uuid) -> Result<bool> {
    read.exists(ON, params![user])
}

/// Whether the workspace demands a second factor that the user does not have.
pub fn is_missing(read: &Read<'_>, user: Uuid) -> Result<bool> {
    Ok(restrictions::demands_factor(read)? && !is_on(read, user)?)
}

/// The users who sign in with a second factor.
pub(super) fn users(read: &Read<'_>) -> Result<HashSet<Uuid>> {
    let users = read.query(USERS, params![], |row| row.get(0))?;
    Ok(users.into_iter().collect())
}

/// Recovery codes that were not used yet.
pub fn codes_left(read: &Read<'_>, user: Uuid) -> Result<u32> {
    read.value(CODES_LEFT, params![user])
}

/// Checks a code of the app or a recovery code and uses it up. [`Fault::WrongCode`] on `code`.
pub fn check(tx: &Tx<'_>, actor: &Actor, vault: &Vault, user: Uuid, code: &str) -> Result<Proof> {
    if let Some(step) = check_app(tx, vault, user, code)? {
        tx.execute_one(SET_STEP, params![user, step])?;
        return Ok(Proof::App);
    }
    let used = tx.execute(USE_CODE, params![user, &digest(code), tx.now()])?;
    if used == 0 {
        return Err(wrong());
    }
    record(tx, actor, "second_factor.recovery", user)?;
    Ok(Proof::Recovery(codes_left(tx, user)?))
}

/// Takes the second factor away with its codes; a beginning too.
pub fn remove(tx: &Tx<'_>, actor: &Actor, user: Uuid) -> Result<()> {
    secrets::remove(tx, KIND, &user.to_string())?;
    tx.execute(DELETE_CODES, params![user])?;
    if tx.execute(DELETE, params![user])? > 0 {
        record(tx, actor, "second_factor.off", user)?;
    }
    Ok(())
}

/// The hash of a recovery code as people type it: in any case, with or without the dash.
pub fn digest(code: &str) -> TokenHash {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    token::digest(&plain)
}

fn check_app(tx: &Tx<'_>, vault: &Vault, user: Uuid, code: &str) -> Result<Option<i64>> {
    let last = tx.first(LAST_STEP, params![user], |row| row.get::<i64>(0))?;
    let seed = secrets::get(tx, vault, KIND, &user.to_string())?;
    let (Some(last), Some(seed)) = (last, seed) else {
        return Ok(None);
    };
    Ok(totp::step_of(&seed, code, tx.now(), last))
}

fn wrong() -> Error {
    Error::field("code", Fault::WrongCode)
}

fn record(tx: &Tx<'_>, actor: &Actor, action: &str, user: Uuid) -> Result<()> {
    let change = Change {
        action,
        kind: "user",
        id: &user.to_string(),
    };
    audit::record(tx, actor, change, audit::NOTHING, Some(&json!({})))
}

statements! {
    PUT = "INSERT INTO second_factor (user_id, created_at, confirmed_at, last_step) VALUES ($1, $2, NULL, 0)
        ON CONFLICT (user_id) DO UPDATE SET created_at = excluded.created_at, confirmed_at = NULL, last_step = 0";
    CONFIRMED = "SELECT confirmed_at FROM second_factor WHERE user_id = $1";
    CONFIRM = "UPDATE second_factor SET confirmed_at = $2, last_step = $3 WHERE user_id = $1";
    ON = "SELECT 1 FROM second_factor WHERE user_id = $1 AND confirmed_at IS NOT NULL";
    USERS = "SELECT user_id FROM second_factor WHERE confirmed_at IS NOT NULL";
    LAST_STEP = "SELECT last_step FROM second_factor WHERE user_id = $1";
    SET_STEP = "UPDATE second_factor SET last_step = $2 WHERE user_id = $1";
    DELETE = "DELETE FROM second_factor WHERE user_id = $1";
    INSERT_CODE = "INSERT INTO recovery_code (user_id, code_hash) VALUES ($1, $2)";
    USE_CODE = "UPDATE recovery_code SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL";
    CODES_LEFT = "SELECT COUNT(*) FROM recovery_code WHERE user_id = $1 AND used_at IS NULL";
    DELETE_CODES = "DELETE FROM recovery_code WHERE user_id = $1";
}
