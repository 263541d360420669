//! What preview links show, kept while somebody tries it.

use super::packs::NewPack;
use kotae_shared::Uuid;
use kotae_shared::{api::admin::FollowUp, scenario::Scenario};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{Mutex as Turn, MutexGuard};

/// So long after the last use what a link shows is let go, in milliseconds: it holds all of the knowledge.
const REST_MS: i64 = 5 * 60_000;
/// As many are kept at a time.
const KEPT: usize = 4;

/// An entry as a preview shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriedEntry {
    /// Its title.
    pub title: String,
    /// The answer in Markdown.
    pub answer: String,
    /// The codes of entries that are offered below it.
    pub related: Vec<String>,
    /// What is offered below that.
    pub follow_up: Option<FollowUp>,
    /// The groups that it is meant for; none: everybody.
    pub audience: Vec<String>,
}

/// A chat as it would be.
#[derive(Debug)]
pub struct TriedChat {
    /// The revision of the knowledge that it has.
    pub revision: i64,
    /// The minute by the workspace's clock at which it was made.
    pub moment: String,
    /// The pack's first file.
    pub pack: NewPack,
    /// Its second one, if answers have text.
    pub bodies: Option<NewPack>,
    /// The entries.
    pub entries: HashMap<Uuid, TriedEntry>,
    /// Their ids, by code.
    pub codes: HashMap<String, Uuid>,
    /// The categories that hold one of them.
    pub categories: HashSet<Uuid>,
    /// All scenarios, by id.
    pub scenarios: HashMap<Uuid, Scenario>,
}

/// Their place in a workspace.
#[derive(Default)]
pub struct TriedChats {
    kept: Mutex<Vec<(Uuid, Arc<TriedChat>, i64)>>,
    turn: Turn<()>,
}

impl TriedChats {
    /// Held while one is made: each takes the memory of a publication.
    pub async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// What a link shows, when it was kept.
    pub fn get(&self, link: Uuid, now: i64) -> Option<Arc<TriedChat>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter_mut().find(|(of, ..)| *of == link)?;
        found.2 = now;
        Some(Arc::clone(&found.1))
    }

    /// Keeps what a link shows, in the place of what was used longest ago.
    pub fn keep(&self, link: Uuid, chat: Arc<TriedChat>, now: i64) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(of, ..)| *of != link);
        kept.sort_by_key(|(.., used_at)| std::cmp::Reverse(*used_at));
        kept.truncate(KEPT - 1);
        kept.push((link, chat, now));
    }

    /// Lets go of what nobody has used for a while.
    pub(super) fn rest(&self, now: i64) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(.., used_at)| now - used_at < REST_MS);
    }
}
