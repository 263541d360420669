//! Scenarios in and out as JSON or CSV: a dry run that is shown first, then just that, all or nothing.
//!
//! A scenario of the file changes the one with its id, else the one with its name; else it makes one. What is absent from
//! the file stays untouched. Entries are named by their codes.

mod table;
#[cfg(test)]
mod tests;

use super::import::{Accept, Planned, add_error, findings::Findings, token};
use crate::{
    store::{
        Actor, Error, Result, Workspace, counters,
        engine::Read,
        entries, forms,
        imports::{self, Import},
        scenarios::{self, ScenarioChange},
    },
    tables::{CellFault, TableFormat, TableWriter},
};
use kotae_shared::{
    Lang, Localised, Uuid,
    api::{
        admin::{
            FieldChange, ImportReport, ImportRow, RowError, RowKind, Status,
            limits::{IMPORT_ERRORS, IMPORT_ROWS},
        },
        problem::Fault,
        scenarios::{FileScenario, ScenarioEdit, ScenarioFile},
        transfer::ImportKind,
    },
    scenario::{
        Scenario, Step,
        check::{Finding, Known, check},
        limits,
    },
};
use sha2::{Digest, Sha256};
use std::{
    collections::{HashMap, HashSet},
    io::Write,
};

/// An import that was compared with the store and can be applied.
pub struct Plan {
    /// What it would do.
    pub report: ImportReport,
    revision: i64,
    changes: Vec<ScenarioChange>,
}

/// A scenario of a file, and where its parts stand.
struct Found {
    file: FileScenario,
    places: Places,
}

/// Where a field stands: row and column.
enum Places {
    /// In JSON: the scenario's place in the list; a field is its own column.
    Json(usize),
    /// In a table.
    Table(Box<table::Rows>),
}

impl Places {
    fn of(&self, field: &str) -> (u32, String) {
        match self {
            Self::Json(index) if field.is_empty() => (0, format!("scenarios.{index}")),
            Self::Json(index) => (0, format!("scenarios.{index}.scenario.{field}")),
            Self::Table(rows) => rows.place(field),
        }
    }
}

/// Compares a file with what is there; changes nothing. Blocks.
pub fn plan(workspace: &Workspace, file: Vec<u8>, lang: Lang) -> Result<Plan> {
    let digest = Sha256::digest(&file);
    let mut report = ImportReport::default();
    let read = if is_json(&file) {
        "UTF-8".clone_into(&mut report.encoding);
        json(&file)
    } else {
        table::read(file, &mut report)
    };
    let (read, faults) = match read {
        Ok(read) => (read, Vec::new()),
        Err(faults) => (Vec::new(), faults),
    };
    for fault in faults {
        add_error(&mut report, fault, lang);
    }
    workspace.main().read_blocking(move |store| {
        let revision = counters::revision(store)?;
        report.token = token(&digest, revision);
        let mut comparison = Comparison::new(store, lang)?;
        for read in read {
            comparison.compare(store, read, &mut report)?;
        }
        if comparison.count + report.new as usize > limits::COUNT {
            let fault = CellFault {
                row: 0,
                column: String::new(),
                fault: Fault::TooLong(limits::COUNT as u32),
            };
            add_error(&mut report, fault, lang);
        }
        Ok(Plan {
            report,
            revision,
            changes: comparison.changes,
        })
    })
}

/// Applies a plan in one transaction, unless it has an error. `expect` is the token of an earlier dry run:
/// [`Error::Conflict`] when the file or what is there differs from it. Blocks.
pub fn apply(workspace: &Workspace, plan: Plan, accept: Accept<'_>, actor: Actor) -> Result<ImportReport> {
    let Plan {
        mut report,
        revision,
        changes,
    } = plan;
    if report.error_count > 0 {
        return Ok(report);
    }
    if accept.expect.is_some_and(|token| token != report.token) {
        return Err(Error::Conflict);
    }
    let mut import = Import {
        kind: ImportKind::Scenarios,
        file: accept.file.to_owned(),
        unchanged: report.unchanged,
        ..Import::default()
    };
    report.import = workspace.main().write_blocking(move |tx| {
        counters::expect_revision(tx, revision)?;
        import.changes = scenarios::apply(tx, &actor, &changes)?;
        imports::record(tx, &actor, &import)
    })?;
    report.applied = true;
    Ok(report)
}

impl Planned for Plan {
    fn show(self) -> (ImportReport, Findings) {
        (self.report, Findings::default())
    }

