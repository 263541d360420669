//! Grams: the small pieces that a question and an entry have in common when they speak of the same thing.

use super::stem;
use crate::text::{Char, Script};

/// A weight of 1.
pub(crate) const UNIT: u16 = 20;

/// What a gram is made of. Each kind has hashes of its own; the numbers are part of the pack format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// One Chinese character.
    Kanji = 1,
    /// Two Japanese characters side by side.
    Pair = 2,
    /// A whole run of kanji, of katakana, or a word of kana alone.
    Run = 3,
    /// A word of letters and digits.
    Word = 4,
    /// The word without its ending.
    Stem = 5,
    /// Three letters side by side, the word's start and end counting as one each.
    Letters = 6,
    /// The first character of a word or run: finds entries while the first character is all there is.
    Start = 7,
}

/// A gram as it stands in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gram {
    /// Names it in the index.
    pub(crate) hash: u32,
    /// What it is made of.
    pub(crate) kind: Kind,
    /// What a question that has it gives for it, in [`UNIT`]s.
    pub(crate) weight: u16,
    /// The first character.
    pub(crate) start: usize,
    /// Behind the last character.
    pub(crate) end: usize,
}

/// Both hiragana: endings and particles.
const HIRAGANA_PAIR: u16 = UNIT / 5;
/// A pair within a word of hiragana alone: likely a word that another would write in kanji.
const KANA_WORD_PAIR: u16 = UNIT / 2;
/// Kanji and hiragana: a verb or an adjective where it bends.
const BENDING_PAIR: u16 = UNIT * 3 / 5;
const KANJI: u16 = UNIT * 4 / 5;
const RUN: u16 = UNIT / 2;
const WORD: u16 = UNIT * 3 / 2;
const STEM: u16 = UNIT * 7 / 10;
const LETTERS: u16 = UNIT * 3 / 10;
/// A word that every text has.
const COMMON_WORD: u16 = UNIT * 3 / 10;

/// Words that say little in any text; they get no stem and no letters.
const COMMON: &[&str] = &[
    "a", "am", "an", "and", "are", "as", "at", "be", "been", "by", "did", "do", "does", "for", "from", "had",
    "has", "have", "i", "if", "in", "is", "it", "its", "me", "my", "of", "on", "or", "s", "so", "that",
    "the", "there", "this", "to", "was", "we", "were", "with", "you", "your",
];

/// Words longer than this are cut; nobody types them.
const WORD_CHARS: usize = 40;

/// Calls `emit` for every gram of a text, in no particular order; one gram may come several times.
pub(crate) fn each(chars: &[Char], emit: &mut dyn FnMut(Gram)) {
    let mut at = 0;
    while at < chars.len() {
        let script = chars[at].script;
        let same = |c: &&Char| match script {
            Script::Letter => c.script == Script::Letter,
            _ => c.script.is_japanese(),
        };
        let end = match script {
            Script::Break => at + 1,
            _ => at + chars[at..].iter().take_while(same).count(),
        };
        match script {
            Script::Break => {}
            Script::Letter => letters(chars, at, end, emit),
            _ => japanese(chars, at, end, emit),
        }
        at = end;
    }
}

fn japanese(chars: &[Char], from: usize, to: usize, emit: &mut dyn FnMut(Gram)) {
    let kana_word = chars[from..to].iter().all(|c| c.script == Script::Hiragana);
    let mut run = from;
    for at in from..to {
        let Char { script, .. } = chars[at];
        if script == Script::Kanji {
            emit(gram(Kind::Kanji, KANJI, chars, at, at + 1));
        }
        if at + 1 < to {
            let weight = match (script, chars[at + 1].script) {
                (Script::Hiragana, Script::Hiragana) if kana_word => KANA_WORD_PAIR,
                (Script::Hiragana, Script::Hiragana) => HIRAGANA_PAIR,
                (Script::Kanji, Script::Hiragana) | (Script::Hiragana, Script::Kanji) => BENDING_PAIR,
                _ => UNIT,
            };
            emit(gram(Kind::Pair, weight, chars, at, at + 2));
        }
        if at + 1 == to || chars[at + 1].script != script {
            if script != Script::Hiragana || kana_word {
                emit(gram(Kind::Start, UNIT, chars, run, run + 1));
                if at > run {
                    emit(gram(Kind::Run, RUN, chars, run, at + 1));
                }
            }
            run = at + 1;
        }
    }
}

