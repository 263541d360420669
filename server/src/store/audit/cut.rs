//! The oldest records go: the chain is cut behind a checkpoint that is signed, so that what stays still verifies.

use super::{Actor, Change, Digest, NOTHING, Read, settings, state};
use crate::store::Result;
use crate::store::engine::{Tx, params, statements};
use crate::vault::Vault;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::ops::ControlFlow;
use uuid::Uuid;

/// What the keys of signatures are derived for.
const PURPOSE: &str = "audit checkpoint";
const DAY_MS: i64 = 24 * 3_600_000;

/// The keys that sign checkpoints: the first one signs, all of them vouch.
#[derive(Clone)]
pub struct Keys(Vec<[u8; 32]>);

impl Keys {
    /// Those of the installation's master keys.
    pub fn of(vault: &Vault) -> Self {
        Self(vault.derived(PURPOSE))
    }

    pub(super) fn sign(&self, point: &Point) -> Digest {
        let key = self.0.first().copied().unwrap_or_default();
        point.mac(&key).finalize().into_bytes().into()
    }

    pub(super) fn vouch(&self, point: &Point, signature: &[u8]) -> bool {
        self.0
            .iter()
            .any(|key| point.mac(key).verify_slice(signature).is_ok())
    }
}

/// A place in a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) chain: Uuid,
    pub(super) sequence: i64,
    pub(super) hash: Digest,
}

impl Point {
    fn mac(&self, key: &[u8; 32]) -> Hmac<Sha256> {
        let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
        mac.chain_update(self.chain.as_bytes())
            .chain_update(self.sequence.to_be_bytes())
            .chain_update(self.hash)
    }
}

/// The newest checkpoint with its signature.
pub(super) fn checkpoint(read: &Read<'_>) -> Result<Option<(i64, Digest, Vec<u8>)>> {
    read.first(NEWEST, params![], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
}

/// Lets the oldest records go that are older than the workspace keeps them, at most `at_most`; how many. A log that did not
/// verify when it was last looked at keeps everything: what is in it is evidence.
pub fn cut(tx: &Tx<'_>, actor: &Actor, keys: &Keys, at_most: u32) -> Result<u64> {
    if settings::last_check(tx)?.is_none_or(|report| report.fault.is_some()) {
        return Ok(0);
    }
    let until = tx.now() - i64::from(settings::days(tx)?) * DAY_MS;
    let mut range: Option<(i64, i64, Digest)> = None;
    tx.each(OLDEST, params![at_most], |row| {
        if row.get::<i64>(1)? >= until {
            return Ok(ControlFlow::Break(()));
        }
        let sequence: i64 = row.get(0)?;
        let first = range.map_or(sequence, |(first, ..)| first);
        range = Some((first, sequence, row.get(2)?));
        Ok(ControlFlow::Continue(()))
    })?;
    let Some((first, sequence, hash)) = range else {
        return Ok(0);
    };
    let change = Change {
        action: "audit.cut",
        kind: "audit",
        id: "",
    };
    let detail = format!("{first}-{sequence}");
    super::record_with(tx, actor, change, &detail, NOTHING, NOTHING)?;
    let chain = state::head(tx)?.chain;
    let point = Point {
        chain,
        sequence,
        hash,
    };
    tx.execute(CHECKPOINT, params![sequence, &hash, tx.now(), &keys.sign(&point)])?;
    let gone = tx.execute(CUT, params![sequence])?;
    tx.execute(CLOSE, params![sequence])?;
    tx.execute(EARLIER, params![sequence])?;
    Ok(gone)
}

/// Signs the checkpoint anew: with the first key after the keys were changed, and after a workspace came from another
/// installation (`foreign`), whose keys are not here.
pub fn resign(tx: &Tx<'_>, keys: &Keys, foreign: bool) -> Result<()> {
    let Some((sequence, hash, signature)) = checkpoint(tx)? else {
        return Ok(());
    };
    let chain = state::head(tx)?.chain;
    let point = Point {
        chain,
        sequence,
        hash,
    };
    if foreign || keys.vouch(&point, &signature) {
        tx.execute_one(SIGN, params![sequence, &keys.sign(&point)])?;
    }
    Ok(())
}

statements! {
    NEWEST = "SELECT sequence, hash, signature FROM audit_checkpoint ORDER BY sequence DESC LIMIT 1";
    OLDEST = "SELECT sequence, at, hash FROM audit WHERE sequence IS NOT NULL ORDER BY sequence LIMIT $1";
    CHECKPOINT = "INSERT INTO audit_checkpoint (sequence, hash, at, signature, cutting) VALUES ($1, $2, $3, $4, 1)";
    CUT = "DELETE FROM audit WHERE sequence <= $1";
    CLOSE = "UPDATE audit_checkpoint SET cutting = NULL WHERE sequence = $1";
    EARLIER = "DELETE FROM audit_checkpoint WHERE sequence < $1";
    SIGN = "UPDATE audit_checkpoint SET signature = $2 WHERE sequence = $1";
}
