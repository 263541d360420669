//! How hard an answer is to read: a few numbers that a writer can act on. The rule is simple on purpose, so that a help desk can be told
//! what to change; no formula that mixes several into one number is used.
//!
//! A text is Japanese when at least a tenth of its letters are kana or kanji, else English. What is counted:
//! - *Sentences* end at `。！？` or a line end (Japanese), or at `.!?` before a space or the end (English). Code, tables and headings are no
//!   sentences.
//! - *Long sentences*: Japanese above [`LONG_JA`] characters, which is what public guides for plain Japanese give as the most; English above
//!   [`LONG_EN`] words, likewise of plain-language guides.
//! - *Kanji*: their share of the letters; above [`KANJI`] per cent a Japanese text looks like a legal one (usual prose has about 30).
//! - *Long words*: the share of English words of at least seven letters (as in Björnsson's LIX); above [`LONG_WORDS`] per cent.
//! - *Wall*: the longest paragraph above [`WALL_JA`] characters or [`WALL_EN`] words, without a list or a break to hold on to.
//! - *Long*: the whole text above [`ALL_JA`] characters or [`ALL_EN`] words.

use crate::doc::{Block, Doc, Inline};
use serde::{Deserialize, Serialize};

/// Characters of a Japanese sentence.
pub const LONG_JA: u32 = 80;
/// Words of an English sentence.
pub const LONG_EN: u32 = 30;
/// Per cent of kanji.
pub const KANJI: u32 = 50;
/// Per cent of long words.
pub const LONG_WORDS: u32 = 45;
/// Characters of a Japanese paragraph.
pub const WALL_JA: u32 = 250;
/// Words of an English paragraph.
pub const WALL_EN: u32 = 120;
/// Characters of a Japanese answer.
pub const ALL_JA: u32 = 1_500;
/// Words of an English answer.
pub const ALL_EN: u32 = 700;
/// Fewer letters than this have no share that says anything.
const FEW: u32 = 60;

/// What makes a text hard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hard {
    /// Long sentences: how many, and the longest one (characters or words).
    Sentences(u32, u32),
    /// Per cent of kanji.
    Kanji(u32),
    /// Per cent of long words.
    LongWords(u32),
    /// The longest paragraph (characters or words).
    Wall(u32),
    /// The whole text (characters or words).
    Long(u32),
}

/// What was found in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// It is Japanese; else it is counted in words.
    pub ja: bool,
    /// What makes it hard, the worst first; nothing: it is fine.
    pub hard: Vec<Hard>,
}

impl Reading {
    /// How far beyond the limits it is, for an order: per cent above, of all together.
    pub fn weight(&self) -> u32 {
        self.hard.iter().map(|hard| hard.beyond(self.ja)).sum()
    }
}

impl Hard {
    /// Per cent above its limit.
    fn beyond(self, ja: bool) -> u32 {
        let (found, most) = match self {
            Self::Sentences(count, longest) => {
                let most = if ja { LONG_JA } else { LONG_EN };
                (longest + most * (count - 1) / 4, most)
            }
            Self::Kanji(share) => (share, KANJI),
            Self::LongWords(share) => (share, LONG_WORDS),
            Self::Wall(size) => (size, if ja { WALL_JA } else { WALL_EN }),
            Self::Long(size) => (size, if ja { ALL_JA } else { ALL_EN }),
        };
        (found * 100 / most).saturating_sub(100)
    }
}

/// Reads an answer.
pub fn read(doc: &Doc) -> Reading {
    let mut paragraphs = Vec::new();
    collect(&doc.blocks, &mut paragraphs);
    let all = || paragraphs.iter().flat_map(|text| text.chars());
    let letters = all().filter(|c| c.is_alphabetic()).count() as u32;
    let kanji = all().filter(|c| is_kanji(*c)).count() as u32;
    let japanese = kanji + all().filter(|c| is_kana(*c)).count() as u32;
    let ja = japanese * 10 >= letters && japanese > 0;
    let size = |text: &str| if ja { characters(text) } else { words(text) };
    let (long, wall, whole) = if ja {
        (LONG_JA, WALL_JA, ALL_JA)
    } else {
        (LONG_EN, WALL_EN, ALL_EN)
    };
    let mut hard = Vec::new();
    let sentences = paragraphs.iter().flat_map(|text| sentences(text, ja)).map(size);
    let (count, longest) = sentences
        .filter(|size| *size > long)
        .fold((0, 0), |(count, longest), size| (count + 1, longest.max(size)));
    if count > 0 {
        hard.push(Hard::Sentences(count, longest));
    }
    if ja && letters >= FEW && kanji * 100 / letters > KANJI {
        hard.push(Hard::Kanji(kanji * 100 / letters));
    }
    if !ja && letters >= FEW {
        let (mut all, mut long) = (0, 0);
        for word in paragraphs.iter().flat_map(|text| text.split_whitespace()) {
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            all += u32::from(letters > 0);
            long += u32::from(letters >= 7);
        }
        if all > 0 && long * 100 / all > LONG_WORDS {
            hard.push(Hard::LongWords(long * 100 / all));
        }
    }
    let most = paragraphs.iter().map(|text| size(text)).max().unwrap_or_default();
    if most > wall {
        hard.push(Hard::Wall(most));
    }
    let sum: u32 = paragraphs.iter().map(|text| size(text)).sum();
    if sum > whole {
        hard.push(Hard::Long(sum));
    }
    hard.sort_by_key(|hard| std::cmp::Reverse(hard.beyond(ja)));
    Reading { ja, hard }
}

