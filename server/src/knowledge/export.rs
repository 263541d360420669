//! All entries as a table.

use super::import::people::People;
use crate::{
    store::{Result, Workspace, categories, entries},
    tables::{
        TableFormat, TableWriter, cells,
        entries::{HEADER, status_name},
    },
};
use kotae_shared::{Uuid, api::admin::Category};
use std::{collections::HashMap, io::Write, ops::ControlFlow};

/// Writes all entries, ordered by code, and returns how many. Blocks. Importing the file again changes nothing.
pub fn entries<W: Write + Send>(workspace: &Workspace, format: TableFormat, to: W) -> Result<u32> {
    workspace.main().read_blocking(|read| {
        let paths = paths(&categories::list(read)?);
        let people = People::new(read)?;
        let mut table = TableWriter::new(format, to, &HEADER)?;
        let mut count = 0;
        entries::each(read, |entry| {
            let category = entry
                .category
                .and_then(|id| paths.get(&id))
                .map_or("", String::as_str);
            table.row([
                entry.code.as_str(),
                category,
                &entry.title,
                &cells::join_list(&entry.phrasings),
                &cells::join_list(&entry.keywords),
                &entry.answer,
                status_name(entry.status),
                &cells::join_list(&entry.audience),
                &cells::join_list(&entry.related),
                people.address(entry.owner),
                &entry.review_on,
                &entry.publish_from,
                &entry.publish_until,
            ])?;
            count += 1;
            Ok(ControlFlow::Continue(()))
        })?;
        table.end()?.flush()?;
        Ok(count)
    })
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
