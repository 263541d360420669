//! The columns of an entries table.

use super::{CellFault, Sheet, SheetRow, cells, fold_header};
use jiff::civil::{Date, Time};
use kotae_shared::api::{admin::Status, problem::Fault};
use unicode_normalization::UnicodeNormalization;

/// The header of an export, in order.
pub const HEADER: [&str; 13] = [
    "id",
    "category",
    "title",
    "phrasings",
    "keywords",
    "answer",
    "status",
    "audience",
    "related",
    "owner",
    "review_on",
    "publish_from",
    "publish_until",
];

/// A row of an entries table. A field is `None` where the file has no such column, which leaves the entry's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryCells {
    /// Row as a spreadsheet counts it.
    pub row: u32,
    /// The code; empty: to be made.
    pub code: String,
    /// The title.
    pub title: String,
    /// Other phrasings.
    pub phrasings: Option<Vec<String>>,
    /// Keywords.
    pub keywords: Option<Vec<String>>,
    /// The names of the category's path; empty: none.
    pub category: Option<Vec<String>>,
    /// The answer.
    pub answer: Option<String>,
    /// The status; an empty cell counts as no column.
    pub status: Option<Status>,
    /// The groups that it is meant for.
    pub audience: Option<Vec<String>>,
    /// The codes of related entries.
    pub related: Option<Vec<String>>,
    /// The mail address of its owner; empty: none.
    pub owner: Option<String>,
    /// Its review date, as `YYYY-MM-DD` where it can be read as a day; empty: none.
    pub review_on: Option<String>,
    /// From when on visitors may see it, as `YYYY-MM-DD HH:MM` where it can be read as a moment; empty: at once.
    pub publish_from: Option<String>,
    /// From when on they may not any more, in the same form; empty: it stays.
    pub publish_until: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Code,
    Category,
    Title,
    Phrasings,
    Keywords,
    Answer,
    Status,
    Audience,
    Related,
    Owner,
    ReviewOn,
    PublishFrom,
    PublishUntil,
}

/// Each column's names, folded by [`fold_header`].
const NAMES: [(Column, &[&str]); 13] = [
    (
        Column::Code,
        &["id", "code", "no", "コード", "番号", "管理番号", "faqid"],
    ),
    (
        Column::Category,
        &["category", "カテゴリ", "カテゴリー", "分類", "区分"],
    ),
    (
        Column::Title,
        &[
            "title",
            "question",
            "タイトル",
            "質問",
            "質問文",
            "件名",
            "見出し",
        ],
    ),
    (
        Column::Phrasings,
        &[
            "phrasings",
            "phrasing",
            "aliases",
            "言い換え",
            "言いかえ",
            "別の聞き方",
            "別の言い方",
            "類似質問",
            "表現",
        ],
    ),
    (
        Column::Keywords,
        &["keywords", "keyword", "tags", "キーワード", "検索語", "タグ"],
    ),
    (
        Column::Answer,
        &["answer", "body", "回答", "答え", "本文", "内容"],
    ),
    (
        Column::Status,
        &["status", "state", "状態", "ステータス", "公開状態"],
    ),
    (
        Column::Audience,
        &[
            "audience",
            "groups",
            "対象",
            "対象グループ",
            "公開対象",
            "公開範囲",
        ],
    ),
    (
        Column::Related,
        &["related", "関連", "関連質問", "関連する質問", "関連faq"],
    ),
    (Column::Owner, &["owner", "担当者", "担当", "責任者"]),
    (
        Column::ReviewOn,
        &[
            "reviewon",
            "reviewdate",
            "review",
            "見直し日",
            "見直し予定日",
            "次回見直し日",
        ],
    ),
    (
        Column::PublishFrom,
        &[
            "publishfrom",
            "公開開始",
            "公開開始日",
            "公開開始日時",
            "掲載開始",
            "掲載開始日",
        ],
    ),
    (
        Column::PublishUntil,
        &[
            "publishuntil",
            "公開終了",
            "公開終了日",
            "公開終了日時",
            "公開期限",
            "掲載終了",
            "掲載終了日",
        ],
    ),
];

/// The values of a status, in both languages, folded by [`fold_header`].
const STATUSES: [(Status, &[&str]); 4] = [
    (Status::Draft, &["draft", "下書き", "下書", "非公開"]),
    (
        Status::InReview,
        &["inreview", "review", "レビュー中", "レビュー待ち", "承認待ち"],
    ),
    (
        Status::Published,
        &["published", "publish", "public", "公開", "公開中", "公開済み"],
    ),
    (
        Status::Archived,
        &["archived", "archive", "保管", "アーカイブ", "廃止"],
    ),
];

/// Which columns of a file are which.
#[derive(Debug)]
pub struct Columns {
    found: Vec<Option<Column>>,
    header: Vec<String>,
}

