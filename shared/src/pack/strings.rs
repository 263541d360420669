//! Many strings in one, and words with their readings.

use super::limits;
use super::wire::{Reader, put};
use crate::text::reading::Readings;

/// Strings one behind the other: a few bytes each beside their text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// How many there are.
    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string at `at`; empty behind the last one.
    pub(crate) fn get(&self, at: usize) -> &str {
        let start = at
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .map_or(0, |&end| end as usize);
        let end = self.ends.get(at).map_or(start, |&end| end as usize);
        self.text.get(start..end).unwrap_or_default()
    }

    /// Writes strings: their lengths in bytes, then all texts. `None` when one is longer than [`limits::NAME_BYTES`].
    pub(super) fn write<'a>(out: &mut Vec<u8>, strings: impl Iterator<Item = &'a str> + Clone) -> Option<()> {
        for string in strings.clone() {
            if string.len() > limits::NAME_BYTES {
                return None;
            }
            put(out, string.len() as u32);
        }
        for string in strings {
            out.extend(string.as_bytes());
        }
        Some(())
    }

    /// Reads `count` strings.
    pub(super) fn read(reader: &mut Reader, count: usize) -> Option<Self> {
        let mut ends = Vec::with_capacity(count);
        let mut end = 0_u32;
        for _ in 0..count {
            let length = reader
                .varint()
                .filter(|&length| length as usize <= limits::NAME_BYTES)?;
            end = end.checked_add(length)?;
            ends.push(end);
        }
        let text = core::str::from_utf8(reader.take(end as usize)?).ok()?;
        let whole = ends.iter().all(|&end| text.is_char_boundary(end as usize));
        whole.then(|| Self {
            text: text.into(),
            ends,
        })
    }
}

/// Words and how they are read.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReadingTable {
    /// Ascending.
    pub(super) words: Strings,
    pub(super) readings: Strings,
}

impl ReadingTable {
    /// Whether no reading is known.
    pub(crate) const fn is_empty(&self) -> bool {
        self.words.len() == 0
    }

    /// Whether the words are in order, as finding them takes for granted.
    pub(super) fn is_sorted(&self) -> bool {
        (1..self.words.len()).all(|at| self.words.get(at - 1) < self.words.get(at))
    }

    /// How many words are not greater than `key`.
    fn up_to(&self, key: &str) -> usize {
        let (mut from, mut to) = (0, self.words.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            if self.words.get(middle) <= key {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }
}

impl Readings for ReadingTable {
    /// Every beginning of a text sorts before the text, longer ones later. So the greatest word that is not greater is the
    /// longest beginning, or shares with it what the next try goes by.
    fn longest(&self, text: &str) -> Option<(usize, &str)> {
        let mut key = text;
        loop {
            let at = self.up_to(key).checked_sub(1)?;
            let word = self.words.get(at);
            let alike = word.chars().zip(key.chars()).take_while(|(a, b)| a == b);
            let common: usize = alike.map(|(c, _)| c.len_utf8()).sum();
            if common == word.len() {
                return (common > 0).then(|| (common, self.readings.get(at)));
            }
            key = key.get(..common)?;
        }
    }
}
