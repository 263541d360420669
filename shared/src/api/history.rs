//! What entries were before, and what was published when.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET entries/ID/versions?`[`VersionQuery`] | | [`VersionPage`] |
//! | `GET entries/ID/versions/VERSION` | | [`super::admin::EntryEdit`] as it was |
//! | `POST entries/ID/restore` | [`Restore`] | [`super::admin::Entry`]: a new version with what an earlier one said |
//! | `GET publications?`[`PublicationQuery`] | | [`PublicationPage`] |
//! | `GET publications/NUMBER` | | [`PublicationDetail`] |
//! | `POST publications/NUMBER/rollback` | [`RollBack`] | [`super::admin::Publication`] (201): a new one with the entries of this one |

use super::admin::{EntryName, Publication, PublishChange, Status};
use super::approval::ReviewAct;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which versions of an entry to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VersionQuery {
    /// Only those below this version; `None`: from the newest on.
    pub before: Option<u32>,
}

/// A part of an entry's versions, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionPage {
    /// This part, at most [`VERSIONS`].
    pub items: Vec<VersionRow>,
    /// Give as `before` for the next part; `None` at the end.
    pub next: Option<u32>,
}

/// Versions in a part of the list.
pub const VERSIONS: usize = 50;

/// A version of an entry in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    /// Its number, from 1.
    pub version: u32,
    /// When it was saved.
    pub at: i64,
    /// Who saved it.
    pub by: String,
    /// The title that it had.
    pub title: String,
    /// Where it stood.
    pub status: Status,
    /// What it changed of the version before; none in the first one.
    pub changed: Vec<Field>,
    /// What it was for a review.
    #[serde(default)]
    pub act: Option<ReviewAct>,
    /// What was said with that.
    #[serde(default)]
    pub comment: String,
    /// The change of many entries that it is a part of.
    #[serde(default)]
    pub batch: Option<Uuid>,
}

/// A part of an entry that people write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The visible code.
    Code,
    /// The question in one line.
    Title,
    /// Other ways to ask it.
    Phrasings,
    /// Words that should find it.
    Keywords,
    /// Its category.
    Category,
    /// The answer.
    Answer,
    /// The groups that it is meant for.
    Audience,
    /// The entries that it leads to.
    Related,
    /// The form or the scenario that it leads to.
    FollowUp,
    /// The user who keeps it right.
    Owner,
    /// When it should be looked at again.
    ReviewOn,
    /// From when on visitors may see it.
    PublishFrom,
    /// From when on they may not any more.
    PublishUntil,
    /// Where it stands.
    Status,
}

/// Asks for what an earlier version said. Its text, words, category and audience come back as a new version; the code,
/// the status, the owner, the review date and the time of publication stay as they are, so that nothing is published or withdrawn by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// The version to take it from.
    pub from: u32,
    /// The version that the entry has now; another one is a conflict.
    pub version: u32,
}

/// Which publications to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PublicationQuery {
    /// Only those below this number; `None`: from the newest on.
    pub before: Option<u32>,
    /// Only those of this person, by the name; empty: of all.
    pub by: String,
    /// Only those made at this time or later, in epoch milliseconds.
    pub since: Option<i64>,
    /// Only those made before this time, in epoch milliseconds.
    pub to: Option<i64>,
}

/// A part of the publications, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicationPage {
    /// This part, at most [`VERSIONS`].
    pub items: Vec<Publication>,
    /// Give as `before` for the next part; `None` at the end.
    pub next: Option<u32>,
    /// Everybody who has published, by name.
    #[serde(default)]
    pub people: Vec<String>,
}

/// How many entries a publication changed for visitors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeCounts {
    /// They appeared.
    pub added: u32,
    /// They read or match differently.
    pub changed: u32,
    /// They disappeared.
    pub removed: u32,
}

/// A publication, what it changed, and what going back to it would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicationDetail {
    /// The publication.
    pub publication: Publication,
    /// It is what visitors see now.
    pub current: bool,
    /// What it changed of the one before, at most [`super::admin::limits::PUBLISH_CHANGES`].
    pub changes: Vec<PublishChange>,
    /// All of them.
    pub total_changes: u32,
    /// What visitors would notice if it came back now, as many at most.
    pub back: Vec<PublishChange>,
    /// All of them.
    pub total_back: u32,
    /// The entries that more people than now would then see.
    pub wider: Vec<EntryName>,
}

/// Asks for an earlier publication back, as a new one. Nothing that was written changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollBack {
    /// Why, at most [`super::admin::limits::NOTE`] characters.
    #[serde(default)]
    pub note: String,
    /// Why it is done although pinned questions break ([`super::pinned`]), at most [`super::pinned::limits::REASON`] characters. Empty:
    /// then it is refused, with [`super::problem::Fault::Pinned`] on `force`.
    #[serde(default)]
    pub force: String,
}
