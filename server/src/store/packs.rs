//! Knowledge packs: the files that widgets load. Derived from a publication and deleted when no longer needed.

use super::Result;
use super::audit::{self, Actor, Change};
use super::engine::{Read, Tx, params, statements};
use serde_json::json;

/// How long a pack that is no longer current is kept for widgets that are open: 7 days, in milliseconds.
pub const KEEP_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// A file of a pack in all its forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPack {
    /// The SHA-256 of `plain`, 64 hex digits.
    pub hash: String,
    /// As the matcher reads it.
    pub plain: Vec<u8>,
    /// Compressed by brotli.
    pub brotli: Vec<u8>,
    /// Compressed by gzip.
    pub gzip: Vec<u8>,
}

/// A form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As the matcher reads it.
    Plain,
    /// `br`.
    Brotli,
    /// `gzip`.
    Gzip,
}

/// A file's bytes; [`super::Error::NotFound`] when there is none of that hash (any more).
pub fn get(read: &Read<'_>, hash: &str, encoding: Encoding) -> Result<Vec<u8>> {
    let sql = match encoding {
        Encoding::Plain => PLAIN,
        Encoding::Brotli => BROTLI,
        Encoding::Gzip => GZIP,
    };
    read.value(sql, params![hash])
}

/// Whether there is a file of that hash.
pub fn exists(read: &Read<'_>, hash: &str) -> Result<bool> {
    read.exists(EXISTS, params![hash])
}

/// Stores a pack, of one file or two, as the only current one; the one before it starts to age.
pub(super) fn make_current(tx: &Tx<'_>, first: &NewPack, bodies: Option<&NewPack>) -> Result<()> {
    let second = bodies.map_or(&first.hash, |bodies| &bodies.hash);
    tx.execute(RETIRE_OTHERS, params![&first.hash, second, tx.now()])?;
    for file in [Some(first), bodies].into_iter().flatten() {
        tx.execute(
            INSERT,
            params![&file.hash, tx.now(), &file.plain, &file.brotli, &file.gzip],
        )?;
    }
    Ok(())
}

/// Deletes all packs that are not current.
pub(super) fn drop_retired(tx: &Tx<'_>) -> Result<()> {
    tx.execute(DROP_RETIRED, params![]).map(drop)
}

/// Deletes packs that have not been current for [`KEEP_MS`]; how many there were.
pub fn sweep(tx: &Tx<'_>, actor: &Actor) -> Result<u64> {
    let deleted = tx.execute(SWEEP, params![tx.now() - KEEP_MS])?;
    if deleted > 0 {
        let change = Change {
            action: "pack.sweep",
            kind: "pack",
            id: "",
        };
        audit::record(
            tx,
            actor,
            change,
            audit::NOTHING,
            Some(&json!({ "deleted": deleted })),
        )?;
    }
    Ok(deleted)
}

statements! {
    PLAIN = "SELECT plain FROM pack WHERE hash = $1";
    BROTLI = "SELECT brotli FROM pack WHERE hash = $1";
    GZIP = "SELECT gzip FROM pack WHERE hash = $1";
    EXISTS = "SELECT 1 FROM pack WHERE hash = $1";
    RETIRE_OTHERS = "UPDATE pack SET retired_at = $3 WHERE hash NOT IN ($1, $2) AND retired_at IS NULL";
    INSERT = "INSERT INTO pack (hash, made_at, plain, brotli, gzip) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (hash) DO UPDATE SET retired_at = NULL, brotli = excluded.brotli, gzip = excluded.gzip";
    DROP_RETIRED = "DELETE FROM pack WHERE retired_at IS NOT NULL";
    SWEEP = "DELETE FROM pack WHERE retired_at <= $1";
}
