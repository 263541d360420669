//! Import of tables, under `api/admin/WORKSPACE/`. A file goes as it is, everything else is JSON.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `POST import?`[`ImportQuery`] | the file of entries | [`ImportReport`]: a dry run that changes nothing |
//! | the same with `expect=TOKEN` | the same bytes | [`ImportReport`], applied; 409 when something of it was changed since the dry run |
//! | `POST import/synonyms`, `import/categories`, `import/pinned`, `import/scenarios` | the file | the same |
//! | `GET import/checks/TOKEN?`[`CheckQuery`] | | [`ImportRowPage`]: the rows of a dry run; 404 when it is too long ago |
//! | `GET import/checks/TOKEN/refused.csv` or `.xlsx` | | the refused rows as they stand in the file, with their reasons |
//! | `PUT import/mapping` | [`MappingEdit`] | 204: what the columns of such files mean is remembered |
//! | `DELETE import/mapping` | [`MappingOf`] | 204: it is forgotten |
//! | `GET imports?`[`ImportsQuery`] | | [`ImportsPage`] |
//! | `GET imports/ID` | | [`ImportDetail`] |
//! | `POST imports/ID/undo` | [`Undo`] | [`Undone`] |

use super::problem::Fault;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The [`ImportReport::encoding`] of an Excel workbook, which has no separator.
pub const WORKBOOK: &str = "Excel";

/// How a file is to be read, and whether it is to be applied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportQuery {
    /// The token of the dry run that is to be applied; `None`: a dry run.
    pub expect: Option<String>,
    /// What each column of the file is, in order, joined by commas ([`ImportField::tag`]; empty: left out). `None`: as was
    /// remembered for these headers, else by their names.
    pub columns: Option<String>,
    /// The row of the header, as a spreadsheet counts it; 0: there is none. `None`: as it looks.
    pub header: Option<u32>,
    /// Whether the answers are HTML that becomes Markdown; `None`: where they look like it.
    pub html: Option<bool>,
    /// Apply the rows without fault although others are refused; else one refused row keeps all from being applied.
    pub partial: bool,
    /// The file's name, for the list of imports.
    pub file: String,
}

/// What a column of a file of entries is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportField {
    /// The entry's code.
    Code,
    /// The category's path, or a part of it: several columns are joined, the outermost first.
    Category,
    /// The title.
    Title,
    /// Other phrasings; several columns are joined.
    Phrasings,
    /// Keywords; several columns are joined.
    Keywords,
    /// The answer; several columns become paragraphs.
    Answer,
    /// The status.
    Status,
    /// The groups that may see it.
    Audience,
    /// Codes of related entries.
    Related,
    /// The owner's mail address.
    Owner,
    /// The review date.
    ReviewOn,
    /// When visitors see it first.
    PublishFrom,
    /// When they do not see it any more.
    PublishUntil,
}

impl ImportField {
    /// All, in the order of an export.
    pub const ALL: [Self; 13] = [
        Self::Code,
        Self::Category,
        Self::Title,
        Self::Phrasings,
        Self::Keywords,
        Self::Answer,
        Self::Status,
        Self::Audience,
        Self::Related,
        Self::Owner,
        Self::ReviewOn,
        Self::PublishFrom,
        Self::PublishUntil,
    ];

    /// Its name in addresses and at the command line.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Category => "category",
            Self::Title => "title",
            Self::Phrasings => "phrasings",
            Self::Keywords => "keywords",
            Self::Answer => "answer",
            Self::Status => "status",
            Self::Audience => "audience",
            Self::Related => "related",
            Self::Owner => "owner",
            Self::ReviewOn => "review_on",
            Self::PublishFrom => "publish_from",
            Self::PublishUntil => "publish_until",
        }
    }

    /// By its name.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.tag() == tag)
    }

    /// Whether several columns of a file may be this.
    pub const fn is_joined(self) -> bool {
        matches!(
            self,
            Self::Category | Self::Phrasings | Self::Keywords | Self::Answer
        )
    }
}

/// Where the meaning of a file's columns comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MappingFrom {
    /// The names of the columns.
    #[default]
    Names,
    /// Somebody said it of such a file before.
    Remembered,
    /// It was said with the file.
    Given,
    /// It is a guess, which somebody should look at.
    Guessed,
}

