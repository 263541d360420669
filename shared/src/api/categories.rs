//! How the tree of categories is arranged, under `api/admin/WORKSPACE/`, in JSON. The list, new ones and deletion stand in [`super::admin`].
//!
//! | request | body | reply |
//! |---|---|---|
//! | `PUT categories/ID/name` | [`CategoryName`] | [`super::admin::Category`] |
//! | `PUT categories/ID/place` | [`CategoryPlace`] | [`super::admin::Category`] |
//! | `GET categories/ID/merge?into=ID` | | [`Merge`]: what would move; nothing does |
//! | `POST categories/ID/merge` | [`MergeRequest`] | [`Merge`]: what moved; 409 when it would be something else by now |
//!
//! The name and the place are changed each by itself, so that one who renames a category does not put it back where it was when he
//! looked at it.

use crate::lang::Localised;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryName {
    /// The name, unique among its siblings.
    pub name: String,
}

/// Another place in the tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryPlace {
    /// The category above it; `None`: none.
    #[serde(default)]
    pub parent: Option<Uuid>,
    /// The one in `parent` that it stands before; `None`: it is the last. One that is not there (any more) is
    /// [`super::problem::Fault::Unknown`].
    #[serde(default)]
    pub before: Option<Uuid>,
}

/// Which category another one is merged into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MergeQuery {
    /// The one that stays; without it the answer is [`super::problem::Fault::Required`].
    pub into: Option<Uuid>,
}

/// Merges a category into another one: it is gone afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergeRequest {
    /// The one that stays.
    pub into: Uuid,
    /// What somebody agreed to.
    pub expect: Merge,
}

/// What a merge moves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// Entries that get another category, of any status.
    pub entries: u32,
    /// The categories below it that move with all that is in them, by name.
    pub moved: Vec<String>,
    /// The categories below it that are merged too, since the other side has one of the same name.
    pub merged: Vec<String>,
    /// The users who may write in one of them and will in what it is merged into, by name.
    pub people: Vec<String>,
    /// The names of the widgets with a start button that leads to one of them.
    pub widgets: Vec<Localised>,
}
