//! How words are read: mecab-ipadic's words, and before them our own of the office.

use super::{arena::Arena, script::is_kanji, unpack};
use kotae_shared::text::{fold, reading::Readings};
use std::cell::RefCell;

/// Words with their readings, a line each; mended and completed by [`OFFICE`].
const IPADIC: &[u8] = include_bytes!("../../data/lexicon/ipadic-readings.tsv.gz");
/// Words of the office.
const OFFICE: &str = include_str!("../../data/lexicon/readings-office.tsv");

/// Every word that is known, folded, with its reading.
#[derive(Debug)]
pub(super) struct Table {
    words: Arena,
    readings: String,
    /// Where each word's reading ends in `readings`.
    ends: Vec<u32>,
}

impl Table {
    pub(super) fn load() -> Self {
        let ipadic = unpack(IPADIC);
        let mut folded = String::with_capacity(ipadic.len());
        let mut spans = Vec::with_capacity(120_000);
        // Words with katakana come last: `出ル` is a name, `出る` is not.
        let has_katakana = |line: &&str| line.contains(|c| matches!(c, 'ァ'..='ヺ'));
        let names = ipadic.lines().filter(has_katakana);
        let words = ipadic.lines().filter(|line| !has_katakana(line));
        for line in OFFICE.lines().chain(words).chain(names) {
            let Some((word, reading)) = line.split_once('\t').filter(|_| !line.starts_with('#')) else {
                continue;
            };
            let start = folded.len() as u32;
            folded.push_str(&fold(word));
            let middle = folded.len() as u32;
            folded.push_str(&fold(reading));
            spans.push((start, middle, folded.len() as u32));
        }
        let part = |start: u32, end: u32| &folded[start as usize..end as usize];
        // Stable, so that of equal words the first one, ours, stays first.
        spans.sort_by(|a, b| part(a.0, a.1).cmp(part(b.0, b.1)));
        spans.dedup_by(|b, a| part(a.0, a.1) == part(b.0, b.1));
        // Only what begins with a kanji is ever looked up.
        spans.retain(|span| part(span.0, span.1).starts_with(is_kanji));
        let words = Arena::new(spans.iter().map(|span| part(span.0, span.1)));
        let mut readings = String::with_capacity(folded.len() / 2);
        let ends = spans.iter().map(|span| {
            readings.push_str(part(span.1, span.2));
            readings.len() as u32
        });
        let ends = ends.collect();
        readings.shrink_to_fit();
        Self {
            words,
            readings,
            ends,
        }
    }

    fn longest_index(&self, text: &str) -> Option<u32> {
        let mut longest = None;
        self.words.each_prefix(text, &mut |index| longest = Some(index));
        longest
    }

    fn word(&self, index: u32) -> (&str, &str) {
        let start = index
            .checked_sub(1)
            .map_or(0, |before| self.ends[before as usize]);
        let end = self.ends[index as usize];
        (
            self.words.word(index),
            &self.readings[start as usize..end as usize],
        )
    }

    /// How many bytes the longest word takes that the folded text begins with.
    pub(super) fn longest_bytes(&self, text: &str) -> Option<usize> {
        self.longest_index(text).map(|index| self.words.span(index).len())
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.words.bytes() + self.readings.len() + self.ends.len() * 4
    }
}

impl Readings for Table {
    fn longest(&self, text: &str) -> Option<(usize, &str)> {
        let (word, reading) = self.word(self.longest_index(text)?);
        Some((word.len(), reading))
    }
}

/// A table that remembers which of its words were looked up.
pub(super) struct Marking<'t> {
    table: &'t Table,
    used: RefCell<Vec<bool>>,
}

impl<'t> Marking<'t> {
    pub(super) fn new(table: &'t Table) -> Self {
        let used = RefCell::new(vec![false; table.ends.len()]);
        Self { table, used }
    }

    /// The words that were looked up, sorted, with their readings.
    pub(super) fn used(&self) -> Vec<(&'t str, &'t str)> {
        let used = self.used.borrow();
        let indexes = (0_u32..).zip(used.iter()).filter(|(_, used)| **used);
        indexes.map(|(index, _)| self.table.word(index)).collect()
    }
}

impl Readings for Marking<'_> {
    fn longest(&self, text: &str) -> Option<(usize, &str)> {
        let index = self.table.longest_index(text)?;
        self.used.borrow_mut()[index as usize] = true;
        let (word, reading) = self.table.word(index);
        Some((word.len(), reading))
    }
}
