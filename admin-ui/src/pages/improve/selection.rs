//! Which items are selected, as they were seen.

use kotae_shared::api::improve::ImproveRef;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The selected items, by key. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Selection(RwSignal<BTreeMap<String, ImproveRef>>);

impl Selection {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(BTreeMap::new()))
    }

    /// How many. Reactive.
    pub(super) fn count(self) -> usize {
        self.0.with(BTreeMap::len)
    }

    /// Whether one is among them. Reactive.
    pub(super) fn has(self, key: &str) -> bool {
        self.0.with(|items| items.contains_key(key))
    }

    /// Whether all of these are among them. Reactive.
    pub(super) fn has_all(self, wanted: &[ImproveRef]) -> bool {
        self.0
            .with(|items| wanted.iter().all(|item| items.contains_key(&item.key)))
    }

    /// Selects these, or takes them out.
    pub(super) fn set(self, changed: &[ImproveRef], selected: bool) {
        self.0.update(|items| {
            for item in changed {
                if selected {
                    items.insert(item.key.clone(), item.clone());
                } else {
                    items.remove(&item.key);
                }
            }
        });
    }

    /// One that is selected has another version now.
    pub(super) fn changed(self, key: &str, version: u32) {
        self.0.try_update(|items| {
            if let Some(item) = items.get_mut(key) {
                item.version = version;
            }
        });
    }

    /// Selects nothing.
    pub(super) fn clear(self) {
        self.0.try_update(BTreeMap::clear);
    }

    /// The selected items.
    pub(super) fn items(self) -> Vec<ImproveRef> {
        self.0.with_untracked(|items| items.values().cloned().collect())
    }
}
