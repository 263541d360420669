//! What somebody has typed in an entry's form and not saved, and who else has that form open.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET drafts?`[`DraftQuery`] | | `[`[`EntryDraft`]`]` of one's own, the newest first |
//! | `POST drafts` | [`DraftEdit`] | [`DraftSaved`] (201): of an entry that is not there yet |
//! | `PUT drafts/ID` | [`DraftEdit`] | [`DraftSaved`]; the id is an entry's or one that `POST` gave |
//! | `DELETE drafts/ID` | | 204 |
//! | `POST entries/ID/presence` | [`Here`] | [`Presence`] |
//!
//! Nobody else sees a draft. It is gone when the entry is saved by its writer (for a new entry: `POST entries?draft=ID`), when he
//! throws it away, and after [`limits::DAYS`].

use super::admin::EntryEdit;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Bounds.
pub mod limits {
    /// Drafts of a user; the oldest one makes room.
    pub const DRAFTS: usize = 100;
    /// A draft's size, in bytes of JSON.
    pub const BYTES: usize = 256 * 1024;
    /// For how many days a draft is kept.
    pub const DAYS: i64 = 90;
    /// After so many seconds without a word a form counts as closed.
    pub const PRESENCE: i64 = 45;
    /// Forms of one entry that are remembered.
    pub const FORMS: usize = 50;
}

/// Which drafts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftQuery {
    /// Only the one of this entry; `None`: only those of entries that are not there yet.
    pub entry: Option<Uuid>,
}

/// What stands in a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftEdit {
    /// As it would be sent to be saved, with the version that the form began with. It need not be complete.
    pub edit: EntryEdit,
}

/// It is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftSaved {
    /// The draft's id.
    pub id: Uuid,
    /// When it was kept.
    pub saved_at: i64,
}

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryDraft {
    /// The entry's id, or one of its own while there is no entry.
    pub id: Uuid,
    /// When it was kept.
    pub saved_at: i64,
    /// What stood in the form.
    pub edit: EntryEdit,
}

/// What a new entry comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    /// The draft that it makes needless.
    pub draft: Option<Uuid>,
    /// The submission that it is made from, which leads to it then.
    pub submission: Option<Uuid>,
}

/// A form says that it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Here {
    /// The form: a number that the page has made.
    pub form: Uuid,
    /// Something in it is not saved.
    #[serde(default)]
    pub writing: bool,
    /// It is being closed.
    #[serde(default)]
    pub leaving: bool,
}

/// Who else has an entry's form open, and where the entry stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// The entry's version now.
    pub version: u32,
    /// When that was saved.
    pub updated_at: i64,
    /// Who saved it.
    pub updated_by: String,
    /// The other forms, by name; each user once.
    pub others: Vec<Other>,
}

/// Somebody else's form, or another one of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    /// Whose.
    pub name: String,
    /// One's own, in another window.
    pub own: bool,
    /// Something in it is not saved.
    pub writing: bool,
}
