//! Visitor fields in the admin API.
//!
//! | request | |
//! |---|---|
//! | `GET visitor-fields` | all of them, in their order, the archived ones too: a list of [`VisitorFieldRecord`] |
//! | `POST visitor-fields` | [`VisitorFieldEdit`], a new one, at the end |
//! | `GET visitor-fields/ID` | one |
//! | `PUT visitor-fields/ID` | [`VisitorFieldEdit`] |
//! | `PUT visitor-fields/ID/state` | [`VisitorFieldState`]: archives it, or takes it back into use |
//! | `PUT visitor-fields/ID/place` | [`VisitorFieldPlace`]: moves it |

use crate::visitor::VisitorField;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A visitor field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorFieldRecord {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub field: VisitorField,
    /// No values are taken any more; those that are there are still shown.
    pub archived: bool,
    /// Raised by each change, from 1; sent back with an edit.
    pub version: u32,
    /// When it was last changed.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
}

/// A new visitor field or a change of one. Its key cannot be changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitorFieldEdit {
    /// What it is.
    pub field: VisitorField,
    /// The version that was edited (0 for a new one); another one now is a conflict.
    #[serde(default)]
    pub version: u32,
}

/// Archives a visitor field, or takes it back into use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitorFieldState {
    /// Whether it is archived.
    pub archived: bool,
    /// The version that was seen; another one now is a conflict.
    pub version: u32,
}

/// Where a visitor field stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitorFieldPlace {
    /// The one that it stands before; `None`: at the end.
    pub before: Option<Uuid>,
}
