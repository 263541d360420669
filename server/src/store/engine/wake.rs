//! Tells the workers of an installation that a commit left something for them.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::Notify;

/// What a worker waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Messages to be sent.
    Outbox,
    /// Jobs to be run.
    Jobs,
    /// Webhooks to be told of something.
    Webhooks,
}

/// Some of the topics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Topics {
    outbox: bool,
    jobs: bool,
    webhooks: bool,
}

impl Topics {
    /// With one more.
    pub(super) const fn and(mut self, topic: Topic) -> Self {
        match topic {
            Topic::Outbox => self.outbox = true,
            Topic::Jobs => self.jobs = true,
            Topic::Webhooks => self.webhooks = true,
        }
        self
    }

    /// Those of both.
    pub(super) const fn or(self, other: Self) -> Self {
        Self {
            outbox: self.outbox || other.outbox,
            jobs: self.jobs || other.jobs,
            webhooks: self.webhooks || other.webhooks,
        }
    }
}

/// The bells of an installation, as the databases of one workspace ring them. Clones share them.
#[derive(Clone, Default)]
pub struct Wakes {
    workspace: Arc<str>,
    bells: Arc<[Bell; 3]>,
}

#[derive(Default)]
struct Bell {
    /// The workspaces that rang since somebody looked.
    rang: Mutex<BTreeSet<Arc<str>>>,
    notify: Notify,
}

impl Wakes {
    /// The same bells, rung in the name of a workspace.
    pub(super) fn of(&self, workspace: &str) -> Self {
        Self {
            workspace: workspace.into(),
            bells: Arc::clone(&self.bells),
        }
    }

    pub(super) fn raise(&self, topics: Topics) {
        let all = [
            (topics.outbox, Topic::Outbox),
            (topics.jobs, Topic::Jobs),
            (topics.webhooks, Topic::Webhooks),
        ];
        for (raised, topic) in all {
            if raised {
                let bell = self.bell(topic);
                let mut rang = bell.rang.lock().unwrap_or_else(PoisonError::into_inner);
                rang.insert(Arc::clone(&self.workspace));
                drop(rang);
                bell.notify.notify_one();
            }
        }
    }

    /// Waits until somebody rings; at once when somebody did since the last wait. One worker a topic.
    pub async fn wait(&self, topic: Topic) {
        self.bell(topic).notify.notified().await;
    }

    /// The workspaces that rang since the last call.
    pub fn take(&self, topic: Topic) -> Vec<Arc<str>> {
        let bell = self.bell(topic);
        let mut rang = bell.rang.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *rang).into_iter().collect()
    }

    fn bell(&self, topic: Topic) -> &Bell {
        &self.bells[topic as usize]
    }
}
