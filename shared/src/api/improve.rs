//! What the knowledge should answer better, under `api/admin/WORKSPACE/`, in JSON.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET improve?`[`ImproveQuery`] | | [`ImprovePage`] |
//! | `PUT improve` | [`ImproveEdit`] | [`Handling`]; 409 when somebody else has changed it |
//! | `POST improve/bulk` | [`ImproveBulk`] | [`BulkResult`](super::admin::BulkResult): all or none |
//! | `POST improve/draft` | [`ImproveDraft`] | 201, [`Entry`](super::admin::Entry): a draft without an answer |
//! | `POST improve/ask` | [`Ask`] | [`Asked`]: what the knowledge as it is written now makes of a question |
//! | `GET export/improve.csv?`[`ImproveQuery`], `.xlsx` | | what the query finds, all pages |

use super::admin::{EntryName, Status};
use super::widget::Outcome;
use crate::lang::Localised;
use crate::matcher::Why;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why something is on the list. The first four are of questions, the others of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImproveKind {
    /// Nothing was found.
    NotFound,
    /// "Not solved" was pressed.
    NotSolved,
    /// Entries were offered and none was chosen, and the visitor went on with something else; or it is less than
    /// [`limits::LEFT_MINUTES`] ago.
    NotChosen,
    /// Entries were offered, none was chosen, and the visitor did nothing more in that conversation for
    /// [`limits::LEFT_MINUTES`].
    Abandoned,
    /// The review date has come; the entry is not archived.
    ReviewDue,
    /// Visitors get the entry, it was made at least [`limits::OLD_DAYS`] ago, and none was offered it or opened it in the last
    /// [`limits::FIGURE_DAYS`] days.
    NeverShown,
    /// Of at least [`limits::SAID`] visitors who said in the last [`limits::FIGURE_DAYS`] days whether the entry solved their
    /// question, less than half said that it did.
    LowSolved,
}

impl ImproveKind {
    /// All of them, in the order of their counts.
    pub const ALL: [Self; 7] = [
        Self::NotFound,
        Self::NotSolved,
        Self::NotChosen,
        Self::Abandoned,
        Self::ReviewDue,
        Self::NeverShown,
        Self::LowSolved,
    ];

    /// Its name in the API.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NotSolved => "not_solved",
            Self::NotChosen => "not_chosen",
            Self::Abandoned => "abandoned",
            Self::ReviewDue => "review_due",
            Self::NeverShown => "never_shown",
            Self::LowSolved => "low_solved",
        }
    }

    /// Whether it is said of entries, not of questions.
    pub const fn is_of_entry(self) -> bool {
        matches!(self, Self::ReviewDue | Self::NeverShown | Self::LowSolved)
    }
}

/// What the help desk does about something on the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImproveState {
    /// Nobody has looked yet.
    #[default]
    New,
    /// Somebody is at it.
    InProgress,
    /// It is dealt with in what is written; visitors do not have it yet.
    Waiting,
    /// Visitors have it: a publication finds what it should.
    Done,
    /// The knowledge is not meant to answer it.
    Ignored,
}

impl ImproveState {
    /// All of them, in the order of their counts.
    pub const ALL: [Self; 5] = [
        Self::New,
        Self::InProgress,
        Self::Waiting,
        Self::Done,
        Self::Ignored,
    ];
}

/// The order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImproveSort {
    /// What counts most first, and of what counts the same the newest.
    #[default]
    Frequent,
    /// What came last first.
    Newest,
}

/// What to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImproveQuery {
    /// Only what has this reason.
    pub kind: Option<ImproveKind>,
    /// Only what is in this state.
    pub state: Option<ImproveState>,
    /// Only what is this user's.
    pub assignee: Option<Uuid>,
    /// Only questions to the widget with this key, and no entries.
    pub widget: Option<String>,
    /// Only questions of the last so many days; 0: of any time. Entries are listed whatever it says.
    pub days: u32,
    /// Words that a question of the group contains, or the entry's title or code, all of them; folded.
    pub q: String,
    /// The order.
    pub sort: ImproveSort,
    /// How many to skip.
    pub offset: u32,
    /// How many to return, 1 to [`super::admin::limits::PAGE`]; 0 means 50.
    pub limit: u32,
}

/// A part of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImprovePage {
    /// How many match in all.
    pub total: u32,
    /// How many there are in each state ([`ImproveState::ALL`]), whatever state was asked for.
    pub states: [u32; 5],
    /// How many there are of each kind ([`ImproveKind::ALL`]), whatever kind was asked for. A group of questions counts for each
    /// reason that one of them has.
    pub kinds: [u32; 7],
    /// This part.
    pub items: Vec<ImproveItem>,
    /// When there are more questions than are looked at ([`limits::WINDOW`]): from when on all were.
    pub since: Option<i64>,
    /// Who may be assigned, by name.
    pub people: Vec<Person>,
    /// The widgets that can be asked for.
    pub widgets: Vec<WidgetName>,
}

/// A user by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The user.
    pub id: Uuid,
    /// Shown name.
    pub name: String,
}

/// A widget by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WidgetName {
    /// The key in the script tag.
    pub key: String,
    /// What it is called; empty: as it calls itself.
    pub name: Localised,
}

