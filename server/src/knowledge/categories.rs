//! Categories in and out as a table: a dry run that is shown first, then just that, all or nothing.
//!
//! A row with the id of a category renames or moves it, a row with a path that exists gives it its place, another row makes one.
//! What is absent from the file stays untouched, behind what has a place there.

mod tree;

use super::import::{Accept, Planned, add_error, findings::Findings, hex, of_file, refuse, take};
use crate::{
    store::{
        Actor, Error, Result, Workspace,
        categories::{self, Reach},
        engine::Tx,
        imports::{self, Change, Import},
    },
    tables::{CellFault, Sheet, SheetRow, TableFormat, TableWriter, cells, find_column, headers},
};
use kotae_shared::{
    Lang, Uuid,
    api::{
        admin::{Category, CategoryEdit, FieldChange, ImportReport, ImportRow, RowKind, limits},
        problem::Fault,
        transfer::ImportKind,
    },
};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, io::Write};
use tree::{Key, Tree};

/// The header of an export, in order. The place is the one among the categories beside it, from 1.
const HEADER: [&str; 3] = ["id", "path", "position"];
/// The names of a path.
const PATH: [&str; 6] = ["path", "category", "カテゴリ", "カテゴリー", "階層", "パス"];
/// The names of a place.
const POSITION: [&str; 7] = ["position", "order", "順番", "順序", "表示順", "並び順", "並び"];

/// An import that was compared with the store and can be applied.
pub struct Plan {
    report: ImportReport,
    findings: Findings,
    /// What it was compared with.
    compared: String,
    /// The categories as they shall be, and the rows that say so.
    tree: Tree,
    /// Places that rows give.
    places: Vec<(Key, u32)>,
}

/// Where the columns stand.
struct Columns {
    id: Option<usize>,
    path: usize,
    position: Option<usize>,
}

impl Columns {
    fn of(sheet: &Sheet) -> std::result::Result<Self, CellFault> {
        Ok(Self {
            id: find_column(sheet, &HEADER[..1], false)?,
            path: find_column(sheet, &PATH, true)?.unwrap_or_default(),
            position: find_column(sheet, &POSITION, false)?,
        })
    }

    fn ignored(&self, sheet: &Sheet) -> Vec<String> {
        let known = [self.id, Some(self.path), self.position];
        let names = sheet.header.iter().enumerate().filter(|(at, name)| {
            !known.contains(&Some(*at)) && !name.trim().is_empty() && !headers::is_reason(name)
        });
        names.map(|(_, name)| name.trim().to_owned()).collect()
    }
}

