//! Pinned questions in and out as a table: a dry run that is shown first, then just that, all or nothing.
//!
//! A row whose question is pinned already changes it, another one pins it. What is absent from the file stays untouched.

use super::import::{Accept, Planned, add_error, findings::Findings, hex, of_file, refuse, take};
use crate::{
    store::{
        Actor, Error, Result, Workspace,
        categories::Reach,
        engine::Read,
        entries,
        imports::{self, Import},
        pinned::{self, PinnedChange, Ran},
    },
    tables::{CellFault, Sheet, SheetRow, TableFormat, TableWriter, cells, find_column},
};
use kotae_shared::{
    Lang,
    api::{
        admin::{FieldChange, ImportReport, ImportRow, RowKind},
        pinned::{PinnedEdit, limits},
        problem::Fault,
        transfer::ImportKind,
    },
    text::fold,
};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, io::Write};
use unicode_normalization::UnicodeNormalization;

/// The header of an export, in order. The title is for whoever reads the file.
const HEADER: [&str; 3] = ["question", "expected", "expected_title"];
/// What people ask.
const QUESTION: [&str; 4] = ["question", "質問", "質問文", "固定した質問"];
/// The entry that must come first.
const EXPECTED: [&str; 7] = [
    "expected",
    "期待するid",
    "期待するfaq",
    "期待する回答",
    "期待",
    "正解",
    "faqid",
];
/// Only to be read.
const TITLE: [&str; 3] = ["expectedtitle", "期待するfaqのタイトル", "タイトル"];
/// What stands where nothing may be found; an empty cell says the same.
pub(crate) const NOTHING: [&str; 5] = ["not found", "notfound", "見つからない", "該当なし", "なし"];

/// An import that was compared with the store and can be applied.
pub struct Plan {
    report: ImportReport,
    findings: Findings,
    /// What it was compared with.
    compared: String,
    changes: Vec<PinnedChange>,
}

/// Where the columns stand.
struct Columns {
    question: usize,
    expected: usize,
    title: Option<usize>,
}

impl Columns {
    fn of(sheet: &Sheet) -> std::result::Result<Self, CellFault> {
        Ok(Self {
            question: find_column(sheet, &QUESTION, true)?.unwrap_or_default(),
            expected: find_column(sheet, &EXPECTED, true)?.unwrap_or_default(),
            title: find_column(sheet, &TITLE, false)?,
        })
    }

    fn ignored(&self, sheet: &Sheet) -> Vec<String> {
        let known = [Some(self.question), Some(self.expected), self.title];
        let names = sheet.header.iter().enumerate().filter(|(at, name)| {
            let is_ours = crate::tables::headers::is_reason(name);
            !known.contains(&Some(*at)) && !name.trim().is_empty() && !is_ours
        });
        names.map(|(_, name)| name.trim().to_owned()).collect()
    }
}

/// Compares a file with what is there; changes nothing. Blocks. Rows that `actor` may not write are refused.
pub fn plan(workspace: &Workspace, file: Vec<u8>, actor: &Actor, lang: Lang) -> Result<Plan> {
    let digest = Sha256::digest(&file);
    workspace.main().read_blocking(|read| {
        let all = pinned::all(read)?;
        let mut plan = Plan {
            report: ImportReport::default(),
            findings: Findings::default(),
            compared: state(&all),
            changes: Vec::new(),
        };
        let token = Sha256::new().chain_update(digest).chain_update(&plan.compared);
        plan.report.token = hex(&token.finalize());
        let opened = Sheet::open(file).and_then(|sheet| Columns::of(&sheet).map(|columns| (sheet, columns)));
        let (sheet, columns) = match opened {
            Ok(opened) => opened,
            Err(fault) => {
                plan.report.blocked = true;
                add_error(&mut plan.report, fault, lang);
                return Ok(plan);
            }
        };
        sheet.encoding.clone_into(&mut plan.report.encoding);
        plan.report.separator = sheet.separator.to_string();
        plan.report.ignored_columns = columns.ignored(&sheet);
        plan.findings = Findings::of(&sheet, &[]);
        let mut comparison = Comparison {
            read,
            reach: Reach::of(read, actor)?,
            known: all.iter().map(|one| (fold(&one.question), one)).collect(),
            rows: HashMap::new(),
        };
        for (row, fault) in sheet.all_rows() {
            let compared = match fault {
                None => comparison.row(&row, &columns, &sheet)?,
                Some(fault) => Err(fault),
            };
            match compared {
                Ok((about, change)) => {
                    take(&mut plan.report, &mut plan.findings, about)?;
                    plan.changes.extend(change);
                }
                Err(fault) => {
                    let (report, findings) = (&mut plan.report, &mut plan.findings);
                    refuse(
                        report,
                        findings,
                        &row.cells,
                        ImportRow::default(),
                        vec![fault],
                        lang,
                    )?;
                }
            }
        }
        if all.len() + plan.report.new as usize > limits::PINNED {
            plan.report.blocked = true;
            add_error(
                &mut plan.report,
                of_file(Fault::TooLong(limits::PINNED as u32)),
                lang,
            );
        }
        Ok(plan)
    })
}

/// What is there, as far as a file is compared with it.
fn state(all: &[Ran]) -> String {
    let lines = all.iter().map(|one| format!("{} {}", one.id, one.version));
    lines.collect::<Vec<_>>().join("\n")
}