impl Columns {
    /// Reads the header. `Err` when there is no title column, or two columns mean the same.
    pub fn of(sheet: &Sheet) -> Result<Self, Vec<CellFault>> {
        let found: Vec<Option<Column>> = sheet.header.iter().map(|name| column_of(name)).collect();
        let mut faults = Vec::new();
        let fault = |column: &str, fault| CellFault {
            row: 1,
            column: column.to_owned(),
            fault,
        };
        for (at, column) in found.iter().enumerate().filter(|(_, column)| column.is_some()) {
            if found[..at].contains(column) {
                faults.push(fault(sheet.header[at].trim(), Fault::SameColumn));
            }
        }
        if !found.contains(&Some(Column::Title)) {
            faults.push(fault("title", Fault::NoColumn));
        }
        if faults.is_empty() {
            Ok(Self {
                found,
                header: sheet.header.clone(),
            })
        } else {
            Err(faults)
        }
    }

    /// The header's cells that are not known, as they stand in the file.
    pub fn ignored(&self) -> Vec<String> {
        let unknown = self
            .header
            .iter()
            .zip(&self.found)
            .filter(|(_, column)| column.is_none());
        unknown
            .map(|(name, _)| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// The name that the file gives to an API field (`title`, `phrasings`, ...); the field's own when it has none.
    pub fn name_of(&self, field: &str) -> String {
        let wanted = column_of(field);
        let place = self
            .found
            .iter()
            .position(|column| column.is_some() && *column == wanted);
        place.map_or_else(|| field.to_owned(), |at| self.header[at].trim().to_owned())
    }

    /// Reads a row's cells. [`Fault::CellCount`] when the row ends before its title or answer: such a row was broken by
    /// something, and would empty the answer.
    pub fn read(&self, sheet_row: &SheetRow) -> Result<EntryCells, CellFault> {
        let row = sheet_row.row;
        let is_needed = |column: &Option<Column>| matches!(column, Some(Column::Title | Column::Answer));
        if self.found.iter().skip(sheet_row.given).any(is_needed) {
            return Err(CellFault {
                row,
                column: String::new(),
                fault: Fault::CellCount(self.header.len() as u32),
            });
        }
        let mut entry = EntryCells {
            row,
            ..EntryCells::default()
        };
        for (column, cell) in self.found.iter().zip(&sheet_row.cells) {
            let cell = cells::unguard(cell);
            match column {
                None => {}
                Some(Column::Code) => entry.code = cell.trim().nfkc().collect(),
                Some(Column::Title) => cell.trim().clone_into(&mut entry.title),
                Some(Column::Category) => entry.category = Some(cells::split_path(cell)),
                Some(Column::Phrasings) => entry.phrasings = Some(cells::split_list(cell)),
                Some(Column::Keywords) => entry.keywords = Some(cells::split_list(cell)),
                Some(Column::Audience) => entry.audience = Some(cells::split_list(cell)),
                Some(Column::Related) => entry.related = Some(cells::split_list(cell)),
                Some(Column::Owner) => entry.owner = Some(cell.trim().to_owned()),
                Some(Column::ReviewOn) => entry.review_on = Some(day_of(cell)),
                Some(Column::PublishFrom) => entry.publish_from = Some(moment_of(cell, false)),
                Some(Column::PublishUntil) => entry.publish_until = Some(moment_of(cell, true)),
                Some(Column::Answer) => entry.answer = Some(cell.to_owned()),
                Some(Column::Status) if cell.trim().is_empty() => {}
                Some(Column::Status) => {
                    let status = status_of(cell).ok_or_else(|| CellFault {
                        row,
                        column: self.name_of("status"),
                        fault: Fault::Unknown,
                    })?;
                    entry.status = Some(status);
                }
            }
        }
        Ok(entry)
    }
}

/// A status as an export writes it.
pub const fn status_name(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::InReview => "in_review",
        Status::Published => "published",
        Status::Archived => "archived",
    }
}

fn column_of(name: &str) -> Option<Column> {
    let folded = fold_header(name);
    NAMES
        .iter()
        .find(|(_, names)| names.contains(&folded.as_str()))
        .map(|(column, _)| *column)
}

/// A day in one form: spreadsheets write `2026/4/1` too, and people `2026年4月1日`. What is none stays as it is.
fn day_of(cell: &str) -> String {
    let narrow: String = cell.nfkc().filter(|c| !c.is_whitespace()).collect();
    let plain = narrow.strip_suffix('日').unwrap_or(&narrow);
    let numbers: Vec<&str> = plain.split(['/', '-', '.', '年', '月']).collect();
    let padded = match numbers.as_slice() {
        [year, month, day] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => narrow.clone(),
    };
    if padded.parse::<Date>().is_ok() {
        padded
    } else {
        narrow
    }
}

/// A moment in one form: a day as [`day_of`] reads it and a time of day. A day alone is meant from its beginning on, or, as an
/// `end`, to its end. What is none stays as it is.
fn moment_of(cell: &str, end: bool) -> String {
    let narrow: String = cell.trim().nfkc().collect();
    let (day, time) = match narrow.split_once([' ', 'T', '日']) {
        Some((day, time)) => (day, time.trim()),
        None => (narrow.as_str(), ""),
    };
    let Ok(day) = day_of(day).parse::<Date>() else {
        return narrow;
    };
    let numbers: Vec<&str> = time.split(':').collect();
    match numbers.as_slice() {
        [""] if end => day.tomorrow().map_or(narrow, |next| format!("{next} 00:00")),
        [""] => format!("{day} 00:00"),
        [hour, minute] | [hour, minute, "00"] => {
            let time = format!("{hour:0>2}:{minute:0>2}");
            if time.parse::<Time>().is_ok() {
                format!("{day} {time}")
            } else {
                narrow
            }
        }
        _ => narrow,
    }
}

fn status_of(cell: &str) -> Option<Status> {
    let folded = fold_header(cell);
    STATUSES
        .iter()
        .find(|(_, names)| names.contains(&folded.as_str()))
        .map(|(status, _)| *status)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str) -> Result<Columns, Vec<CellFault>> {
        Columns::of(&Sheet::open(header.into()).unwrap())
    }

