//! Words with kanji and how they are read: the longest known word at each place wins.

use super::Script;

/// Knows readings.
pub trait Readings {
    /// The longest word that the folded text begins with: its length in bytes, which is greater than 0, and its reading.
    fn longest(&self, text: &str) -> Option<(usize, &str)>;
}

/// Calls `visit` for every word of a folded text that begins with a kanji and has a reading: where it stands, in bytes, and
/// the reading. Words do not overlap; the first one from the left wins, and the longest one at a place.
///
/// Taking only words that were visited out of a larger dictionary changes nothing for the same text.
pub fn each_reading<'r>(
    text: &str,
    readings: &'r dyn Readings,
    visit: &mut dyn FnMut(core::ops::Range<usize>, &'r str),
) {
    let mut at = 0;
    // Not `text[at..]`: what tells of a cut within a character weighs more than this module (wasm).
    let rest = |at| text.get(at..).unwrap_or_default();
    while let Some(c) = rest(at).chars().next() {
        let mut length = c.len_utf8();
        if Script::of(c) == Script::Kanji
            && let Some((longest, reading)) = readings.longest(rest(at))
        {
            length = longest;
            visit(at..at + length, reading);
        }
        at += length;
    }
}
