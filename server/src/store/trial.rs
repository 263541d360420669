//! The matcher of the knowledge as it was written at a revision, kept for who tries questions.

use kotae_shared::matcher::Matcher;
use std::sync::Arc;
use tokio::sync::{Mutex, MutexGuard};

/// So long after the last question the matcher is let go, in milliseconds: it holds all of the knowledge.
pub const REST_MS: i64 = 5 * 60_000;

/// Its place in a workspace.
#[derive(Default)]
pub struct Trial(Mutex<Option<Tried>>);

/// A matcher that questions were asked of.
pub struct Tried {
    /// The revision of the knowledge that it has.
    pub revision: i64,
    /// The matcher.
    pub matcher: Arc<Matcher>,
    /// When it was asked last, in epoch milliseconds.
    pub used_at: i64,
}

impl Trial {
    /// What is kept. Whoever makes another one holds this meanwhile.
    pub async fn lock(&self) -> MutexGuard<'_, Option<Tried>> {
        self.0.lock().await
    }

    /// Lets it go when nobody has asked for a while; nothing while somebody does.
    pub(super) fn rest(&self, now: i64) {
        if let Ok(mut kept) = self.0.try_lock() {
            kept.take_if(|tried| now - tried.used_at >= REST_MS);
        }
    }
}