    #[test]
    fn headers_in_both_languages_and_widths() {
        for header in [
            "id,title,answer",
            "ＩＤ,タイトル,回答",
            "Code,ｶﾃｺﾞﾘ,質 問",
            " No ,Question",
        ] {
            assert!(columns(header).is_ok(), "{header}");
        }
        let found = columns("ID,質問,備考,別の聞き方,ステータス").unwrap();
        assert_eq!(found.ignored(), ["備考"]);
        assert_eq!(found.name_of("title"), "質問");
        assert_eq!(found.name_of("answer"), "answer");
    }

    #[test]
    fn days_in_the_forms_of_spreadsheets_and_people() {
        for cell in ["2026-04-01", "2026/4/1", "２０２６年４月１日", " 2026.04.1 "] {
            assert_eq!(day_of(cell), "2026-04-01", "{cell}");
        }
        for (cell, kept) in [
            ("", ""),
            ("来月", "来月"),
            ("2026/13/1", "2026/13/1"),
            ("4/1/2026", "4/1/2026"),
        ] {
            assert_eq!(day_of(cell), kept);
        }
    }

    #[test]
    fn moments_in_the_forms_of_spreadsheets_and_people() {
        for cell in [
            "2026-04-01 09:05",
            "2026/4/1 9:05",
            "２０２６年４月１日９:０５",
            "2026-04-01T09:05:00",
        ] {
            assert_eq!(moment_of(cell, true), "2026-04-01 09:05", "{cell}");
        }
        assert_eq!(moment_of(" 2026/4/1 ", false), "2026-04-01 00:00");
        assert_eq!(
            moment_of("2026/4/30", true),
            "2026-05-01 00:00",
            "the day is the last one"
        );
        for (cell, kept) in [("", ""), ("来月", "来月"), ("2026/4/1 25:00", "2026/4/1 25:00")] {
            assert_eq!(moment_of(cell, false), kept);
        }
    }

    #[test]
    fn missing_and_doubled_columns_are_named() {
        let missing = columns("id,answer").unwrap_err();
        assert_eq!(
            (missing[0].column.as_str(), missing[0].fault),
            ("title", Fault::NoColumn)
        );
        let doubled = columns("title,質問").unwrap_err();
        assert_eq!(
            (doubled[0].column.as_str(), doubled[0].fault),
            ("質問", Fault::SameColumn)
        );
    }

    #[test]
    fn cells_become_fields() {
        let found = columns("id,title,phrasings,category,状態").unwrap();
        let cells = |row: u32, text: [&str; 5]| SheetRow {
            row,
            cells: text.map(String::from).to_vec(),
            given: 5,
        };
        let entry = found
            .read(&cells(2, [" ＩＴ-1 ", "'=x", "a|b", "IT > VPN", "公開"]))
            .unwrap();
        assert_eq!((entry.code.as_str(), entry.title.as_str()), ("IT-1", "=x"));
        assert_eq!(entry.phrasings.unwrap(), ["a", "b"]);
        assert_eq!(entry.category.unwrap(), ["IT", "VPN"]);
        assert_eq!(
            (entry.status, entry.answer, entry.keywords),
            (Some(Status::Published), None, None)
        );
        assert_eq!(found.read(&cells(2, ["", "t", "", "", ""])).unwrap().status, None);
        let fault = found.read(&cells(7, ["", "t", "", "", "??"])).unwrap_err();
        assert_eq!(
            (fault.row, fault.column.as_str(), fault.fault),
            (7, "状態", Fault::Unknown)
        );
        let short = SheetRow {
            given: 1,
            ..cells(8, ["A", "", "", "", ""])
        };
        assert_eq!(found.read(&short).unwrap_err().fault, Fault::CellCount(5));
        let cut = SheetRow {
            given: 2,
            ..cells(9, ["A", "t", "", "", ""])
        };
        assert!(found.read(&cut).is_ok());
    }
}
