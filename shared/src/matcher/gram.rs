//! Grams: the small pieces that a question and an entry have in common when they speak of the same thing.

use super::words;
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
    /// Two words side by side, without their endings.
    Words = 7,
    /// The first character of a word or run: finds entries while the first character is all there is.
    Start = 8,
    /// Two or three kana as they are heard.
    Sound = 9,
}

/// How much is made of a gram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Rarity counts, and so does missing it.
    Plain,
    /// When no entry of the pack has it, none is blamed.
    Bonus,
    /// As a bonus; and being rare in this pack does not make it telling.
    Common,
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
    /// How much is made of it.
    pub(crate) role: Role,
    /// The first character.
    pub(crate) start: usize,
    /// Behind the last character.
    pub(crate) end: usize,
}

impl Gram {
    pub(super) fn new(kind: Kind, weight: u16, chars: &[Char], start: usize, end: usize) -> Self {
        Self {
            hash: hash(kind, chars[start..end].iter().map(|c| c.c)),
            kind,
            weight,
            role: Role::Plain,
            start,
            end,
        }
    }
}

/// Both hiragana: endings and particles.
const HIRAGANA_PAIR: u16 = UNIT / 5;
/// A pair within a word of hiragana alone: likely a word that another would write in kanji.
const KANA_WORD_PAIR: u16 = UNIT / 2;
/// Kanji and hiragana: a verb or an adjective where it bends.
const BENDING_PAIR: u16 = UNIT * 11 / 20;
const PAIR: u16 = UNIT;
/// A kanji among kanji: their pairs tell more.
const KANJI: u16 = UNIT * 7 / 10;
/// A kanji by itself: mostly the stem of a verb or an adjective, whose endings vary.
pub(super) const LONE_KANJI: u16 = UNIT * 7 / 5;
const RUN: u16 = UNIT * 2 / 5;

/// Calls `emit` for every gram of a text; one gram may come several times.
pub(crate) fn each(chars: &[Char], emit: &mut dyn FnMut(Gram)) {
    #[cfg(feature = "ablation")]
    let emit: &mut dyn FnMut(Gram) = &mut |gram| {
        if let Some(gram) = measured(gram) {
            emit(gram);
        }
    };
    let mut at = 0;
    while at < chars.len() {
        let length = |of: fn(Script) -> bool| chars[at..].iter().take_while(|c| of(c.script)).count();
        at += match chars[at].script {
            Script::Break => 1,
            Script::Letter => {
                let length = length(|script| script == Script::Letter);
                words::each(chars, at, at + length, emit);
                length
            }
            _ => {
                let length = length(Script::is_japanese);
                japanese(chars, at, at + length, emit);
                length
            }
        };
    }
}

/// The gram as far as its part is not left out.
#[cfg(feature = "ablation")]
fn measured(mut gram: Gram) -> Option<Gram> {
    use super::Part;
    let part = match gram.kind {
        Kind::Kanji => Some(Part::Kanji),
        Kind::Run => Some(Part::Runs),
        Kind::Stem => Some(Part::Stems),
        Kind::Letters => Some(Part::Letters),
        Kind::Words => Some(Part::Pairs),
        _ => None,
    };
    if matches!(gram.kind, Kind::Kanji | Kind::Pair | Kind::Run) && !Part::Scripts.is_there() {
        gram.weight = UNIT;
    }
    if gram.role == Role::Common && !Part::Common.is_there() {
        gram.role = Role::Plain;
    }
    part.is_none_or(Part::is_there).then_some(gram)
}

fn japanese(chars: &[Char], from: usize, to: usize, emit: &mut dyn FnMut(Gram)) {
    let kana_word = chars[from..to].iter().all(|c| c.script == Script::Hiragana);
    let mut run = from;
    for at in from..to {
        let Char { script, .. } = chars[at];
        if script == Script::Kanji {
            let kanji = |at: usize| chars.get(at).is_some_and(|c| c.script == Script::Kanji);
            let among = at > from && kanji(at - 1) || kanji(at + 1);
            let weight = if among { KANJI } else { LONE_KANJI };
            emit(Gram::new(Kind::Kanji, weight, chars, at, at + 1));
        }
        if at + 1 < to {
            let weight = match (script, chars[at + 1].script) {
                (Script::Hiragana, Script::Hiragana) if kana_word => KANA_WORD_PAIR,
                (Script::Hiragana, Script::Hiragana) => HIRAGANA_PAIR,
                (Script::Kanji, Script::Hiragana) | (Script::Hiragana, Script::Kanji) => BENDING_PAIR,
                _ => PAIR,
            };
            emit(Gram::new(Kind::Pair, weight, chars, at, at + 2));
        }
        if at + 1 == to || chars[at + 1].script != script {
            if script != Script::Hiragana || kana_word {
                emit(Gram::new(Kind::Start, UNIT, chars, run, run + 1));
                if at > run {
                    emit(Gram::new(Kind::Run, RUN, chars, run, at + 1));
                }
            }
            run = at + 1;
        }
    }
}

/// FNV-1a (Fowler, Noll, Vo) over code points instead of bytes, in 64 bits folded to 32.
pub(super) fn hash(kind: Kind, chars: impl Iterator<Item = char>) -> u32 {
    let step = |hash: u64, value: u32| (hash ^ u64::from(value)).wrapping_mul(0x0000_0100_0000_01b3);
    let mut hash = step(0xcbf2_9ce4_8422_2325, kind as u32);
    for c in chars {
        hash = step(hash, u32::from(c));
    }
    hash ^= hash >> 29;
    hash = hash.wrapping_mul(0x0000_0100_0000_01b3);
    (hash >> 32) as u32 ^ hash as u32
}
