//! What a change would do to the questions that were asked last, under `api/admin/WORKSPACE/`. The browser asks them of the
//! knowledge without and with the change.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET impact/questions?`[`ImpactQuery`] | | [`Vec`] of [`Logged`], the one that was asked last first |
//! | `POST impact/pack` | [`ImpactChange`] | a file as [`Files`] reads it |
//! | `POST impact/entry` | [`ImpactEntry`] | a file as [`One`] reads it: soon, however many entries there are |

use super::{admin::EntryEdit, words::SynonymEdit};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How many questions to look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImpactQuery {
    /// The last so many that were asked, 1 to [`limits::QUESTIONS`]; 0 means 1,000.
    pub limit: u32,
}

/// A question of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logged {
    /// As it was typed last.
    pub text: String,
    /// How often it was asked among those that were looked at, however it was written (width, case, kana).
    pub count: u32,
}

/// A change that nobody has saved; without any, the knowledge as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImpactChange {
    /// An entry as it is being written.
    #[serde(default)]
    pub entry: Option<ImpactEntry>,
    /// A group of synonyms as it is being written.
    #[serde(default)]
    pub synonyms: Option<ImpactSynonyms>,
}

/// An entry as it is being written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImpactEntry {
    /// Which one; `None`: a new one.
    pub id: Option<Uuid>,
    /// What it would say.
    pub edit: EntryEdit,
}

/// A group of synonyms as it is being written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImpactSynonyms {
    /// Which one; `None`: a new one.
    pub id: Option<Uuid>,
    /// What it would say; `None`: it is deleted.
    pub edit: Option<SynonymEdit>,
}

/// Both files of a pack ([`crate::pack`]) in one: the revision of the knowledge (8 bytes, little endian), how long answers are
/// (4 bytes), the length of the first file (4 bytes), the first file, and the second one if there is any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Files<'a> {
    /// The revision of the knowledge, without the change.
    pub revision: i64,
    /// How many characters the answers that have text have on average.
    pub answer: u32,
    /// The first file.
    pub first: &'a [u8],
    /// The second one; empty when no answer has text.
    pub bodies: &'a [u8],
}

impl<'a> Files<'a> {
    /// Reads them; `None` when bytes are missing.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (revision, rest) = bytes.split_first_chunk()?;
        let (answer, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (first, bodies) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        Some(Self {
            revision: i64::from_le_bytes(*revision),
            answer: u32::from_le_bytes(*answer),
            first,
            bodies,
        })
    }

    /// Writes them; `None` when the first file is longer than 4 GB.
    pub fn write(&self) -> Option<Vec<u8>> {
        let length = u32::try_from(self.first.len()).ok()?;
        let (revision, answer) = (self.revision.to_le_bytes(), self.answer.to_le_bytes());
        let head = [&revision[..], &answer, &length.to_le_bytes()].concat();
        Some([&head, self.first, self.bodies].concat())
    }
}

/// An entry as it would be, by itself: the revision of the knowledge (8 bytes, little endian), the length of a pack of it alone
/// (4 bytes; 0: visitors would not get it), that pack's first file, and the text of its answer as it is matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct One<'a> {
    /// The revision of the knowledge, without the change.
    pub revision: i64,
    /// The first file of a pack of it alone, with its readings and synonyms; empty: it would be archived.
    pub pack: &'a [u8],
    /// The text of its answer.
    pub body: &'a str,
}

impl<'a> One<'a> {
    /// Reads it; `None` when bytes are missing or are no text.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (revision, rest) = bytes.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (pack, body) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        Some(Self {
            revision: i64::from_le_bytes(*revision),
            pack,
            body: core::str::from_utf8(body).ok()?,
        })
    }

    /// Writes it; `None` when the pack is longer than 4 GB.
    pub fn write(&self) -> Option<Vec<u8>> {
        let length = u32::try_from(self.pack.len()).ok()?;
        let head = [&self.revision.to_le_bytes()[..], &length.to_le_bytes()].concat();
        Some([&head, self.pack, self.body.as_bytes()].concat())
    }
}

/// Limits that the server enforces.
pub mod limits {
    /// Questions that are looked at.
    pub const QUESTIONS: u32 = 10_000;
    /// Questions that are looked at when none says how many.
    pub const USUAL: u32 = 1_000;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_as_they_were_written() {
        let files = Files {
            revision: -7,
            answer: 120,
            first: b"first",
            bodies: b"and the rest",
        };
        let bytes = files.write().unwrap();
        assert_eq!(Files::read(&bytes), Some(files));
        assert_eq!(Files::read(&bytes[..15]), None);
        assert_eq!(Files::read(&bytes[..20]), None);
        let one = One {
            revision: 9,
            pack: b"pack",
            body: "答え",
        };
        let bytes = one.write().unwrap();
        assert_eq!(One::read(&bytes), Some(one));
        assert_eq!(One::read(&bytes[..11]), None);
        assert_eq!(One::read(&bytes[..bytes.len() - 1]), None);
    }
}