    fn apply(self, workspace: &Workspace, accept: Accept<'_>, actor: Actor) -> Result<ImportReport> {
        apply(workspace, self, accept, actor)
    }
}

/// Writes all scenarios as a table. Blocks. Importing the file again changes nothing.
pub fn export_table<W: Write + Send>(workspace: &Workspace, format: TableFormat, to: W) -> Result<()> {
    let mut rows = TableWriter::new(format, to, &table::HEADER)?;
    for scenario in &stored(workspace)?.scenarios {
        table::write(scenario, |row| rows.row(row))?;
    }
    rows.end()?.flush()?;
    Ok(())
}

/// Writes all scenarios as JSON. Blocks. Importing the file again changes nothing.
pub fn export_json<W: Write>(workspace: &Workspace, mut to: W) -> Result<()> {
    serde_json::to_writer_pretty(&mut to, &stored(workspace)?)?;
    to.write_all(b"\n")?;
    to.flush()?;
    Ok(())
}

/// What is there, as a file has it.
fn stored(workspace: &Workspace) -> Result<ScenarioFile> {
    workspace.main().read_blocking(|read| {
        let all = scenarios::all(read)?.into_iter();
        let all = all.map(|(id, scenario, _)| {
            Ok(FileScenario {
                id: Some(id),
                scenario: with_codes(read, scenario)?,
            })
        });
        Ok(ScenarioFile {
            scenarios: all.collect::<Result<_>>()?,
        })
    })
}

fn with_codes(read: &Read<'_>, scenario: Scenario) -> Result<Scenario<String>> {
    let ids = scenario.steps.iter().filter_map(|step| step.entry);
    let names = entries::names(read, ids)?;
    let code = |id| names.get(&id).map(|name| name.code.clone());
    scenario
        .try_map(code)
        .map_err(|step| Error::Corrupt(format!("the entry of step {step} is gone").into()))
}

/// Whether a file begins as JSON does.
fn is_json(file: &[u8]) -> bool {
    let text = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    text.trim_ascii_start().first() == Some(&b'{')
}

/// The scenarios of a JSON file. An error names the row and what was wrong there.
fn json(file: &[u8]) -> std::result::Result<Vec<Found>, Vec<CellFault>> {
    let text = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    let file: ScenarioFile = serde_json::from_slice(text).map_err(|error| {
        vec![CellFault {
            row: u32::try_from(error.line()).unwrap_or(0),
            column: error.to_string(),
            fault: Fault::NotJson,
        }]
    })?;
    let read = |(index, file)| Found {
        file,
        places: Places::Json(index),
    };
    Ok(file.scenarios.into_iter().enumerate().map(read).collect())
}

/// What the scenarios of a file are compared with.
struct Comparison {
    lang: Lang,
    count: usize,
    by_id: HashMap<Uuid, (Scenario, u32)>,
    by_name: HashMap<String, Uuid>,
    forms: HashSet<Uuid>,
    /// The scenarios and names that the file had so far.
    seen: HashSet<Uuid>,
    names: HashSet<String>,
    changes: Vec<ScenarioChange>,
}

impl Comparison {
    fn new(read: &Read<'_>, lang: Lang) -> Result<Self> {
        let all = scenarios::all(read)?;
        let names = all.iter();
        Ok(Self {
            lang,
            count: all.len(),
            forms: forms::ids(read)?,
            by_name: names
                .map(|(id, scenario, _)| (scenarios::name_key(&scenario.name), *id))
                .collect(),
            by_id: all
                .into_iter()
                .map(|(id, scenario, version)| (id, (scenario, version)))
                .collect(),
            seen: HashSet::new(),
            names: HashSet::new(),
            changes: Vec::new(),
        })
    }

