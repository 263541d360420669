//! Checks one row after the other, whatever it is compared with.

use super::paths::{Paths, Place};
use super::people::People;
use crate::{
    knowledge::validate,
    tables::{
        CellFault,
        entries::{Columns, EntryCells},
    },
};
use kotae_shared::{
    Uuid,
    api::{
        admin::{Entry, EntryEdit, Status},
        problem::Fault,
    },
};
use std::collections::HashMap;

/// The rows seen so far.
pub(super) struct Rows<'c> {
    columns: &'c Columns,
    paths: Paths,
    /// Who may own an entry; `None`: nobody is asked, and no entry has an owner.
    people: Option<People>,
    /// Entries need an approval to become published.
    four_eyes: bool,
    /// The row in which a code stood first.
    first: HashMap<String, u32>,
    /// The row that meant an entry first.
    entries: HashMap<Uuid, u32>,
    /// The row in which a title stood first.
    titles: HashMap<String, u32>,
}

/// A row without fault.
pub(super) struct Checked {
    /// The entry, tidied.
    pub(super) edit: EntryEdit,
    /// The path of its category, when that does not exist yet.
    pub(super) new_path: Option<Vec<String>>,
    /// It would be published, and waits for an approval instead.
    pub(super) held: bool,
}

impl<'c> Rows<'c> {
    /// The people that owners are looked up among.
    pub(super) fn people(&self) -> Option<&People> {
        self.people.as_ref()
    }

    /// No row yet. `paths` are the categories that exist, `people` those who may own an entry; with `four_eyes` none becomes
    /// published by an import.
    pub(super) fn new(columns: &'c Columns, paths: Paths, people: Option<People>, four_eyes: bool) -> Self {
        Self {
            columns,
            paths,
            people,
            four_eyes,
            first: HashMap::new(),
            entries: HashMap::new(),
            titles: HashMap::new(),
        }
    }

    /// Checks a row; `before` is the entry that it changes. Columns that the file does not have leave its fields.
    pub(super) fn check(
        &mut self,
        cells: EntryCells,
        before: Option<&Entry>,
    ) -> Result<Checked, Vec<CellFault>> {
        let row = cells.row;
        let mut faults = Vec::new();
        if !cells.code.is_empty() {
            if let Some(first) = self.first.get(&cells.code) {
                faults.push(("code".to_owned(), Fault::Duplicate(*first)));
            } else {
                self.first.insert(cells.code.clone(), row);
            }
        }
        faults.extend(self.repeated(&cells, before));
        let wanted_path = cells.category.clone();
        let wanted_owner = cells.owner.clone();
        let mut edit = edit_of(cells, before);
        let is_published = |entry: &Entry| entry.status == Status::Published;
        let held = self.four_eyes && edit.status == Status::Published && !before.is_some_and(is_published);
        if held {
            edit.status = Status::InReview;
        }
        let mut new_path = None;
        if let Some(path) = wanted_path {
            match self.paths.find(&path) {
                Ok(Place::Nowhere) => edit.category = None,
                Ok(Place::Known(id)) => edit.category = Some(id),
                Ok(Place::New) => new_path = Some(path),
                Err(fault) => faults.push(("category".to_owned(), fault)),
            }
        }
        if let (Some(address), Some(people)) = (wanted_owner, &self.people) {
            edit.owner = people.find(&address);
            if edit.owner.is_none() && !address.is_empty() {
                faults.push(("owner".to_owned(), Fault::Unknown));
            }
        }
        match validate::entry(&edit) {
            Ok(edit) if faults.is_empty() => {
                return Ok(Checked { edit, new_path, held });
            }
            Ok(_) => {}
            Err(more) => faults.extend(more),
        }
        let place = |(field, fault): (String, Fault)| CellFault {
            row,
            column: self.columns.name_of(&field),
            fault,
        };
        Err(faults.into_iter().map(place).collect())
    }
}

impl Rows<'_> {
    /// What is wrong with a row that means the same entry as an earlier one by its title.
    fn repeated(&mut self, cells: &EntryCells, before: Option<&Entry>) -> Option<(String, Fault)> {
        let title = cells.title.trim();
        let of_title = self.titles.get(title).copied();
        self.titles.entry(title.to_owned()).or_insert(cells.row);
        let earlier = match before {
            Some(entry) => self.entries.insert(entry.id, cells.row),
            None => None,
        };
        // The same code twice was said above.
        let earlier = earlier.or(of_title.filter(|_| before.is_none() && !title.is_empty()));
        let earlier = earlier.filter(|_| cells.code.is_empty())?;
        Some(("title".to_owned(), Fault::DuplicateTitle(earlier)))
    }

    /// The category nearest to a path that exists.
    pub(super) fn nearest(&self, path: &[String]) -> Option<Uuid> {
        self.paths.nearest(path)
    }
}

/// The row as an edit: its own cells, and what is there for columns that the file does not have.
fn edit_of(cells: EntryCells, before: Option<&Entry>) -> EntryEdit {
    let or_before = |cell: Option<Vec<String>>, own: fn(&Entry) -> &Vec<String>| {
        cell.unwrap_or_else(|| before.map(|entry| own(entry).clone()).unwrap_or_default())
    };
    let text_or_before = |cell: Option<String>, own: fn(&Entry) -> &String| {
        cell.unwrap_or_else(|| before.map(|entry| own(entry).clone()).unwrap_or_default())
    };
    EntryEdit {
        code: cells.code,
        title: cells.title,
        phrasings: or_before(cells.phrasings, |entry| &entry.phrasings),
        keywords: or_before(cells.keywords, |entry| &entry.keywords),
        audience: or_before(cells.audience, |entry| &entry.audience),
        related: or_before(cells.related, |entry| &entry.related),
        follow_up: before.and_then(|entry| entry.follow_up),
        owner: before.and_then(|entry| entry.owner),
        review_on: text_or_before(cells.review_on, |entry| &entry.review_on),
        publish_from: text_or_before(cells.publish_from, |entry| &entry.publish_from),
        publish_until: text_or_before(cells.publish_until, |entry| &entry.publish_until),
        category: before.and_then(|entry| entry.category),
        answer: text_or_before(cells.answer, |entry| &entry.answer),
        status: cells
            .status
            .or(before.map(|entry| entry.status))
            .unwrap_or(Status::Published),
        version: before.map_or(0, |entry| entry.version),
    }
}
