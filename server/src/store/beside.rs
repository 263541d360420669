//! What the current publication has beside entries: categories, words and scenarios as they were when somebody published them.
//!
//! A publication that Kotae makes by itself, or of some changes alone, has those, whatever was written meanwhile. The bytes are
//! [`crate::publish`]'s.

use super::Result;
use super::engine::{Read, Tx, params, statements};

/// The bytes of the current publication; `None` before the first one, and for one of an earlier Kotae.
pub fn current(read: &Read<'_>) -> Result<Option<Vec<u8>>> {
    read.first(CURRENT, params![], |row| row.get(0))
}

/// Keeps them for a publication, and forgets those of all others.
pub(super) fn keep(tx: &Tx<'_>, publication: u32, beside: &[u8]) -> Result<()> {
    tx.execute(FORGET, params![])?;
    tx.execute(INSERT, params![publication, &beside.to_vec()])?;
    Ok(())
}

statements! {
    CURRENT = "SELECT b.beside FROM publication_beside b
        WHERE b.publication = (SELECT MAX(number) FROM publication)";
    FORGET = "DELETE FROM publication_beside";
    INSERT = "INSERT INTO publication_beside (publication, beside) VALUES ($1, $2)";
}
