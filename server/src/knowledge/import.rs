//! Import of entries: read the file, compare it with what is there, show it; then apply just that, all or nothing.
//!
//! A row whose code exists changes that entry; another row makes one. What is absent from the file stays untouched, a
//! column that is absent leaves its field. A new entry without a status is published with the next publication: who
//! imports a list of answers means them to be seen, and nothing is seen before somebody publishes. Where publishing needs an
//! approval, what would be published waits in review.

pub mod alone;
mod compare;
mod paths;
pub(super) mod people;
mod row;

use crate::{
    store::{
        Actor, Error, Result, Workspace, categories, counters,
        engine::Tx,
        entries::{self, EntryChange},
    },
    tables::{CellFault, Sheet, entries::Columns},
};
use compare::Comparison;
use kotae_shared::{
    Lang,
    api::{
        admin::{ImportReport, RowError, limits},
        problem::Fault,
    },
};
use sha2::{Digest, Sha256};

/// A step of the import, with the row that it comes from and the category path that it wants.
struct Step {
    row: u32,
    change: EntryChange,
    /// A path that does not exist yet and will be made.
    new_path: Option<Vec<String>>,
}

/// An import that was compared with the store and can be applied.
pub struct Plan {
    /// What it would do.
    pub report: ImportReport,
    revision: i64,
    steps: Vec<Step>,
    columns: Option<Columns>,
    /// Rows that would be published and wait for an approval instead.
    held: u32,
    lang: Lang,
}

/// Compares a file with what is there; changes nothing. Blocks.
pub fn plan(
    workspace: &Workspace,
    file: Vec<u8>,
    lang: Lang,
    progress: &mut dyn FnMut(&str),
) -> Result<Plan> {
    let digest = Sha256::digest(&file);
    let mut plan = Plan {
        report: ImportReport::default(),
        revision: 0,
        steps: Vec::new(),
        columns: None,
        held: 0,
        lang,
    };
    let sheet = match Sheet::open(file) {
        Ok(sheet) => sheet,
        Err(fault) => {
            plan.fault(fault);
            return Ok(plan);
        }
    };
    sheet.encoding.clone_into(&mut plan.report.encoding);
    plan.report.separator = sheet.separator.to_string();
    let columns = match Columns::of(&sheet) {
        Ok(columns) => columns,
        Err(faults) => {
            for fault in faults {
                plan.fault(fault);
            }
            return Ok(plan);
        }
    };
    plan.report.ignored_columns = columns.ignored();
    workspace.main().read_blocking(|read| {
        plan.revision = counters::revision(read)?;
        let mut comparison = Comparison::new(read, &columns)?;
        for row in sheet.rows() {
            match row.and_then(|row| columns.read(&row)) {
                Ok(cells) => comparison.row(cells, &mut plan)?,
                Err(fault) => plan.fault(fault),
            }
            let seen = plan.report.new + plan.report.changed + plan.report.unchanged;
            if seen.is_multiple_of(2_000) && seen > 0 {
                progress(&match lang {
                    Lang::Ja => format!("{seen} 行を確認しました"),
                    Lang::En => format!("{seen} rows checked"),
                });
            }
        }
        if entries::count(read)? as usize + plan.report.new as usize > limits::ENTRIES {
            plan.fault(CellFault {
                row: 0,
                column: String::new(),
                fault: Fault::TooLong(limits::ENTRIES as u32),
            });
        }
        Ok(())
    })?;
    if plan.held > 0 {
        let held = plan.held;
        plan.report.warnings.push(RowError {
            row: 0,
            column: columns.name_of("status"),
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
    plan.columns = Some(columns);
    plan.report.token = token(&digest, plan.revision);
    Ok(plan)
}

/// Applies a plan in one transaction, unless it has an error. `expect` is the token of an earlier dry run:
/// [`Error::Conflict`] when the file or what is there differs from it. Blocks. Returns the report, with what the
/// store refused, if it did.
pub fn apply(workspace: &Workspace, plan: Plan, expect: Option<&str>, actor: Actor) -> Result<ImportReport> {
    if plan.report.error_count > 0 {
        return Ok(plan.report);
    }
    if expect.is_some_and(|token| token != plan.report.token) {
        return Err(Error::Conflict);
    }
    let Plan {
        mut report,
        revision,
        steps,
        columns,
        lang,
        ..
    } = plan;
    let (rows, steps): (Vec<u32>, Vec<_>) = steps
        .into_iter()
        .map(|step| (step.row, (step.change, step.new_path)))
        .unzip();
    let applied = workspace.main().write_blocking(move |tx| {
        counters::expect_revision(tx, revision)?;
        let changes = with_categories(tx, &actor, steps)?;
        entries::apply(tx, &actor, &changes)
    });
    match applied {
        Ok(_) => report.applied = true,
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
        }
        Err(error) => return Err(error),
    }
    Ok(report)
}

/// Makes the categories that are missing, and puts their ids in.
fn with_categories(
    tx: &Tx<'_>,
    actor: &Actor,
    steps: Vec<(EntryChange, Option<Vec<String>>)>,
) -> Result<Vec<EntryChange>> {
    let mut made = std::collections::HashMap::new();
    steps
        .into_iter()
        .map(|(mut change, path)| {
            if let Some(path) = path {
                let id = match made.get(&path) {
                    Some(id) => *id,
                    None => categories::ensure_path(tx, actor, &path)?,
                };
                made.insert(path, id);
                let (EntryChange::New(edit) | EntryChange::Edit(_, edit)) = &mut change;
                edit.category = id;
            }
            Ok(change)
        })
        .collect()
}

pub(super) fn token(digest: &[u8], revision: i64) -> String {
    let hash = Sha256::new()
        .chain_update(digest)
        .chain_update(revision.to_be_bytes())
        .finalize();
    hash.iter()
        .take(16)
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

impl Plan {
    fn fault(&mut self, fault: CellFault) {
        add_error(&mut self.report, fault, self.lang);
    }
}

pub(super) fn add_error(report: &mut ImportReport, CellFault { row, column, fault }: CellFault, lang: Lang) {
    report.error_count += 1;
    if report.errors.len() < limits::IMPORT_ERRORS {
        report.errors.push(RowError {
            row,
            column,
            fault,
            message: fault.message(lang),
        });
    }
}

#[cfg(test)]
mod tests;
