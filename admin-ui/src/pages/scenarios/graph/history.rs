//! What can be undone and done again.

/// How many changes are kept.
const KEPT: usize = 200;

/// The states before and after the one that is shown. Changes with the same key one after the other, the letters of a word, are one.
#[derive(Clone, Debug)]
pub(crate) struct History<T> {
    past: Vec<T>,
    future: Vec<T>,
    key: String,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self {
            past: Vec::new(),
            future: Vec::new(),
            key: String::new(),
        }
    }
}

impl<T> History<T> {
    /// Notes the state `before` a change. An empty key is like no other.
    pub(crate) fn record(&mut self, before: T, key: &str) {
        self.future.clear();
        if !key.is_empty() && self.key == key && !self.past.is_empty() {
            return;
        }
        key.clone_into(&mut self.key);
        self.past.push(before);
        if self.past.len() > KEPT {
            self.past.remove(0);
        }
    }

    /// What comes now begins a change of its own.
    pub(crate) fn part(&mut self) {
        self.key.clear();
    }

    /// The state before `now`.
    pub(crate) fn undo(&mut self, now: T) -> Option<T> {
        self.key.clear();
        let before = self.past.pop()?;
        self.future.push(now);
        Some(before)
    }

    /// The state after `now`, when that was reached by [`History::undo`].
    pub(crate) fn redo(&mut self, now: T) -> Option<T> {
        self.key.clear();
        let after = self.future.pop()?;
        self.past.push(now);
        Some(after)
    }

    pub(crate) fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub(crate) fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}
