//! How a text sounds: kana as it stands, kanji by their readings, cut into pairs and triples.
//!
//! Sounds have hashes of their own: `ゆうきゅう` finds `有給`, and `yuukyuu` does.

use super::gram::{Kind, hash};
use crate::text::{
    Char, Script,
    reading::{Readings, each_reading},
};

/// A kana that is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sound {
    pub(super) c: char,
    /// Whether it was written in kana, or typed as it sounds.
    pub(super) kana: bool,
    /// The characters that it comes from.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Two or three sounds in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chord {
    pub(super) hash: u32,
    /// How many of its sounds were written in kana.
    pub(super) kana: usize,
    /// The characters that they come from.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The sounds of a folded text; `None` stands between those that do not follow each other.
pub(super) fn of(chars: &[Char], readings: &dyn Readings) -> Vec<Option<Sound>> {
    let text: String = chars.iter().map(|c| c.c).collect();
    let mut words = Vec::new();
    each_reading(&text, readings, &mut |word, reading| words.push((word, reading)));
    let mut words = words.into_iter();
    let mut word = words.next();
    let mut sounds = Vec::with_capacity(chars.len() * 2);
    let (mut at, mut byte) = (0, 0);
    while let Some(&Char { c, script }) = chars.get(at) {
        let start = at;
        at += 1;
        byte += c.len_utf8();
        if let Some((place, reading)) = word.take_if(|(place, _)| place.start < byte) {
            while byte < place.end && at < chars.len() {
                byte += chars[at].c.len_utf8();
                at += 1;
            }
            let sound = |c| {
                Some(Sound {
                    c,
                    kana: false,
                    start,
                    end: at,
                })
            };
            sounds.extend(reading.chars().map(sound));
            word = words.next();
        } else {
            let kana = matches!(script, Script::Hiragana | Script::Katakana);
            let sound = Sound {
                c,
                kana,
                start,
                end: at,
            };
            sounds.push(kana.then_some(sound));
        }
    }
    sounds
}

/// Calls `emit` for every chord.
pub(super) fn each(sounds: &[Option<Sound>], emit: &mut dyn FnMut(Chord)) {
    for at in 0..sounds.len() {
        for length in [2, 3] {
            let chord = sounds.get(at..at + length).unwrap_or_default();
            if chord.is_empty() || chord.iter().any(Option::is_none) {
                break;
            }
            let heard = || chord.iter().flatten();
            emit(Chord {
                hash: hash(Kind::Sound, heard().map(|sound| sound.c)),
                kana: heard().filter(|sound| sound.kana).count(),
                start: heard().map(|sound| sound.start).min().unwrap_or_default(),
                end: heard().map(|sound| sound.end).max().unwrap_or_default(),
            });
        }
    }
}
