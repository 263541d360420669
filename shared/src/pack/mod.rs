//! The knowledge pack: what a widget needs to match, as one immutable, content-hashed file.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `KTPK` |
//! | 2 | format version, little endian as all numbers here |
//! | 2 | number of sections |
//! | 8 | checksum of everything behind it |
//! | 8 each | the sections' kinds and lengths in bytes |
//! | ... | the sections, in that order |
//!
//! A reader skips sections of kinds that it does not know. Within a section numbers are LEB128 varints.
//! [`Section`] says what each holds. The checksum finds damage; it is the SHA-256 in the pack's address that
//! proves what it is.

mod build;
mod decode;
mod wire;

use crate::Uuid;
use core::fmt;

pub use build::build;
pub(crate) use wire::Postings as Found;

const MAGIC: [u8; 4] = *b"KTPK";
const VERSION: u16 = 1;

/// The kinds of sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
enum Section {
    /// The number of categories; of each its id, its parent's index + 1 (0: none) and its name.
    Categories = 1,
    /// The number of entries; their ids; their categories' indexes + 1 (0: none); the lengths of their titles;
    /// the titles.
    Entries = 2,
    /// The number of grams; the gaps between their sorted hashes; the lengths of their postings; the postings:
    /// the gaps between entries, then one impact byte for each entry. An empty list is a gram that too many
    /// entries have to tell them apart.
    Index = 3,
}

/// What a pack is built from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceReading {
    /// The word, folded ([`crate::text::fold`]).
    pub word: String,
    /// Its reading in hiragana, folded.
    pub reading: String,
}

/// Words that find the entries that refer to them, beside the entries' own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceSynonyms {
    /// What visitors may write.
    pub said: Vec<String>,
    /// Whether the group comes from the built-in dictionary; an own group otherwise.
    pub built_in: bool,
}

/// A category to be packed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceCategory {
    /// Its id.
    pub id: Uuid,
    /// The category that it lies in.
    pub parent: Option<Uuid>,
    /// Its name.
    pub name: String,
}

/// An entry to be packed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// Why bytes are not a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackError {
    /// They do not begin as a pack does.
    NotAPack,
    /// Another version of Kotae wrote it.
    Version(u16),
    /// Bytes are missing, surplus or changed.
    Damaged,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAPack => "not a knowledge pack",
            Self::Version(_) => "a knowledge pack of another version",
            Self::Damaged => "a damaged knowledge pack",
        })
    }
}

impl core::error::Error for PackError {}

/// Limits of what a pack may hold; both writing and reading keep them.
pub mod limits {
    /// Entries.
    pub const ENTRIES: usize = 100_000;
    /// Categories.
    pub const CATEGORIES: usize = 1_000;
    /// A title or a category's name, in bytes.
    pub const NAME_BYTES: usize = 4_096;
    /// Characters of an entry's answer that are matched.
    pub const BODY_CHARS: usize = 2_000;
    /// Grams.
    pub const GRAMS: usize = 16_000_000;
    /// A pack, in bytes.
    pub const PACK_BYTES: usize = 512 * 1024 * 1024;
}

/// A pack in memory.
#[derive(Clone, Debug)]
pub struct Pack {
    categories: Vec<PackCategory>,
    ids: Vec<Uuid>,
    entry_categories: Vec<Option<u32>>,
    /// All titles, one behind the other.
    titles: String,
    /// Where each title ends.
    title_ends: Vec<u32>,
    index: Index,
}

/// The index of a pack.
#[derive(Clone, Debug, Default)]
struct Index {
    /// Sorted.
    hashes: Vec<u32>,
    /// Where the postings of each gram end.
    ends: Vec<u32>,
    postings: Vec<u8>,
}

/// An entry of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryRef<'a> {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: &'a str,
    /// The index of its category in [`Pack::categories`].
    pub category: Option<u32>,
}

/// A category of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackCategory {
    /// Its id.
    pub id: Uuid,
    /// The index of the category that it lies in; always before it.
    pub parent: Option<u32>,
    /// Its name.
    pub name: String,
}

/// The entries that have a gram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Postings<'a> {
    /// No entry has it.
    None,
    /// Too many have it.
    Common,
    /// These have it.
    Some(Found<'a>),
}

impl Pack {
    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The entry at `index`, which runs from 0 in the order of the source.
    pub fn entry(&self, index: u32) -> Option<EntryRef<'_>> {
        let at = index as usize;
        let start = at
            .checked_sub(1)
            .map_or(Some(0), |before| self.title_ends.get(before).copied())?;
        let end = *self.title_ends.get(at)?;
        Some(EntryRef {
            id: *self.ids.get(at)?,
            title: self.titles.get(start as usize..end as usize)?,
            category: *self.entry_categories.get(at)?,
        })
    }

    /// The index of the entry with this id.
    pub fn index_of(&self, id: Uuid) -> Option<u32> {
        self.ids.iter().position(|&other| other == id).map(|at| at as u32)
    }

    /// The categories in tree order: a parent stands before its children.
    pub fn categories(&self) -> &[PackCategory] {
        &self.categories
    }

    /// The entries that have this gram.
    pub(crate) fn postings(&self, hash: u32) -> Postings<'_> {
        let Index {
            hashes,
            ends,
            postings,
        } = &self.index;
        let Ok(at) = hashes.binary_search(&hash) else {
            return Postings::None;
        };
        let start = at.checked_sub(1).map_or(0, |before| ends[before] as usize);
        match postings.get(start..ends[at] as usize) {
            None | Some([]) => Postings::Common,
            Some(bytes) => Found::read(bytes).map_or(Postings::None, Postings::Some),
        }
    }
}

#[cfg(test)]
mod tests;
