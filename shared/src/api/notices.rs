//! Announcements: what the help desk tells visitors for a while (maintenance, an outage).
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET api/admin/WORKSPACE/notices` | | `[`[`Notice`]`]`, the latest start first |
//! | `POST api/admin/WORKSPACE/notices` | [`NoticeEdit`] | [`Notice`] (201) |
//! | `PUT api/admin/WORKSPACE/notices/ID` | [`NoticeEdit`] | [`Notice`] |
//! | `DELETE api/admin/WORKSPACE/notices/ID` | | 204 |
//! | `GET w/KEY/notices` | | [`Shown`]s of this moment in the widget's binary form, with an entity tag: asking again costs a 304 |

use crate::lang::Localised;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An announcement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The announcement's id.
    pub id: Uuid,
    /// What is said.
    pub text: Localised,
    /// How urgent it is.
    pub tone: Tone,
    /// An http(s) address with more, or empty.
    pub link: String,
    /// Shown from then on.
    pub starts_at: i64,
    /// Not shown from then on.
    pub ends_at: i64,
    /// The widgets that show it; none: all.
    pub widgets: Vec<Uuid>,
    /// Raised by each change; sent back with an edit.
    pub version: u32,
    /// When it was last changed.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
}

/// A new announcement or a change of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeEdit {
    /// What is said; one language at least.
    pub text: Localised,
    /// How urgent it is.
    #[serde(default)]
    pub tone: Tone,
    /// An http(s) address with more.
    #[serde(default)]
    pub link: String,
    /// Shown from then on.
    pub starts_at: i64,
    /// Not shown from then on.
    pub ends_at: i64,
    /// The widgets that show it; none: all.
    #[serde(default)]
    pub widgets: Vec<Uuid>,
    /// The version that was edited (0 for a new one); another one now is a conflict.
    #[serde(default)]
    pub version: u32,
}

/// How urgent an announcement is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Good to know.
    #[default]
    Info,
    /// Something does not work.
    Warning,
}

/// An announcement as a widget shows it, once a visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The announcement's id.
    pub id: Uuid,
    /// What is said, in Japanese and in English.
    pub text: [String; 2],
    /// Something does not work.
    pub warning: bool,
    /// An http(s) address with more, or empty.
    pub link: String,
}

/// Limits of announcements.
pub mod limits {
    /// The text, in characters.
    pub const TEXT: usize = 300;
    /// The link, in characters.
    pub const LINK: usize = 2_000;
    /// Announcements of a workspace.
    pub const COUNT: usize = 500;
    /// How many a widget gets, the latest start first.
    pub const SHOWN: u32 = 5;
    /// The earliest time: the year 2000, in epoch milliseconds.
    pub const EARLIEST: i64 = 946_684_800_000;
    /// The latest time: the year 2100, in epoch milliseconds.
    pub const LATEST: i64 = 4_102_444_800_000;
}
