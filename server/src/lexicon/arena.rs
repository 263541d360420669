//! Sorted words in one string: a hundred thousand of them without a hundred thousand allocations.

use std::ops::Range;

/// Code points of the plane that nearly all words begin in.
const PLANE: usize = 0x1_0000;

/// Sorted words, found by what a text begins with.
#[derive(Debug, Default)]
pub(super) struct Arena {
    text: String,
    /// Where each word ends in `text`.
    ends: Vec<u32>,
    /// For each code point of the plane the first word that begins with it or a later one; then the first word beyond.
    first: Vec<u32>,
}

impl Arena {
    /// `words` come sorted by their bytes; equal ones may follow each other, empty ones may not be among them.
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut arena = Self::default();
        for word in words {
            let index = arena.ends.len() as u32;
            // UTF-8 sorts as code points do.
            let code = word.chars().next().map_or(0, |c| (c as usize).min(PLANE));
            if arena.first.len() <= code {
                arena.first.resize(code + 1, index);
            }
            arena.text.push_str(word);
            arena.ends.push(arena.text.len() as u32);
        }
        arena.first.resize(PLANE + 1, arena.ends.len() as u32);
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
        let mut depth = c.len_utf8();
        let beyond = self.first.get(PLANE).copied().unwrap_or_default()..self.ends.len() as u32;
        let Range { mut start, mut end } = match self.first.get(c as usize..c as usize + 2) {
            Some(&[start, end]) => start..end,
            _ => self.narrow(beyond, 0, &text.as_bytes()[..depth]),
        };
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
            Range { start, end } = self.narrow(start..end, at, &text.as_bytes()[at..depth]);
        }
    }

    /// Of words that share what stands before `at`, those that have `next` there.
    fn narrow(&self, words: Range<u32>, at: usize, next: &[u8]) -> Range<u32> {
        // A character in one number; a word that ends before has zeros.
        let number = |bytes: &[u8]| {
            let byte = |at: usize| u32::from(bytes.get(at).copied().unwrap_or(0));
            (0..next.len()).fold(0, |number, at| number << 8 | byte(at))
        };
        let wanted = number(next);
        let rest = |index: u32| number(&self.text.as_bytes()[self.span(index)][at..]);
        let start = partition(words.clone(), |index| rest(index) < wanted);
        start..partition(start..words.end, |index| rest(index) == wanted)
    }

    /// How many bytes the words take.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.text.len() + self.ends.len() * 4 + self.first.len() * 4
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
        assert_eq!(found("😁"), [""; 0]);
        assert_eq!(found("\u{10FFFF}\u{FFFF}龯"), [""; 0]);
        Arena::new([].into_iter()).each_prefix("人", &mut |_| panic!("there is none"));
        assert_eq!(found(""), [""; 0]);
    }
}
