//! The mail server of a workspace. Its password is a sealed secret.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Topic, Tx, params, statements};
use super::{Error, Result, outbox, secrets};
use crate::vault::Vault;
use kotae_shared::api::{
    admin::{MailEdit, MailServer, MailState},
    problem::Fault,
};

/// The name of its row among the settings.
const NAME: &str = "mail";
/// The kind of secret that its password is.
const SECRET: &str = "mail";

/// The mail server; `None`: nothing is sent.
pub fn get(read: &Read<'_>) -> Result<Option<MailServer>> {
    read.first(GET, params![NAME], |row| row.json(0))
}

/// Whether mail can be sent.
pub fn is_set(read: &Read<'_>) -> Result<bool> {
    read.exists(GET, params![NAME])
}

/// The mail server with its password.
pub fn with_password(read: &Read<'_>, vault: &Vault) -> Result<Option<(MailServer, Option<String>)>> {
    let Some(server) = get(read)? else { return Ok(None) };
    let password = secrets::get(read, vault, SECRET, "")?;
    let password = password.map(String::from_utf8).transpose();
    Ok(Some((server, password.map_err(Error::internal)?)))
}

/// As the screen shows it.
pub fn state(read: &Read<'_>) -> Result<MailState> {
    Ok(MailState {
        server: get(read)?,
        waiting: outbox::waiting(read, outbox::MAIL)?,
    })
}

/// Sets the mail server; `edit` was checked. A password that was stored goes to no other server and with no other name:
/// then [`Fault::Required`] on `password`.
pub fn set(tx: &Tx<'_>, actor: &Actor, vault: &Vault, edit: &MailEdit) -> Result<()> {
    let before = get(tx)?;
    let kept = before.as_ref().is_some_and(|before| before.has_password);
    let has_password = if edit.user.is_empty() {
        secrets::remove(tx, SECRET, "")?;
        false
    } else if let Some(password) = &edit.password {
        secrets::put(tx, vault, SECRET, "", password.as_bytes())?;
        true
    } else {
        let same = before.as_ref().is_some_and(|before| {
            (&before.host, before.port, before.security, &before.user)
                == (&edit.host, edit.port, edit.security, &edit.user)
        });
        if !(kept && same) {
            return Err(Error::field("password", Fault::Required));
        }
        true
    };
    let after = MailServer {
        host: edit.host.clone(),
        port: edit.port,
        security: edit.security,
        user: edit.user.clone(),
        has_password,
        sender_name: edit.sender_name.clone(),
        sender_address: edit.sender_address.clone(),
    };
    let value = serde_json::to_string(&after).map_err(Error::internal)?;
    tx.execute(SET, params![NAME, &value])?;
    tx.wake(Topic::Outbox);
    audit::record(tx, actor, change("mail.set"), before.as_ref(), Some(&after))
}

/// Forgets the mail server. What is queued waits for another.
pub fn remove(tx: &Tx<'_>, actor: &Actor) -> Result<()> {
    let before = get(tx)?;
    secrets::remove(tx, SECRET, "")?;
    if before.is_some() {
        tx.execute(DELETE, params![NAME])?;
        audit::record(tx, actor, change("mail.remove"), before.as_ref(), audit::NOTHING)?;
    }
    Ok(())
}

/// Notes that somebody tried it.
pub fn tested(tx: &Tx<'_>, actor: &Actor, to: &str, done: bool) -> Result<()> {
    let after = serde_json::json!({ "to": to, "sent": done });
    audit::record(tx, actor, change("mail.test"), audit::NOTHING, Some(&after))
}

const fn change(action: &str) -> Change<'_> {
    Change {
        action,
        kind: "mail",
        id: "",
    }
}

statements! {
    GET = "SELECT value FROM setting WHERE name = $1";
    SET = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    DELETE = "DELETE FROM setting WHERE name = $1";
}