/// A column of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportColumn {
    /// Its header as it stands in the file; its letter when there is none.
    pub name: String,
    /// Its first cells, shortened, at most [`SAMPLES`].
    pub samples: Vec<String>,
    /// What it is taken as; `None`: left out.
    pub field: Option<ImportField>,
}

/// Cells shown of a column.
pub const SAMPLES: usize = 3;

/// What an import would do or did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// The encoding that was found: `UTF-8`, `UTF-8 (BOM)`, `Shift_JIS`, `UTF-16LE`, `UTF-16BE`, or
    /// [`WORKBOOK`].
    pub encoding: String,
    /// The separator that was found: `,`, `;` or a tab.
    pub separator: String,
    /// Rows that make something new.
    pub new: u32,
    /// Rows that change something.
    pub changed: u32,
    /// Rows that change nothing.
    pub unchanged: u32,
    /// Rows that are refused.
    #[serde(default)]
    pub refused: u32,
    /// Columns of the header that were left out.
    pub ignored_columns: Vec<String>,
    /// What is wrong, in file order, at most [`IMPORT_ERRORS`](super::admin::limits::IMPORT_ERRORS). Any error keeps all from
    /// being applied, unless the rows without fault are wanted alone.
    pub errors: Vec<RowError>,
    /// How many errors there are in all.
    pub error_count: u32,
    /// The file as a whole is at fault: no row of it can be applied.
    #[serde(default)]
    pub blocked: bool,
    /// What could be better and keeps nothing from being applied, at most as many.
    #[serde(default)]
    pub warnings: Vec<RowError>,
    /// The first rows that make or change something, at most [`IMPORT_ROWS`](super::admin::limits::IMPORT_ROWS).
    pub rows: Vec<ImportRow>,
    /// The columns of a file of entries.
    #[serde(default)]
    pub columns: Vec<ImportColumn>,
    /// The row of its header; 0: it has none.
    #[serde(default)]
    pub header: u32,
    /// Where the meaning of its columns comes from.
    #[serde(default)]
    pub mapping: MappingFrom,
    /// Somebody must say what the columns are before anything is compared.
    #[serde(default)]
    pub asks: bool,
    /// Rows whose answer was HTML and became Markdown.
    #[serde(default)]
    pub html: u32,
    /// Rows without an id that are an entry which is there, by its title.
    #[serde(default)]
    pub by_title: u32,
    /// Hand back as `expect` to apply just this.
    pub token: String,
    /// It was applied.
    pub applied: bool,
    /// The import in the list of imports, when it changed something.
    #[serde(default)]
    pub import: Option<Uuid>,
}

/// An error at a place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowError {
    /// Row as a spreadsheet counts it: the header is row 1. 0: the whole file.
    pub row: u32,
    /// The column's header as it stands in the file, or empty.
    pub column: String,
    /// What is wrong.
    pub fault: Fault,
    /// The same as one sentence in the reader's language.
    pub message: String,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// It makes something.
    #[default]
    New,
    /// It changes something.
    Changed,
    /// It says what is there.
    Unchanged,
    /// It cannot be taken.
    Refused,
}

/// What is to be said of a row beside its differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowNote {
    /// Its answer was HTML and became Markdown.
    Html,
    /// It has no id and is the entry with its title.
    ByTitle,
    /// The undoing of an import ended the entry; it comes back.
    Revived,
}

/// A row of a dry run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Row as a spreadsheet counts it.
    pub row: u32,
    /// What becomes of it.
    pub kind: RowKind,
    /// The entry's code; empty when it will be made.
    pub code: String,
    /// The title after the import.
    pub title: String,
    /// The fields that differ (empty for a new entry).
    pub changes: Vec<FieldChange>,
    /// Why it is refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<RowError>,
    /// What else is to be said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<RowNote>,
}

/// A field before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// `title`, `phrasings`, `keywords`, `category`, `answer`, `status`; of a scenario `name`, `start` or a step's id.
    pub field: String,
    /// Before, as a cell would show it.
    pub before: String,
    /// After.
    pub after: String,
}

/// Which rows of a dry run to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CheckQuery {
    /// Only rows of this kind.
    pub kind: Option<RowKind>,
    /// Only rows whose code, title or reasons contain this, whatever its width and case.
    pub q: String,
    /// How many to skip.
    pub offset: u32,
    /// How many to return, 1 to [`PAGE`](super::admin::limits::PAGE); 0 means 50.
    pub limit: u32,
}

