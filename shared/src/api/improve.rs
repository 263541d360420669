//! Questions that the knowledge should answer better, under `api/admin/WORKSPACE/`, in JSON.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET improve?`[`ImproveQuery`] | | [`ImprovePage`] |
//! | `PUT improve` | [`ImproveEdit`] | [`Handling`]; 409 when somebody else has changed it |
//! | `POST improve/ask` | [`Ask`] | [`Asked`]: what the knowledge as it is written now makes of a question |

use super::admin::{EntryName, Status};
use super::widget::Outcome;
use crate::matcher::Why;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What went wrong with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Nothing was found.
    NotFound,
    /// "Not solved" was pressed.
    NotSolved,
    /// Entries were offered and none was chosen.
    Abandoned,
}

/// What the help desk does about a group of questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImproveState {
    /// Nobody has looked yet.
    #[default]
    New,
    /// Somebody is at it.
    InProgress,
    /// The knowledge answers it now.
    Done,
    /// The knowledge is not meant to answer it.
    Ignored,
}

/// The order of groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImproveSort {
    /// What was asked most often first, and of those the newest.
    #[default]
    Frequent,
    /// What was asked last first.
    Newest,
}

/// Which groups to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImproveQuery {
    /// Only questions with this trouble.
    pub trouble: Option<Trouble>,
    /// Only groups in this state.
    pub state: Option<ImproveState>,
    /// Only groups of this user.
    pub assignee: Option<Uuid>,
    /// Only questions to the widget with this key.
    pub widget: Option<String>,
    /// Only questions of the last so many days; 0: of any time.
    pub days: u32,
    /// Words that a question of the group contains, all of them; folded.
    pub q: String,
    /// The order.
    pub sort: ImproveSort,
    /// How many to skip.
    pub offset: u32,
    /// How many to return, 1 to [`super::admin::limits::PAGE`]; 0 means 50.
    pub limit: u32,
}

/// A part of the list of groups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImprovePage {
    /// How many groups match in all.
    pub total: u32,
    /// How many there are in each state, whatever state was asked for: new, in progress, done, ignored.
    pub states: [u32; 4],
    /// This part.
    pub items: Vec<ImproveGroup>,
    /// When there are more questions than are looked at ([`limits::WINDOW`]): the time of the oldest one that was.
    pub since: Option<i64>,
    /// Who may be assigned, by name.
    pub people: Vec<Person>,
}

/// A user by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The user.
    pub id: Uuid,
    /// Shown name.
    pub name: String,
}

/// Questions about the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImproveGroup {
    /// The newest question, as it was typed.
    pub text: String,
    /// How many there are.
    pub count: u32,
    /// How many of them found nothing, were not solved, were abandoned.
    pub troubles: [u32; 3],
    /// When the newest came.
    pub last_at: i64,
    /// Other wordings, newest first, at most [`limits::EXAMPLES`].
    pub examples: Vec<String>,
    /// What is done about it.
    pub handling: Handling,
    /// How many came after that was last changed.
    pub again: u32,
}

/// What is done about a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handling {
    /// Where it stands.
    pub state: ImproveState,
    /// Whose it is.
    pub assignee: Option<Uuid>,
    /// Raised by each change; 0: nobody has done anything.
    pub version: u32,
    /// When it was last changed; 0: never.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
}

/// A change of what is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImproveEdit {
    /// A question of the group.
    pub text: String,
    /// Where it stands.
    pub state: ImproveState,
    /// Whose it is.
    #[serde(default)]
    pub assignee: Option<Uuid>,
    /// The version that was seen; another one now is a conflict.
    #[serde(default)]
    pub version: u32,
}

/// Asks a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The question.
    pub text: String,
}

/// What the knowledge makes of a question: all entries that are not archived, drafts too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Whether it is answered.
    pub outcome: Outcome,
    /// The best entries, whether good enough or not, at most [`limits::BEST`].
    pub best: Vec<Best>,
}

/// An entry for a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Best {
    /// The entry.
    pub entry: EntryName,
    /// Where it stands: visitors get no draft.
    pub status: Status,
    /// Whether it would be shown.
    pub found: bool,
    /// Its score and what it comes from.
    pub why: Why,
}

/// Limits that the server enforces.
pub mod limits {
    /// Questions that are looked at, the newest ones.
    pub const WINDOW: u32 = 5_000;
    /// Wordings of a group.
    pub const EXAMPLES: usize = 5;
    /// Entries for a question.
    pub const BEST: usize = 3;
    /// Characters of a question.
    pub const TEXT: usize = 1_000;
}
