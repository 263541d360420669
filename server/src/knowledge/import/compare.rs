//! Compares rows with the entries that are there.

use super::{
    Plan, Step,
    paths::Paths,
    people::People,
    row::{Checked, Rows},
};
use crate::{
    knowledge::export,
    store::{
        Result, approval, categories,
        engine::Read,
        entries::{self, EntryChange},
    },
    tables::{
        cells,
        entries::{Columns, EntryCells, status_name},
    },
};
use kotae_shared::{
    Uuid,
    api::admin::{Entry, EntryEdit, FieldChange, ImportRow, limits},
};
use std::collections::HashMap;

/// What rows are compared with.
pub(super) struct Comparison<'r> {
    read: &'r Read<'r>,
    rows: Rows<'r>,
    /// Each category's path as a cell shows it.
    shown: HashMap<Uuid, String>,
}

impl<'r> Comparison<'r> {
    pub(super) fn new(read: &'r Read<'r>, columns: &'r Columns) -> Result<Self> {
        Ok(Self {
            read,
            rows: Rows::new(
                columns,
                Paths::new(read)?,
                Some(People::new(read)?),
                approval::four_eyes(read)?,
            ),
            shown: export::paths(&categories::list(read)?),
        })
    }

    /// Compares one row and adds its step, or what is wrong with it, to the plan.
    pub(super) fn row(&mut self, cells: EntryCells, plan: &mut Plan) -> Result<()> {
        let row = cells.row;
        let before = match cells.code.as_str() {
            "" => None,
            code => entries::by_code(self.read, code)?,
        };
        match self.rows.check(cells, before.as_ref()) {
            Ok(Checked { edit, new_path, held }) => {
                plan.held += u32::from(held);
                self.add(row, before, edit, new_path, plan);
            }
            Err(faults) => faults.into_iter().for_each(|fault| plan.fault(fault)),
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
        let address = |owner| {
            let people = self.rows.people();
            people.map_or("", |people| people.address(owner)).to_owned()
        };
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
            (
                "audience",
                cells::join_list(&entry.audience),
                cells::join_list(&edit.audience),
            ),
            (
                "related",
                cells::join_list(&entry.related),
                cells::join_list(&edit.related),
            ),
            ("owner", address(entry.owner), address(edit.owner)),
            ("review_on", entry.review_on.clone(), edit.review_on.clone()),
            (
                "publish_from",
                entry.publish_from.clone(),
                edit.publish_from.clone(),
            ),
            (
                "publish_until",
                entry.publish_until.clone(),
                edit.publish_until.clone(),
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
