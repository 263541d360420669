//! Which words of a dictionary of synonyms stand in a text.
//!
//! Japanese has no spaces, so a word counts only where it can be one: Latin words whole; katakana and hiragana whole unless
//! they are long; two kanji not inside a longer word that the reading table knows, nor across the border of two.

use super::{
    arena::Arena,
    readings::Table,
    script::{Folded, Script},
};
use std::{iter, ops::Range};

/// A kana word of so many characters counts within a longer run too (`ノートパソコン`).
const LONG_KANA: usize = 4;
/// A word of so many characters counts within a longer known word too (`健康保険証`).
const LONG: usize = 3;
/// What may stand before a word that begins with hiragana.
const PARTICLES: &str = "のをにはがでとへもやか";

/// The words of groups.
#[derive(Debug, Default)]
pub(super) struct Terms {
    words: Arena,
    /// For each byte of the words, the script of its character.
    scripts: Vec<Script>,
    /// Where the groups of each word end in `groups`.
    ends: Vec<u32>,
    groups: Vec<u32>,
}

impl Terms {
    /// `links` say which word belongs to which group; a word may have several.
    pub(super) fn new(mut links: Vec<(Folded, u32)>) -> Self {
        let key = |link: &(Folded, u32)| (link.0.text.clone(), link.0.scripts.clone(), link.1);
        links.retain(|(word, _)| !word.text.is_empty());
        links.sort_by_cached_key(key);
        links.dedup();
        let same = |a: &(Folded, u32), b: &(Folded, u32)| a.0 == b.0;
        let mut terms = Self {
            words: Arena::new(links.chunk_by(same).map(|same| same[0].0.text.as_str())),
            ..Self::default()
        };
        for same in links.chunk_by(same) {
            terms.scripts.extend(&same[0].0.scripts);
            terms.groups.extend(same.iter().map(|(_, group)| *group));
            terms.ends.push(terms.groups.len() as u32);
        }
        terms
    }

    /// The groups of a word.
    pub(super) fn groups(&self, word: u32) -> &[u32] {
        let start = word.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.groups[start as usize..self.ends[word as usize] as usize]
    }

    /// Calls `visit` with the words of the help desk's groups in a text, and where they stand.
    pub(super) fn each_own(&self, text: &Folded, visit: &mut dyn FnMut(Range<usize>, u32)) {
        let mut at = 0;
        while at < text.text.len() {
            at = match self.longest(text, at, text.text.len()) {
                Some((word, end)) => {
                    visit(at..end, word);
                    end
                }
                None => next(text, at),
            };
        }
    }

    /// Calls `visit` with the words of the built-in groups in a text, but for what stands in `covered` (ascending).
    pub(super) fn each_built_in(
        &self,
        text: &Folded,
        table: &Table,
        covered: &[Range<usize>],
        visit: &mut dyn FnMut(u32),
    ) {
        let mut covered = covered
            .iter()
            .cloned()
            .chain(iter::once(text.text.len()..usize::MAX));
        let mut hole = covered.next().unwrap_or_default();
        let mut at = 0;
        while at < text.text.len() {
            if at >= hole.start {
                at = hole.end;
                hole = covered.next().unwrap_or_default();
                continue;
            }
            let found = self.longest(text, at, hole.start);
            let known = (text.at(at) == Script::Kanji)
                .then(|| table.longest_bytes(&text.text[at..]))
                .flatten();
            let known = known.map_or_else(|| next(text, at), |bytes| at + bytes);
            let sure = |end: usize| end >= known || count(text, at..end) >= LONG;
            at = match found.filter(|(_, end)| text.at(at) != Script::Kanji || sure(*end)) {
                Some((word, end)) => {
                    visit(word);
                    end
                }
                None => known.min(hole.start),
            };
        }
    }

    /// The longest word that stands at `start` and ends at `limit` at the latest, and where it ends.
    fn longest(&self, text: &Folded, start: usize, limit: usize) -> Option<(u32, usize)> {
        if text.at(start) == Script::Break {
            return None;
        }
        let mut longest = None;
        self.words.each_prefix(&text.text[start..limit], &mut |word| {
            let span = self.words.span(word);
            let end = start + span.len();
            if self.scripts[span] == text.scripts[start..end] && is_word(text, start..end) {
                longest = Some((word, end));
            }
        });
        longest
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.words.bytes() + self.scripts.len() + self.ends.len() * 4 + self.groups.len() * 4
    }
}

/// Where the next word could begin.
fn next(text: &Folded, at: usize) -> usize {
    let script = text.at(at);
    let mut chars = text.text[at..].char_indices().skip(1);
    let next = chars.find(|&(offset, _)| script != Script::Letter || text.at(at + offset) != script);
    next.map_or(text.text.len(), |(offset, _)| at + offset)
}

fn count(text: &Folded, span: Range<usize>) -> usize {
    text.text[span].chars().count()
}

/// Whether what stands there can be a word of its own.
fn is_word(text: &Folded, span: Range<usize>) -> bool {
    let (before, first) = (text.before(span.start), text.at(span.start));
    let (last, after) = (text.before(span.end), text.at(span.end));
    let count = count(text, span.clone());
    if count == 1 {
        return before != first && after != last;
    }
    let long = || count >= LONG_KANA;
    let begins = match first {
        Script::Letter => before != Script::Letter,
        Script::Katakana => before != Script::Katakana || long(),
        Script::Hiragana => {
            before != Script::Hiragana || text.text[..span.start].ends_with(|c| PARTICLES.contains(c))
        }
        Script::Kanji | Script::Break => true,
    };
    let ends = match last {
        Script::Letter => after != Script::Letter,
        Script::Katakana => after != Script::Katakana || long(),
        _ => true,
    };
    begins && ends
}