impl Planned for Plan {
    fn show(self) -> (ImportReport, Findings) {
        (self.report, self.findings)
    }

    fn apply(self, workspace: &Workspace, accept: Accept<'_>, actor: Actor) -> Result<ImportReport> {
        let Self {
            mut report,
            compared,
            changes,
            ..
        } = self;
        if report.blocked || (report.error_count > 0 && !accept.partial) {
            return Ok(report);
        }
        if accept.expect.is_some_and(|token| token != report.token) {
            return Err(Error::Conflict);
        }
        let mut import = Import {
            kind: ImportKind::Pinned,
            file: accept.file.to_owned(),
            unchanged: report.unchanged,
            refused: report.refused,
            changes: Vec::new(),
        };
        report.import = workspace.main().write_blocking(move |tx| {
            if state(&pinned::all(tx)?) != compared {
                return Err(Error::Conflict);
            }
            import.changes = pinned::apply(tx, &actor, &changes)?;
            imports::record(tx, &actor, &import)
        })?;
        report.applied = true;
        Ok(report)
    }
}

/// Writes all pinned questions, and returns how many. Blocks. Importing the file again changes nothing.
pub fn export<W: Write + Send>(workspace: &Workspace, format: TableFormat, to: W) -> Result<u32> {
    let (all, names) = workspace.main().read_blocking(|read| {
        let all = pinned::all(read)?;
        let names = entries::names(read, all.iter().filter_map(|one| one.expected))?;
        Ok((all, names))
    })?;
    let mut table = TableWriter::new(format, to, &HEADER)?;
    for one in &all {
        let name = one.expected.and_then(|id| names.get(&id));
        let (code, title) = name.map_or((NOTHING[0], ""), |name| (name.code.as_str(), name.title.as_str()));
        table.row([one.question.as_str(), code, title])?;
    }
    table.end()?.flush()?;
    Ok(all.len() as u32)
}

/// What rows are compared with.
struct Comparison<'r> {
    read: &'r Read<'r>,
    reach: Reach,
    /// The pinned questions, as they fold.
    known: HashMap<String, &'r Ran>,
    /// The row in which a question stood first.
    rows: HashMap<String, u32>,
}

type Compared = std::result::Result<(ImportRow, Option<PinnedChange>), CellFault>;

impl Comparison<'_> {
    fn row(&mut self, row: &SheetRow, columns: &Columns, sheet: &Sheet) -> Result<Compared> {
        let fault = |at: usize, fault| {
            Ok(Err(CellFault {
                row: row.row,
                column: sheet.header[at].trim().to_owned(),
                fault,
            }))
        };
        let question = cells::unguard(&row.cells[columns.question]).trim();
        let key = fold(question);
        if key.trim().is_empty() {
            return fault(columns.question, Fault::Required);
        }
        if question.chars().count() > limits::QUESTION {
            return fault(columns.question, Fault::TooLong(limits::QUESTION as u32));
        }
        if let Some(earlier) = self.rows.insert(key.clone(), row.row) {
            return fault(columns.question, Fault::DuplicateTitle(earlier));
        }
        let cell: String = cells::unguard(&row.cells[columns.expected])
            .trim()
            .nfkc()
            .collect();
        let nothing = cell.is_empty() || NOTHING.contains(&cell.to_lowercase().as_str());
        let entry = if nothing {
            None
        } else {
            entries::by_code(self.read, &cell)?
        };
        if entry.is_none() && !nothing {
            return fault(columns.expected, Fault::NoEntry);
        }
        let before = self.known.get(&key).copied();
        let was = match before.and_then(|one| one.expected) {
            Some(id) => Some(entries::get(self.read, id)?),
            None => None,
        };
        let places = [before.map(|_| was.as_ref()), Some(entry.as_ref())];
        for place in places.into_iter().flatten() {
            if self
                .reach
                .check("entry", place.and_then(|entry| entry.category))
                .is_err()
            {
                return fault(columns.expected, Fault::NotYours);
            }
        }
        let edit = PinnedEdit {
            question: question.to_owned(),
            entry: entry.as_ref().map(|entry| entry.id),
            version: before.map_or(0, |one| one.version),
        };
        let code = |entry: Option<&kotae_shared::api::admin::Entry>| {
            entry.map_or(NOTHING[0], |entry| entry.code.as_str()).to_owned()
        };
        let mut changes = Vec::new();
        if let Some(one) = before {
            let fields = [
                ("question", one.question.clone(), edit.question.clone()),
                ("expected", code(was.as_ref()), code(entry.as_ref())),
            ];
            let differ = fields.into_iter().filter(|(_, before, after)| before != after);
            changes.extend(differ.map(|(field, before, after)| FieldChange {
                field: field.to_owned(),
                before,
                after,
            }));
        }
        let about = ImportRow {
            row: row.row,
            kind: match before {
                None => RowKind::New,
                Some(_) if changes.is_empty() => RowKind::Unchanged,
                Some(_) => RowKind::Changed,
            },
            code: code(entry.as_ref()),
            title: edit.question.clone(),
            changes,
            ..ImportRow::default()
        };
        let change = match (about.kind, before) {
            (RowKind::Changed, Some(one)) => Some(PinnedChange::Edit(one.id, edit)),
            (RowKind::New, _) => Some(PinnedChange::New(edit)),
            _ => None,
        };
        Ok(Ok((about, change)))
    }
}
