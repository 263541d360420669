//! What a publication has beside entries: categories, words and scenarios, as somebody published them.

use super::{visible, words};
use crate::{
    lexicon,
    store::{Result, beside, categories, counters, engine::Read, phrases, publications::Taken, scenarios},
};
use kotae_shared::{Uuid, pack::SourceCategory, scenario::Scenario};
use serde::{Deserialize, Serialize};

/// All three.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Beside {
    /// All categories in tree order, used or not.
    pub(super) categories: Vec<SourceCategory>,
    pub(super) words: Words,
    /// All scenarios, each with its version and as JSON.
    pub(super) scenarios: Vec<(Uuid, u32, String)>,
}

/// The words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Words {
    /// The help desk's groups of synonyms.
    pub(super) own: Vec<lexicon::Group>,
    /// Which parts of the lexicon packs get.
    pub(super) options: lexicon::Options,
    /// The learned phrases of entries, by id.
    pub(super) learned: Vec<(Uuid, Vec<String>)>,
    /// The count of changes of all these.
    pub(super) count: i64,
}

impl Beside {
    /// As it is written now.
    pub(super) fn now(read: &Read<'_>) -> Result<Self> {
        let all = categories::list(read)?.into_iter();
        let (own, options) = words(read)?;
        let mut learned: Vec<_> = phrases::learned(read)?.into_iter().collect();
        learned.sort_unstable();
        let scenarios = scenarios::all(read)?.into_iter();
        let scenarios = scenarios
            .map(|(id, scenario, version)| Ok((id, version, serde_json::to_string(&scenario)?)))
            .collect::<Result<_>>()?;
        Ok(Self {
            categories: all
                .map(|category| SourceCategory {
                    id: category.id,
                    parent: category.parent,
                    name: category.name,
                })
                .collect(),
            words: Words {
                own,
                options,
                learned,
                count: counters::words(read)?,
            },
            scenarios,
        })
    }

    /// As visitors have it; `None` where an earlier Kotae has published.
    pub(super) fn published(read: &Read<'_>) -> Result<Option<Self>> {
        match beside::current(read)? {
            Some(bytes) => visible::unpack(&bytes).map(Some),
            None => Ok(None),
        }
    }

    /// As visitors have it, with the categories that have come since at the end: an entry may lie in one.
    pub(super) fn kept(read: &Read<'_>) -> Result<Option<Self>> {
        let Some(mut kept) = Self::published(read)? else {
            return Ok(None);
        };
        kept.with_new_categories(read)?;
        Ok(Some(kept))
    }

    /// Adds the categories that are not in it, at the end.
    pub(super) fn with_new_categories(&mut self, read: &Read<'_>) -> Result<()> {
        for category in Self::now(read)?.categories {
            if !self.categories.iter().any(|known| known.id == category.id) {
                self.categories.push(category);
            }
        }
        Ok(())
    }

    /// In few bytes; the same for the same contents.
    pub(super) fn encode(&self) -> Result<Vec<u8>> {
        visible::pack_up(self)
    }

    /// Which versions of scenarios it has.
    pub(super) fn looked_at(&self) -> Taken<Vec<(Uuid, u32)>> {
        let all = self.scenarios.iter();
        Taken::AsOf(all.map(|(id, version, _)| (*id, *version)).collect())
    }

    /// The scenarios.
    pub(super) fn scenarios(&self) -> Result<Vec<(Uuid, Scenario)>> {
        let all = self.scenarios.iter();
        all.map(|(id, _, graph)| Ok((*id, serde_json::from_str(graph)?)))
            .collect()
    }
}