/// A part of the rows of a dry run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRowPage {
    /// How many match in all.
    pub total: u32,
    /// This part, in file order.
    pub items: Vec<ImportRow>,
}

/// What the columns of files with these headers mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingEdit {
    /// The headers, as they stand in the file.
    pub headers: Vec<String>,
    /// What each column is; `None`: left out.
    pub fields: Vec<Option<ImportField>>,
    /// Whether the answers are HTML; `None`: where they look like it.
    #[serde(default)]
    pub html: Option<bool>,
}

/// Files with these headers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingOf {
    /// The headers, as they stand in the file.
    pub headers: Vec<String>,
}

/// What an import is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// Entries.
    #[default]
    Entries,
    /// Synonyms.
    Synonyms,
    /// Categories.
    Categories,
    /// Pinned questions.
    Pinned,
    /// Scenarios.
    Scenarios,
}

impl ImportKind {
    /// All.
    pub const ALL: [Self; 5] = [
        Self::Entries,
        Self::Synonyms,
        Self::Categories,
        Self::Pinned,
        Self::Scenarios,
    ];

    /// Its name.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Entries => "entries",
            Self::Synonyms => "synonyms",
            Self::Categories => "categories",
            Self::Pinned => "pinned",
            Self::Scenarios => "scenarios",
        }
    }

    /// By its name.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.tag() == tag)
    }
}

/// Which imports to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportsQuery {
    /// How many to skip.
    pub offset: u32,
    /// How many to return, 1 to [`PAGE`](super::admin::limits::PAGE); 0 means 50.
    pub limit: u32,
}

/// A part of the list of imports, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportsPage {
    /// How many there are in all.
    pub total: u32,
    /// This part.
    pub items: Vec<ImportRecord>,
}

/// An import that was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRecord {
    /// Its id.
    pub id: Uuid,
    /// Of what.
    pub kind: ImportKind,
    /// When, in epoch milliseconds.
    pub at: i64,
    /// Who made it.
    pub by: String,
    /// The file's name; empty when nobody said it.
    pub file: String,
    /// Things that it made.
    pub new: u32,
    /// Things that it changed.
    pub changed: u32,
    /// Rows that changed nothing.
    pub unchanged: u32,
    /// Rows that were refused.
    pub refused: u32,
    /// When it was undone last, and by whom.
    pub undone: Option<(i64, String)>,
}

/// Where a thing stands that an import made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeState {
    /// As the import left it: undoing brings it back.
    AsImported,
    /// Somebody changed it since.
    ChangedSince,
    /// The import was undone for it.
    Undone,
    /// It is not there any more.
    Gone,
}

/// A thing that an import made or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportChange {
    /// Its id.
    pub id: Uuid,
    /// What it is: also an import of entries makes categories.
    pub kind: ImportKind,
    /// The entry's code, else empty.
    pub code: String,
    /// Its title or name as it is now.
    pub title: String,
    /// The import made it; else it changed it.
    pub new: bool,
    /// Where it stands.
    pub state: ChangeState,
    /// Who changed it last; empty where nobody noted it.
    pub by: String,
}

/// An import, and what undoing it would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportDetail {
    /// The import.
    pub record: ImportRecord,
    /// Things that undoing brings back, or ends where the import made them.
    pub as_imported: u32,
    /// Things that were changed since and stay, unless they are chosen.
    pub changed_since: u32,
    /// Things for which it was undone already.
    pub undone: u32,
    /// Things that are not there any more.
    pub gone: u32,
    /// The first ones that were changed since, at most [`PAGE`](super::admin::limits::PAGE).
    pub since: Vec<ImportChange>,
    /// The first ones of all, at most as many.
    pub first: Vec<ImportChange>,
}

/// Which things that were changed since are brought back too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undo {
    /// These, at most [`BULK`](super::admin::limits::BULK).
    #[serde(default)]
    pub also: Vec<Uuid>,
    /// All of them.
    #[serde(default)]
    pub all: bool,
}

/// What undoing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// Things that are as they were before the import.
    pub restored: u32,
    /// Things that the import had made and that ended: entries are archived, the rest is deleted.
    pub ended: u32,
    /// Categories that it had made, that are empty and went.
    pub categories: u32,
    /// Things that stayed, since they were changed.
    pub kept: u32,
}
