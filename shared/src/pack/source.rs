//! What a pack is built from, and why that may fail.

use crate::Uuid;
use core::fmt;
use serde::{Deserialize, Serialize};

/// What a pack is built from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The categories in tree order: a parent stands before its children.
    pub categories: Vec<SourceCategory>,
    /// The entries that a visitor may find.
    pub entries: Vec<SourceEntry>,
    /// The words of titles, phrasings, keywords and learned phrases whose readings are known.
    pub readings: Vec<SourceReading>,
    /// The groups of synonyms that entries refer to.
    pub synonyms: Vec<SourceSynonyms>,
}

/// How a word is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceReading {
    /// The word, folded ([`crate::text::fold`]).
    pub word: String,
    /// Its reading in hiragana, folded.
    pub reading: String,
}

/// Words that find the entries that refer to them, beside the entries' own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceSynonyms {
    /// What visitors may write.
    pub said: Vec<String>,
    /// Whether the group comes from the built-in dictionary; an own group otherwise.
    pub built_in: bool,
}

/// A category to be packed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceCategory {
    /// Its id.
    pub id: Uuid,
    /// The category that it lies in.
    pub parent: Option<Uuid>,
    /// Its name.
    pub name: String,
}

/// An entry to be packed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// Its id.
    pub id: Uuid,
    /// Its title; shown, and matched.
    pub title: String,
    /// Other ways to ask for it; matched.
    pub phrasings: Vec<String>,
    /// Words that it should be found by; matched.
    pub keywords: Vec<String>,
    /// Questions that it has answered before, as the help desk agreed; matched.
    pub learned: Vec<String>,
    /// Its category, whose name and whose parents' names are matched.
    pub category: Option<Uuid>,
    /// The answer as plain text; matched, not packed.
    pub body: String,
    /// The indexes in [`Source::synonyms`] of groups that one of its words stands for, ascending.
    pub synonyms: Vec<u32>,
}

/// Why a pack could not be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildError {
    /// More than [`limits::ENTRIES`].
    TooManyEntries,
    /// More than [`limits::CATEGORIES`].
    TooManyCategories,
    /// A title or a category's name is longer than [`limits::NAME_BYTES`].
    NameTooLong(Uuid),
    /// Two entries, or two categories, have this id.
    Duplicate(Uuid),
    /// An entry or a category lies in a category that is not there, or comes after it.
    UnknownCategory(Uuid),
    /// The index would be larger than [`limits::PACK_BYTES`].
    TooLarge,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyEntries => f.write_str("too many entries"),
            Self::TooManyCategories => f.write_str("too many categories"),
            Self::NameTooLong(id) => write!(f, "the title or name of {id} is too long"),
            Self::Duplicate(id) => write!(f, "the id {id} stands twice"),
            Self::UnknownCategory(id) => write!(f, "the category {id} is missing"),
            Self::TooLarge => f.write_str("the pack is too large"),
        }
    }
}

impl core::error::Error for BuildError {}
