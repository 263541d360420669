//! Where the chain stands.

use super::Digest;
use crate::store::engine::{Read, Tx, params, statements};
use crate::store::{Error, Result};
use uuid::Uuid;

/// The newest record of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Whose it is: nothing of one chain fits into another.
    pub chain: Uuid,
    /// The number of the newest record; 0: there is none.
    pub sequence: i64,
    /// Its hash.
    pub hash: Digest,
}

/// The head as it was written beside the records.
pub fn head(read: &Read<'_>) -> Result<Head> {
    let head = read.first(HEAD, params![], |row| {
        Ok(Head {
            chain: row.get(0)?,
            sequence: row.get(1)?,
            hash: row.get(2)?,
        })
    })?;
    head.ok_or_else(|| Error::corrupt("the audit log has lost its head"))
}

/// After what the next record comes.
pub(super) fn position(tx: &Tx<'_>) -> Result<(i64, Digest)> {
    head(tx).map(|head| (head.sequence, head.hash))
}

pub(super) fn advance(tx: &Tx<'_>, sequence: i64, hash: &Digest) -> Result<()> {
    tx.execute_one(ADVANCE, params![sequence, hash])
}

statements! {
    HEAD = "SELECT chain, sequence, hash FROM audit_head";
    ADVANCE = "UPDATE audit_head SET sequence = $1, hash = $2";
}
