//! How a record is hashed.
//!
//! `hash = SHA-256(hash of the one before, number, what is public, digest of what is personal)` and
//! `digest = SHA-256(salt, what is personal)`. Each text is preceded by its length, so that no two records are written alike.
//! The salt is random and goes with what it covers: nobody can find out an erased name by trying names.

use crate::store::Result;
use crate::store::engine::{Tx, params, statements};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A SHA-256.
pub type Digest = [u8; 32];
/// What makes the digest of something personal tell nothing.
pub(super) type Salt = [u8; 16];

/// Old records that are chained in one go.
const PART: u32 = 500;

/// What stays of a record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Public<'a> {
    pub(super) id: Uuid,
    pub(super) at: i64,
    pub(super) actor_kind: &'a str,
    pub(super) actor_id: Option<Uuid>,
    pub(super) action: &'a str,
    pub(super) object_kind: &'a str,
    pub(super) object_id: &'a str,
    pub(super) detail: &'a str,
}

/// What can be erased of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Personal<'a> {
    pub(super) actor_name: &'a str,
    pub(super) address: &'a str,
    pub(super) before: Option<&'a str>,
    pub(super) after: Option<&'a str>,
}

impl Public<'_> {
    /// The record's hash, after the one with the hash `previous`.
    pub(super) fn hash(&self, previous: &Digest, sequence: i64, digest: &Digest) -> Digest {
        let mut hash = Sha256::new_with_prefix(b"kotae audit record 1");
        hash.update(previous);
        hash.update(sequence.to_be_bytes());
        hash.update(self.id.as_bytes());
        hash.update(self.at.to_be_bytes());
        text(&mut hash, Some(self.actor_kind));
        hash.update([u8::from(self.actor_id.is_some())]);
        hash.update(self.actor_id.unwrap_or_default().as_bytes());
        for part in [self.action, self.object_kind, self.object_id, self.detail] {
            text(&mut hash, Some(part));
        }
        hash.update(digest);
        hash.finalize().into()
    }
}

impl Personal<'_> {
    /// The digest that stays when this is erased.
    pub(super) fn digest(&self, salt: &Salt) -> Digest {
        let mut hash = Sha256::new_with_prefix(salt);
        text(&mut hash, Some(self.actor_name));
        text(&mut hash, Some(self.address));
        text(&mut hash, self.before);
        text(&mut hash, self.after);
        hash.finalize().into()
    }
}

fn text(hash: &mut Sha256, text: Option<&str>) {
    hash.update([u8::from(text.is_some())]);
    let text = text.unwrap_or_default();
    hash.update((text.len() as u64).to_be_bytes());
    hash.update(text);
}

/// What the first record of a chain follows.
pub(super) fn genesis(chain: Uuid) -> Digest {
    Sha256::new_with_prefix(b"kotae audit chain 1")
        .chain_update(chain.as_bytes())
        .finalize()
        .into()
}

/// Begins the chain with the records that there are, the oldest first. A part of the migration that makes the columns.
pub(in crate::store) fn chain_what_is_there(tx: &Tx<'_>) -> Result<()> {
    let chain = tx.new_id();
    let (mut sequence, mut previous) = (0_i64, genesis(chain));
    let (mut at, mut id) = (i64::MIN, Uuid::nil());
    loop {
        let rows = tx.query(OLD, params![at, id, PART], |row| {
            Ok((
                (row.get::<Uuid>(0)?, row.get::<i64>(1)?),
                (row.get::<String>(2)?, row.get::<Option<Uuid>>(3)?),
                [row.get::<String>(4)?, row.get(5)?],
                [row.get::<String>(6)?, row.get(7)?, row.get(8)?],
                [row.get::<Option<String>>(9)?, row.get(10)?],
            ))
        })?;
        let Some(last) = rows.last() else { break };
        let next = last.0;
        for ((id, at), (actor_kind, actor_id), [actor_name, address], [action, kind, object], values) in &rows
        {
            sequence += 1;
            let salt: Salt = tx.secret();
            let digest = Personal {
                actor_name,
                address,
                before: values[0].as_deref(),
                after: values[1].as_deref(),
            }
            .digest(&salt);
            previous = Public {
                id: *id,
                at: *at,
                actor_kind,
                actor_id: *actor_id,
                action,
                object_kind: kind,
                object_id: object,
                detail: "",
            }
            .hash(&previous, sequence, &digest);
            tx.execute(CHAIN, params![*id, sequence, &salt, &digest, &previous])?;
        }
        (id, at) = next;
    }
    tx.execute(BEGIN, params![chain, sequence, &previous])?;
    Ok(())
}

statements! {
    OLD = "SELECT id, at, actor_kind, actor_id, actor_name, address, action, object_kind, object_id, value_before,
        value_after FROM audit WHERE (at, id) > ($1, $2) ORDER BY at, id LIMIT $3";
    CHAIN = "UPDATE audit SET sequence = $2, salt = $3, digest = $4, hash = $5 WHERE id = $1";
    BEGIN = "INSERT INTO audit_head (chain, sequence, hash) VALUES ($1, $2, $3)";
}
