//! Import of entries: read the file, compare it with what is there, show it; then apply just that, all or nothing (or, when
//! that is wanted, all rows without a fault).
//!
//! A row whose code exists changes that entry, and so does one without a code whose title is just that of an entry; another row
//! makes one. What is absent from the file stays untouched, a column that is absent leaves its field. A new entry without a
//! status is published with the next publication: who imports a list of answers means them to be seen, and nothing is seen before
//! somebody publishes. Where publishing needs an approval, what would be published waits in review.

pub mod alone;
mod compare;
pub mod findings;
mod paths;
pub(super) mod people;
mod reading;
mod row;
mod titles;

pub use reading::{Reading, check_mapping};

use crate::{
    store::{
        Actor, Error, Result, Workspace, categories, counters,
        engine::Tx,
        entries::{self, EntryChange},
        imports::{self, Change, Import},
    },
    tables::{CellFault, Sheet, entries::Columns},
};
use compare::Comparison;
use findings::Findings;
use kotae_shared::{
    Lang, Uuid,
    api::{
        admin::{ImportReport, ImportRow, RowError, RowKind, limits},
        problem::Fault,
        transfer::{ImportKind, MappingEdit},
    },
};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A step of the import, with the row that it comes from and the category path that it wants.
struct Step {
    row: u32,
    change: EntryChange,
    /// A path that does not exist yet and will be made.
    new_path: Option<Vec<String>>,
    /// It has no code and makes an entry, since none has its title.
    by_title: bool,
}

/// An import that was compared with the store and can be applied.
pub struct Plan {
    /// What it would do.
    pub report: ImportReport,
    /// Every row, to be looked through.
    pub findings: Findings,
    revision: i64,
    steps: Vec<Step>,
    columns: Option<Columns>,
    /// What was compared: another outcome is another plan.
    outcome: Sha256,
    /// Rows that would be published and wait for an approval instead.
    held: u32,
    lang: Lang,
}

/// How a plan is applied.
#[derive(Clone, Copy, Debug, Default)]
pub struct Accept<'a> {
    /// The token of the dry run that was looked at.
    pub expect: Option<&'a str>,
    /// Apply the rows without fault although others are refused.
    pub partial: bool,
    /// The file's name.
    pub file: &'a str,
}

/// Compares a file with what is there; changes nothing. Blocks. Rows that `actor` may not write are refused.
pub fn plan(
    workspace: &Workspace,
    file: Vec<u8>,
    reading: &Reading,
    actor: &Actor,
    lang: Lang,
    progress: &mut dyn FnMut(&str),
) -> Result<Plan> {
    let mut plan = Plan {
        report: ImportReport::default(),
        findings: Findings::default(),
        revision: 0,
        steps: Vec::new(),
        columns: None,
        outcome: Sha256::new_with_prefix(Sha256::digest(&file)),
        held: 0,
        lang,
    };
    let sheet = match Sheet::open(file) {
        Ok(sheet) => sheet,
        Err(fault) => {
            plan.block(fault);
            return Ok(plan);
        }
    };
    sheet.encoding.clone_into(&mut plan.report.encoding);
    plan.report.separator = sheet.separator.to_string();
    workspace.main().read_blocking(|read| {
        plan.revision = counters::revision(read)?;
        let mut block = |report: &mut ImportReport, fault| add_error(report, fault, lang);
        let Some(found) = reading::find(read, sheet, reading, &mut plan.report, &mut block)? else {
            plan.report.blocked = true;
            return Ok(());
        };
        let (sheet, columns) = (found.sheet, found.columns);
        plan.outcome.update(format!("{:?}", columns.fields()));
        plan.findings = Findings::of(&sheet, columns.fields());
        let mut comparison = Comparison::new(read, &columns, actor)?;
        let mut seen = 0_u32;
        for (row, fault) in sheet.all_rows() {
            seen += 1;
            if seen as usize > limits::ENTRIES {
                plan.block(of_file(Fault::TooLong(limits::ENTRIES as u32)));
                break;
            }
            match fault.map_or_else(|| columns.read(&row), Err) {
                Ok(cells) => comparison.row(cells, &row.cells, &mut plan)?,
                Err(fault) => {
                    let [code, title] = columns.label(&row);
                    let about = ImportRow {
                        code,
                        title,
                        ..ImportRow::default()
                    };
                    plan.refuse(&row.cells, about, vec![fault])?;
                }
            }
            if seen.is_multiple_of(2_000) {
                progress(&match lang {
                    Lang::Ja => format!("{seen} 行を確認しました"),
                    Lang::En => format!("{seen} rows checked"),
                });
            }
        }
        if entries::count(read)? as usize + plan.report.new as usize > limits::ENTRIES {
            plan.block(of_file(Fault::TooLong(limits::ENTRIES as u32)));
        }
        drop(comparison);
        plan.columns = Some(columns);
        Ok(())
    })?;
    if plan.held > 0 {
        let held = plan.held;
        plan.report.warnings.push(RowError {
            row: 0,
            column: plan
                .columns
                .as_ref()
                .map(|columns| columns.name_of("status"))
                .unwrap_or_default(),
            fault: Fault::NeedsApproval,
            message: match lang {
                Lang::Ja => {
                    format!("公開にはほかの人の承認が必要なので、{held} 件をレビュー中として取り込みます。")
                }
                Lang::En => {
                    format!(
                        "Publishing needs the approval of somebody else: {held} entries come in as in review."
                    )
                }
            },
        });
    }
    if !plan.report.asks {
        plan.report.token = hex(&plan.outcome.clone().finalize());
    }
    Ok(plan)
}

