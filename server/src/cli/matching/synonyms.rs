//! The help desk's own synonyms from a file.

use super::{Stop, table::Table};
use crate::{
    lexicon::{Direction, Group},
    tables::cells::split_list,
};
use kotae_shared::{
    Lang,
    api::{admin::limits, problem::Fault},
};
use std::path::Path;

/// Groups of a file, at most.
const GROUPS: usize = 5_000;

/// Reads the columns `words` and `to`: a row without `to` is a group of words that mean the same; with it, its words find
/// entries that say one of `to`, and not the other way round.
pub(super) fn read(file: &Path, lang: Lang) -> Result<Vec<Group>, Stop> {
    let columns = [
        (
            &["words", "terms", "synonyms", "同義語", "類義語", "言葉", "語"][..],
            true,
        ),
        (&["to", "entries", "対象", "対象の語", "置き換え先"][..], false),
    ];
    let mut groups = Vec::new();
    Table::read(file, columns, lang, |_, [words, to]| {
        let (terms, to) = (split_list(words), split_list(to));
        for (column, list) in [&terms, &to].into_iter().enumerate() {
            if list.iter().any(|term| term.chars().count() > limits::PHRASE) {
                return Err((column, Fault::TooLong(limits::PHRASE as u32)));
            }
        }
        if terms.is_empty() {
            return Err((0, Fault::Required));
        }
        if groups.len() == GROUPS {
            return Err((0, Fault::TooLong(GROUPS as u32)));
        }
        let direction = if to.is_empty() {
            Direction::TwoWay
        } else {
            Direction::OneWay { to }
        };
        groups.push(Group { terms, direction });
        Ok(())
    })?;
    Ok(groups)
}