    fn compare(&mut self, store: &Read<'_>, read: Found, report: &mut ImportReport) -> Result<()> {
        let Found { file, places } = read;
        let scenario = file.scenario.tidy();
        let mut known: HashMap<String, (Uuid, Known)> = HashMap::new();
        for code in scenario.steps.iter().filter_map(|step| step.entry.as_ref()) {
            if !known.contains_key(code)
                && let Some(entry) = entries::by_code(store, code)?
            {
                let shown = match entry.status {
                    Status::Published => true,
                    Status::InReview => entry.published_version.is_some(),
                    Status::Draft | Status::Archived => false,
                };
                let state = if shown { Known::Published } else { Known::Hidden };
                known.insert(code.clone(), (entry.id, state));
            }
        }
        let look = |code: &String| known.get(code).map_or(Known::Missing, |(_, state)| *state);
        let found = check(&scenario, self.lang, look, |form| self.forms.contains(&form));
        let is_bad = found.iter().any(|finding| !finding.warning);
        for finding in found {
            tell(report, finding, &places);
        }
        let key = scenarios::name_key(&scenario.name);
        let before = file.id.filter(|id| self.by_id.contains_key(id));
        let before = before.or_else(|| self.by_name.get(&key).copied());
        let taken = self.by_name.get(&key).is_some_and(|other| Some(*other) != before);
        let twice = before.is_some_and(|id| !self.seen.insert(id)) || !self.names.insert(key);
        if taken || twice {
            let (row, column) = places.of("name");
            let fault = Fault::Taken;
            add_error(report, CellFault { row, column, fault }, self.lang);
            return Ok(());
        }
        // What names no entry was said above.
        let mapped = scenario.try_map(|code| known.get(&code).map(|(id, _)| *id));
        if let (Ok(scenario), false) = (mapped, is_bad) {
            self.add(before, scenario, places.of("").0, report);
        }
        Ok(())
    }

    fn add(&mut self, before: Option<Uuid>, scenario: Scenario, row: u32, report: &mut ImportReport) {
        let known = before.and_then(|id| Some((id, self.by_id.get(&id)?)));
        let mut changes = Vec::new();
        let title = scenario.name.get(self.lang).to_owned();
        let change = match known {
            None => {
                report.new += 1;
                ScenarioChange::New(scenario)
            }
            Some((_, (old, _))) if *old == scenario => {
                report.unchanged += 1;
                return;
            }
            Some((id, (old, version))) => {
                report.changed += 1;
                changes = differences(old, &scenario);
                let version = *version;
                ScenarioChange::Edit(id, ScenarioEdit { scenario, version })
            }
        };
        if report.rows.len() < IMPORT_ROWS {
            report.rows.push(ImportRow {
                row,
                code: String::new(),
                title,
                kind: if known.is_none() {
                    RowKind::New
                } else {
                    RowKind::Changed
                },
                changes,
                ..ImportRow::default()
            });
        }
        self.changes.push(change);
    }
}

fn tell(report: &mut ImportReport, finding: Finding, places: &Places) {
    let (row, column) = places.of(&finding.field);
    let error = RowError {
        row,
        column,
        fault: finding.fault,
        message: finding.message,
    };
    if !finding.warning {
        report.error_count += 1;
    }
    let list = if finding.warning {
        &mut report.warnings
    } else {
        &mut report.errors
    };
    if list.len() < IMPORT_ERRORS {
        list.push(error);
    }
}

/// What differs, step by step, each in one line.
fn differences(old: &Scenario, new: &Scenario) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    let mut add = |field: &str, before: String, after: String| {
        if before != after {
            changes.push(FieldChange {
                field: field.to_owned(),
                before,
                after,
            });
        }
    };
    add("name", texts(&old.name), texts(&new.name));
    add("start", old.start.clone(), new.start.clone());
    let line = |list: &[Step], id: &str| {
        let step = list.iter().find(|step| step.id == id);
        step.map(summary).unwrap_or_default()
    };
    for step in &new.steps {
        add(&step.id, line(&old.steps, &step.id), summary(step));
    }
    for step in old
        .steps
        .iter()
        .filter(|step| line(&new.steps, &step.id).is_empty())
    {
        add(&step.id, summary(step), String::new());
    }
    if changes.is_empty() {
        // Only the order of the steps.
        let order = |all: &Scenario| {
            all.steps
                .iter()
                .map(|step| step.id.clone())
                .collect::<Vec<_>>()
                .join(" ")
        };
        add_order(&mut changes, order(old), order(new));
    }
    changes
}

fn add_order(changes: &mut Vec<FieldChange>, before: String, after: String) {
    changes.push(FieldChange {
        field: "steps".to_owned(),
        before,
        after,
    });
}

fn texts(text: &Localised) -> String {
    if text.en.is_empty() {
        text.ja.clone()
    } else {
        format!("{} / {}", text.ja, text.en)
    }
}

fn summary(step: &Step) -> String {
    let mut parts = vec![step.kind.tag().to_owned(), texts(&step.text), texts(&step.label)];
    parts.push(step.url.clone());
    parts.extend(step.entry.map(|id| id.to_string()));
    parts.extend(
        step.choices
            .iter()
            .map(|choice| format!("{} → {}", texts(&choice.label), choice.target)),
    );
    if !step.next.is_empty() {
        parts.push(format!("→ {}", step.next));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" | ")
}
