//! Sealed secrets: see [`crate::vault`]. Their values reach neither the audit log nor an error.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Tx, params, statements};
use super::{Error, Result};
use crate::vault::Vault;
use serde_json::json;

/// Seals a secret and keeps it, in the place of an earlier one. The caller records the change that it belongs to.
pub(super) fn put(tx: &Tx<'_>, vault: &Vault, kind: &str, id: &str, plain: &[u8]) -> Result<()> {
    let sealed = vault
        .seal(&place(kind, id), plain, tx.secret())
        .map_err(Error::internal)?;
    tx.execute(PUT, params![kind, id, &sealed])?;
    Ok(())
}

/// A secret; `None` when there is none.
pub(super) fn get(read: &Read<'_>, vault: &Vault, kind: &str, id: &str) -> Result<Option<Vec<u8>>> {
    let sealed = read.first(GET, params![kind, id], |row| row.get::<String>(0))?;
    let open = |sealed: String| vault.open_sealed(&place(kind, id), &sealed);
    sealed.map(open).transpose().map_err(Error::internal)
}

/// Forgets a secret.
pub(super) fn remove(tx: &Tx<'_>, kind: &str, id: &str) -> Result<()> {
    tx.execute(DELETE, params![kind, id])?;
    Ok(())
}

/// Seals all secrets anew with the vault's first key; how many there are.
pub fn reseal(tx: &Tx<'_>, actor: &Actor, vault: &Vault) -> Result<u32> {
    let all = tx.query(ALL, params![], |row| {
        Ok((row.get::<String>(0)?, row.get::<String>(1)?))
    })?;
    for (kind, id) in &all {
        if let Some(plain) = get(tx, vault, kind, id)? {
            put(tx, vault, kind, id, &plain)?;
        }
    }
    audit::resign(tx, &audit::Keys::of(vault), false)?;
    let change = Change {
        action: "secrets.rotate",
        kind: "secrets",
        id: "",
    };
    audit::record(
        tx,
        actor,
        change,
        audit::NOTHING,
        Some(&json!({ "sealed": all.len() })),
    )?;
    Ok(all.len() as u32)
}

fn place(kind: &str, id: &str) -> String {
    format!("{kind}/{id}")
}

statements! {
    PUT = "INSERT INTO secret (kind, id, sealed) VALUES ($1, $2, $3)
        ON CONFLICT (kind, id) DO UPDATE SET sealed = excluded.sealed";
    GET = "SELECT sealed FROM secret WHERE kind = $1 AND id = $2";
    DELETE = "DELETE FROM secret WHERE kind = $1 AND id = $2";
    ALL = "SELECT kind, id FROM secret ORDER BY kind, id";
}