fn letters(chars: &[Char], from: usize, to: usize, emit: &mut dyn FnMut(Gram)) {
    let to = to.min(from + WORD_CHARS);
    if is_common(&chars[from..to]) {
        emit(gram(Kind::Word, COMMON_WORD, chars, from, to));
        return;
    }
    emit(gram(Kind::Start, UNIT, chars, from, from + 1));
    emit(gram(Kind::Word, WORD, chars, from, to));
    let stem = stem::stem(&chars[from..to]);
    emit(Gram {
        hash: hash(Kind::Stem, stem.iter().copied()),
        kind: Kind::Stem,
        weight: STEM,
        start: from,
        end: to,
    });
    // The word with its edges: a letter changed, lost or doubled leaves most of these alone.
    for at in from..=to {
        let before = if at == from { '^' } else { chars[at - 1].c };
        let (middle, after) = match (at < to, at + 1 < to) {
            (true, true) => (chars[at].c, chars[at + 1].c),
            (true, false) => (chars[at].c, '$'),
            _ => break,
        };
        emit(Gram {
            hash: hash(Kind::Letters, [before, middle, after].into_iter()),
            kind: Kind::Letters,
            weight: LETTERS,
            start: at.saturating_sub(1).max(from),
            end: (at + 2).min(to),
        });
    }
    compound(chars, from, to, emit);
}

/// `wi-fi`, `e-mail`, `don't`: also the word without the mark, once, from its first part.
fn compound(chars: &[Char], from: usize, to: usize, emit: &mut dyn FnMut(Gram)) {
    let joins = |at: usize| {
        let is = |at: usize, wanted: bool| {
            chars
                .get(at)
                .is_some_and(|c| (c.script == Script::Letter) == wanted)
        };
        is(at, false) && is(at + 1, true) && matches!(chars[at].c, '-' | '\'' | '’' | '\u{2010}' | '\u{2011}')
    };
    let first = from < 2 || chars[from - 2].script != Script::Letter || !joins(from - 1);
    if !first || !joins(to) {
        return;
    }
    let mut end = to;
    while end < chars.len() && (chars[end].script == Script::Letter || joins(end)) {
        end += 1;
    }
    let parts = chars[from..end]
        .iter()
        .filter(|c| c.script == Script::Letter)
        .map(|c| c.c);
    emit(Gram {
        hash: hash(Kind::Word, parts.take(WORD_CHARS)),
        kind: Kind::Word,
        weight: WORD,
        start: from,
        end,
    });
}

fn is_common(word: &[Char]) -> bool {
    COMMON
        .iter()
        .any(|common| common.len() == word.len() && common.chars().eq(word.iter().map(|c| c.c)))
}

fn gram(kind: Kind, weight: u16, chars: &[Char], start: usize, end: usize) -> Gram {
    Gram {
        hash: hash(kind, chars[start..end].iter().map(|c| c.c)),
        kind,
        weight,
        start,
        end,
    }
}

/// FNV-1a (Fowler, Noll, Vo) over code points instead of bytes, in 64 bits folded to 32.
pub(crate) fn hash(kind: Kind, chars: impl Iterator<Item = char>) -> u32 {
    let step = |hash: u64, value: u32| (hash ^ u64::from(value)).wrapping_mul(0x0000_0100_0000_01b3);
    let mut hash = step(0xcbf2_9ce4_8422_2325, kind as u32);
    for c in chars {
        hash = step(hash, u32::from(c));
    }
    hash ^= hash >> 29;
    hash = hash.wrapping_mul(0x0000_0100_0000_01b3);
    (hash >> 32) as u32 ^ hash as u32
}
