//! Which rows of a list are selected, on this page of it and on others.

use leptos::prelude::*;
use std::collections::HashSet;
use uuid::Uuid;

/// The selected rows, by their ids. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(crate) struct Selection(RwSignal<HashSet<Uuid>>);

impl Selection {
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(HashSet::new()))
    }

    /// How many. Reactive.
    pub(crate) fn count(self) -> usize {
        self.0.with(HashSet::len)
    }

    /// How many, at this moment.
    pub(crate) fn count_now(self) -> usize {
        self.0.with_untracked(HashSet::len)
    }

    /// Whether one is among them. Reactive.
    pub(crate) fn has(self, id: Uuid) -> bool {
        self.0.with(|ids| ids.contains(&id))
    }

    /// Whether all of these are among them. Reactive.
    pub(crate) fn has_all(self, wanted: &[Uuid]) -> bool {
        self.0.with(|ids| wanted.iter().all(|id| ids.contains(id)))
    }

    /// Whether any of these is among them. Reactive.
    pub(crate) fn has_any(self, wanted: &[Uuid]) -> bool {
        self.0.with(|ids| wanted.iter().any(|id| ids.contains(id)))
    }

    /// Selects these, or takes them out.
    pub(crate) fn set(self, changed: &[Uuid], selected: bool) {
        self.0.update(|ids| {
            for id in changed {
                if selected {
                    ids.insert(*id);
                } else {
                    ids.remove(id);
                }
            }
        });
    }

    /// Selects nothing.
    pub(crate) fn clear(self) {
        self.0.update(HashSet::clear);
    }

    /// The ids of those that are selected.
    pub(crate) fn ids(self) -> Vec<Uuid> {
        self.0.with_untracked(|ids| ids.iter().copied().collect())
    }
}
