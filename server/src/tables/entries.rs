//! The columns of an entries table.

use super::{
    CellFault, Sheet, SheetRow, cells, fold_header,
    headers::{field_of, is_reason},
    html,
};
use jiff::civil::{Date, Time};
use kotae_shared::api::{
    admin::{ImportField as Field, Status},
    problem::Fault,
};
use std::borrow::Cow;
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
    /// Its answer was HTML.
    pub html: bool,
    /// Its review date, as `YYYY-MM-DD` where it can be read as a day; empty: none.
    pub review_on: Option<String>,
    /// From when on visitors may see it, as `YYYY-MM-DD HH:MM` where it can be read as a moment; empty: at once.
    pub publish_from: Option<String>,
    /// From when on they may not any more, in the same form; empty: it stays.
    pub publish_until: Option<String>,
}

/// The values of a status, in both languages, folded by [`fold_header`].
const STATUSES: [(Status, &[&str]); 4] = [
    (
        Status::Draft,
        &[
            "draft",
            "下書き",
            "下書",
            "非公開",
            "未公開",
            "無効",
            "非表示",
            "private",
            "inactive",
            "unpublished",
        ],
    ),
    (
        Status::InReview,
        &["inreview", "review", "レビュー中", "レビュー待ち", "承認待ち"],
    ),
    (
        Status::Published,
        &[
            "published",
            "publish",
            "public",
            "公開",
            "公開中",
            "公開済み",
            "有効",
            "表示",
            "active",
        ],
    ),
    (
        Status::Archived,
        &["archived", "archive", "保管", "アーカイブ", "廃止"],
    ),
];

/// Which columns of a file are which.
#[derive(Debug)]
pub struct Columns {
    found: Vec<Option<Field>>,
    header: Vec<String>,
    /// The file is an export of ours, whose cells are taken as they are.
    own: bool,
    html: Option<bool>,
}

impl Columns {
    /// Reads the header. `Err` when there is no title column, or two columns mean the same.
    pub fn of(sheet: &Sheet) -> Result<Self, Vec<CellFault>> {
        let fields: Vec<_> = sheet.header.iter().map(|name| field_of(name)).collect();
        let mut answers = (0..fields.len()).filter(|at| fields[*at] == Some(Field::Answer));
        // Only somebody who says so gets several answers put together.
        if let Some(second) = answers.nth(1) {
            return Err(vec![CellFault {
                row: sheet.header_row,
                column: sheet.header[second].trim().to_owned(),
                fault: Fault::SameColumn,
            }]);
        }
        Self::given(sheet, fields, None)
    }

    /// The columns as somebody has said what they are; `html`: whether the answers are HTML (`None`: where they look like
    /// it). `Err` as [`Columns::of`], and [`Fault::CellCount`] when the file has another number of columns.
    pub fn given(
        sheet: &Sheet,
        mut fields: Vec<Option<Field>>,
        html: Option<bool>,
    ) -> Result<Self, Vec<CellFault>> {
        let fault = |column: &str, fault| CellFault {
            row: sheet.header_row,
            column: column.to_owned(),
            fault,
        };
        // Spreadsheets add empty columns at the end.
        while fields.len() < sheet.header.len() && sheet.header[fields.len()].trim().is_empty() {
            fields.push(None);
        }
        if fields.len() != sheet.header.len() {
            return Err(vec![fault("", Fault::CellCount(fields.len() as u32))]);
        }
        let mut faults = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            if field.is_some_and(|field| !field.is_joined()) && fields[..at].contains(field) {
                faults.push(fault(sheet.header[at].trim(), Fault::SameColumn));
            }
        }
        if !fields.contains(&Some(Field::Title)) {
            faults.push(fault("title", Fault::NoColumn));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let first = sheet.header.iter().take(OWN).map(|name| name.trim());
        Ok(Self {
            own: sheet.header.len() >= OWN && first.eq(HEADER[..OWN].iter().copied()),
            found: fields,
            header: sheet.header.clone(),
            html,
        })
    }

    /// What each column is.
    pub fn fields(&self) -> &[Option<Field>] {
        &self.found
    }

