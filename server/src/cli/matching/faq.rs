//! A FAQ file as the source of a pack.

use super::{Stop, read_file};
use crate::{
    knowledge::import::alone::{self, Row},
    publish,
};
use kotae_shared::{
    Lang, Uuid,
    api::admin::Status,
    pack::{Source, SourceCategory, SourceEntry},
};
use std::{collections::HashMap, path::Path};

/// The entries of a file that visitors would find.
pub(super) struct Faq {
    /// The id of each entry: its code, else `#ROW`, which no code looks like.
    pub(super) codes: Vec<String>,
    /// The same entries as the source of a pack.
    pub(super) source: Source,
}

/// Reads a FAQ file.
pub(super) fn read(file: &Path, lang: Lang) -> Result<Faq, Stop> {
    let rows = alone::read(read_file(file, lang)?, lang)
        .map_err(|errors| Stop::rows(file, &errors.first, errors.count, lang))?;
    Ok(faq(rows))
}

fn faq(rows: Vec<Row>) -> Faq {
    let mut faq = Faq {
        codes: Vec::new(),
        source: Source::default(),
    };
    let mut categories = Categories::default();
    for Row { row, edit, path } in rows {
        if edit.status != Status::Published {
            continue;
        }
        faq.source.entries.push(SourceEntry {
            id: Uuid::from_u128(faq.codes.len() as u128 + 1),
            body: publish::matched_text(&edit.answer),
            title: edit.title,
            phrasings: edit.phrasings,
            keywords: edit.keywords,
            category: categories.get(&path),
            ..SourceEntry::default()
        });
        faq.codes.push(if edit.code.is_empty() {
            format!("#{row}")
        } else {
            edit.code
        });
    }
    faq.source.categories = categories.list;
    faq
}

/// Categories, a parent before its children, with their numbers as ids.
#[derive(Default)]
pub(super) struct Categories {
    pub(super) list: Vec<SourceCategory>,
    ids: HashMap<Vec<String>, Uuid>,
}

impl Categories {
    /// The category with this path, made when it is new; none for an empty path.
    pub(super) fn get(&mut self, path: &[String]) -> Option<Uuid> {
        let (name, above) = path.split_last()?;
        if let Some(id) = self.ids.get(path) {
            return Some(*id);
        }
        let parent = self.get(above);
        let id = Uuid::from_u128(self.list.len() as u128 + 1);
        self.list.push(SourceCategory {
            id,
            parent,
            name: name.clone(),
        });
        self.ids.insert(path.to_vec(), id);
        Some(id)
    }
}
