//! Entries whose review date has come.

use crate::store::Result;
use crate::store::engine::{Read, params, statements};
use kotae_shared::Uuid;

/// Titles that are read for each owner.
const TITLES: u32 = 10;

/// What an owner should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Who.
    pub owner: Uuid,
    /// How many entries.
    pub count: u32,
    /// Codes and titles of the first ones, those that wait longest first.
    pub first: Vec<(String, String)>,
}

/// The entries whose review date is `today` or before, by owner. Without archived ones, and without those that nobody owns.
pub fn due(read: &Read<'_>, today: &str) -> Result<Vec<Due>> {
    let owners: Vec<(Uuid, u32)> =
        read.query(OWNERS, params![today], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let due = owners.into_iter().map(|(owner, count)| {
        let first = read.query(FIRST, params![owner, today, TITLES], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(Due { owner, count, first })
    });
    due.collect()
}

statements! {
    OWNERS = "SELECT owner, COUNT(*) FROM entry WHERE owner IS NOT NULL AND review_on <> '' AND review_on <= $1
        AND status <> 'archived' GROUP BY owner ORDER BY owner";
    FIRST = "SELECT code, title FROM entry WHERE owner = $1 AND review_on <> '' AND review_on <= $2
        AND status <> 'archived' ORDER BY review_on, code_key, id LIMIT $3";
}
