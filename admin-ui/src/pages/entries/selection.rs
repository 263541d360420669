//! Which entries are selected, on this page of the list and on others.

use leptos::prelude::*;
use std::collections::HashSet;
use uuid::Uuid;

/// The selected entries. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Selection(RwSignal<HashSet<Uuid>>);

impl Selection {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(HashSet::new()))
    }

    /// How many. Reactive.
    pub(super) fn count(self) -> usize {
        self.0.with(HashSet::len)
    }

    /// How many, at this moment.
    pub(super) fn count_now(self) -> usize {
        self.0.with_untracked(HashSet::len)
    }

    /// Whether one is among them. Reactive.
    pub(super) fn has(self, id: Uuid) -> bool {
        self.0.with(|ids| ids.contains(&id))
    }

    /// Whether all of these are among them. Reactive.
    pub(super) fn has_all(self, wanted: &[Uuid]) -> bool {
        self.0.with(|ids| wanted.iter().all(|id| ids.contains(id)))
    }

    /// Whether any of these is among them. Reactive.
    pub(super) fn has_any(self, wanted: &[Uuid]) -> bool {
        self.0.with(|ids| wanted.iter().any(|id| ids.contains(id)))
    }

    /// Selects these, or takes them out.
    pub(super) fn set(self, changed: &[Uuid], selected: bool) {
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
    pub(super) fn clear(self) {
        self.0.update(HashSet::clear);
    }

    /// The selected entries.
    pub(super) fn ids(self) -> Vec<Uuid> {
        self.0.with_untracked(|ids| ids.iter().copied().collect())
    }
}
