//! Sorted words in one string: a hundred thousand of them without a hundred thousand allocations.

use std::{collections::HashMap, ops::Range};

/// Sorted words, found by what a text begins with.
#[derive(Debug, Default)]
pub(super) struct Arena {
    text: String,
    /// Where each word ends in `text`.
    ends: Vec<u32>,
    /// The words that begin with a character.
    first: HashMap<char, Range<u32>>,
}

impl Arena {
    /// `words` come sorted by their bytes; equal ones may follow each other, empty ones may not be among them.
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut arena = Self::default();
        for word in words {
            let index = arena.ends.len() as u32;
            if let Some(c) = word.chars().next() {
                arena.first.entry(c).or_insert(index..index).end = index + 1;
            }
            arena.text.push_str(word);
            arena.ends.push(arena.text.len() as u32);
        }
        arena.text.shrink_to_fit();
        arena.ends.shrink_to_fit();
        arena
    }

    /// Where the word stands in the text of all.
    pub(super) fn span(&self, index: u32) -> Range<usize> {
        let start = index
            .checked_sub(1)
            .map_or(0, |before| self.ends[before as usize]);
        start as usize..self.ends[index as usize] as usize
    }

    /// A word.
    pub(super) fn word(&self, index: u32) -> &str {
        &self.text[self.span(index)]
    }

    /// Calls `visit` for every word that `text` begins with, shorter ones first, with its index.
    pub(super) fn each_prefix(&self, text: &str, visit: &mut dyn FnMut(u32)) {
        let mut chars = text.char_indices();
        let Some((_, c)) = chars.next() else { return };
        let Some(Range { mut start, mut end }) = self.first.get(&c).cloned() else {
            return;
        };
        let mut depth = c.len_utf8();
        loop {
            // Of the words that share the prefix, those that are no longer stand first.
            while start < end && self.span(start).len() == depth {
                visit(start);
                start += 1;
            }
            let Some((at, c)) = chars.next().filter(|_| start < end) else {
                return;
            };
            depth = at + c.len_utf8();
            let next = &text.as_bytes()[at..depth];
            let rest = |index: u32| {
                let word = &self.text.as_bytes()[self.span(index)];
                &word[at..depth.min(word.len())]
            };
            start = partition(start..end, |index| rest(index) < next);
            end = partition(start..end, |index| rest(index) == next);
        }
    }

    /// How many bytes the words take.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.text.len() + self.ends.len() * 4 + self.first.capacity() * 16
    }
}

/// The first index for which `is_before` is false; all before it are true.
fn partition(range: Range<u32>, is_before: impl Fn(u32) -> bool) -> u32 {
    let Range { mut start, mut end } = range;
    while start < end {
        let middle = start + (end - start) / 2;
        if is_before(middle) {
            start = middle + 1;
        } else {
            end = middle;
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_word_that_a_text_begins_with() {
        let mut words = [
            "人",
            "人事",
            "人事部",
            "人事部",
            "人件費",
            "入社",
            "a",
            "ab",
            "😀",
        ];
        words.sort_unstable();
        let arena = Arena::new(words.into_iter());
        let found = |text: &str| {
            let mut found = Vec::new();
            arena.each_prefix(text, &mut |index| found.push(arena.word(index)));
            found
        };
        assert_eq!(found("人事部長"), ["人", "人事", "人事部", "人事部"]);
        assert_eq!(found("人事"), ["人", "人事"]);
        assert_eq!(found("人件"), ["人"]);
        assert_eq!(found("入"), [""; 0]);
        assert_eq!(found("abc"), ["a", "ab"]);
        assert_eq!(found("😀!"), ["😀"]);
        assert_eq!(found(""), [""; 0]);
    }
}
