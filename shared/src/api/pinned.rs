//! Pinned questions, under `api/admin/WORKSPACE/`, in JSON: what a question must find, looked at by each publication.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET pinned?`[`PinnedQuery`] | | [`PinnedPage`] |
//! | `GET pinned/ID` | | [`Pinned`] |
//! | `POST pinned` | [`PinnedEdit`] | [`Pinned`] (201) |
//! | `PUT pinned/ID` | [`PinnedEdit`] | [`Pinned`] |
//! | `DELETE pinned/ID` | | 204 |
//! | `POST pinned/delete` | [`PinnedChosen`] | [`PinnedChanged`], all in one transaction |
//! | `POST pinned/run` | [`PinnedChosen`] | [`PinnedReport`]: what the next publication would break; nothing is published |
//! | `GET pinned/proposals?`[`PinProposalQuery`] | | [`PinProposalPage`] |
//! | `POST pinned/proposals` | [`PinDecision`] | [`PinDecided`], all in one transaction |

use super::admin::EntryName;
use crate::matcher::Why;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A question and what it must find.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// Its id.
    pub id: Uuid,
    /// The question.
    pub question: String,
    /// The entry that must come first; `None`: nothing may be found.
    pub entry: Option<EntryName>,
    /// Raised by each change, from 1; sent back with an edit.
    pub version: u32,
    /// When it was last changed.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
    /// How it went last, if it was run since it was changed.
    pub last: Option<PinnedRun>,
}

/// How a pinned question went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedRun {
    /// When.
    pub at: i64,
    /// Whether it found what it must.
    pub passed: bool,
    /// What came first; `None`: nothing was found.
    pub came: Option<EntryName>,
    /// Why, when it did not find what it must.
    #[serde(default)]
    pub why: Option<PinnedWhy>,
}

/// Why a pinned question found something else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedWhy {
    /// What the entry that came first has of the question.
    pub came: Option<Why>,
    /// What the entry that was expected has of it; `None`: nothing was expected, or it would not be published.
    pub expected: Option<Why>,
}

/// A new pinned question or a change of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinnedEdit {
    /// The question; those that fold alike are the same.
    pub question: String,
    /// The entry that must come first; `None`: nothing may be found.
    #[serde(default)]
    pub entry: Option<Uuid>,
    /// The version that was edited (0 for a new one); another one now is a conflict.
    #[serde(default)]
    pub version: u32,
}

/// Which pinned questions to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PinnedQuery {
    /// Words that the question contains, all of them; folded for width, case and kana.
    pub q: String,
    /// Only those of this entry.
    pub entry: Option<Uuid>,
    /// Only those that went so last.
    pub state: Option<PinnedState>,
    /// The order.
    pub sort: PinnedSort,
    /// The other way round.
    pub down: bool,
    /// How many to skip.
    pub offset: u32,
    /// How many to return, 1 to [`super::admin::limits::PAGE`]; 0 means 50.
    pub limit: u32,
}

/// How a pinned question went last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PinnedState {
    /// It found what it must.
    Passed,
    /// It did not.
    Broken,
    /// It was not run since it was changed.
    NotRun,
}

/// The order of pinned questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PinnedSort {
    /// By question.
    #[default]
    Question,
    /// By the title of the entry that is expected; those that must find nothing first.
    Entry,
    /// By how they went: broken, not run, passed.
    Result,
    /// Changed first first.
    Updated,
}

/// A part of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedPage {
    /// How many match in all.
    pub total: u32,
    /// This part.
    pub items: Vec<Pinned>,
}

/// Some pinned questions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinnedChosen {
    /// Which ones, at most [`limits::PINNED`]. For a run, none means all.
    #[serde(default)]
    pub ids: Vec<Uuid>,
}

/// What a change of several did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedChanged {
    /// How many are different, or gone, now.
    pub changed: u32,
}

/// Which proposals to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PinProposalQuery {
    /// Those that were refused, in the place of those that nobody has decided about.
    pub refused: bool,
    /// How many to skip.
    pub offset: u32,
    /// How many to return, 1 to [`super::admin::limits::PAGE`]; 0 means 50.
    pub limit: u32,
}

/// A part of the proposals, the most frequent first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinProposalPage {
    /// How many there are in all.
    pub total: u32,
    /// This part.
    pub items: Vec<PinProposal>,
}

/// A question that visitors solved with an entry, often enough ([`limits::PROPOSED_FROM`]), and that is not pinned yet. Nothing that
/// may be personal is among them: the rule is that of learned phrases ([`super::words`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinProposal {
    /// Its id.
    pub id: Uuid,
    /// The question, as it was typed first.
    pub question: String,
    /// The entry that solved it.
    pub entry: EntryName,
    /// How often.
    pub count: u32,
    /// When last.
    pub last_at: i64,
}

/// Decides about proposals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinDecision {
    /// Which ones, at most [`limits::DECISIONS`]; one that does not exist (any more) refuses all.
    pub ids: Vec<Uuid>,
    /// What becomes of them.
    pub state: PinState,
}

/// What becomes of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PinState {
    /// It is pinned.
    Accepted,
    /// It is not, and is not proposed again.
    Refused,
    /// A refused one is proposed again.
    Proposed,
}

/// What a decision did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinDecided {
    /// How many were decided about.
    pub changed: u32,
    /// How many of them are pinned questions now; one whose question was pinned meanwhile is not.
    pub pinned: u32,
}

/// What a run of pinned questions found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedReport {
    /// How many there are.
    pub total: u32,
    /// How many of them do not find what they must.
    pub broken: u32,
}

/// Limits that the server enforces.
pub mod limits {
    /// Pinned questions of a workspace.
    pub const PINNED: usize = 2_000;
    /// Characters of a question.
    pub const QUESTION: usize = 300;
    /// A question is proposed once it was solved so often.
    pub const PROPOSED_FROM: u32 = 3;
    /// Proposals in one decision.
    pub const DECISIONS: usize = 500;
    /// Questions of an entry that are counted and nobody has decided about.
    pub const COUNTED: u32 = 500;
    /// Characters of the reason for publishing although some are broken.
    pub const REASON: usize = 500;
}
