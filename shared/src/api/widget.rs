//! What the widget and the server say to each other, in the binary form of [`crate::codec`].
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET w/KEY/boot` | | [`Boot`] |
//! | `GET w/KEY/pack/HASH` | | the pack's bytes |
//! | `POST w/KEY/answers` | [`AnswerRequest`] | [`Answer`] |
//! | `GET w/KEY/scenarios/ID` | | [`crate::scenario::play::Play`] |
//! | `POST w/KEY/events` | [`EventBatch`] | empty, 204 |
//!
//! An error has a status and a [`crate::api::problem::Problem`] in the same binary form.

use crate::{doc::Doc, look::Look};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a widget needs to start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Boot {
    /// How it looks and what it says.
    pub look: Look,
    /// The current pack's hash (64 hex digits); `None` before the first publication.
    pub pack: Option<String>,
}

/// Where the visitor is; sent with each batch, stored once a visit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// Made by the client, one a page load (or kept as `data-storage` says).
    pub id: Uuid,
    /// Made by the client and kept in the frame's storage; the key of rate limits.
    pub visitor: Uuid,
    /// The host page's address without query and fragment; at most [`limits::PAGE`] characters.
    pub page: String,
    /// The language that the widget speaks.
    pub lang: crate::Lang,
    /// Names and values that the page tells of the visitor, unsigned; at most [`limits::CLAIMS`]. Shown to staff as
    /// claimed, never a ground for access.
    pub claims: Vec<(String, String)>,
}

/// Whether a claim's name is one: `department`, `employee-id`.
pub fn is_claim_name(name: &str) -> bool {
    let first = name
        .bytes()
        .next()
        .is_some_and(|first| first.is_ascii_lowercase());
    let all = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'));
    first && all && name.len() <= limits::CLAIM_NAME
}

/// A claim's value as it is kept: trimmed, without control characters, at most [`limits::CLAIM`] characters.
pub fn claim_value(value: &str) -> String {
    let text = value.chars().filter(|c| !c.is_control());
    text.collect::<String>()
        .trim()
        .chars()
        .take(limits::CLAIM)
        .collect()
}

/// Events of one visit, oldest first; at most [`limits::EVENTS`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventBatch {
    /// Where they happened.
    pub visit: Visit,
    /// The events.
    pub events: Vec<Event>,
}

/// Something that the visitor did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Made by the client: the same event sent twice is stored once.
    pub id: Uuid,
    /// The conversation; a restart begins another.
    pub conversation: Uuid,
    /// Position in the visit, from 0.
    pub seq: u32,
    /// What happened.
    pub kind: EventKind,
}

/// The kinds of events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A question was sent. Its event id is the question's id.
    Question(Question),
    /// One of the offered candidates was chosen.
    Choice {
        /// The question's event id.
        question: Uuid,
        /// The chosen entry.
        entry: Uuid,
    },
    /// An answer was shown.
    Answer {
        /// The question's event id; `None` when it was reached without asking (a category button).
        question: Option<Uuid>,
        /// The entry.
        entry: Uuid,
    },
    /// "Solved" or "not solved" was pressed. The last one counts.
    Feedback {
        /// The question's event id, if there was one.
        question: Option<Uuid>,
        /// The entry that was judged.
        entry: Uuid,
        /// What the visitor said.
        solved: bool,
    },
    /// Why an answer did not help. The last one counts.
    Reason {
        /// The question's event id, if there was one.
        question: Option<Uuid>,
        /// The entry that was judged.
        entry: Uuid,
        /// In the visitor's words; at most [`limits::REASON`] characters.
        text: String,
    },
    /// A step of a scenario was shown.
    Scenario {
        /// The scenario.
        scenario: Uuid,
        /// The step's id; at most [`crate::scenario::limits::ID`] characters.
        step: String,
    },
}

/// A question as it was asked and matched in the browser.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// As typed; at most [`limits::QUESTION`] characters.
    pub text: String,
    /// The hash of the pack that it was matched against.
    pub pack: String,
    /// What the matcher made of it.
    pub outcome: Outcome,
    /// The candidates shown, best first; at most [`limits::CANDIDATES`].
    pub candidates: Vec<Candidate>,
}

/// What the matcher made of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// One entry is clearly best: its answer is shown at once.
    Answer,
    /// Several may be meant: the visitor chooses.
    Candidates,
    /// Nothing was good enough.
    NotFound,
}

/// An entry with its score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The entry.
    pub entry: Uuid,
    /// 0 to 1000.
    pub score: u16,
}

/// A wish to read an answer. Serving it writes the `Answer` event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerRequest {
    /// Where it happened.
    pub visit: Visit,
    /// The id that the `Answer` event gets.
    pub event: Uuid,
    /// The conversation.
    pub conversation: Uuid,
    /// Position in the visit.
    pub seq: u32,
    /// The question's event id, if there was one.
    pub question: Option<Uuid>,
    /// The entry to read.
    pub entry: Uuid,
    /// Asked for by the admin's preview: answered as ever, but no event is written.
    pub preview: bool,
}

/// A published answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The entry.
    pub entry: Uuid,
    /// Its title.
    pub title: String,
    /// Its answer.
    pub doc: Doc,
}

/// How the address of a link begins that leads from an answer to another entry, whose id follows.
pub const ENTRY_LINK: &str = "#e/";
/// The same for a form.
pub const FORM_LINK: &str = "#f/";
/// The same for a scenario.
pub const SCENARIO_LINK: &str = "#s/";

/// Limits that the server enforces; counted in characters unless said otherwise.
pub mod limits {
    /// A question.
    pub const QUESTION: usize = 1_000;
    /// A page address.
    pub const PAGE: usize = 2_000;
    /// Why an answer did not help.
    pub const REASON: usize = 500;
    /// Claims of a visitor.
    pub const CLAIMS: usize = 20;
    /// A claim's name.
    pub const CLAIM_NAME: usize = 40;
    /// A claim's value.
    pub const CLAIM: usize = 200;
    /// Events in a batch.
    pub const EVENTS: usize = 50;
    /// Candidates of a question.
    pub const CANDIDATES: usize = 10;
    /// A request body, in bytes.
    pub const BODY_BYTES: usize = 65_536;
}
