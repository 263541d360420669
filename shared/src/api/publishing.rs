//! What the next publication changes and by whom, publishing a part of it, and publishing at a set time.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET publish` | | [`super::admin::PublishPreview`] |
//! | `POST publish` | [`super::admin::PublishRequest`] | [`super::admin::Publication`] (201) |
//! | `GET publish/schedules` | | `[`[`Schedule`]`]`: those that wait, by time, then those that were stopped |
//! | `POST publish/schedules` | [`ScheduleRequest`] | [`Schedule`] (201): keeps what is ready now for that time |
//! | `PUT publish/schedules/ID` | [`ScheduleEdit`] | [`Schedule`]: another time; what it has stays |
//! | `POST publish/schedules/ID/publish` | [`ScheduleForce`] | [`super::admin::Publication`] (201): now |
//! | `DELETE publish/schedules/ID` | | 204 |
//! | `GET export/publications.csv?`[`super::admin::PublicationQuery`] | | UTF-8 with BOM, CRLF |

use super::admin::{ChangeKind, PublishChange};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A part of what waits to be published. All that is not in it stays as visitors have it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishPart {
    /// The changes of these entries, at most [`limits::PART`].
    #[serde(default)]
    pub entries: Vec<Uuid>,
    /// Names and order of categories.
    #[serde(default)]
    pub categories: bool,
    /// Synonyms and learned phrases.
    #[serde(default)]
    pub words: bool,
    /// Scenarios.
    #[serde(default)]
    pub scenarios: bool,
}

impl PublishPart {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && !self.categories && !self.words && !self.scenarios
    }
}

/// Something beside entries that the next publication changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherChange {
    /// What it is.
    pub of: OtherKind,
    /// Its name.
    pub name: String,
    /// What visitors will notice.
    pub kind: ChangeKind,
    /// Who changed it last; empty: not known.
    pub by: String,
}

/// What there is beside entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherKind {
    /// A category.
    Category,
    /// A group of synonyms.
    Synonyms,
    /// A learned phrase.
    Phrase,
    /// A scenario.
    Scenario,
}

/// Asks for a publication at a set time. What is ready now is kept for it: what is written later is not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleRequest {
    /// When, in epoch milliseconds; it counts from the beginning of its minute.
    pub at: i64,
    /// A word on what changes, at most [`super::admin::limits::NOTE`] characters.
    #[serde(default)]
    pub note: String,
    /// Only this; `None`: all that waits.
    #[serde(default)]
    pub only: Option<PublishPart>,
}

/// Another time for a scheduled publication.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleEdit {
    /// When.
    pub at: i64,
    /// The note.
    #[serde(default)]
    pub note: String,
    /// The version that was looked at; another one now is a conflict.
    pub version: u32,
}

/// Asks for a scheduled publication now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleForce {
    /// Why, although pinned questions break; as in [`super::admin::PublishRequest::force`].
    #[serde(default)]
    pub force: String,
}

/// A publication at a set time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// Its id.
    pub id: Uuid,
    /// When it is due.
    pub at: i64,
    /// The note.
    pub note: String,
    /// Who scheduled it.
    pub by: String,
    /// When he did.
    pub made_at: i64,
    /// Raised by each change, from 1.
    pub version: u32,
    /// Why it was stopped; `None`: it waits.
    pub stopped: Option<ScheduleStop>,
    /// The entries that it changes, at most [`super::admin::limits::PUBLISH_CHANGES`].
    pub changes: Vec<ScheduledChange>,
    /// All of them.
    pub total_changes: u32,
    /// It has names or order of categories, too.
    pub categories: bool,
    /// It has changes of synonyms and learned phrases, too.
    pub words: bool,
    /// It has changes of scenarios, too.
    pub scenarios: bool,
}

/// An entry in a scheduled publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledChange {
    /// The change.
    pub change: PublishChange,
    /// It was written since, which is not in it.
    pub newer: bool,
    /// It was published otherwise since: that stays, and this is left out.
    pub overtaken: bool,
}

/// Why a scheduled publication was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleStop {
    /// It would break so many pinned questions.
    Pinned(u32),
    /// Who scheduled it may not publish any more.
    Person,
}

/// Limits that the server enforces.
pub mod limits {
    /// Entries in a part.
    pub const PART: usize = 10_000;
    /// Publications that wait for their time.
    pub const SCHEDULES: usize = 20;
    /// How far ahead one can be, in milliseconds: a year and a day.
    pub const AHEAD_MS: i64 = 366 * 24 * 3_600_000;
    /// Changes beside entries that a preview names.
    pub const OTHERS: usize = 200;
}
