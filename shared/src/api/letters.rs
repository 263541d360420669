//! The words of mails about submissions.
//!
//! Under `api/admin/WORKSPACE/`, in JSON:
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET letters` | | `[`[`Letter`]`]`: what comes with Kotae first, then one's own by name |
//! | `POST letters` | [`LetterEdit`] | [`Letter`] (201) |
//! | `GET letters/ID` | | [`Letter`] |
//! | `PUT letters/ID` | [`LetterEdit`] | [`Letter`] |
//! | `DELETE letters/ID` | | 204: one that comes with Kotae says again what it did; [`Fault::InUse`] while a form uses it |
//!
//! [`Fault::InUse`]: super::problem::Fault::InUse

use crate::{lang::Localised, letters::LetterKind};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Its id.
    pub id: Uuid,
    /// What it is for.
    pub kind: LetterKind,
    /// What it is called.
    pub name: Localised,
    /// Its subject. Empty, in a reply: the number and the form's name.
    pub subject: Localised,
    /// Its text. An empty line begins a paragraph.
    pub text: Localised,
    /// It comes with Kotae.
    pub built_in: bool,
    /// It comes with Kotae, and says something else now.
    pub changed: bool,
    /// The forms that use it by their own choice.
    pub forms: u32,
    /// Raised by each change; 0: never changed.
    pub version: u32,
    /// When it was last changed; 0: never.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
}

/// A new letter, or a change of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterEdit {
    /// What it is for; never changed.
    pub kind: LetterKind,
    /// What it is called, which differs from others of the kind; at most [`limits::NAME`] characters.
    pub name: Localised,
    /// Its subject; at most [`SUBJECT`](super::forms::limits::SUBJECT) characters.
    #[serde(default)]
    pub subject: Localised,
    /// Its text; at most [`LETTER`](super::forms::limits::LETTER) characters.
    pub text: Localised,
    /// The version that was edited (0 for a new one); another one now is a conflict.
    #[serde(default)]
    pub version: u32,
}

/// Limits.
pub mod limits {
    /// Characters of a name.
    pub const NAME: usize = 60;
    /// Letters of a workspace beside those that come with Kotae.
    pub const LETTERS: usize = 50;
}
