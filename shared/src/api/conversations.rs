//! One conversation, as the visitor had it.
//!
//! | request | reply |
//! |---|---|
//! | `GET api/admin/WORKSPACE/conversations/ID` | [`Conversation`]; who looked is in the audit log |

use super::admin::{CandidateRow, EntryName};
use super::widget::Outcome;
use crate::visitor::VisitorValue;
use crate::{Localised, lang::Lang};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// Its id.
    pub id: Uuid,
    /// When its first event came.
    pub at: i64,
    /// The widget's key.
    pub widget: String,
    /// The page loads that it went over, in order.
    pub visits: Vec<Visited>,
    /// What was done, in order; at most [`limits::TURNS`].
    pub turns: Vec<Turn>,
    /// Whether there is more than that.
    pub more: bool,
}

/// A page load.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visited {
    /// When it began.
    pub at: i64,
    /// The page that the widget was on; empty: it did not say.
    pub page: String,
    /// The language of the chat.
    pub lang: Lang,
    /// What is known of the visitor.
    pub values: Vec<VisitorValue>,
}

/// Something that the visitor did or was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// When it came in.
    pub at: i64,
    /// What it was.
    pub what: What,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A question was asked.
    Question {
        /// As it was typed.
        text: String,
        /// What the matcher made of it.
        outcome: Outcome,
        /// What was offered, best first.
        candidates: Vec<CandidateRow>,
        /// The hash of the pack that it was asked of.
        pack: String,
    },
    /// One of the candidates was chosen.
    Chosen {
        /// Which.
        entry: EntryName,
    },
    /// An answer was shown.
    Answer {
        /// Of which entry.
        entry: EntryName,
    },
    /// The visitor said whether it helped.
    Said {
        /// Of which entry.
        entry: EntryName,
        /// Whether it did.
        solved: bool,
    },
    /// The visitor said why it did not.
    Reason {
        /// In which words.
        text: String,
    },
    /// A step of a scenario was shown.
    Step {
        /// What the scenario is called; empty: it is gone.
        scenario: Localised,
        /// What the step says, or its id when it is gone.
        text: Localised,
    },
    /// A form was sent, and the visitor agreed to show the conversation.
    Sent {
        /// The submission.
        submission: Uuid,
        /// Its number.
        number: u32,
        /// What the form is called.
        form: Localised,
    },
}

/// Limits.
pub mod limits {
    /// Turns at most.
    pub const TURNS: u32 = 500;
}
