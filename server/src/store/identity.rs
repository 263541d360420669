//! The secrets with which a customer's servers sign visitor tokens: two a widget at most, so that one can be exchanged
//! while the other is in use. Their values lie sealed (see [`super::secrets`]).

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Tx, params, statements};
use super::{Error, Result, secrets, widgets};
use crate::vault::Vault;
use kotae_shared::api::{
    identity::{IdentitySecret, limits},
    problem::Fault,
};
use serde_json::json;
use uuid::Uuid;

const KIND: &str = "identity";

/// The secrets of a widget, oldest first. [`Error::NotFound`] when there is no such widget.
pub fn list(read: &Read<'_>, widget: Uuid) -> Result<Vec<IdentitySecret>> {
    widgets::get(read, widget)?;
    read.query(LIST, params![widget], from_row)
}

/// Makes a secret. [`Fault::TooLong`] on `secrets` when two are active.
pub fn create(
    tx: &Tx<'_>,
    actor: &Actor,
    vault: &Vault,
    widget: Uuid,
    kid: &str,
    secret: &[u8],
) -> Result<IdentitySecret> {
    if list(tx, widget)?.len() >= limits::SECRETS {
        return Err(Error::field("secrets", Fault::TooLong(limits::SECRETS as u32)));
    }
    let made = IdentitySecret {
        kid: kid.to_owned(),
        created_at: tx.now(),
        created_by: actor.name().to_owned(),
    };
    tx.execute(INSERT, params![kid, widget, made.created_at, &made.created_by])?;
    secrets::put(tx, vault, KIND, kid, secret)?;
    let after = json!({ "widget": widget, "kid": kid });
    audit::record(
        tx,
        actor,
        change("identity_secret.create", kid),
        audit::NOTHING,
        Some(&after),
    )?;
    Ok(made)
}

/// Retires a secret: what it signed is refused from now on. [`Error::NotFound`] when the widget has none of that name.
pub fn retire(tx: &Tx<'_>, actor: &Actor, widget: Uuid, kid: &str) -> Result<()> {
    tx.execute_one(DELETE, params![kid, widget])?;
    secrets::remove(tx, KIND, kid)?;
    let before = json!({ "widget": widget, "kid": kid });
    audit::record(
        tx,
        actor,
        change("identity_secret.retire", kid),
        Some(&before),
        audit::NOTHING,
    )
}

/// The active secret of a name, for the widget of a key; `None` when that widget has none.
pub fn secret(read: &Read<'_>, vault: &Vault, widget_key: &str, kid: &str) -> Result<Option<Vec<u8>>> {
    if !read.exists(ACTIVE, params![kid, widget_key])? {
        return Ok(None);
    }
    secrets::get(read, vault, KIND, kid)
}

fn change<'a>(action: &'a str, id: &'a str) -> Change<'a> {
    Change {
        action,
        kind: "identity_secret",
        id,
    }
}

fn from_row(row: Row<'_>) -> Result<IdentitySecret> {
    Ok(IdentitySecret {
        kid: row.get(0)?,
        created_at: row.get(1)?,
        created_by: row.get(2)?,
    })
}

statements! {
    LIST = "SELECT kid, created_at, created_by FROM identity_secret WHERE widget = $1 ORDER BY created_at, kid";
    INSERT = "INSERT INTO identity_secret (kid, widget, created_at, created_by) VALUES ($1, $2, $3, $4)";
    DELETE = "DELETE FROM identity_secret WHERE kid = $1 AND widget = $2";
    ACTIVE = "SELECT 1 FROM identity_secret s JOIN widget w ON w.id = s.widget WHERE s.kid = $1 AND w.widget_key = $2";
}
