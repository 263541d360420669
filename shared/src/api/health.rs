//! The health of the knowledge: what a careful editor would mend, under `api/admin/WORKSPACE/`, in JSON.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET health?`[`HealthQuery`] | | [`HealthPage`] |
//! | `POST health` | | [`HealthPage`] of everything open: looks at the knowledge anew, unless somebody's look is under way |
//! | `PUT health/ignored` | [`HealthIgnore`] | 204; 404 when there is no such finding |
//! | `POST health/merge` | [`HealthMerge`] | [`super::admin::Entry`] that was kept |
//! | `GET export/health.csv?`[`HealthQuery`], `.xlsx` | | a row a finding, all that the query finds |
//!
//! A look is taken outside of the writer and kept in memory: it is gone with the server's process, and the knowledge may have changed
//! since ([`HealthPage::stale`]). What was ignored is stored.

use super::admin::Status;
use crate::readable::Hard;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What may be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HealthKind {
    /// Two entries whose own words find each other nearly as well as themselves.
    Duplicate,
    /// Another entry comes first for an entry's own words, or always did in the log.
    Outranked,
    /// Neither keywords nor phrasings.
    Bare,
    /// It leads to an entry or file that is not there or that visitors do not get.
    BrokenLink,
    /// An upload that nothing shows.
    UnusedFile,
    /// An answer that is long or hard to read.
    Hard,
}

impl HealthKind {
    /// All kinds, in the order of the screen.
    pub const ALL: [Self; 6] = [
        Self::Duplicate,
        Self::Outranked,
        Self::Bare,
        Self::BrokenLink,
        Self::UnusedFile,
        Self::Hard,
    ];

    /// As it stands in the API and in files.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Outranked => "outranked",
            Self::Bare => "bare",
            Self::BrokenLink => "broken_link",
            Self::UnusedFile => "unused_file",
            Self::Hard => "hard",
        }
    }
}

/// An entry as findings name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthEntry {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub status: Status,
    /// The version that was looked at.
    pub version: u32,
}

/// What exactly was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum HealthDetail {
    /// How alike, in per cent: see `docs/health.md`.
    Duplicate {
        /// The other one.
        other: HealthEntry,
        /// At least [`limits::LIKE`].
        likeness: u32,
    },
    /// Its own words bring another one first.
    OwnWords {
        /// The one that comes first.
        by: HealthEntry,
        /// Those words.
        words: String,
        /// For how many of its own titles and phrasings another one comes first,
        lost: u32,
        /// of so many.
        of: u32,
    },
    /// It was a candidate for questions of the log, and another one always came first.
    InLog {
        /// The one that came first most often.
        by: HealthEntry,
        /// The question that was asked most often.
        words: String,
        /// How often these questions were asked.
        asked: u32,
    },
    /// Neither keywords nor phrasings.
    Bare,
    /// A way that leads nowhere.
    Link {
        /// The address or the code, as it is written.
        to: String,
        /// Why.
        reason: LinkFault,
    },
    /// A file that nothing shows.
    File {
        /// The upload.
        id: Uuid,
        /// What it is called.
        name: String,
        /// Its address within the workspace, without `files/`.
        file: String,
        /// Its size.
        bytes: u32,
        /// When it came.
        created_at: i64,
    },
    /// A text that is hard to read.
    Hard {
        /// It is Japanese.
        ja: bool,
        /// Why, the worst first.
        hard: Vec<Hard>,
    },
}

/// Why a way leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkFault {
    /// A related entry that is gone.
    RelatedGone,
    /// A related entry that is not published.
    RelatedHidden,
    /// A link to an entry that is gone.
    EntryGone,
    /// A link to an entry that is not published.
    EntryHidden,
    /// An upload that is gone.
    FileGone,
    /// A link through a widget that is gone.
    WidgetGone,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthFinding {
    /// Names it from one look to the next.
    pub key: String,
    /// What it is.
    pub kind: HealthKind,
    /// The entry, unless it is about a file.
    pub entry: Option<HealthEntry>,
    /// What exactly.
    pub detail: HealthDetail,
    /// How much it matters among its kind, for the order.
    pub weight: u32,
    /// What it means, one sentence in the reader's language.
    pub message: String,
    /// Why it shall be left as it is; empty: it is open.
    pub ignored: Option<HealthIgnored>,
}

/// Who let a finding be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthIgnored {
    /// Why.
    pub reason: String,
    /// When.
    pub at: i64,
    /// Who.
    pub by: String,
}

/// The order of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HealthSort {
    /// What matters most first.
    #[default]
    Weight,
    /// By the entry's or the file's name.
    Name,
    /// By the entry's code.
    Code,
}

/// Which findings to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HealthQuery {
    /// Only this kind.
    pub kind: Option<HealthKind>,
    /// Those that are ignored instead of those that are open.
    pub ignored: bool,
    /// Words that the entry's title, its code or the sentence contains, all of them.
    pub q: String,
    /// The order.
    pub sort: HealthSort,
    /// How many to skip.
    pub offset: u32,
    /// How many to return, 1 to [`super::admin::limits::PAGE`]; 0 means 50.
    pub limit: u32,
}

/// How a look went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthLook {
    /// When it was taken.
    pub at: i64,
    /// How long it took, in milliseconds.
    pub took_ms: u32,
    /// Entries that were looked at: all that are not archived.
    pub entries: u32,
    /// How many of their own words were asked as questions.
    pub asked: u32,
    /// How many different questions of the log were asked.
    pub logged: u32,
    /// There were more findings of a kind than are kept ([`limits::FINDINGS`]), of the least weight.
    pub cut: bool,
}

/// A part of the findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthPage {
    /// The look that found them; `None`: nobody has looked yet.
    pub look: Option<HealthLook>,
    /// A look is under way.
    pub running: bool,
    /// The knowledge has changed since.
    pub stale: bool,
    /// Open and ignored findings of each kind, in the order of [`HealthKind::ALL`], whatever was asked for.
    pub counts: Vec<[u32; 2]>,
    /// How many match in all.
    pub total: u32,
    /// This part.
    pub items: Vec<HealthFinding>,
}

/// Lets a finding be, or no longer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HealthIgnore {
    /// The finding.
    pub key: String,
    /// Why; empty: it counts again.
    pub reason: String,
}

/// Makes one entry of two: one is archived, and what finds it finds the other then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HealthMerge {
    /// The one that stays.
    pub keep: Uuid,
    /// The version of it that was looked at.
    pub keep_version: u32,
    /// The one that is archived.
    pub drop: Uuid,
    /// The version of it that was looked at.
    pub drop_version: u32,
}

/// Limits of a look.
pub mod limits {
    /// From so many per cent on, two entries are near-duplicates.
    pub const LIKE: u32 = 70;
    /// Phrasings of an entry that are asked, beside its title.
    pub const PHRASINGS: usize = 4;
    /// Questions of the log that are read.
    pub const LOGGED: u32 = 5_000;
    /// In the log, an entry that was a candidate more seldom says nothing.
    pub const SELDOM: u32 = 5;
    /// Findings of a kind that are kept.
    pub const FINDINGS: usize = 2_000;
    /// Characters of a reason.
    pub const REASON: usize = 500;
    /// Characters of a finding's key.
    pub const KEY: usize = 200;
}