/// The paragraphs, also those of lists and quotations. A break of the author's begins a new one.
fn collect(blocks: &[Block], into: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(text) => {
                let mut all = String::new();
                inlines(text, &mut all);
                let parts = all.split('\n').map(str::trim).filter(|part| !part.is_empty());
                into.extend(parts.map(str::to_owned));
            }
            Block::List { items, .. } => items.iter().for_each(|item| collect(item, into)),
            Block::Quote(inner) => collect(inner, into),
            Block::Heading { .. } | Block::Code { .. } | Block::Table { .. } | Block::Rule => {}
        }
    }
}

fn inlines(list: &[Inline], into: &mut String) {
    for inline in list {
        match inline {
            Inline::Text(text) => into.push_str(text),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strike(inner) => inlines(inner, into),
            Inline::Link { href, text } => {
                let before = into.len();
                inlines(text, into);
                // An address that is its own text is not read aloud.
                if into[before..] == *href {
                    into.truncate(before);
                }
            }
            Inline::Break => into.push('\n'),
            Inline::Code(_) | Inline::Image { .. } => {}
        }
    }
}

fn sentences(text: &str, ja: bool) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let ends = if ja {
            matches!(c, '。' | '！' | '？' | '\n')
        } else {
            matches!(c, '.' | '!' | '?') && text[end..].chars().next().is_none_or(char::is_whitespace)
                || c == '\n'
        };
        if ends {
            found.push(text[start..end].trim());
            start = end;
        }
    }
    found.push(text[start..].trim());
    found
}

fn characters(text: &str) -> u32 {
    text.chars().filter(|c| !c.is_whitespace()).count() as u32
}

fn words(text: &str) -> u32 {
    text.split_whitespace().count() as u32
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '々' | '〆' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc(paragraphs: &[&str]) -> Doc {
        let paragraph = |text: &&str| Block::Paragraph(vec![Inline::Text((*text).to_owned())]);
        Doc {
            blocks: paragraphs.iter().map(paragraph).collect(),
        }
    }

    #[test]
    fn a_plain_answer_is_fine() {
        let ja = doc(&[
            "VPN に接続できないときは、次の順に確認してください。",
            "パソコンを再起動します。それでも直らないときは、ご連絡ください。",
        ]);
        assert_eq!(
            read(&ja),
            Reading {
                ja: true,
                hard: vec![]
            }
        );
        let en = doc(&[
            "Restart the computer. If that does not help, call us.",
            "We will look at it.",
        ]);
        assert_eq!(
            read(&en),
            Reading {
                ja: false,
                hard: vec![]
            }
        );
        assert!(read(&Doc::default()).hard.is_empty());
    }

    #[test]
    fn long_sentences_are_counted() {
        let long = format!("{}。短い文です。", "あ".repeat(90));
        assert_eq!(read(&doc(&[&long])).hard, [Hard::Sentences(1, 91)]);
        let en = format!("{}end. Short one.", "one ".repeat(40));
        assert_eq!(read(&doc(&[&en])).hard, [Hard::Sentences(1, 41)]);
        // A point within a number or an address ends nothing.
        let en = format!("{}3.5.", "one ".repeat(29));
        assert!(read(&doc(&[&en])).hard.is_empty());
    }

    #[test]
    fn kanji_and_long_words_have_a_share() {
        let stiff = "申請書類提出期限厳守。".repeat(8);
        assert_eq!(read(&doc(&[&stiff])).hard, [Hard::Kanji(100)]);
        assert!(
            read(&doc(&["申請書類提出期限厳守。"])).hard.is_empty(),
            "too short to say"
        );
        let stiff = "Organisational prerequisites necessitate authorisation. ".repeat(3);
        assert_eq!(read(&doc(&[&stiff])).hard, [Hard::LongWords(100)]);
    }

    #[test]
    fn walls_and_long_texts_are_found() {
        let sentence = "これはふつうの長さの文です。";
        let wall = sentence.repeat(20);
        assert_eq!(read(&doc(&[&wall])).hard, [Hard::Wall(280)]);
        let many = vec![sentence; 120];
        assert_eq!(read(&doc(&many)).hard, [Hard::Long(1_680)]);
        // The same with breaks is no wall.
        let broken = Doc {
            blocks: vec![Block::Paragraph(
                (0..20)
                    .flat_map(|_| [Inline::Text(sentence.into()), Inline::Break])
                    .collect(),
            )],
        };
        assert!(read(&broken).hard.is_empty());
    }

    #[test]
    fn the_worst_comes_first() {
        let text = format!("{}。", "漢".repeat(400));
        let reading = read(&doc(&[&text]));
        assert_eq!(
            reading.hard,
            [Hard::Sentences(1, 401), Hard::Kanji(100), Hard::Wall(401)]
        );
        assert_eq!(reading.weight(), 401 + 100 + 60);
    }
}
