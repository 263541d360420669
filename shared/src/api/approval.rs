//! Four eyes: what visitors get of an entry was approved by somebody who did not write it.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET approval` | | [`Approval`] |
//! | `PUT approval` | [`ApprovalEdit`] | [`Approval`] |
//! | `GET entries/ID/review` | | [`Review`] |
//! | `POST entries/ID/review` | [`ReviewRequest`] | [`super::admin::Entry`], in review |
//! | `POST entries/ID/decision` | [`Decision`] | [`super::admin::Entry`], published or sent back |
//!
//! With [`Approval::four_eyes`] an entry becomes published by a [`Decision`] alone. A change of a published entry leaves visitors
//! what was approved before, until the change is approved too. To take an entry away needs no approval: what is wrong must be
//! gone at once.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Bounds, in characters.
pub mod limits {
    /// A comment on a request or a decision.
    pub const COMMENT: usize = 1000;
}

/// Whether entries need the approval of a second person, and how many wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// They do.
    pub four_eyes: bool,
    /// Entries in review.
    pub in_review: u32,
    /// Published entries with a change that nobody approved or asked to approve.
    pub unapproved: u32,
}

/// Changes whether they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalEdit {
    /// From now on an entry needs it. What visitors see stays. What was to be published next and is not yet waits for its approval.
    /// Switched off, changes of published entries that wait are part of the next publication.
    pub four_eyes: bool,
}

/// Asks for a look at an entry as it is written now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewRequest {
    /// What to look at, at most [`limits::COMMENT`] characters.
    #[serde(default)]
    pub comment: String,
    /// The version that was seen; another one now is a conflict.
    pub version: u32,
}

/// Decides on an entry in review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// It may be published; else it goes back to who wrote it.
    pub approve: bool,
    /// Why, at most [`limits::COMMENT`] characters; needed to send back.
    #[serde(default)]
    pub comment: String,
    /// The version that was read; another one now is a conflict.
    pub version: u32,
}

/// What somebody did about a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewAct {
    /// Asked for it.
    Asked,
    /// Approved the entry.
    Approved,
    /// Sent it back.
    SentBack,
}

/// Where an entry's review stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The entry's version that this is about.
    pub version: u32,
    /// The last thing that was done about it.
    pub last: Option<ReviewStep>,
    /// Who wrote what is not approved yet; he cannot approve it. Empty: nobody who is known.
    pub writer: String,
    /// Who asks wrote it himself.
    pub own: bool,
    /// The version that visitors get until this one is approved; `None`: none.
    pub release_version: Option<u32>,
    /// There is something to approve.
    pub unapproved: bool,
}

/// Something that was done about a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewStep {
    /// What.
    pub act: ReviewAct,
    /// The version that it made.
    pub version: u32,
    /// When.
    pub at: i64,
    /// Who.
    pub by: String,
    /// His id, where he is a user.
    pub by_id: Option<Uuid>,
    /// What he said.
    pub comment: String,
}
