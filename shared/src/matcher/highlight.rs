//! Which part of a title answers to what was typed.

use super::gram::{self, Kind, Role};
use super::{Matcher, query, sound};
use crate::text::{self, Char, Script};
use core::ops::Range;

/// A pair of characters must mean at least this much: particles are not shown as found.
const SHOWN: u16 = gram::UNIT / 4;

impl Matcher {
    /// The parts of an entry's title that what was typed has too: byte ranges in the title, in order, not
    /// touching each other, on character boundaries. They fit the title as it is written (`ＶＰＮ` for `vpn`).
    pub fn highlights(&self, typed: &str, index: u32) -> Vec<Range<usize>> {
        let Some(entry) = self.pack.entry(index) else {
            return Vec::new();
        };
        let wanted = query::typed(typed, &self.pack, &self.index);
        let (chars, spans): (Vec<Char>, Vec<Range<usize>>) =
            text::chars_with_spans(entry.title).into_iter().unzip();
        let mut marked = vec![false; chars.len()];
        gram::each(&chars, &mut |gram| {
            let Ok(at) = wanted.binary_search_by_key(&gram.hash, |wanted| wanted.hash) else {
                return;
            };
            let shown = match gram.kind {
                Kind::Pair => wanted[at].weight >= SHOWN,
                Kind::Word => wanted[at].role == Role::Plain,
                Kind::Kanji | Kind::Run | Kind::Stem | Kind::Start => true,
                Kind::Letters | Kind::Words | Kind::Sound => false,
            };
            if shown {
                marked[gram.start..gram.end].fill(true);
            }
        });
        if !self.pack.readings.is_empty() {
            sound::each(&sound::of(&chars, &self.pack.readings), &mut |chord| {
                let at = wanted.binary_search_by_key(&chord.hash, |wanted| wanted.hash);
                if at.is_ok_and(|at| wanted[at].weight >= query::SOUND) {
                    marked[chord.start..chord.end].fill(true);
                }
            });
        }
        mark_beginning(typed, &chars, &mut marked);
        join(&marked, &chars, &spans)
    }
}

/// Marks the letters of words that the last typed word begins.
fn mark_beginning(typed: &str, chars: &[Char], marked: &mut [bool]) {
    let typed = text::chars(typed);
    let length = typed
        .iter()
        .rev()
        .take_while(|c| c.script == Script::Letter)
        .count();
    let word = &typed[typed.len() - length..];
    if word.is_empty() || word.len() > chars.len() {
        return;
    }
    for at in 0..=chars.len() - word.len() {
        let starts = at == 0 || chars[at - 1].script != Script::Letter;
        if starts && chars[at..].iter().zip(word).all(|(a, b)| a.c == b.c) {
            marked[at..at + word.len()].fill(true);
        }
    }
}

/// The bytes of marked characters, neighbours joined. A break between two marked ones stays unmarked.
fn join(marked: &[bool], chars: &[Char], spans: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for ((span, c), _) in spans.iter().zip(chars).zip(marked).filter(|(_, marked)| **marked) {
        match ranges.last_mut() {
            _ if c.script == Script::Break => {}
            Some(last) if last.end >= span.start => last.end = last.end.max(span.end),
            _ => ranges.push(span.clone()),
        }
    }
    ranges
}
