//! Folded text with the script that each character had: a short word in katakana is a word of its own only when no
//! other katakana stands around it.

use kotae_shared::text::fold;
use std::sync::LazyLock;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// What a character was before folding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Script {
    /// Space, punctuation, symbols.
    Break,
    Hiragana,
    Katakana,
    Kanji,
    /// Letters and digits of scripts whose words are separated by spaces.
    Letter,
}

impl Script {
    fn of(c: char) -> Self {
        match c {
            '\u{3041}'..='\u{3096}' | '\u{309D}' | '\u{309E}' => Self::Hiragana,
            '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' => Self::Katakana,
            c if is_kanji(c) => Self::Kanji,
            c if c.is_alphanumeric() => Self::Letter,
            _ => Self::Break,
        }
    }
}

/// Chinese characters.
pub(super) const fn is_kanji(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// A folded text, and for each of its bytes the script of its character.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Folded {
    pub(super) text: String,
    pub(super) scripts: Vec<Script>,
}

const KANA: std::ops::Range<usize> = 0x3041..0x3100;

/// What each kana folds to; `None` for what folding takes away.
static FOLDED_KANA: LazyLock<Vec<Option<char>>> = LazyLock::new(|| {
    let kana = KANA.filter_map(|code| char::from_u32(code as u32));
    kana.map(|c| fold(c.encode_utf8(&mut [0; 4])).chars().next())
        .collect()
});

impl Folded {
    /// Folds as [`fold`] does.
    pub(super) fn new(text: &str) -> Self {
        let normalised: String;
        let text = if is_nfkc_quick(text.chars()) == IsNormalized::Yes {
            text
        } else {
            normalised = text.nfkc().collect();
            &normalised
        };
        let mut folded = Self {
            text: String::with_capacity(text.len()),
            scripts: Vec::with_capacity(text.len()),
        };
        let mut before = Script::Break;
        for c in text.chars() {
            let script = Script::of(c);
            match c {
                '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' if before == Script::Katakana => {
                    continue;
                }
                ' '..='~' => folded.push(c.to_ascii_lowercase(), script),
                _ if KANA.contains(&(c as usize)) => {
                    if let Some(c) = FOLDED_KANA[c as usize - KANA.start] {
                        folded.push(c, script);
                    }
                }
                _ if script == Script::Kanji => folded.push(c, script),
                _ if c.is_whitespace() => folded.push(' ', script),
                _ => fold(c.encode_utf8(&mut [0; 4]))
                    .chars()
                    .for_each(|c| folded.push(c, script)),
            }
            before = script;
        }
        if folded.text.ends_with(' ') {
            folded.text.pop();
            folded.scripts.pop();
        }
        folded
    }

    fn push(&mut self, c: char, script: Script) {
        if c == ' ' && (self.text.is_empty() || self.text.ends_with(' ')) {
            return;
        }
        self.text.push(c);
        self.scripts.resize(self.text.len(), script);
    }

    /// Whether a part of it is Japanese.
    pub(super) fn is_japanese(&self) -> bool {
        let japanese = [Script::Hiragana, Script::Katakana, Script::Kanji];
        self.scripts.iter().any(|script| japanese.contains(script))
    }

    /// The script of the character before the byte `at`.
    pub(super) fn before(&self, at: usize) -> Script {
        at.checked_sub(1).map_or(Script::Break, |at| self.scripts[at])
    }

    /// The script of the character at the byte `at`.
    pub(super) fn at(&self, at: usize) -> Script {
        self.scripts.get(at).copied().unwrap_or(Script::Break)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_as_the_matcher_does() {
        for text in [
            "ＶＰＮ  に\u{3000}つながらない！ ",
            "ﾊﾟｿｺﾝ・サーバ－のＷｉ－Ｆｉ",
            "3ヶ月、①か月 が\u{3099}",
            "Größe É ㌍ ヴァイオリン",
            "人々〇 サ-ビス a-b \u{200B}x",
            "",
        ] {
            let folded = Folded::new(text);
            assert_eq!(folded.text, fold(text), "{text}");
            assert_eq!(folded.scripts.len(), folded.text.len());
        }
    }

    #[test]
    fn keeps_the_script() {
        use Script::{Break, Hiragana, Kanji, Katakana, Letter};
        let folded = Folded::new("V パーぱ漢、");
        let scripts: Vec<_> = folded.text.char_indices().map(|(at, _)| folded.at(at)).collect();
        assert_eq!(scripts, [Letter, Break, Katakana, Hiragana, Kanji, Break]);
        assert_eq!((folded.before(0), folded.before(1)), (Break, Letter));
    }
}
