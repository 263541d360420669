//! Workspaces as the installation's operator sees them, and what they may hold.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET api/admin/WORKSPACE/installation/workspaces` | | `[`[`WorkspaceRow`]`]`, oldest first |
//! | `POST api/admin/WORKSPACE/installation/workspaces` | [`NewWorkspace`] | [`MadeWorkspace`] (201) |
//! | `PUT api/admin/WORKSPACE/installation/workspaces/NAME/standing` | [`StandingEdit`] | [`WorkspaceRow`] |
//! | `PUT api/admin/WORKSPACE/installation/workspaces/NAME/limits` | [`LimitsEdit`] | [`WorkspaceRow`] |

use crate::lang::Lang;
use serde::{Deserialize, Serialize};

/// Something that a workspace may have only so much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quota {
    /// Entries, whatever their status.
    Entries,
    /// Megabytes of databases and uploads.
    Storage,
    /// Users of the admin screens.
    Users,
    /// Pages with the widget that were opened in a month of the workspace's time zone.
    PageViews,
}

impl Quota {
    /// All, in the order of the screens.
    pub const ALL: [Self; 4] = [Self::Entries, Self::Storage, Self::Users, Self::PageViews];

    /// What the screens call it.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Entries => lang.pick("FAQ の件数", "Entries"),
            Self::Storage => lang.pick("容量（MB）", "Storage (MB)"),
            Self::Users => lang.pick("ユーザー数", "Users"),
            Self::PageViews => lang.pick("ページビュー（月）", "Page views a month"),
        }
    }

    /// As it stands in the API and on the command line.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Entries => "entries",
            Self::Storage => "storage",
            Self::Users => "users",
            Self::PageViews => "page_views",
        }
    }
}

/// Four numbers, one a [`Quota`]. `None`: no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quotas {
    /// Of [`Quota::Entries`].
    pub entries: Option<u64>,
    /// Of [`Quota::Storage`], in megabytes.
    pub storage: Option<u64>,
    /// Of [`Quota::Users`].
    pub users: Option<u64>,
    /// Of [`Quota::PageViews`].
    pub page_views: Option<u64>,
}

impl Quotas {
    /// The limit of one.
    pub const fn get(&self, quota: Quota) -> Option<u64> {
        match quota {
            Quota::Entries => self.entries,
            Quota::Storage => self.storage,
            Quota::Users => self.users,
            Quota::PageViews => self.page_views,
        }
    }

    /// Changes the limit of one.
    pub const fn set(&mut self, quota: Quota, limit: Option<u64>) {
        match quota {
            Quota::Entries => self.entries = limit,
            Quota::Storage => self.storage = limit,
            Quota::Users => self.users = limit,
            Quota::PageViews => self.page_views = limit,
        }
    }
}

/// How much of each there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Of [`Quota::Entries`].
    pub entries: u64,
    /// Of [`Quota::Storage`], in megabytes, begun ones counted.
    pub storage: u64,
    /// Of [`Quota::Users`].
    pub users: u64,
    /// Of [`Quota::PageViews`], this month until now.
    pub page_views: u64,
}

impl Usage {
    /// How much there is of one.
    pub const fn get(&self, quota: Quota) -> u64 {
        match quota {
            Quota::Entries => self.entries,
            Quota::Storage => self.storage,
            Quota::Users => self.users,
            Quota::PageViews => self.page_views,
        }
    }

    /// The quotas of which four fifths are used.
    pub fn near(&self, quotas: &Quotas) -> Vec<Near> {
        let near = |quota: Quota| {
            let (used, limit) = (self.get(quota), quotas.get(quota)?);
            (used.saturating_mul(5) >= limit.saturating_mul(4)).then_some(Near { quota, used, limit })
        };
        Quota::ALL.into_iter().filter_map(near).collect()
    }
}

/// A quota of which four fifths are used, or all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    /// Which.
    pub quota: Quota,
    /// How much there is.
    pub used: u64,
    /// How much there may be.
    pub limit: u64,
}

/// What the people of a workspace should know of it on every screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Banner {
    /// It is in use until this moment, in epoch milliseconds.
    pub ends_at: Option<i64>,
    /// Its data is erased then.
    pub erase_at: Option<i64>,
    /// Quotas that are nearly used up; only for whoever manages the workspace.
    pub near: Vec<Near>,
}

/// Whether a workspace is in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkspaceState {
    /// In use.
    #[default]
    Active,
    /// Nobody can use it.
    Suspended,
    /// In use until its end.
    Ending,
    /// Its data is being erased.
    Erasing,
}

/// A workspace in the operator's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceRow {
    /// Its name.
    pub name: String,
    /// When it was made, in epoch milliseconds.
    pub created_at: i64,
    /// Whether it is in use.
    pub state: WorkspaceState,
    /// Why it is suspended.
    pub reason: String,
    /// When it ends.
    pub ends_at: Option<i64>,
    /// When its data is erased.
    pub erase_at: Option<i64>,
    /// Its own host name; empty: none.
    pub host: String,
    /// What it may have.
    pub quotas: Quotas,
    /// What it has.
    pub usage: Usage,
    /// The operators' own workspace, which stays in use.
    pub operators: bool,
}

/// A workspace to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewWorkspace {
    /// Its name.
    pub name: String,
}

/// A workspace that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeWorkspace {
    /// The link that makes its first administrator; works once.
    pub link: String,
}

/// Whether a workspace shall be in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandingEdit {
    /// It can be used; takes a suspension or an end back.
    Resume,
    /// Nobody can use it. The reason is for operators alone.
    Suspend {
        /// Why.
        reason: String,
    },
    /// It ends with a day.
    End {
        /// The last day of use, `YYYY-MM-DD` in the time zone `Asia/Tokyo`.
        ends: String,
        /// Its name once more, so that it is not another's.
        confirm: String,
    },
}

/// What a workspace may have, and its host name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitsEdit {
    /// What it may have.
    pub quotas: Quotas,
    /// Its own host name; empty: none.
    pub host: String,
}