/// Applies a plan in one transaction, unless it has an error that `accept` does not allow. [`Error::Conflict`] when the file, or
/// what it was compared with, is no longer what was looked at: what others change meanwhile stays, and stops nothing as long as
/// it is not what the file changes. Blocks. Returns the report, with what the store refused, if it did.
pub fn apply(workspace: &Workspace, plan: Plan, accept: Accept<'_>, actor: Actor) -> Result<ImportReport> {
    let Plan {
        mut report,
        revision,
        steps,
        columns,
        lang,
        ..
    } = plan;
    if report.blocked || (report.error_count > 0 && !accept.partial) {
        return Ok(report);
    }
    if accept.expect.is_some_and(|token| token != report.token) {
        return Err(Error::Conflict);
    }
    let rows: Vec<u32> = steps.iter().map(|step| step.row).collect();
    let mut import = Import {
        kind: ImportKind::Entries,
        file: accept.file.to_owned(),
        unchanged: report.unchanged,
        refused: report.refused,
        changes: Vec::new(),
    };
    let applied = workspace.main().write_blocking(move |tx| {
        let stale = counters::revision(tx)? != revision;
        if stale {
            titles_are_free(tx, &steps)?;
        }
        write(tx, &actor, steps, &mut import).map_err(|error| match error {
            // What fitted a moment ago was taken by somebody else.
            Error::Invalid(_) if stale => Error::Conflict,
            error => error,
        })
    });
    match applied {
        Ok(id) => {
            report.applied = true;
            report.import = id;
        }
        Err(Error::Invalid(faults)) => {
            for (name, fault) in faults {
                let (index, field) = name.split_once('.').unwrap_or(("", &name));
                let row = index
                    .parse()
                    .ok()
                    .and_then(|index: usize| rows.get(index))
                    .copied()
                    .unwrap_or(0);
                let column = columns
                    .as_ref()
                    .map_or_else(|| field.to_owned(), |columns| columns.name_of(field));
                add_error(&mut report, CellFault { row, column, fault }, lang);
            }
            report.blocked = true;
        }
        Err(error) => return Err(error),
    }
    Ok(report)
}

/// Carries the steps out and writes the import down; its id.
fn write(tx: &Tx<'_>, actor: &Actor, steps: Vec<Step>, import: &mut Import) -> Result<Option<Uuid>> {
    let changes = with_categories(tx, actor, steps, &mut import.changes)?;
    let applied = entries::apply(tx, actor, &changes)?;
    let made = applied.touched.iter().map(|(id, version)| match version {
        1 => Change::made(ImportKind::Entries, *id, 1),
        _ => Change::changed(ImportKind::Entries, *id, *version),
    });
    import.changes.extend(made);
    imports::record(tx, actor, import)
}

/// [`Error::Conflict`] when somebody has written an entry meanwhile that a row without a code would be.
fn titles_are_free(tx: &Tx<'_>, steps: &[Step]) -> Result<()> {
    for step in steps.iter().filter(|step| step.by_title) {
        if let EntryChange::New(edit) = &step.change
            && entries::has_title(tx, &edit.title)?
        {
            return Err(Error::Conflict);
        }
    }
    Ok(())
}

/// Makes the categories that are missing, and puts their ids in.
fn with_categories(
    tx: &Tx<'_>,
    actor: &Actor,
    steps: Vec<Step>,
    done: &mut Vec<Change>,
) -> Result<Vec<EntryChange>> {
    let mut ids = std::collections::HashMap::new();
    let mut made = Vec::new();
    let changes: Result<Vec<_>> = steps
        .into_iter()
        .enumerate()
        .map(|(index, step)| {
            let mut change = step.change;
            if let Some(path) = step.new_path {
                let id = match ids.get(&path) {
                    Some(id) => *id,
                    None => {
                        categories::make_path(tx, actor, &path, &mut made).map_err(|error| match error {
                            Error::Invalid(faults) => {
                                let fault = faults.first().map_or(Fault::Unknown, |(_, fault)| *fault);
                                Error::field(format!("{index}.category"), fault)
                            }
                            other => other,
                        })?
                    }
                };
                ids.insert(path, id);
                let (EntryChange::New(edit) | EntryChange::Edit(_, edit)) = &mut change;
                edit.category = id;
            }
            Ok(change)
        })
        .collect();
    for category in &made {
        let change = Change::made(ImportKind::Categories, category.id, 0);
        done.push(change.to(&imports::as_edit(category))?);
    }
    changes
}

