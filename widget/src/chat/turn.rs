//! What stands in the transcript.

use crate::knowledge::Offer;
use crate::live::Live;
use kotae_shared::{Uuid, api::widget::AnswerRequest, doc::Doc};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// One turn of the conversation.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    /// Unique while the page lives.
    pub(crate) id: u32,
    /// What it is.
    pub(crate) kind: TurnKind,
}

/// The kinds of turns.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum TurnKind {
    /// What the visitor said or pressed.
    Mine(String),
    /// Entries to choose from.
    Candidates {
        /// The question.
        question: Uuid,
        /// The entries.
        offers: Vec<Offer>,
    },
    /// Nothing matched, or none of the candidates was right.
    NotFound {
        /// The question, when there was one.
        question: Option<Uuid>,
        /// What came nearest, though not near enough.
        nearest: Vec<Offer>,
    },
    /// What lies in a category.
    Browse {
        /// Its index in the pack.
        shelf: u32,
        /// Its name.
        name: String,
    },
    /// An answer.
    Answer(Box<AnswerTurn>),
    /// After "solved".
    Thanks,
    /// After "not solved".
    NotSolved {
        /// The question, when there was one.
        question: Option<Uuid>,
        /// The entry.
        entry: Uuid,
        /// Its other candidates.
        others: Vec<Offer>,
    },
    /// A step of a scenario.
    Scenario {
        /// The scenario.
        scenario: Uuid,
        /// The step's place.
        step: u16,
        /// Where it stands in the conversation.
        stage: Stage,
    },
    /// A form.
    Form {
        /// The form.
        form: Uuid,
        /// The id of what is filled in.
        submission: Uuid,
    },
}

/// Where a scenario's step stands in the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Stage {
    /// The next one follows at once.
    Passed,
    /// The visitor goes on from here.
    Open,
    /// The way back to it, after something else was said.
    Left,
    /// The scenario ends here.
    Ended,
}

/// An answer in the transcript.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AnswerTurn {
    /// The entry.
    pub(crate) entry: Uuid,
    /// Its title.
    pub(crate) title: String,
    /// The question that led here.
    pub(crate) question: Option<Uuid>,
    /// The question's other candidates.
    pub(crate) others: Vec<Offer>,
    /// What was asked of the server; asked again unchanged on a retry. `None`: it was known already.
    #[serde(skip)]
    pub(crate) request: Option<AnswerRequest>,
    /// Whether it is here.
    #[serde(skip)]
    pub(crate) state: Live<AnswerState>,
    /// What the visitor thinks of it.
    pub(crate) solved: Live<Option<bool>>,
    /// From a page before this one.
    #[serde(skip)]
    pub(crate) is_old: bool,
}

/// Whether an answer is here.
#[derive(Clone, Debug, Default)]
pub(crate) enum AnswerState {
    /// On its way.
    #[default]
    Loading,
    /// Here.
    Here(Rc<Doc>),
    /// Not reached; may be tried again.
    Failed,
    /// No longer published.
    Gone,
}

/// Answers read in this visit, so that going back costs nothing and works without the network.
#[derive(Debug, Default)]
pub(crate) struct Read(Vec<(Uuid, Rc<Doc>)>);

impl Read {
    /// How many are kept.
    const KEPT: usize = 50;

    /// The answer, if it was read.
    pub(crate) fn get(&self, entry: Uuid) -> Option<Rc<Doc>> {
        let (_, doc) = self.0.iter().find(|(other, _)| *other == entry)?;
        Some(Rc::clone(doc))
    }

    /// Keeps an answer; the oldest goes.
    pub(crate) fn keep(&mut self, entry: Uuid, doc: Rc<Doc>) {
        self.0.retain(|(other, _)| *other != entry);
        if self.0.len() == Self::KEPT {
            self.0.remove(0);
        }
        self.0.push((entry, doc));
    }
}

impl AnswerTurn {
    /// Whether a press on "solved" (or not) says something new.
    pub(crate) fn changes(&self, solved: bool) -> bool {
        self.solved.now() != Some(solved)
    }
}

#[cfg(test)]
mod tests {
    use super::Read;
    use kotae_shared::{Uuid, doc::Doc};
    use std::rc::Rc;

    #[test]
    fn keeps_the_latest_answers() {
        let mut read = Read::default();
        for n in 0..60 {
            read.keep(Uuid::from_u128(n), Rc::new(Doc::default()));
        }
        assert!(read.get(Uuid::from_u128(9)).is_none());
        assert!(read.get(Uuid::from_u128(10)).is_some());
        assert!(read.get(Uuid::from_u128(59)).is_some());
    }
}
