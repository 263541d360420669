//! Grams of words between spaces: whole, without their endings, letter by letter, and in pairs.

use super::gram::{Gram, Kind, Role, UNIT, hash};
use super::stem::stem;
use crate::text::{Char, Script};

const WORD: u16 = UNIT;
const STEM: u16 = UNIT * 3 / 4;
const LETTERS: u16 = UNIT * 3 / 10;
const WORDS: u16 = UNIT / 2;

/// Words that say little about a subject: they count where entries have them, and are not missed where they do
/// not. They have no stem and no letters.
const COMMON: &str = "
    a about am an and any are as at be been by can could d did do does for from get had has have hello
    help hey hi how i if in is it its know ll m may me my need of on or our please re s should so some t
    tell thank thanks that the there this to ve want was we were what when where which who why will with
    would you your
";

/// Words longer than this are cut; nobody types them.
const WORD_CHARS: usize = 40;

/// Calls `emit` for every gram that begins with the word at `from..to`.
pub(super) fn each(chars: &[Char], from: usize, to: usize, emit: &mut dyn FnMut(Gram)) {
    pair(chars, from, to, emit);
    let to = to.min(from + WORD_CHARS);
    let word = &chars[from..to];
    let common = COMMON
        .split_ascii_whitespace()
        .any(|common| common.chars().eq(word.iter().map(|c| c.c)));
    let whole = Gram::new(Kind::Word, WORD, chars, from, to);
    if common {
        let role = Role::Common;
        emit(Gram { role, ..whole });
        return;
    }
    emit(whole);
    emit(Gram::new(Kind::Start, UNIT, chars, from, from + 1));
    emit(Gram {
        hash: hash(Kind::Stem, stem(word).into_iter()),
        ..Gram::new(Kind::Stem, STEM, chars, from, to)
    });
    letters(chars, from, to, emit);
    compound(chars, from, to, emit);
}

/// Each letter with its neighbours, or with an edge of the word: a letter changed, lost or doubled leaves most
/// of these as they are.
fn letters(chars: &[Char], from: usize, to: usize, emit: &mut dyn FnMut(Gram)) {
    for at in from..to {
        let before = if at == from { '^' } else { chars[at - 1].c };
        let after = if at + 1 == to { '$' } else { chars[at + 1].c };
        emit(Gram {
            hash: hash(Kind::Letters, [before, chars[at].c, after].into_iter()),
            ..Gram::new(Kind::Letters, LETTERS, chars, at, at + 1)
        });
    }
}

/// The word and the next one, when a single space or mark stands between them. An order of words that no entry
/// has proves nothing.
fn pair(chars: &[Char], from: usize, to: usize, emit: &mut dyn FnMut(Gram)) {
    let next = to + 1;
    let length = chars
        .iter()
        .skip(next)
        .take_while(|c| c.script == Script::Letter)
        .count();
    if length == 0 || chars[to].script != Script::Break {
        return;
    }
    let end = next + length;
    let words = stem(&chars[from..to])
        .into_iter()
        .chain([' '])
        .chain(stem(&chars[next..end]));
    emit(Gram {
        hash: hash(Kind::Words, words),
        role: Role::Bonus,
        ..Gram::new(Kind::Words, WORDS, chars, from, end)
    });
}

/// `wi-fi`, `e-mail`, `don't`: also the word without the mark, once, from its first part.
fn compound(chars: &[Char], from: usize, to: usize, emit: &mut dyn FnMut(Gram)) {
    let letter = |at: usize| chars.get(at).is_some_and(|c| c.script == Script::Letter);
    let joins = |at: usize| {
        let mark = |c: &Char| matches!(c.c, '-' | '\'' | '\u{2010}' | '\u{2011}' | '\u{2019}');
        chars.get(at).is_some_and(mark) && letter(at + 1)
    };
    let later_part = from >= 2 && joins(from - 1) && letter(from - 2);
    if later_part || !joins(to) {
        return;
    }
    let mut end = to;
    while letter(end) || joins(end) {
        end += 1;
    }
    let parts = chars[from..end]
        .iter()
        .filter(|c| c.script == Script::Letter)
        .map(|c| c.c);
    emit(Gram {
        hash: hash(Kind::Word, parts.take(WORD_CHARS)),
        ..Gram::new(Kind::Word, WORD, chars, from, end)
    });
}
