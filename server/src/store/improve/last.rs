//! The questions that were asked last, for trying a change on them.

use crate::store::Result;
use crate::store::engine::{Read, params, statements};
use kotae_shared::api::impact::Logged;
use std::collections::HashMap;

/// The last `limit` questions of the log, each way to write one once, the newest first.
pub fn last_asked(read: &Read<'_>, limit: u32) -> Result<Vec<Logged>> {
    let rows = read.query(LAST, params![limit], |row| {
        Ok((row.get::<String>(0)?, row.get::<String>(1)?))
    })?;
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut asked: Vec<Logged> = Vec::new();
    for (text, folded) in rows {
        let place = *places.entry(folded).or_insert(asked.len());
        match asked.get_mut(place) {
            Some(known) => known.count += 1,
            None => asked.push(Logged { text, count: 1 }),
        }
    }
    Ok(asked)
}

statements! {
    LAST = "SELECT text, folded FROM question ORDER BY at DESC, id DESC LIMIT $1";
}
