//! Groups of synonyms in and out as a table: a dry run that is shown first, then just that, all or nothing.
//!
//! A row with the id of a group changes it; another row makes one, unless there is a group that says just the same. What is
//! absent from the file stays untouched.

use super::{
    import::{Accept, Planned, add_error, findings::Findings, hex, of_file, refuse, take},
    validate,
};
use crate::{
    store::{
        Actor, Error, Result, Workspace,
        imports::{self, Import},
        synonyms::{self, GroupChange},
    },
    tables::{CellFault, Sheet, SheetRow, TableFormat, TableWriter, cells, find_column},
};
use kotae_shared::{
    Lang, Uuid,
    api::{
        admin::{FieldChange, ImportReport, ImportRow, RowKind},
        problem::Fault,
        transfer::ImportKind,
        words::{SynonymEdit, Synonyms, limits::GROUPS},
    },
    text::fold,
};
use sha2::{Digest, Sha256};
use std::{
    collections::{HashMap, HashSet},
    io::Write,
};

/// The header of an export, in order, and what else each column may be called.
const HEADER: [&str; 3] = ["id", "terms", "finds"];
/// What visitors say.
pub(crate) const TERMS: [&str; 8] = [
    "terms",
    "words",
    "synonyms",
    "同義語",
    "類義語",
    "言葉",
    "ことば",
    "語",
];
/// What entries say.
pub(crate) const FINDS: [&str; 6] = ["finds", "to", "target", "対象", "対象語", "一方向"];

/// An import that was compared with the store and can be applied.
pub struct Plan {
    /// What it would do.
    pub report: ImportReport,
    /// Every row, to be looked through.
    pub findings: Findings,
    /// What it was compared with.
    compared: String,
    changes: Vec<GroupChange>,
}

/// Where the columns stand.
struct Columns {
    id: Option<usize>,
    terms: usize,
    finds: Option<usize>,
}

impl Columns {
    fn of(sheet: &Sheet) -> Result<Self, CellFault> {
        Ok(Self {
            id: find_column(sheet, &HEADER[..1], false)?,
            terms: find_column(sheet, &TERMS, true)?.unwrap_or_default(),
            finds: find_column(sheet, &FINDS, false)?,
        })
    }

    /// The header's cell of a field.
    fn name(&self, sheet: &Sheet, field: &str) -> String {
        let at = match field {
            "id" => self.id,
            "finds" => self.finds,
            _ => Some(self.terms),
        };
        at.map_or(field, |at| sheet.header[at].trim()).to_owned()
    }

    fn ignored(&self, sheet: &Sheet) -> Vec<String> {
        let known = [self.id, Some(self.terms), self.finds];
        let cells = sheet.header.iter().enumerate();
        cells
            .filter(|(at, name)| !known.contains(&Some(*at)) && !name.trim().is_empty())
            .map(|(_, name)| name.trim().to_owned())
            .collect()
    }
}

