//! Finds the entry that a row without a code means: the one with just its title.

use crate::store::{Result, engine::Read, entries};
use kotae_shared::{
    Uuid,
    api::{admin::Status, problem::Fault},
};
use std::collections::HashMap;

/// The entries by their titles; read when the first row asks.
#[derive(Default)]
pub(super) struct Titles(Option<HashMap<String, Vec<(Uuid, Status)>>>);

impl Titles {
    /// The entry with this title, one that is not archived before one that is. [`Fault::SeveralTitled`] when there are several.
    pub(super) fn find(&mut self, read: &Read<'_>, title: &str) -> Result<Result<Option<Uuid>, Fault>> {
        if self.0.is_none() {
            let mut all: HashMap<String, Vec<(Uuid, Status)>> = HashMap::new();
            for (id, title, status) in entries::titles(read)? {
                all.entry(title).or_default().push((id, status));
            }
            self.0 = Some(all);
        }
        let of_title = self.0.as_ref().and_then(|all| all.get(title.trim()));
        let Some(found) = of_title else {
            return Ok(Ok(None));
        };
        let mut alive = found.iter().filter(|(_, status)| *status != Status::Archived);
        Ok(match (alive.next(), alive.next()) {
            (Some(_), Some(_)) => Err(Fault::SeveralTitled),
            (Some((id, _)), None) => Ok(Some(*id)),
            // The one that was written last.
            (None, _) => Ok(found.iter().map(|(id, _)| *id).max()),
        })
    }
}
