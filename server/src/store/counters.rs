//! Numbers kept in the transaction of what they count.

use super::engine::{Read, Tx, params, statements};
use super::{Error, Result, publications::Taken};

/// Adds to a counter, which starts from 0; its new value.
pub(super) fn add(tx: &Tx<'_>, name: &str, by: i64) -> Result<i64> {
    tx.value(ADD, params![name, by])
}

/// A counter's value.
pub(super) fn get(read: &Read<'_>, name: &str) -> Result<i64> {
    Ok(read.first(GET, params![name], |row| row.get(0))?.unwrap_or(0))
}

/// The revision of the knowledge: raised by each transaction step that changes an entry or a category. Work that was
/// prepared outside a transaction is applied only when this is still what it was.
pub fn revision(read: &Read<'_>) -> Result<i64> {
    get(read, "revision")
}

/// [`Error::Conflict`] when the knowledge was changed since `revision`.
pub fn expect_revision(tx: &Tx<'_>, revision: i64) -> Result<()> {
    if self::revision(tx)? == revision {
        Ok(())
    } else {
        Err(Error::Conflict)
    }
}

/// Notes that the knowledge was changed.
pub(super) fn raise_revision(tx: &Tx<'_>) -> Result<()> {
    add(tx, "revision", 1).map(|_| ())
}

/// Notes that so many synonyms or learned phrases were changed.
pub(super) fn raise_words(tx: &Tx<'_>, changes: i64) -> Result<()> {
    add(tx, "words", changes)?;
    raise_revision(tx)
}

/// How often synonyms and learned phrases were changed.
pub fn words(read: &Read<'_>) -> Result<i64> {
    get(read, "words")
}

/// How many changes of synonyms and learned phrases visitors do not have yet.
pub(super) fn unpublished_words(read: &Read<'_>) -> Result<i64> {
    Ok(get(read, "words")? - get(read, "words_published")?)
}

/// Notes that visitors have so many of the changes of synonyms and learned phrases, and never fewer than before.
pub(super) fn publish_words(tx: &Tx<'_>, taken: &Taken<i64>) -> Result<()> {
    let upto = match taken {
        Taken::Now => words(tx)?,
        Taken::Kept => return Ok(()),
        Taken::AsOf(count) => *count,
    };
    let more = upto - get(tx, "words_published")?;
    add(tx, "words_published", more.max(0)).map(|_| ())
}

statements! {
    ADD = "INSERT INTO counter (name, value) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value RETURNING value";
    GET = "SELECT value FROM counter WHERE name = $1";
}
