//! What a question looks up.

use super::gram::{self, Gram, Kind, Role, UNIT};
use super::index::Index;
use super::{Part, limits, romaji, sound};
use crate::pack::Pack;
use crate::text::{self, Char, Script, asking};

/// A gram of a question, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) hash: u32,
    /// In [`gram::UNIT`]s.
    pub(super) weight: u16,
    pub(super) role: Role,
    pub(super) kind: Kind,
    /// The first character of the question that it comes from, and the one behind the last.
    pub(super) start: u16,
    pub(super) end: u16,
}

/// Kana that an entry may have as kanji.
pub(super) const SOUND: u16 = UNIT * 3 / 5;
/// Only two of them are sure: two in a row, or three with one of a kanji.
const HALF_SOUND: u16 = UNIT / 4;
/// One kana beside a kanji.
const FAINT_SOUND: u16 = UNIT * 3 / 20;

/// The characters of a question that was sent, without what is said of every topic.
pub(super) fn characters(question: &str) -> Vec<Char> {
    let mut chars = text::chars(cut(question));
    if Part::Asking.is_there() {
        asking::strip(&mut chars);
    }
    chars
}

/// The grams of a question that was sent.
pub(super) fn question(question: &str, pack: &Pack, index: &Index) -> Vec<Wanted> {
    let chars = characters(question);
    let mut all = Collected::new(pack, index);
    all.collect(&chars, false, &|gram| gram.kind != Kind::Start);
    all.finish()
}

/// The grams of a question that is still being typed: its last word may go on.
pub(super) fn typed(typed: &str, pack: &Pack, index: &Index) -> Vec<Wanted> {
    let mut chars = text::chars(cut(typed));
    drop_unfinished_kana(&mut chars);
    if Part::Asking.is_there() {
        asking::strip(&mut chars);
    }
    let end = chars.len();
    let mut all = Collected::new(pack, index);
    all.collect(&chars, true, &|gram| match gram.kind {
        Kind::Start => gram.end == end,
        // The last letter has its end of the word as a neighbour, which it may not keep.
        Kind::Letters => gram.end < end,
        _ => true,
    });
    all.finish()
}

fn cut(question: &str) -> &str {
    question
        .char_indices()
        .nth(limits::QUESTION)
        .and_then(|(end, _)| question.get(..end))
        .unwrap_or(question)
}

/// An input method shows `ぱｓ` on the way to `ぱす`.
fn drop_unfinished_kana(chars: &mut Vec<Char>) {
    let letters = chars
        .iter()
        .rev()
        .take_while(|c| c.c.is_ascii_lowercase())
        .count();
    let before = chars.len() - letters;
    let kana = before > 0 && chars[before - 1].script == Script::Hiragana;
    if kana && letters <= 2 {
        chars.truncate(before);
    }
}

/// Grams sorted by hash, each once with its greatest weight. A question has some dozens of them: putting each in
/// its place is faster than it sounds, and a sort would cost the widget two kilobytes.
struct Collected<'a> {
    wanted: Vec<Wanted>,
    pack: &'a Pack,
    index: &'a Index,
}

impl<'a> Collected<'a> {
    const fn new(pack: &'a Pack, index: &'a Index) -> Self {
        Self {
            wanted: Vec::new(),
            pack,
            index,
        }
    }

    fn add(&mut self, wanted: Wanted) {
        match self.wanted.binary_search_by_key(&wanted.hash, |known| known.hash) {
            Ok(at) => self.wanted[at].weight = self.wanted[at].weight.max(wanted.weight),
            Err(at) => self.wanted.insert(at, wanted),
        }
    }

    fn collect(&mut self, chars: &[Char], unfinished: bool, keep: &dyn Fn(&Gram) -> bool) {
        let sounds = !self.pack.readings.is_empty();
        let typed = if sounds {
            self.romaji(chars, unfinished)
        } else {
            Vec::new()
        };
        gram::each(chars, &mut |gram| {
            if !keep(&gram) {
                return;
            }
            // What sounds are looked up for is not missed as it is written.
            let heard = sounds
                && chars[gram.start..gram.end]
                    .iter()
                    .all(|c| c.script == Script::Hiragana)
                || typed
                    .iter()
                    .any(|(start, end)| (*start..*end).contains(&gram.start));
            let role = if heard && gram.role == Role::Plain && gram.kind != Kind::Start {
                Role::Bonus
            } else {
                gram.role
            };
            self.add(Wanted {
                hash: gram.hash,
                weight: gram.weight,
                role,
                kind: gram.kind,
                start: gram.start as u16,
                end: gram.end as u16,
            });
        });
        if sounds {
            self.sounds(&sound::of(chars, &self.pack.readings));
        }
    }

    fn sounds(&mut self, sounds: &[Option<sound::Sound>]) {
        sound::each(sounds, &mut |chord| {
            let (weight, role) = match chord.kana {
                0 => return,
                1 => (FAINT_SOUND, Role::Bonus),
                2 => (HALF_SOUND, Role::Plain),
                _ => (SOUND, Role::Plain),
            };
            self.add(Wanted {
                hash: chord.hash,
                weight,
                role,
                kind: Kind::Sound,
                start: chord.start as u16,
                end: chord.end as u16,
            });
        });
    }

    /// Adds the sounds of words that are Japanese in Latin letters, unless the pack has them as they are written; where
    /// these words stand.
    fn romaji(&mut self, chars: &[Char], unfinished: bool) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let part = |c: &Char| c.script == Script::Letter || matches!(c.c, '-' | '\'');
        let mut at = 0;
        while at < chars.len() {
            let length = chars[at..].iter().take_while(|c| part(c)).count();
            let word: Vec<char> = chars[at..at + length].iter().map(|c| c.c).collect();
            let end = at + length;
            let known = || {
                let hash = gram::hash(Kind::Word, word.iter().copied());
                self.index.postings(hash).is_some()
            };
            if length > 2
                && Part::Romaji.is_there()
                && let Some(kana) = romaji::kana(&word, unfinished && end == chars.len())
                && !known()
            {
                let sound = |c| {
                    Some(sound::Sound {
                        c,
                        kana: true,
                        start: at,
                        end,
                    })
                };
                self.sounds(&kana.chars().map(sound).collect::<Vec<_>>());
                found.push((at, end));
            }
            at = end + 1;
        }
        found
    }

    fn finish(self) -> Vec<Wanted> {
        let mut wanted = self.wanted;
        // Of too many, the light ones go first.
        for floor in 0..UNIT {
            if wanted.len() > limits::GRAMS {
                wanted.retain(|gram| gram.weight > floor);
            }
        }
        wanted.truncate(limits::GRAMS);
        wanted
    }
}