/// Questions about the same, or an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImproveItem {
    /// Names it when something is done about it.
    pub key: String,
    /// Why it is here; of a group, what most of its questions have.
    pub kind: ImproveKind,
    /// The newest question, as it was typed, or the entry's title.
    pub text: String,
    /// The entry.
    pub entry: Option<EntryName>,
    /// How many questions there are; of an entry, how many visitors it concerns: those who opened it and did not have it solved
    /// ([`ImproveKind::LowSolved`]), or who opened it ([`ImproveKind::ReviewDue`]).
    pub count: u32,
    /// How many of the questions have each of the first four reasons.
    pub troubles: [u32; 4],
    /// What visitors did with the entry in the last [`limits::FIGURE_DAYS`] days.
    pub figures: Option<Figures>,
    /// When the newest question came; of an entry, since when it is due ([`ImproveKind::ReviewDue`]) or there.
    pub last_at: i64,
    /// Other wordings, newest first, at most [`limits::EXAMPLES`].
    pub examples: Vec<String>,
    /// What is done about it.
    pub handling: Handling,
    /// How many questions came after that was last changed.
    pub again: u32,
}

/// What visitors did with an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Questions that it was shown for, and openings without a question (a link, a start button).
    pub shown: u32,
    /// Of these, where it was opened.
    pub chosen: u32,
    /// Where a visitor said that it solved the question.
    pub solved: u32,
    /// Where a visitor said that it did not.
    pub not_solved: u32,
}

/// What is done about something on the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handling {
    /// Where it stands.
    pub state: ImproveState,
    /// Whose it is.
    pub assignee: Option<Uuid>,
    /// Why it is out of scope.
    pub reason: String,
    /// The entry that is to answer it.
    pub entry: Option<Uuid>,
    /// The publication since which visitors have it.
    pub publication: Option<u32>,
    /// The publication that found it no longer, although an earlier one did.
    pub lost: Option<u32>,
    /// Raised by each change; 0: nobody has done anything.
    pub version: u32,
    /// When it was last changed; 0: never.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
}

/// A change of what is done. A question group that is to be [`ImproveState::Done`] is that when the publication that visitors
/// have finds it; until one does, it is [`ImproveState::Waiting`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImproveEdit {
    /// [`ImproveItem::key`]; empty: the group that `text` belongs to.
    #[serde(default)]
    pub key: String,
    /// A question of the group, or the entry's title.
    pub text: String,
    /// Where it stands.
    pub state: ImproveState,
    /// Whose it is.
    #[serde(default)]
    pub assignee: Option<Uuid>,
    /// Why it is out of scope; needed for [`ImproveState::Ignored`], else not kept.
    #[serde(default)]
    pub reason: String,
    /// The entry that is to answer it; `None`: the one that is known.
    #[serde(default)]
    pub entry: Option<Uuid>,
    /// The version that was seen; another one now is a conflict.
    #[serde(default)]
    pub version: u32,
}

/// The same change of many.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImproveBulk {
    /// Which, at most [`limits::BULK`].
    pub items: Vec<ImproveRef>,
    /// The new state; `None`: as it is.
    #[serde(default)]
    pub state: Option<ImproveState>,
    /// The new assignee; `None`: as it is.
    #[serde(default)]
    pub assignee: Option<Uuid>,
    /// They are nobody's any more.
    #[serde(default)]
    pub clear_assignee: bool,
    /// Why they are out of scope; needed for [`ImproveState::Ignored`].
    #[serde(default)]
    pub reason: String,
}

/// Something on the list, as it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImproveRef {
    /// [`ImproveItem::key`].
    pub key: String,
    /// [`ImproveItem::text`].
    pub text: String,
    /// [`Handling::version`].
    pub version: u32,
}

/// A new entry for a group of questions: a draft that has them as title and phrasings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImproveDraft {
    /// The group, as it was seen.
    pub of: ImproveRef,
    /// Other ways to ask it.
    #[serde(default)]
    pub phrasings: Vec<String>,
}

/// Asks a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The question.
    pub text: String,
}

/// What the knowledge makes of a question: all entries that are not archived, drafts too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Whether it is answered.
    pub outcome: Outcome,
    /// The best entries, whether good enough or not, at most [`limits::BEST`].
    pub best: Vec<Best>,
}

/// An entry for a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Best {
    /// The entry.
    pub entry: EntryName,
    /// Where it stands: visitors get no draft.
    pub status: Status,
    /// Whether it would be shown.
    pub found: bool,
    /// Its score and what it comes from.
    pub why: Why,
}

/// Limits that the server enforces, and the numbers in the definitions of [`ImproveKind`].
pub mod limits {
    /// Questions that are looked at, the newest ones that found nothing, that were not solved, and of which nothing was chosen:
    /// so many of each.
    pub const WINDOW: u32 = 2_000;
    /// Wordings of a group.
    pub const EXAMPLES: usize = 5;
    /// Entries for a question.
    pub const BEST: usize = 3;
    /// Characters of a question.
    pub const TEXT: usize = 1_000;
    /// Characters of a reason.
    pub const REASON: usize = 200;
    /// What one change may be of.
    pub const BULK: usize = 200;
    /// Without doing anything for so long, a visitor has left.
    pub const LEFT_MINUTES: u32 = 30;
    /// What visitors did with entries is looked at for so many days.
    pub const FIGURE_DAYS: u32 = 90;
    /// An entry that is younger has not had the time to be shown.
    pub const OLD_DAYS: u32 = 30;
    /// So many visitors must have said whether an entry solved their question.
    pub const SAID: u32 = 5;
    /// Entries of a kind that are looked at, those that wait longest.
    pub const ENTRIES: u32 = 10_000;
}
