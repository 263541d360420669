//! Pinned questions, under `api/admin/WORKSPACE/`, in JSON: what a question must find, looked at by each publication.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET pinned?`[`PinnedQuery`] | | [`PinnedPage`] |
//! | `POST pinned` | [`PinnedEdit`] | [`Pinned`] (201) |
//! | `PUT pinned/ID` | [`PinnedEdit`] | [`Pinned`] |
//! | `DELETE pinned/ID` | | 204 |
//! | `POST pinned/run` | | [`PinnedReport`]: what the next publication would break; nothing is published |

use super::admin::EntryName;
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
    /// Only those that did not find what they must when they ran last.
    pub broken: bool,
    /// How many to skip.
    pub offset: u32,
    /// How many to return, 1 to [`super::admin::limits::PAGE`]; 0 means 50.
    pub limit: u32,
}

/// A part of the list, by question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedPage {
    /// How many match in all.
    pub total: u32,
    /// This part.
    pub items: Vec<Pinned>,
}

/// What a run of all pinned questions found.
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
    /// Characters of the reason for publishing although some are broken.
    pub const REASON: usize = 500;
}
