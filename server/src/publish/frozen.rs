//! What a scheduled publication has: the changes that were ready when it was scheduled.
//!
//! Changes are kept, not the whole: what somebody publishes meanwhile stays, and a change that was overtaken is left out.

use super::beside::{Beside, Words};
use crate::store::{
    Error, Result,
    engine::Read,
    publications::{self, Agreed, Prepared, Taken},
    schedules::Stored,
};
use kotae_shared::{
    Uuid,
    api::{
        admin::limits,
        problem::Fault,
        publishing::{PublishPart, Schedule, ScheduledChange},
    },
    pack::SourceCategory,
};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// The changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Frozen {
    entries: Vec<Step>,
    /// All categories as they were published, and as they were written.
    categories: Option<[Vec<SourceCategory>; 2]>,
    words: Option<Words>,
    /// The same of scenarios.
    scenarios: Option<[Vec<(Uuid, u32, String)>; 2]>,
}

/// The change of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Step {
    entry: Uuid,
    before: Option<Agreed>,
    after: Option<Agreed>,
}

impl Frozen {
    /// What is ready now, or a part of it. [`Fault::Required`] on `only` when that is nothing.
    pub(super) fn now(read: &Read<'_>, only: Option<&PublishPart>) -> Result<Self> {
        let (before, after) = (
            by_entry(publications::agreed(read)?),
            by_entry(publications::ready(read)?),
        );
        let mut ids: Vec<Uuid> = before.keys().chain(after.keys()).copied().collect();
        ids.sort_unstable();
        ids.dedup();
        if let Some(only) = only {
            let wanted: HashSet<&Uuid> = only.entries.iter().collect();
            ids.retain(|id| wanted.contains(id));
        }
        let step = |id: Uuid| Step {
            entry: id,
            before: before.get(&id).cloned(),
            after: after.get(&id).cloned(),
        };
        let steps = ids.into_iter().map(step);
        let (old, new) = (Beside::published(read)?.unwrap_or_default(), Beside::now(read)?);
        let takes = |part: fn(&PublishPart) -> bool| only.is_none_or(part);
        let frozen = Self {
            entries: steps.filter(|step| step.before != step.after).collect(),
            categories: (takes(|part| part.categories) && old.categories != new.categories)
                .then_some([old.categories, new.categories]),
            words: (takes(|part| part.words) && old.words != new.words).then_some(new.words),
            scenarios: (takes(|part| part.scenarios) && old.scenarios != new.scenarios)
                .then_some([old.scenarios, new.scenarios]),
        };
        if frozen == Self::default() {
            return Err(Error::field("only", Fault::Required));
        }
        Ok(frozen)
    }

    /// What a publication of it agrees to now, and what it has beside entries.
    pub(super) fn list(&self, read: &Read<'_>, prepared: &mut Prepared) -> Result<(Vec<Agreed>, Beside)> {
        let mut list = by_entry(publications::agreed(read)?);
        for step in &self.entries {
            if list.get(&step.entry) != step.before.as_ref() {
                continue;
            }
            match &step.after {
                Some(after) => list.insert(step.entry, after.clone()),
                None => list.remove(&step.entry),
            };
        }
        let list = publications::in_order(read, list.into_values().collect())?;
        let published = Beside::published(read)?.unwrap_or_default();
        let mut beside = Beside::kept(read)?.unwrap_or_default();
        (prepared.words, prepared.looked_at) = (Taken::Kept, Taken::Kept);
        if let Some([before, after]) = &self.categories
            && published.categories == *before
        {
            beside.categories.clone_from(after);
            beside.with_new_categories(read)?;
        }
        if let Some(words) = self
            .words
            .as_ref()
            .filter(|words| words.count > published.words.count)
        {
            prepared.words = Taken::AsOf(words.count);
            beside.words = words.clone();
        }
        if let Some([before, after]) = &self.scenarios {
            let gone = |id: &Uuid| !after.iter().any(|(other, ..)| other == id);
            let was = |id: &Uuid| before.iter().find(|(other, ..)| other == id);
            beside
                .scenarios
                .retain(|one| !(gone(&one.0) && was(&one.0) == Some(one)));
            for one in after {
                match beside.scenarios.iter_mut().find(|(id, ..)| *id == one.0) {
                    Some(known) if known.1 < one.1 => known.clone_from(one),
                    Some(_) => {}
                    // Published before, and taken away since.
                    None if was(&one.0).is_some() => {}
                    None => beside.scenarios.push(one.clone()),
                }
            }
            prepared.looked_at = beside.looked_at();
        }
        Ok((list, beside))
    }

    /// As the screen shows it.
    pub(super) fn view(&self, read: &Read<'_>, stored: &Stored) -> Result<Schedule> {
        let (agreed, ready) = (
            by_entry(publications::agreed(read)?),
            by_entry(publications::ready(read)?),
        );
        let shown: Vec<_> = self.entries.iter().take(limits::PUBLISH_CHANGES).collect();
        let version = |one: &Option<Agreed>| one.as_ref().map(|one| one.version);
        let differences: Vec<_> = shown
            .iter()
            .map(|step| (step.entry, version(&step.before), version(&step.after)))
            .collect();
        let changes = publications::changes_of(read, &differences)?;
        let changes = changes.into_iter().map(|change| {
            let step = self.entries.iter().find(|step| step.entry == change.id);
            let (before, after) =
                step.map_or((None, None), |step| (step.before.as_ref(), step.after.as_ref()));
            let now = agreed.get(&change.id);
            ScheduledChange {
                newer: ready.get(&change.id) != after,
                overtaken: now != before && now != after,
                change,
            }
        });
        Ok(Schedule {
            id: stored.id,
            at: stored.at,
            note: stored.note.clone(),
            by: stored.by.clone(),
            made_at: stored.made_at,
            version: stored.version,
            stopped: stored.stopped,
            changes: changes.collect(),
            total_changes: self.entries.len() as u32,
            categories: self.categories.is_some(),
            words: self.words.is_some(),
            scenarios: self.scenarios.is_some(),
        })
    }
}

fn by_entry(list: Vec<Agreed>) -> HashMap<Uuid, Agreed> {
    list.into_iter().map(|one| (one.entry, one)).collect()
}