    /// The header's cells, as they stand in the file.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The header's cells that are left out, as they stand in the file.
    pub fn ignored(&self) -> Vec<String> {
        let unknown = self
            .header
            .iter()
            .zip(&self.found)
            .filter(|(name, field)| field.is_none() && !is_reason(name));
        unknown
            .map(|(name, _)| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// The name that the file gives to an API field (`title`, `phrasings`, ...); the field's own when it has none.
    pub fn name_of(&self, field: &str) -> String {
        let wanted = Field::of_tag(field);
        let place = self
            .found
            .iter()
            .position(|found| found.is_some() && *found == wanted);
        place.map_or_else(|| field.to_owned(), |at| self.header[at].trim().to_owned())
    }

    /// Reads a row's cells. [`Fault::CellCount`] when the row ends before its title or answer: such a row was broken by
    /// something, and would empty the answer.
    pub fn read(&self, sheet_row: &SheetRow) -> Result<EntryCells, CellFault> {
        let row = sheet_row.row;
        let is_needed = |field: &Option<Field>| matches!(field, Some(Field::Title | Field::Answer));
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
        for (at, (field, cell)) in self.found.iter().zip(&sheet_row.cells).enumerate() {
            if let Some(field) = field {
                self.cell(at, *field, cells::unguard(cell), &mut entry)?;
            }
        }
        Ok(entry)
    }

    /// The code and the title of a row that cannot be read.
    pub fn label(&self, row: &SheetRow) -> [String; 2] {
        [Field::Code, Field::Title].map(|field| {
            let at = self.found.iter().position(|found| *found == Some(field));
            let cell = at.and_then(|at| row.cells.get(at));
            cell.map(|cell| cells::unguard(cell).trim().to_owned())
                .unwrap_or_default()
        })
    }

    fn cell(&self, at: usize, field: Field, cell: &str, entry: &mut EntryCells) -> Result<(), CellFault> {
        match field {
            Field::Code => entry.code = cell.trim().nfkc().collect(),
            Field::Title => self.line(cell).trim().clone_into(&mut entry.title),
            Field::Category => {
                let path = entry.category.get_or_insert_default();
                path.extend(cells::split_path(&self.line(cell)));
            }
            Field::Phrasings => join(&mut entry.phrasings, self.list(cell, &['\n'])),
            Field::Keywords => join(&mut entry.keywords, self.list(cell, &KEYWORDS_APART)),
            Field::Audience => entry.audience = Some(cells::split_list(cell)),
            Field::Related => entry.related = Some(cells::split_list(cell)),
            Field::Owner => entry.owner = Some(cell.trim().to_owned()),
            Field::ReviewOn => entry.review_on = Some(day_of(cell)),
            Field::PublishFrom => entry.publish_from = Some(moment_of(cell, false)),
            Field::PublishUntil => entry.publish_until = Some(moment_of(cell, true)),
            Field::Answer => {
                let text = self.answer(cell, entry);
                let answer = entry.answer.get_or_insert_default();
                if !answer.trim().is_empty() && !text.trim().is_empty() {
                    answer.push_str("\n\n");
                }
                answer.push_str(&text);
            }
            Field::Status if cell.trim().is_empty() => {}
            Field::Status => {
                let status = status_of(cell).ok_or_else(|| CellFault {
                    row: entry.row,
                    column: self.header[at].trim().to_owned(),
                    fault: Fault::Unknown,
                })?;
                entry.status = Some(status);
            }
        }
        Ok(())
    }

    fn answer(&self, cell: &str, entry: &mut EntryCells) -> String {
        let is_html = self.html.unwrap_or_else(|| !self.own && html::is_html(cell));
        if !is_html {
            return cell.to_owned();
        }
        let text = html::to_markdown(cell);
        entry.html |= text != cell;
        text
    }

    /// A cell that is one line.
    fn line<'c>(&self, cell: &'c str) -> Cow<'c, str> {
        if self.own || self.html == Some(false) {
            return Cow::Borrowed(cell);
        }
        Cow::Owned(html::to_line(cell))
    }

    /// The texts of a cell. Others than we separate them by line ends and commas.
    fn list(&self, cell: &str, apart: &[char]) -> Vec<String> {
        if self.own {
            return cells::split_list(cell);
        }
        let cell = if html::is_html(cell) {
            Cow::Owned(html::to_markdown(cell))
        } else {
            self.line(cell)
        };
        if cell.contains('|') {
            return cells::split_list(&cell);
        }
        let items = cell.split(apart).map(|item| item.trim().to_owned());
        items.filter(|item| !item.is_empty()).collect()
    }
}

/// What separates keywords in a cell of other products.
const KEYWORDS_APART: [char; 6] = ['\n', ',', '、', '，', ';', '；'];
/// Columns by which an export of ours is known.
const OWN: usize = 8;

fn join(list: &mut Option<Vec<String>>, more: Vec<String>) {
    let list = list.get_or_insert_default();
    for item in more {
        if !list.contains(&item) {
            list.push(item);
        }
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
    fn files_of_other_products_are_read() {
        let text = "大分類,小分類,質問,回答,類似質問1,類似質問2,タグ,備考\n\
            IT,VPN,つながらない &amp; 切れる,<p>再起動<br>します</p>,切れる,\"遅い\nとぎれる\",\"VPN、接続,LAN\",x\n";
        let sheet = Sheet::open(text.into()).unwrap();
        let found = Columns::of(&sheet).unwrap();
        let entry = found.read(&sheet.rows().next().unwrap().unwrap()).unwrap();
        assert_eq!(entry.title, "つながらない & 切れる");
        assert_eq!(
            (entry.answer.as_deref(), entry.html),
            (Some("再起動\nします"), true)
        );
        assert_eq!(entry.category.unwrap(), ["IT", "VPN"]);
        assert_eq!(entry.phrasings.unwrap(), ["切れる", "遅い", "とぎれる"]);
        assert_eq!(entry.keywords.unwrap(), ["VPN", "接続", "LAN"]);
        assert_eq!(found.ignored(), ["備考"]);
        let as_it_is = Columns::given(&sheet, found.fields().to_vec(), Some(false)).unwrap();
        let entry = as_it_is.read(&sheet.rows().next().unwrap().unwrap()).unwrap();
        assert_eq!(entry.answer.as_deref(), Some("<p>再起動<br>します</p>"));
        let short = Columns::given(&sheet, vec![Some(Field::Title)], None).unwrap_err();
        assert_eq!(short[0].fault, Fault::CellCount(1));
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
