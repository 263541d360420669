//! Which groups of questions were found to be about the same last, kept for who looks at the list again.

use std::sync::{Arc, Mutex, PoisonError};

/// Its place in a workspace.
#[derive(Default)]
pub struct Similar(Mutex<Option<Arc<Found>>>);

/// For some groups and the words of a moment, with which one each goes.
pub struct Found {
    /// How often words had been changed.
    pub words: i64,
    /// The groups.
    pub subjects: Vec<u64>,
    /// For each the place of the one that it goes with.
    pub leaders: Vec<usize>,
}

impl Similar {
    /// What is kept.
    pub fn get(&self) -> Option<Arc<Found>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps this instead.
    pub fn set(&self, found: Arc<Found>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
    }
}
