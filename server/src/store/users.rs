//! The users of a workspace's admin screens.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Tx, params, statements};
use super::names::{lang, lang_name};
use super::{Error, Result};
use kotae_shared::Lang;
use kotae_shared::api::{
    admin::{AccountEdit, User},
    problem::Fault,
};
use serde_json::json;
use uuid::Uuid;

/// A user with what only the server may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The user as the screens know it.
    pub user: User,
    /// The password's hash, in PHC form.
    pub password: String,
    /// When, in epoch milliseconds; `None`: never.
    pub last_sign_in: Option<i64>,
}

/// A user to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Shown name.
    pub name: String,
    /// Mail address; unique in the workspace, in any case.
    pub email: String,
    /// The password's hash, in PHC form.
    pub password: String,
    /// Language of the screens.
    pub lang: Lang,
}

/// Makes a user. [`Fault::Taken`] on `email` when another has it.
pub fn create(tx: &Tx<'_>, actor: &Actor, new: &NewUser) -> Result<User> {
    let user = User {
        id: tx.new_id(),
        name: new.name.clone(),
        email: new.email.clone(),
        lang: new.lang,
    };
    email_is_free(tx, &user.email, user.id)?;
    tx.execute(
        INSERT,
        params![
            user.id,
            &user.name,
            &user.email,
            &email_key(&user.email),
            &new.password,
            lang_name(user.lang),
            tx.now(),
        ],
    )?;
    audit::record(
        tx,
        actor,
        change("user.create", &user.id.to_string()),
        audit::NOTHING,
        Some(&user),
    )?;
    Ok(user)
}

/// Changes a user's name, mail address and language.
pub fn edit(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &AccountEdit) -> Result<User> {
    let before = get(tx, id)?.user;
    let after = User {
        id,
        name: edit.name.clone(),
        email: edit.email.clone(),
        lang: edit.lang,
    };
    if after == before {
        return Ok(after);
    }
    email_is_free(tx, &after.email, id)?;
    tx.execute_one(
        UPDATE,
        params![
            id,
            &after.name,
            &after.email,
            &email_key(&after.email),
            lang_name(after.lang)
        ],
    )?;
    audit::record(
        tx,
        actor,
        change("user.update", &id.to_string()),
        Some(&before),
        Some(&after),
    )?;
    Ok(after)
}

/// Sets a user's password to a hash in PHC form. Ends no session: see [`super::sessions::end_others`].
pub fn set_password(tx: &Tx<'_>, actor: &Actor, id: Uuid, password: &str) -> Result<()> {
    tx.execute_one(SET_PASSWORD, params![id, password])?;
    audit::record(
        tx,
        actor,
        change("user.password", &id.to_string()),
        audit::NOTHING,
        audit::NOTHING,
    )
}

/// Notes that a user has signed in.
pub fn signed_in(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<()> {
    tx.execute_one(SET_LAST_SIGN_IN, params![id, tx.now()])?;
    audit::record(
        tx,
        actor,
        change("user.sign_in", &id.to_string()),
        audit::NOTHING,
        audit::NOTHING,
    )
}

/// Writes a refused sign-in into the audit log (the address that was tried, never the password).
pub fn sign_in_refused(tx: &Tx<'_>, actor: &Actor, email: &str) -> Result<()> {
    audit::record(
        tx,
        actor,
        Change {
            action: "user.sign_in_refused",
            kind: "user",
            id: "",
        },
        audit::NOTHING,
        Some(&json!({ "email": email })),
    )
}

/// The user with an id.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<Account> {
    read.first(BY_ID, params![id], from_row)?.ok_or(Error::NotFound)
}

/// The user with a mail address, in any case.
pub fn by_email(read: &Read<'_>, email: &str) -> Result<Option<Account>> {
    read.first(BY_EMAIL, params![&email_key(email)], from_row)
}

/// Whether there is any user.
pub fn any(read: &Read<'_>) -> Result<bool> {
    read.exists(ANY, params![])
}

/// All users, by name.
pub fn list(read: &Read<'_>) -> Result<Vec<Account>> {
    read.query(LIST, params![], from_row)
}

/// Mail addresses that differ only in case are one.
fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

fn email_is_free(tx: &Tx<'_>, email: &str, id: Uuid) -> Result<()> {
    match by_email(tx, email)? {
        Some(other) if other.user.id != id => Err(Error::field("email", Fault::Taken)),
        _ => Ok(()),
    }
}

fn change<'a>(action: &'a str, id: &'a str) -> Change<'a> {
    Change {
        action,
        kind: "user",
        id,
    }
}

fn from_row(row: Row<'_>) -> Result<Account> {
    Ok(Account {
        user: User {
            id: row.get(0)?,
            name: row.get(1)?,
            email: row.get(2)?,
            lang: row.parse(3, lang)?,
        },
        password: row.get(4)?,
        last_sign_in: row.get(5)?,
    })
}

statements! {
    INSERT = "INSERT INTO users (id, name, email, email_key, password, lang, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    UPDATE = "UPDATE users SET name = $2, email = $3, email_key = $4, lang = $5 WHERE id = $1";
    SET_PASSWORD = "UPDATE users SET password = $2 WHERE id = $1";
    SET_LAST_SIGN_IN = "UPDATE users SET last_sign_in = $2 WHERE id = $1";
    BY_ID = "SELECT id, name, email, lang, password, last_sign_in FROM users WHERE id = $1";
    BY_EMAIL = "SELECT id, name, email, lang, password, last_sign_in FROM users WHERE email_key = $1";
    ANY = "SELECT 1 FROM users LIMIT 1";
    LIST = "SELECT id, name, email, lang, password, last_sign_in FROM users ORDER BY name, id";
}