pub(super) fn of_file(fault: Fault) -> CellFault {
    CellFault {
        row: 0,
        column: String::new(),
        fault,
    }
}

/// The first half of a hash, to be handed back.
pub(super) fn hex(hash: &[u8]) -> String {
    hash.iter()
        .take(16)
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// The token of a file and a revision.
pub(super) fn token(digest: &[u8], revision: i64) -> String {
    let hash = Sha256::new()
        .chain_update(digest)
        .chain_update(revision.to_be_bytes())
        .finalize();
    hex(&hash)
}

impl Plan {
    /// What may be remembered of the file's columns; `None` when it has no header, or its columns are not known.
    pub fn mapping(&self, reading: &Reading) -> Option<MappingEdit> {
        let columns = self.columns.as_ref().filter(|_| self.report.header > 0)?;
        Some(MappingEdit {
            headers: columns.header().to_vec(),
            fields: columns.fields().to_vec(),
            html: reading.html,
        })
    }

    /// The file as a whole is at fault.
    fn block(&mut self, fault: CellFault) {
        self.report.blocked = true;
        add_error(&mut self.report, fault, self.lang);
    }

    /// Adds a row that is refused.
    fn refuse(&mut self, cells: &[String], row: ImportRow, faults: Vec<CellFault>) -> Result<()> {
        self.outcome.update(format!("{faults:?}"));
        refuse(
            &mut self.report,
            &mut self.findings,
            cells,
            row,
            faults,
            self.lang,
        )
    }

    /// Adds a row that is not.
    fn take(&mut self, row: ImportRow) -> Result<()> {
        take(&mut self.report, &mut self.findings, row)
    }

    /// Notes what a row would do, as part of what is looked at.
    fn note(&mut self, what: &impl Serialize) -> Result<()> {
        self.outcome.update(serde_json::to_vec(what)?);
        Ok(())
    }
}

/// Counts a row that is refused and keeps it with its reasons.
pub(super) fn refuse(
    report: &mut ImportReport,
    findings: &mut Findings,
    cells: &[String],
    mut row: ImportRow,
    faults: Vec<CellFault>,
    lang: Lang,
) -> Result<()> {
    row.kind = RowKind::Refused;
    row.row = faults.first().map_or(row.row, |fault| fault.row);
    if row.title.is_empty() {
        // Something by which it is known again.
        let text = cells.iter().find(|cell| !cell.trim().is_empty());
        row.title = text
            .map(|text| text.trim().chars().take(80).collect())
            .unwrap_or_default();
    }
    report.refused += 1;
    for fault in faults {
        row.errors.push(error_of(&fault, lang));
        add_error(report, fault, lang);
    }
    findings.add(&row, cells)
}

/// Counts a row that is not refused and keeps it.
pub(super) fn take(report: &mut ImportReport, findings: &mut Findings, row: ImportRow) -> Result<()> {
    match row.kind {
        RowKind::New => report.new += 1,
        RowKind::Changed => report.changed += 1,
        RowKind::Unchanged | RowKind::Refused => report.unchanged += 1,
    }
    findings.add(&row, &[])?;
    if row.kind != RowKind::Unchanged && report.rows.len() < limits::IMPORT_ROWS {
        report.rows.push(row);
    }
    Ok(())
}

fn error_of(fault: &CellFault, lang: Lang) -> RowError {
    RowError {
        row: fault.row,
        column: fault.column.clone(),
        fault: fault.fault,
        message: fault.fault.message(lang),
    }
}

pub(super) fn add_error(report: &mut ImportReport, fault: CellFault, lang: Lang) {
    report.error_count += 1;
    if report.errors.len() < limits::IMPORT_ERRORS {
        report.errors.push(error_of(&fault, lang));
    }
}

/// A file of any kind that was compared with what is there.
pub trait Planned {
    /// What a dry run shows.
    fn show(self) -> (ImportReport, Findings);

    /// Applies it. Blocks.
    fn apply(self, workspace: &Workspace, accept: Accept<'_>, actor: Actor) -> Result<ImportReport>;
}

impl Planned for Plan {
    fn show(self) -> (ImportReport, Findings) {
        (self.report, self.findings)
    }

    fn apply(self, workspace: &Workspace, accept: Accept<'_>, actor: Actor) -> Result<ImportReport> {
        apply(workspace, self, accept, actor)
    }
}

#[cfg(test)]
mod tests;
