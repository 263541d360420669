//! The help desk's own synonyms from a file, of the form that the admin screen imports and exports.

use super::{Stop, table::Table};
use crate::{
    knowledge::{
        synonyms::{FINDS, TERMS},
        validate,
    },
    lexicon::{Direction, Group},
    tables::cells::split_list,
};
use kotae_shared::{
    Lang,
    api::{
        problem::Fault,
        words::{SynonymEdit, limits::GROUPS},
    },
};
use std::path::Path;

/// Reads the groups: a row without `finds` has words that mean the same; with it, its words find entries that say one of
/// `finds`, and not the other way round.
pub(super) fn read(file: &Path, lang: Lang) -> Result<Vec<Group>, Stop> {
    let columns = [(&TERMS[..], true), (&FINDS[..], false)];
    let mut groups = Vec::new();
    Table::read(file, columns, lang, |_, [terms, finds]| {
        let edit = SynonymEdit {
            terms: split_list(terms),
            finds: split_list(finds),
            version: 0,
        };
        let SynonymEdit { terms, finds, .. } = validate::synonyms(&edit).map_err(|faults| {
            let first = faults.into_iter().next();
            first.map_or((0, Fault::Required), |(field, fault)| {
                (usize::from(field == "finds"), fault)
            })
        })?;
        if groups.len() == GROUPS {
            return Err((0, Fault::TooLong(GROUPS as u32)));
        }
        let direction = if finds.is_empty() {
            Direction::TwoWay
        } else {
            Direction::OneWay { to: finds }
        };
        groups.push(Group { terms, direction });
        Ok(())
    })?;
    Ok(groups)
}
