//! Compares rows with the entries that are there.

use super::{
    Plan, Step,
    paths::{Paths, Place},
};
use crate::{
    knowledge::{export, validate},
    store::{
        Result, categories,
        engine::Read,
        entries::{self, EntryChange},
    },
    tables::{
        CellFault, cells,
        entries::{Columns, EntryCells, status_name},
    },
};
use kotae_shared::{
    Uuid,
    api::{
        admin::{Entry, EntryEdit, FieldChange, ImportRow, Status, limits},
        problem::Fault,
    },
};
use std::collections::HashMap;

/// What rows are compared with.
pub(super) struct Comparison<'r> {
    read: &'r Read<'r>,
    columns: &'r Columns,
    paths: Paths,
    /// Each category's path as a cell shows it.
    shown: HashMap<Uuid, String>,
    /// The row in which a code stood first.
    rows: HashMap<String, u32>,
}

impl<'r> Comparison<'r> {
    pub(super) fn new(read: &'r Read<'r>, columns: &'r Columns) -> Result<Self> {
        Ok(Self {
            read,
            columns,
            paths: Paths::new(read)?,
            shown: export::paths(&categories::list(read)?),
            rows: HashMap::new(),
        })
    }

    /// Compares one row and adds its step, or what is wrong with it, to the plan.
    pub(super) fn row(&mut self, cells: EntryCells, plan: &mut Plan) -> Result<()> {
        let row = cells.row;
        let mut faults = Vec::new();
        if !cells.code.is_empty() {
            if let Some(first) = self.rows.get(&cells.code) {
                faults.push(("code".to_owned(), Fault::Duplicate(*first)));
            } else {
                self.rows.insert(cells.code.clone(), row);
            }
        }
        let before = match cells.code.as_str() {
            "" => None,
            code => entries::by_code(self.read, code)?,
        };
        let wanted_path = cells.category.clone();
        let mut edit = edit_of(cells, before.as_ref());
        let mut new_path = None;
        if let Some(path) = wanted_path {
            match self.paths.find(&path) {
                Ok(Place::Nowhere) => edit.category = None,
                Ok(Place::Known(id)) => edit.category = Some(id),
                Ok(Place::New) => new_path = Some(path),
                Err(fault) => faults.push(("category".to_owned(), fault)),
            }
        }
        match validate::entry(&edit) {
            Ok(tidy) if faults.is_empty() => self.add(row, before, tidy, new_path, plan),
            Ok(_) => {}
            Err(more) => faults.extend(more),
        }
        for (field, fault) in faults {
            plan.fault(CellFault {
                row,
                column: self.columns.name_of(&field),
                fault,
            });
        }
        Ok(())
    }

    fn add(
        &self,
        row: u32,
        before: Option<Entry>,
        edit: EntryEdit,
        new_path: Option<Vec<String>>,
        plan: &mut Plan,
    ) {
        let report = &mut plan.report;
        let changes = match &before {
            None => Vec::new(),
            Some(entry) => self.changes(entry, &edit, new_path.as_deref()),
        };
        let change = match before {
            None => {
                report.new += 1;
                EntryChange::New(edit.clone())
            }
            Some(_) if changes.is_empty() => {
                report.unchanged += 1;
                return;
            }
            Some(entry) => {
                report.changed += 1;
                EntryChange::Edit(entry.id, edit.clone())
            }
        };
        if report.rows.len() < limits::IMPORT_ROWS {
            let new = matches!(change, EntryChange::New(_));
            report.rows.push(ImportRow {
                row,
                code: edit.code,
                title: edit.title,
                new,
                changes,
            });
        }
        plan.steps.push(Step {
            row,
            change,
            new_path,
        });
    }

    fn changes(&self, entry: &Entry, edit: &EntryEdit, new_path: Option<&[String]>) -> Vec<FieldChange> {
        let path = |id: Option<Uuid>| id.and_then(|id| self.shown.get(&id)).cloned().unwrap_or_default();
        let category = match new_path {
            Some(path) => cells::join_path(path.iter().map(String::as_str)),
            None => path(edit.category),
        };
        [
            ("title", entry.title.clone(), edit.title.clone()),
            (
                "phrasings",
                cells::join_list(&entry.phrasings),
                cells::join_list(&edit.phrasings),
            ),
            (
                "keywords",
                cells::join_list(&entry.keywords),
                cells::join_list(&edit.keywords),
            ),
            ("category", path(entry.category), category),
            ("answer", entry.answer.clone(), edit.answer.clone()),
            (
                "status",
                status_name(entry.status).to_owned(),
                status_name(edit.status).to_owned(),
            ),
        ]
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(field, before, after)| FieldChange {
            field: field.to_owned(),
            before,
            after,
        })
        .collect()
    }
}

/// The row as an edit: its own cells, and what is there for columns that the file does not have.
fn edit_of(cells: EntryCells, before: Option<&Entry>) -> EntryEdit {
    let or_before = |cell: Option<Vec<String>>, own: fn(&Entry) -> &Vec<String>| {
        cell.unwrap_or_else(|| before.map(|entry| own(entry).clone()).unwrap_or_default())
    };
    EntryEdit {
        code: cells.code,
        title: cells.title,
        phrasings: or_before(cells.phrasings, |entry| &entry.phrasings),
        keywords: or_before(cells.keywords, |entry| &entry.keywords),
        category: before.and_then(|entry| entry.category),
        answer: cells
            .answer
            .unwrap_or_else(|| before.map(|entry| entry.answer.clone()).unwrap_or_default()),
        status: cells
            .status
            .or(before.map(|entry| entry.status))
            .unwrap_or(Status::Published),
        version: before.map_or(0, |entry| entry.version),
    }
}
