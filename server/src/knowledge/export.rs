//! All entries as a table.

use super::import::people::People;
use crate::{
    store::{Result, Workspace, categories, engine::Read, entries},
    tables::{
        TableFormat, TableWriter, cells,
        entries::{HEADER, status_name},
    },
};
use kotae_shared::{
    Uuid,
    api::admin::{Category, Entry, EntryQuery},
};
use std::{collections::HashMap, io::Write, ops::ControlFlow};

/// Writes all entries, ordered by code, and returns how many. Blocks. Importing the file again changes nothing.
pub fn entries<W: Write + Send>(workspace: &Workspace, format: TableFormat, to: W) -> Result<u32> {
    workspace.main().read_blocking(|read| {
        let mut table = Entries::begin(read, format, to)?;
        entries::each(read, |entry| {
            table.row(&entry)?;
            Ok(ControlFlow::Continue(()))
        })?;
        table.end()
    })
}

/// Writes the entries that a list shows to `asks`, in its order, and returns how many. Blocks.
pub fn listed<W: Write + Send>(
    workspace: &Workspace,
    query: &EntryQuery,
    asks: Uuid,
    format: TableFormat,
    to: W,
) -> Result<u32> {
    workspace.main().read_blocking(|read| {
        let mut table = Entries::begin(read, format, to)?;
        for id in entries::ids(read, query, asks)? {
            table.row(&entries::get(read, id)?)?;
        }
        table.end()
    })
}

/// A table of entries that is being written.
struct Entries<W: Write + Send> {
    table: TableWriter<W>,
    paths: HashMap<Uuid, String>,
    people: People,
    count: u32,
}

impl<W: Write + Send> Entries<W> {
    fn begin(read: &Read<'_>, format: TableFormat, to: W) -> Result<Self> {
        Ok(Self {
            table: TableWriter::new(format, to, &HEADER)?,
            paths: paths(&categories::list(read)?),
            people: People::new(read)?,
            count: 0,
        })
    }

    fn row(&mut self, entry: &Entry) -> Result<()> {
        let category = entry.category.and_then(|id| self.paths.get(&id));
        self.table.row([
            entry.code.as_str(),
            category.map_or("", String::as_str),
            &entry.title,
            &cells::join_list(&entry.phrasings),
            &cells::join_list(&entry.keywords),
            &entry.answer,
            status_name(entry.status),
            &cells::join_list(&entry.audience),
            &cells::join_list(&entry.related),
            self.people.address(entry.owner),
            &entry.review_on,
            &entry.publish_from,
            &entry.publish_until,
        ])?;
        self.count += 1;
        Ok(())
    }

    fn end(self) -> Result<u32> {
        self.table.end()?.flush()?;
        Ok(self.count)
    }
}

/// Each category's path as a cell shows it. The categories come in tree order: parents first.
pub(super) fn paths(categories: &[Category]) -> HashMap<Uuid, String> {
    let mut paths: HashMap<Uuid, String> = HashMap::with_capacity(categories.len());
    for category in categories {
        let own = cells::join_path([category.name.as_str()]);
        let path = match category.parent.and_then(|parent| paths.get(&parent)) {
            Some(parent) => format!("{parent} > {own}"),
            None => own,
        };
        paths.insert(category.id, path);
    }
    paths
}
