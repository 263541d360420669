//! Links by which somebody tries the chat with what is not published yet.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET preview-links` | | `[`[`PreviewLink`]`]`: those that hold, the newest first |
//! | `POST preview-links` | [`PreviewLinkRequest`] | [`PreviewLinkMade`] (201), with the address, which is not shown again |
//! | `DELETE preview-links/ID` | | 204: it does not hold any more |
//!
//! Whoever has the address, `w/KEY/preview/TOKEN`, has a chat with everything that would be published as it is written now, and with
//! the link's own entries whatever their status. Nothing of it is logged.

use super::admin::EntryName;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Asks for a link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreviewLinkRequest {
    /// Entries that are in it as they are written now, drafts too; at most [`limits::ENTRIES`].
    #[serde(default)]
    pub entries: Vec<Uuid>,
    /// The groups as whose member one tries it; none: only what is for everybody.
    #[serde(default)]
    pub groups: Vec<String>,
    /// The widget that is tried; `None`: the first one.
    #[serde(default)]
    pub widget: Option<Uuid>,
    /// For how many days it holds, 1 to [`limits::DAYS`]; 0 means [`limits::USUAL_DAYS`].
    #[serde(default)]
    pub days: u32,
}

/// A link that was just made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewLinkMade {
    /// The whole address.
    pub address: String,
    /// What the list has of it.
    pub link: PreviewLink,
}

/// A link that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewLink {
    /// Its id.
    pub id: Uuid,
    /// Who made it.
    pub by: String,
    /// When.
    pub made_at: i64,
    /// Until when it holds.
    pub expires_at: i64,
    /// The entries that are in it whatever their status.
    pub entries: Vec<EntryName>,
    /// The groups as whose member one tries it.
    pub groups: Vec<String>,
    /// The widget's name.
    pub widget: String,
    /// How often it was opened.
    pub opened: u32,
    /// When last; `None`: never.
    pub opened_at: Option<i64>,
}

/// Limits that the server enforces.
pub mod limits {
    /// Entries that a link names.
    pub const ENTRIES: usize = 500;
    /// Links that hold at a time.
    pub const LINKS: usize = 100;
    /// The longest that one holds, in days.
    pub const DAYS: u32 = 30;
    /// How long one holds when nothing is said.
    pub const USUAL_DAYS: u32 = 7;
}
