//! What a question looks up.

use super::gram::{self, Gram, Kind, Role};
use super::limits;
use crate::text::{self, Char, Script, asking};

/// A gram of a question, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) hash: u32,
    /// In [`gram::UNIT`]s.
    pub(super) weight: u16,
    pub(super) role: Role,
}

/// The grams of a question that was sent.
pub(super) fn question(question: &str) -> Vec<Wanted> {
    let mut chars = text::chars(cut(question));
    asking::strip(&mut chars);
    wanted(&chars, &|gram| gram.kind != Kind::Start)
}

/// The grams of a question that is still being typed: its last word may go on.
pub(super) fn typed(typed: &str) -> Vec<Wanted> {
    let mut chars = text::chars(cut(typed));
    drop_unfinished_kana(&mut chars);
    asking::strip(&mut chars);
    let end = chars.len();
    wanted(&chars, &|gram| match gram.kind {
        Kind::Start => gram.end == end,
        // The last letter has its end of the word as a neighbour, which it may not keep.
        Kind::Letters => gram.end < end,
        _ => true,
    })
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

/// The grams sorted by hash, each once with its greatest weight. A question has some dozens of them: putting each in
/// its place is faster than it sounds, and a sort would cost the widget two kilobytes.
fn wanted(chars: &[Char], keep: &dyn Fn(&Gram) -> bool) -> Vec<Wanted> {
    let mut wanted: Vec<Wanted> = Vec::new();
    gram::each(chars, &mut |gram| {
        if !keep(&gram) {
            return;
        }
        let Gram {
            hash, weight, role, ..
        } = gram;
        match wanted.binary_search_by_key(&hash, |known| known.hash) {
            Ok(at) => wanted[at].weight = wanted[at].weight.max(weight),
            Err(at) => wanted.insert(at, Wanted { hash, weight, role }),
        }
    });
    // Of too many, the light ones go first.
    for floor in 0..gram::UNIT {
        if wanted.len() > limits::GRAMS {
            wanted.retain(|gram| gram.weight > floor);
        }
    }
    wanted.truncate(limits::GRAMS);
    wanted
}