/// Compares a file with what is there; changes nothing. Blocks.
pub fn plan(workspace: &Workspace, file: Vec<u8>, lang: Lang) -> Result<Plan> {
    let digest = Sha256::digest(&file);
    let groups = workspace.main().read_blocking(synonyms::all)?;
    let mut plan = Plan {
        report: ImportReport::default(),
        findings: Findings::default(),
        compared: state(&groups),
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
    let mut comparison = Comparison::new(&groups);
    for (row, fault) in sheet.all_rows() {
        let compared = match fault {
            None => comparison.row(&row, &columns, &sheet, &mut plan)?,
            Some(fault) => Err(fault),
        };
        if let Err(fault) = compared {
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
    if groups.len() + plan.report.new as usize > GROUPS {
        plan.report.blocked = true;
        add_error(&mut plan.report, of_file(Fault::TooLong(GROUPS as u32)), lang);
    }
    Ok(plan)
}

/// What is there, as far as a file is compared with it.
fn state(groups: &[Synonyms]) -> String {
    let lines = groups
        .iter()
        .map(|group| format!("{} {}", group.id, group.version));
    lines.collect::<Vec<_>>().join("\n")
}

/// Applies a plan in one transaction, unless it has an error that `accept` does not allow. [`Error::Conflict`] when the file or
/// the groups differ from what was looked at. Blocks.
pub fn apply(workspace: &Workspace, plan: Plan, accept: Accept<'_>, actor: Actor) -> Result<ImportReport> {
    let Plan {
        mut report,
        compared,
        changes,
        ..
    } = plan;
    if report.blocked || (report.error_count > 0 && !accept.partial) {
        return Ok(report);
    }
    if accept.expect.is_some_and(|token| token != report.token) {
        return Err(Error::Conflict);
    }
    let mut import = Import {
        kind: ImportKind::Synonyms,
        file: accept.file.to_owned(),
        unchanged: report.unchanged,
        refused: report.refused,
        changes: Vec::new(),
    };
    report.import = workspace.main().write_blocking(move |tx| {
        if state(&synonyms::all(tx)?) != compared {
            return Err(Error::Conflict);
        }
        import.changes = synonyms::apply(tx, &actor, &changes)?;
        imports::record(tx, &actor, &import)
    })?;
    report.applied = true;
    Ok(report)
}

impl Planned for Plan {
    fn show(self) -> (ImportReport, Findings) {
        (self.report, self.findings)
    }

    fn apply(self, workspace: &Workspace, accept: Accept<'_>, actor: Actor) -> Result<ImportReport> {
        apply(workspace, self, accept, actor)
    }
}

/// Writes all groups, and returns how many. Blocks. Importing the file again changes nothing.
pub fn export<W: Write + Send>(workspace: &Workspace, format: TableFormat, to: W) -> Result<u32> {
    let groups = workspace.main().read_blocking(synonyms::all)?;
    let mut table = TableWriter::new(format, to, &HEADER)?;
    for group in &groups {
        table.row([
            group.id.to_string(),
            cells::join_list(&group.terms),
            cells::join_list(&group.finds),
        ])?;
    }
    table.end()?.flush()?;
    Ok(groups.len() as u32)
}

/// What rows are compared with.
struct Comparison<'g> {
    by_id: HashMap<Uuid, &'g Synonyms>,
    /// What each group says, folded, in any order: groups that are there, and those of earlier rows.
    said: HashSet<(Vec<String>, Vec<String>)>,
    /// The rows that named a group.
    rows: HashMap<Uuid, u32>,
}

impl<'g> Comparison<'g> {
    fn new(groups: &'g [Synonyms]) -> Self {
        Self {
            by_id: groups.iter().map(|group| (group.id, group)).collect(),
            said: groups
                .iter()
                .map(|group| said(&group.terms, &group.finds))
                .collect(),
            rows: HashMap::new(),
        }
    }

    /// Compares one row and adds its change to the plan.
    fn row(
        &mut self,
        row: &SheetRow,
        columns: &Columns,
        sheet: &Sheet,
        plan: &mut Plan,
    ) -> Result<Result<(), CellFault>> {
        match self.edit(row, columns, sheet) {
            Ok((before, edit)) => self.add(row.row, before, edit, plan).map(Ok),
            Err(fault) => Ok(Err(fault)),
        }
    }

    /// What a row says, and the group that it says it of.
    fn edit(
        &mut self,
        row: &SheetRow,
        columns: &Columns,
        sheet: &Sheet,
    ) -> Result<(Option<&'g Synonyms>, SynonymEdit), CellFault> {
        let fault = |field: &str, fault| CellFault {
            row: row.row,
            column: columns.name(sheet, field),
            fault,
        };
        let cell = |at: usize| cells::unguard(&row.cells[at]);
        let before = match columns.id.map(|at| cell(at).trim()).filter(|id| !id.is_empty()) {
            None => None,
            Some(id) => {
                let known = Uuid::try_parse(id)
                    .ok()
                    .and_then(|id| self.by_id.get(&id).copied());
                Some(known.ok_or_else(|| fault("id", Fault::Unknown))?)
            }
        };
        if let Some(group) = before
            && let Some(earlier) = self.rows.insert(group.id, row.row)
        {
            return Err(fault("id", Fault::Duplicate(earlier)));
        }
        let finds = columns.finds.map(|at| cells::split_list(cell(at)));
        let edit = validate::synonyms(&SynonymEdit {
            terms: cells::split_list(cell(columns.terms)),
            finds: finds.unwrap_or_else(|| before.map(|group| group.finds.clone()).unwrap_or_default()),
            version: before.map_or(0, |group| group.version),
        });
        // One row, one sentence.
        let edit = edit.map_err(|faults| {
            let first = faults.into_iter().next();
            let (field, of_field) = first.unwrap_or_else(|| ("terms".to_owned(), Fault::Required));
            fault(&field, of_field)
        })?;
        Ok((before, edit))
    }

    fn add(&mut self, row: u32, before: Option<&Synonyms>, edit: SynonymEdit, plan: &mut Plan) -> Result<()> {
        let is_known = !self.said.insert(said(&edit.terms, &edit.finds));
        let changes = before.map_or_else(Vec::new, |group| changes(group, &edit));
        let unchanged = match before {
            None => is_known,
            Some(_) => changes.is_empty(),
        };
        let about = ImportRow {
            row,
            kind: match before {
                _ if unchanged => RowKind::Unchanged,
                None => RowKind::New,
                Some(_) => RowKind::Changed,
            },
            code: before.map(|group| group.id.to_string()).unwrap_or_default(),
            title: cells::join_list(&edit.terms),
            changes,
            ..ImportRow::default()
        };
        take(&mut plan.report, &mut plan.findings, about)?;
        if !unchanged {
            plan.changes.push(match before {
                None => GroupChange::New(edit),
                Some(group) => GroupChange::Edit(group.id, edit),
            });
        }
        Ok(())
    }
}

fn said(terms: &[String], finds: &[String]) -> (Vec<String>, Vec<String>) {
    let folded = |list: &[String]| {
        let mut list: Vec<String> = list.iter().map(|term| fold(term)).collect();
        list.sort_unstable();
        list
    };
    (folded(terms), folded(finds))
}

fn changes(group: &Synonyms, edit: &SynonymEdit) -> Vec<FieldChange> {
    [
        ("terms", &group.terms, &edit.terms),
        ("finds", &group.finds, &edit.finds),
    ]
    .into_iter()
    .filter(|(_, before, after)| before != after)
    .map(|(field, before, after)| FieldChange {
        field: field.to_owned(),
        before: cells::join_list(before),
        after: cells::join_list(after),
    })
    .collect()
}