/// Compares a file with what is there; changes nothing. Blocks. Rows that `actor` may not write are refused.
pub fn plan(workspace: &Workspace, file: Vec<u8>, actor: &Actor, lang: Lang) -> Result<Plan> {
    let digest = Sha256::digest(&file);
    let (all, reach) = workspace
        .main()
        .read_blocking(|read| Ok((categories::list(read)?, Reach::of(read, actor)?)))?;
    let mut plan = Plan {
        report: ImportReport::default(),
        findings: Findings::default(),
        compared: state(&all),
        tree: Tree::of(&all),
        places: Vec::new(),
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
    let mut rows = HashMap::new();
    for (row, fault) in sheet.all_rows() {
        let compared = match fault {
            None => plan.row(&row, &columns, &sheet, &mut rows, &reach),
            Some(fault) => Err(fault),
        };
        match compared {
            Ok(about) => take(&mut plan.report, &mut plan.findings, about)?,
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
    if plan.tree.len() > limits::CATEGORIES {
        plan.report.blocked = true;
        add_error(
            &mut plan.report,
            of_file(Fault::TooLong(limits::CATEGORIES as u32)),
            lang,
        );
    }
    Ok(plan)
}

/// What is there, as far as a file is compared with it.
fn state(all: &[Category]) -> String {
    let lines = all
        .iter()
        .map(|one| format!("{} {:?} {} {}", one.id, one.parent, one.position, one.name));
    lines.collect::<Vec<_>>().join("\n")
}

impl Plan {
    /// Compares one row, and puts the category where it says.
    fn row(
        &mut self,
        row: &SheetRow,
        columns: &Columns,
        sheet: &Sheet,
        rows: &mut HashMap<Key, u32>,
        reach: &Reach,
    ) -> std::result::Result<ImportRow, CellFault> {
        let fault = |at: usize, fault| CellFault {
            row: row.row,
            column: sheet.header[at].trim().to_owned(),
            fault,
        };
        let cell = |at: usize| cells::unguard(&row.cells[at]).trim();
        let path = cells::split_path(cell(columns.path));
        tree::check(&path).map_err(|wrong| fault(columns.path, wrong))?;
        let position = match columns
            .position
            .map(|at| (at, cell(at)))
            .filter(|(_, cell)| !cell.is_empty())
        {
            None => None,
            Some((at, text)) => {
                let place = text
                    .parse::<u32>()
                    .ok()
                    .filter(|place| (1..=limits::CATEGORIES as u32).contains(place));
                let range = Fault::OutOfRange(1, limits::CATEGORIES as i64);
                Some(place.ok_or_else(|| fault(at, range))?)
            }
        };
        let named = match columns
            .id
            .map(|at| (at, cell(at)))
            .filter(|(_, id)| !id.is_empty())
        {
            None => None,
            Some((at, id)) => {
                let known = Uuid::try_parse(id).ok().and_then(|id| self.tree.by_id(id));
                Some(known.ok_or_else(|| fault(at, Fault::Unknown))?)
            }
        };
        let at_path = self.tree.find(&path);
        let key = named.or(at_path);
        if let Some(earlier) = key.and_then(|key| rows.get(&key)) {
            return Err(fault(
                columns.id.unwrap_or(columns.path),
                Fault::Duplicate(*earlier),
            ));
        }
        let before = key.map(|key| (self.tree.path(key), self.tree.place(key)));
        let mut touched = vec![self.tree.nearest(&path[..path.len() - 1])];
        touched.extend(key.map(|key| self.tree.parent_id(key)));
        if touched
            .into_iter()
            .any(|parent| reach.check("parent", parent).is_err())
        {
            return Err(fault(columns.path, Fault::NotYours));
        }
        let put = self.tree.put(named.or(at_path), &path);
        let key = put.map_err(|wrong| fault(columns.path, wrong))?;
        rows.insert(key, row.row);
        self.places.extend(position.map(|place| (key, place - 1)));
        let shown = cells::join_path(path.iter().map(String::as_str));
        let mut changes = Vec::new();
        if let Some((old, place)) = &before {
            let mut differs = |field: &str, before: String, after: String| {
                if before != after {
                    changes.push(FieldChange {
                        field: field.to_owned(),
                        before,
                        after,
                    });
                }
            };
            differs(
                "path",
                cells::join_path(old.iter().map(String::as_str)),
                shown.clone(),
            );
            if let Some(wanted) = position {
                differs("position", (place + 1).to_string(), wanted.to_string());
            }
        }
        Ok(ImportRow {
            row: row.row,
            kind: match before {
                None => RowKind::New,
                Some(_) if changes.is_empty() => RowKind::Unchanged,
                Some(_) => RowKind::Changed,
            },
            title: shown,
            changes,
            ..ImportRow::default()
        })
    }
}

impl Planned for Plan {
    fn show(self) -> (ImportReport, Findings) {
        (self.report, self.findings)
    }

    fn apply(self, workspace: &Workspace, accept: Accept<'_>, actor: Actor) -> Result<ImportReport> {
        let Self {
            mut report,
            compared,
            mut tree,
            places,
            ..
        } = self;
        if report.blocked || (report.error_count > 0 && !accept.partial) {
            return Ok(report);
        }
        if accept.expect.is_some_and(|token| token != report.token) {
            return Err(Error::Conflict);
        }
        tree.arrange(&places);
        let mut import = Import {
            kind: ImportKind::Categories,
            file: accept.file.to_owned(),
            unchanged: report.unchanged,
            refused: report.refused,
            changes: Vec::new(),
        };
        report.import = workspace.main().write_blocking(move |tx| {
            let all = categories::list(tx)?;
            if state(&all) != compared {
                return Err(Error::Conflict);
            }
            import.changes = write(tx, &actor, &all, &tree)?;
            imports::record(tx, &actor, &import)
        })?;
        report.applied = true;
        Ok(report)
    }
}

/// Makes the categories what a tree says; what it did.
fn write(tx: &Tx<'_>, actor: &Actor, before: &[Category], tree: &Tree) -> Result<Vec<Change>> {
    let mut ids: HashMap<Key, Uuid> = HashMap::new();
    let mut made = Vec::new();
    // Parents before what lies in them: what has no id yet gets one.
    for key in tree.in_order() {
        let edit = |position| CategoryEdit {
            name: tree.name(key).to_owned(),
            parent: tree.parent(key).and_then(|parent| ids.get(&parent).copied()),
            position,
        };
        let id = if let Some(id) = tree.id(key) {
            let (was, now) = (before.iter().find(|category| category.id == id), edit(None));
            if was.is_some_and(|was| (&was.name, was.parent) != (&now.name, now.parent)) {
                categories::update(tx, actor, id, &now)?;
            }
            id
        } else {
            let id = categories::create(tx, actor, &edit(None))?.id;
            made.push(id);
            id
        };
        ids.insert(key, id);
    }
    for parent in tree.arranged() {
        for (position, key) in (0_u32..).zip(tree.children(*parent)) {
            let edit = CategoryEdit {
                name: tree.name(*key).to_owned(),
                parent: parent.and_then(|parent| ids.get(&parent).copied()),
                position: Some(position),
            };
            if let Some(id) = ids.get(key) {
                categories::update(tx, actor, *id, &edit)?;
            }
        }
    }
    let after = categories::list(tx)?;
    let mut done = Vec::new();
    for now in &after {
        let was = before.iter().find(|category| category.id == now.id);
        let change = match was {
            None if made.contains(&now.id) => Change::made(ImportKind::Categories, now.id, 0),
            Some(was) if (&was.name, was.parent, was.position) != (&now.name, now.parent, now.position) => {
                let old = CategoryEdit {
                    position: Some(was.position),
                    ..imports::as_edit(was)
                };
                Change::changed(ImportKind::Categories, now.id, 0).from(&old)?
            }
            _ => continue,
        };
        done.push(change.to(&imports::as_edit(now))?);
    }
    Ok(done)
}

/// Writes all categories in tree order, and returns how many. Blocks. Importing the file again changes nothing.
pub fn export<W: Write + Send>(workspace: &Workspace, format: TableFormat, to: W) -> Result<u32> {
    let all = workspace.main().read_blocking(categories::list)?;
    let paths = super::export::paths(&all);
    let mut table = TableWriter::new(format, to, &HEADER)?;
    for category in &all {
        let path = paths.get(&category.id).map_or("", String::as_str);
        let (id, position) = (category.id.to_string(), (category.position + 1).to_string());
        table.row([id.as_str(), path, &position])?;
    }
    table.end()?.flush()?;
    Ok(all.len() as u32)
}
