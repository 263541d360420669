//! Compares rows with the entries that are there.

use super::{
    Plan, Step,
    paths::Paths,
    people::People,
    row::{Checked, Rows},
    titles::Titles,
};
use crate::{
    knowledge::export,
    store::{
        Actor, Result, approval,
        categories::{self, Reach},
        engine::Read,
        entries::{self, EntryChange},
        imports,
    },
    tables::{
        CellFault, cells,
        entries::{Columns, EntryCells, status_name},
    },
};
use kotae_shared::{
    Uuid,
    api::{
        admin::{Entry, EntryEdit, FieldChange, ImportRow, RowKind, RowNote, Status},
        problem::Fault,
    },
};
use std::collections::HashMap;

/// What rows are compared with.
pub(super) struct Comparison<'r> {
    read: &'r Read<'r>,
    rows: Rows<'r>,
    columns: &'r Columns,
    titles: Titles,
    reach: Reach,
    /// Each category's path as a cell shows it.
    shown: HashMap<Uuid, String>,
}

impl<'r> Comparison<'r> {
    pub(super) fn new(read: &'r Read<'r>, columns: &'r Columns, actor: &Actor) -> Result<Self> {
        Ok(Self {
            read,
            rows: Rows::new(
                columns,
                Paths::new(read)?,
                Some(People::new(read)?),
                approval::four_eyes(read)?,
            ),
            columns,
            titles: Titles::default(),
            reach: Reach::of(read, actor)?,
            shown: export::paths(&categories::list(read)?),
        })
    }

    /// Compares one row, whose cells stand in the file as `raw`, and adds its step, or what is wrong with it, to the plan.
    pub(super) fn row(&mut self, mut cells: EntryCells, raw: &[String], plan: &mut Plan) -> Result<()> {
        let mut about = ImportRow {
            row: cells.row,
            code: cells.code.clone(),
            title: cells.title.clone(),
            ..ImportRow::default()
        };
        if cells.html {
            about.notes.push(RowNote::Html);
        }
        let before = match self.before(&cells)? {
            Ok(before) => before,
            Err(fault) => {
                let column = self.columns.name_of("title");
                let fault = CellFault {
                    row: cells.row,
                    column,
                    fault,
                };
                return plan.refuse(raw, about, vec![fault]);
            }
        };
        if let Some(entry) = &before {
            if cells.code.is_empty() {
                about.notes.push(RowNote::ByTitle);
                about.code.clone_from(&entry.code);
            }
            let ended = entry.status == Status::Archived && cells.status.is_none();
            if ended && imports::was_ended(self.read, entry.id, entry.version)? {
                about.notes.push(RowNote::Revived);
                cells.status = Some(Status::Published);
            }
        }
        let by_title = cells.code.is_empty();
        let checked = self.rows.check(cells, before.as_ref());
        let checked = checked.and_then(|checked| self.within_reach(checked, before.as_ref(), about.row));
        match checked {
            Ok(Checked { edit, new_path, held }) => {
                plan.held += u32::from(held);
                self.add(about, before, edit, new_path, by_title, plan)
            }
            Err(faults) => plan.refuse(raw, about, faults),
        }
    }

    /// The entry that a row means, if it is there.
    fn before(&mut self, cells: &EntryCells) -> Result<Result<Option<Entry>, Fault>> {
        if !cells.code.is_empty() {
            return entries::by_code(self.read, &cells.code).map(Ok);
        }
        Ok(match self.titles.find(self.read, &cells.title)? {
            Ok(Some(id)) => Ok(Some(entries::get(self.read, id)?)),
            Ok(None) => Ok(None),
            Err(fault) => Err(fault),
        })
    }

    /// Who may write in some categories alone may neither take an entry out of another one nor put one there.
    fn within_reach(
        &self,
        checked: Checked,
        before: Option<&Entry>,
        row: u32,
    ) -> Result<Checked, Vec<CellFault>> {
        let to = match &checked.new_path {
            Some(path) => self.rows.nearest(path),
            None => checked.edit.category,
        };
        let from = before.map(|entry| self.reach.check("category", entry.category));
        match from
            .unwrap_or(Ok(()))
            .and_then(|()| self.reach.check("category", to))
        {
            Ok(()) => Ok(checked),
            Err(_) => Err(vec![CellFault {
                row,
                column: self.columns.name_of("category"),
                fault: Fault::NotYours,
            }]),
        }
    }

    fn add(
        &self,
        mut about: ImportRow,
        before: Option<Entry>,
        edit: EntryEdit,
        new_path: Option<Vec<String>>,
        by_title: bool,
        plan: &mut Plan,
    ) -> Result<()> {
        about.title.clone_from(&edit.title);
        if let Some(entry) = &before {
            about.changes = self.changes(entry, &edit, new_path.as_deref());
        }
        about.kind = match &before {
            None => RowKind::New,
            Some(_) if about.changes.is_empty() => RowKind::Unchanged,
            Some(_) => RowKind::Changed,
        };
        let report = &mut plan.report;
        if about.kind != RowKind::Unchanged {
            report.html += u32::from(about.notes.contains(&RowNote::Html));
        }
        report.by_title += u32::from(about.notes.contains(&RowNote::ByTitle));
        let id = before.as_ref().map(|entry| entry.id);
        if about.kind == RowKind::Unchanged {
            // Whatever else somebody changes of it.
            plan.note(&(about.kind, id))?;
        } else {
            plan.note(&(about.kind, id, &edit, &new_path))?;
        }
        let (row, kind) = (about.row, about.kind);
        plan.take(about)?;
        if kind != RowKind::Unchanged {
            let change = match before {
                None => EntryChange::New(edit),
                Some(entry) => EntryChange::Edit(entry.id, edit),
            };
            plan.steps.push(Step {
                row,
                change,
                new_path,
                by_title,
            });
        }
        Ok(())
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
