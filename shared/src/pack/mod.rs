//! The knowledge pack: what a widget needs to match, in two immutable, content-hashed files.
//!
//! The first file has what entries say of themselves: titles, phrasings, keywords, learned phrases, how their words are
//! read, and which synonyms find them. It is text: the reader makes its index of it ([`crate::matcher::Building`]), since the
//! index of a text is five times its bytes. The second file, [`Bodies`], has the index of the answers, which sharpens.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `KTPK`, or `KTPB` for the bodies |
//! | 2 | format version, little endian as all numbers here |
//! | 2 | number of sections |
//! | 8 | checksum of everything behind it |
//! | 8 each | the sections' kinds and lengths in bytes |
//! | ... | the sections, in that order |
//!
//! A reader skips sections of kinds that it does not know. Within a section numbers are LEB128 varints.
//! [`Section`] says what each holds. The checksum finds damage; it is the SHA-256 in a file's address that
//! proves what it is.

mod bodies;
mod read;
mod source;
mod strings;
mod wire;
mod write;
mod write_bodies;

use crate::Uuid;
use core::fmt;

pub use bodies::Bodies;
pub use read::Decoding;
pub use source::{BuildError, Source, SourceCategory, SourceEntry, SourceReading, SourceSynonyms};
pub(crate) use strings::{ReadingTable, Strings};
pub(crate) use wire::Postings;
pub use write::build;
pub use write_bodies::build_bodies;

const MAGIC: [u8; 4] = *b"KTPK";
const BODIES_MAGIC: [u8; 4] = *b"KTPB";
const VERSION: u16 = 2;

/// The kinds of sections. 3 was the index of version 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
enum Section {
    /// The number of categories; of each its id, its parent's index + 1 (0: none) and its name.
    Categories = 1,
    /// The number of entries; their ids; their categories' indexes + 1 (0: none); their titles as strings.
    Entries = 2,
    /// Of each entry the numbers of its phrasings, keywords and learned phrases; all of these as strings.
    Phrases = 4,
    /// The number of words; the words, ascending, as strings; their readings as strings.
    Readings = 5,
    /// The number of synonym groups; of each the number of its terms, doubled, + 1 if it is built in; all terms as strings;
    /// of each entry the number of its groups and the gaps between them.
    Synonyms = 6,
    /// The SHA-256 of the bodies' file.
    Bodies = 7,
    /// In the bodies' file, to be used as it lies there: the checksum of the entries' ids (8 bytes), the number of grams (4);
    /// their sorted hashes (4 each), where the postings of each end (4 each), the postings: their number, the gaps
    /// between entries, then one impact byte for each entry. No bytes at all are a gram that too many entries have to tell
    /// them apart.
    BodyIndex = 8,
}

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
    pub const CATEGORIES: usize = 2_000;
    /// A title, a phrase, a term or a category's name, in bytes.
    pub const NAME_BYTES: usize = 4_096;
    /// Phrasings of an entry, keywords of an entry; further ones are not packed.
    pub const PHRASES: usize = 1_000;
    /// Learned phrases of an entry; further ones are not packed.
    pub const LEARNED: usize = 50;
    /// Words with readings.
    pub const READINGS: usize = 1_000_000;
    /// Groups of synonyms.
    pub const SYNONYMS: usize = 100_000;
    /// Characters of an entry's answer that are matched.
    pub const BODY_CHARS: usize = 2_000;
    /// Grams.
    pub const GRAMS: usize = 16_000_000;
    /// A file, in bytes.
    pub const PACK_BYTES: usize = 512 * 1024 * 1024;
}

/// A pack in memory.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    categories: Vec<PackCategory>,
    ids: Vec<Uuid>,
    entry_categories: Vec<Option<u32>>,
    titles: Strings,
    /// Phrasings, keywords and learned phrases of all entries.
    phrases: Strings,
    /// Of each entry where its phrasings, its keywords and its learned phrases end in `phrases`.
    phrase_ends: Vec<[u32; 3]>,
    pub(crate) readings: ReadingTable,
    pub(crate) synonyms: Synonyms,
    bodies: Option<[u8; 32]>,
}

/// The groups of synonyms of a pack.
#[derive(Clone, Debug, Default)]
pub(crate) struct Synonyms {
    /// Of each group whether it is built in, and where its terms end in `terms`.
    groups: Vec<(bool, u32)>,
    terms: Strings,
    /// Of each group the entries that it finds, ascending.
    entries: Vec<Vec<u32>>,
}

impl Synonyms {
    /// How many groups there are.
    pub(crate) const fn len(&self) -> usize {
        self.groups.len()
    }

    /// What visitors may write to mean a group.
    pub(crate) fn terms(&self, group: usize) -> impl Iterator<Item = &str> {
        let end = self.groups.get(group).map_or(0, |group| group.1);
        let start = group
            .checked_sub(1)
            .and_then(|before| self.groups.get(before))
            .map_or(0, |group| group.1);
        (start.min(end)..end).map(|at| self.terms.get(at as usize))
    }

    /// The entries that a group finds, ascending.
    pub(crate) fn found_by(&self, group: u32) -> &[u32] {
        self.entries.get(group as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether a group comes from the built-in dictionary.
    pub(crate) fn is_built_in(&self, group: usize) -> bool {
        self.groups.get(group).is_some_and(|group| group.0)
    }
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

/// What a phrase of an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phrase {
    Phrasing,
    Keyword,
    Learned,
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
        Some(EntryRef {
            id: *self.ids.get(at)?,
            title: self.titles.get(at),
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

    /// The SHA-256 of the file with the index of the answers that belongs to this pack; none when no answer has text.
    pub fn bodies(&self) -> Option<[u8; 32]> {
        self.bodies
    }

    /// The phrasings, keywords and learned phrases of an entry, in this order.
    pub(crate) fn phrases(&self, index: usize) -> impl Iterator<Item = (Phrase, &str)> {
        let [phrasings, keywords, learned] = self.phrase_ends.get(index).copied().unwrap_or_default();
        let start = index
            .checked_sub(1)
            .and_then(|before| self.phrase_ends.get(before))
            .map_or(0, |ends| ends[2]);
        (start..learned).map(move |at| {
            let phrase = match at {
                _ if at < phrasings => Phrase::Phrasing,
                _ if at < keywords => Phrase::Keyword,
                _ => Phrase::Learned,
            };
            (phrase, self.phrases.get(at as usize))
        })
    }

    /// A category's name behind its parents' names.
    pub(crate) fn category_path(&self, category: u32) -> String {
        let mut path = String::new();
        let mut at = Some(category);
        while let Some(category) = at.and_then(|at| self.categories.get(at as usize)) {
            path = [&category.name, " ", &path].concat();
            at = category.parent;
        }
        path
    }
}

/// A hash as it stands in a file's address: 64 hex digits.
pub fn hash_text(hash: &[u8; 32]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0');
    hash.iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// What ties the bodies' file to the entries of its pack.
fn ids_checksum<'a>(ids: impl Iterator<Item = &'a Uuid>) -> u64 {
    let bytes: Vec<u8> = ids.flat_map(|id| *id.as_bytes()).collect();
    wire::checksum(&bytes)
}

#[cfg(test)]
mod tests;
