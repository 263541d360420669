//! Text normalisation: what two texts must share to count as written alike.
//!
//! Folding takes away width (`ＶＰＮ`, `ﾊﾟｿｺﾝ`), case, the difference of katakana and hiragana, of small
//! and large kana, and the long mark. The script that a character had stays beside it, since the
//! matcher weighs a pair of katakana more than a pair of hiragana.

pub(crate) mod asking;
mod kana;
mod platform;
pub mod reading;

use core::ops::Range;

pub(crate) use kana::fold_kana;

/// A character after folding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Char {
    /// The folded character.
    pub(crate) c: char,
    /// What it was before kana folding.
    pub(crate) script: Script,
}

/// The scripts that the matcher tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    /// Space, punctuation, symbols: what separates words.
    Break,
    /// Hiragana.
    Hiragana,
    /// Katakana.
    Katakana,
    /// Chinese characters.
    Kanji,
    /// Letters and digits of scripts whose words are separated by spaces.
    Letter,
}

impl Script {
    /// Written without spaces: cut into pairs of characters.
    pub(crate) const fn is_japanese(self) -> bool {
        matches!(self, Self::Hiragana | Self::Katakana | Self::Kanji)
    }

    fn of(c: char) -> Self {
        match c {
            'a'..='z' | '0'..='9' => Self::Letter,
            '\0'..='\x7F' => Self::Break,
            '\u{3041}'..='\u{3096}' | '\u{309D}' | '\u{309E}' => Self::Hiragana,
            c if kana::is_katakana(c) => Self::Katakana,
            '\u{3005}'..='\u{3007}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}' => Self::Kanji,
            c if c.is_alphanumeric() => Self::Letter,
            _ => Self::Break,
        }
    }
}

/// Folds a text for searching: two texts that a reader would call the same word fold to the same string.
///
/// Width, case, katakana and hiragana, small kana and the long mark no longer differ; invisible
/// characters are gone, and runs of white space are one space with none at either end.
/// Folding a folded text changes nothing.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    for Char { c, .. } in chars(text) {
        if c.is_whitespace() {
            space = !folded.is_empty();
            continue;
        }
        if space {
            folded.push(' ');
            space = false;
        }
        folded.push(c);
    }
    folded
}

/// The folded characters of a text, breaks and spaces among them.
pub(crate) fn chars(text: &str) -> Vec<Char> {
    let prepared = prepare(text, &mut false);
    let mut folded = Vec::with_capacity(prepared.len() / 2);
    push_folded(&prepared, &mut folded);
    folded
}

/// The folded characters of a text, each with the bytes of `text` that it came from; what folding takes
/// away belongs to the character before it.
///
/// Composes within a cluster (a character and the marks after it), which is all that writing systems in
/// use need.
pub(crate) fn chars_with_spans(text: &str) -> Vec<(Char, Range<usize>)> {
    let mut spans: Vec<(Char, Range<usize>)> = Vec::with_capacity(text.len() / 2);
    let mut folded = Vec::new();
    let mut after_katakana = false;
    let mut start = 0;
    while start < text.len() {
        let end = cluster_end(text, start);
        // Not `text[start..end]`: what tells of a cut within a character weighs more than this module (wasm).
        let cluster = text.get(start..end).unwrap_or_default();
        push_folded(&prepare(cluster, &mut after_katakana), &mut folded);
        if let (true, Some((_, span))) = (folded.is_empty(), spans.last_mut()) {
            span.end = end;
        }
        spans.extend(folded.drain(..).map(|c| (c, start..end)));
        start = end;
    }
    spans
}

/// Where the cluster that starts at `start` ends; always a character boundary behind `start`. What [`prepare`] takes
/// away stays in the cluster, so that a mark behind it composes with the same character as in the whole text.
fn cluster_end(text: &str, start: usize) -> usize {
    let mut rest = text.get(start..).unwrap_or_default().char_indices();
    let after_katakana = rest.next().is_some_and(|(_, first)| kana::is_katakana(first));
    let ends = |c| !(extends(c) || kana::is_long_mark(c) || after_katakana && kana::is_dash(c));
    rest.find(|&(_, c)| ends(c))
        .map_or(text.len(), |(offset, _)| start + offset)
}

/// Joins the character before it: marks, half-width sound marks, Hangul vowels and finals, and what is
/// invisible.
const fn extends(c: char) -> bool {
    is_ignored(c)
        || matches!(c,
            '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{61A}'
            | '\u{64B}'..='\u{65F}' | '\u{1160}'..='\u{11FF}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
            | '\u{20D0}'..='\u{20FF}' | '\u{3099}'..='\u{309C}' | '\u{FE20}'..='\u{FE2F}' | '\u{FF9E}' | '\u{FF9F}')
}

/// Characters that nobody sees: zero-width, direction and variation marks, soft hyphens, controls.
const fn is_ignored(c: char) -> bool {
    matches!(c,
        '\0'..='\x08' | '\x0E'..='\x1F' | '\x7F' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Takes away what must be gone before composition: invisible characters and long marks, also those typed
/// as a dash after katakana; makes spacing sound marks combining ones. What needs no tables, full-width ASCII and
/// its capitals, is done here: most texts then need no tables at all.
fn prepare(text: &str, after_katakana: &mut bool) -> String {
    let mut prepared = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if is_ignored(c) || kana::is_long_mark(c) || *after_katakana && kana::is_dash(c) => continue,
            '\u{309B}' => prepared.push('\u{3099}'),
            '\u{309C}' => prepared.push('\u{309A}'),
            _ => prepared.push(narrow(c).to_ascii_lowercase()),
        }
        // A sound mark belongs to the letter before it.
        *after_katakana = kana::is_katakana(c) || *after_katakana && matches!(c, '\u{3099}'..='\u{309C}');
    }
    prepared
}

/// Full-width ASCII and the wide space to their plain forms, as NFKC does.
const fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => (c as u32 - 0xFEE0) as u8 as char,
        _ => c,
    }
}

/// Normalises prepared text and folds its kana.
fn push_folded(prepared: &str, folded: &mut Vec<Char>) {
    let normalised;
    let text = if prepared.chars().all(is_inert) {
        prepared
    } else {
        normalised = platform::normalise(prepared);
        &normalised
    };
    folded.extend(text.chars().filter(|&c| !is_residue(c)).map(|c| Char {
        c: fold_kana(c),
        script: Script::of(c),
    }));
}

/// Stays as it is under NFKC and lower case, whatever stands around it.
const fn is_inert(c: char) -> bool {
    matches!(c, '\0'..='@' | '['..='\x7F' | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FB}' | '\u{4E00}'..='\u{9FFF}')
}

/// Sound marks that joined nothing, and the long mark of squared words such as `㌍`.
const fn is_residue(c: char) -> bool {
    matches!(c, '\u{3099}' | '\u{309A}' | '\u{30FC}')
}

#[cfg(test)]
mod tests;
