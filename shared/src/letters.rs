//! What mails about submissions say: their kinds, the words that come with Kotae, and what stands in braces.

use crate::{Lang, Localised};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The most characters of a letter that was filled in: what takes the place of a word in braces may be long, and stand there often.
const FILLED: usize = 20_000;

/// What a letter is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// The visitor's receipt, sent by itself.
    #[default]
    Receipt,
    /// Those who want to know of a submission are told, by itself.
    Notice,
    /// Words with which somebody of the help desk begins a reply.
    Reply,
}

/// What can stand in braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The submission's number.
    Number,
    /// What the form is called.
    Form,
    /// The day on which it came.
    Date,
    /// The sender's name.
    Name,
    /// How the first text begins that he wrote.
    Question,
    /// All answers, a line each.
    Answers,
    /// Its screen in the inbox.
    Link,
    /// Who replies.
    By,
}

use Place::{Answers, By, Date, Form, Link, Name, Number, Question};

impl Place {
    /// All of them.
    pub const ALL: [Self; 8] = [Number, Form, Date, Name, Question, Answers, Link, By];

    /// The word in braces.
    pub const fn tag(self) -> &'static str {
        match self {
            Number => "number",
            Form => "form",
            Date => "date",
            Name => "name",
            Question => "question",
            Answers => "answers",
            Link => "link",
            By => "by",
        }
    }

    /// What stands there then.
    pub const fn explanation(self, lang: Lang) -> &'static str {
        match self {
            Number => lang.pick("受付番号", "the number"),
            Form => lang.pick("フォーム名", "the form's name"),
            Date => lang.pick("受付日", "the day it came"),
            Name => lang.pick("送信者の名前", "the sender's name"),
            Question => lang.pick("最初に書かれた文", "what was written first"),
            Answers => lang.pick("すべての回答", "all answers"),
            Link => lang.pick("受信箱のアドレス", "its address in the inbox"),
            By => lang.pick("返信する人の名前", "who replies"),
        }
    }

    fn named(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.tag() == tag)
    }
}

impl LetterKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Receipt, Self::Notice, Self::Reply];

    /// As it stands in the database and in addresses.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Notice => "notice",
            Self::Reply => "reply",
        }
    }

    /// The kind of a tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.tag() == tag)
    }

    /// What can stand in braces. A receipt has nothing that the visitor wrote: the address may be somebody else's. A notice goes to
    /// people who may read it all, and a reply is read by who sends it.
    pub const fn places(self) -> &'static [Place] {
        match self {
            Self::Receipt => &[Number, Form, Date],
            Self::Notice => &[Number, Form, Date, Name, Question, Answers, Link],
            Self::Reply => &[Number, Form, Date, Name, Question, By],
        }
    }

    /// The same of its subject, which is one line.
    pub fn subject_places(self) -> impl Iterator<Item = Place> + Clone {
        let of_one_line = |place: &Place| !matches!(place, Answers | Link);
        self.places().iter().copied().filter(of_one_line)
    }
}

/// The parts of a text: what stands there as it is, or between braces.
enum Part<'a> {
    Text(&'a str),
    Braces(&'a str),
}

fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(at) = rest.find('{') else {
            return Some(Part::Text(std::mem::take(&mut rest)));
        };
        if at > 0 {
            let (text, after) = rest.split_at(at);
            rest = after;
            return Some(Part::Text(text));
        }
        let Some(end) = rest.find('}') else {
            // A brace that is not closed is none.
            return Some(Part::Text(std::mem::take(&mut rest)));
        };
        let (braces, after) = rest.split_at(end + 1);
        rest = after;
        Some(Part::Braces(&braces[1..end]))
    })
}

/// The first word in braces that such a text cannot have.
pub fn unknown(text: &str, places: impl Iterator<Item = Place> + Clone) -> Option<&str> {
    if let Some(at) = text.rfind('{')
        && !text[at..].contains('}')
    {
        return Some(&text[at..]);
    }
    parts(text).find_map(|part| match part {
        Part::Braces(tag) if !places.clone().any(|place| place.tag() == tag) => Some(tag),
        _ => None,
    })
}

/// A text with its braces filled in, once: what takes the place of one is not looked at again. A line with a word of which nothing is
/// known is left out, so that nobody is addressed without a name.
pub fn fill(text: &str, value: impl Fn(Place) -> String) -> String {
    let mut filled = String::with_capacity(text.len());
    for line in text.split('\n') {
        let Some(line) = fill_line(line, &value) else {
            continue;
        };
        // What was left out leaves no gap.
        if line.trim().is_empty() && (filled.is_empty() || filled.ends_with("\n\n")) {
            continue;
        }
        filled.push_str(&line);
        filled.push('\n');
    }
    let filled = filled.trim_end();
    match filled.char_indices().nth(FILLED) {
        Some((end, _)) => format!("{}…", &filled[..end]),
        None => filled.to_owned(),
    }
}

fn fill_line(line: &str, value: impl Fn(Place) -> String) -> Option<String> {
    let mut filled = String::with_capacity(line.len());
    for part in parts(line) {
        match part {
            Part::Text(text) => filled.push_str(text),
            Part::Braces(tag) => {
                if let Some(place) = Place::named(tag) {
                    let value = value(place);
                    if value.is_empty() {
                        return None;
                    }
                    filled.push_str(&value);
                } else {
                    filled.push('{');
                    filled.push_str(tag);
                    filled.push('}');
                }
            }
        }
    }
    Some(filled)
}

/// A letter that comes with Kotae.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// What it is known by, in each workspace.
    pub id: Uuid,
    /// What it is for.
    pub kind: LetterKind,
    /// What it is called.
    pub name: Localised,
    /// Its subject. Empty: the number and the form's name.
    pub subject: Localised,
    /// Its text.
    pub text: Localised,
}

/// The standing receipt.
pub const RECEIPT: Uuid = Uuid::from_u128(1);
/// The standing notice.
pub const NOTICE: Uuid = Uuid::from_u128(2);

/// The letters that come with Kotae: the receipt and the notice that are sent where nothing else was said, and replies to begin with.
pub fn built_in() -> [BuiltIn; 5] {
    let letter = |id, kind, [name, subject, text]: [[&str; 2]; 3]| BuiltIn {
        id: Uuid::from_u128(id),
        kind,
        name: Localised::new(name[0], name[1]),
        subject: Localised::new(subject[0], subject[1]),
        text: Localised::new(text[0], text[1]),
    };
    [
        letter(
            1,
            LetterKind::Receipt,
            [
                ["標準の受付メール", "The usual receipt"],
                [
                    "[{number}] {form}を受け付けました",
                    "[{number}] We have received: {form}",
                ],
                [
                    "{form}を受け付けました。\n\n受付番号: {number}\n受付日: {date}\n\n担当者が確認してご連絡します。お問い合わせの際は、受付番号をお知らせください。",
                    "we have received your message: {form}.\n\nNumber: {number}\nDate: {date}\n\nSomebody will look at it and come back to you. Please name the number when you ask about it.",
                ],
            ],
        ),
        letter(
            2,
            LetterKind::Notice,
            [
                ["標準のお知らせメール", "The usual notice"],
                [
                    "[Kotae] {form}（受付番号 {number}）",
                    "[Kotae] {form} (number {number})",
                ],
                [
                    "「{form}」が新しく届きました。\n\n受付番号: {number}\n受付日: {date}",
                    "something new has come in by the form “{form}”.\n\nNumber: {number}\nDate: {date}",
                ],
            ],
        ),
        letter(
            3,
            LetterKind::Reply,
            [
                ["受け付けました", "We are on it"],
                ["", ""],
                [
                    "{name} 様\n\nお問い合わせありがとうございます。\n\n「{form}」（受付番号 {number}）を確認しました。分かり次第ご連絡しますので、少しお待ちください。\n\n担当: {by}",
                    "Dear {name},\n\nwe have read your “{form}” (number {number}) and will write again as soon as we know more.\n\nKind regards,\n{by}",
                ],
            ],
        ),
        letter(
            4,
            LetterKind::Reply,
            [
                ["教えてください", "We need to know"],
                ["", ""],
                [
                    "{name} 様\n\nお問い合わせありがとうございます。\n\n受付番号 {number} について、次の点を教えていただけますか。\n\n・\n\n担当: {by}",
                    "Dear {name},\n\ncould you tell us the following about number {number}?\n\n- \n\nKind regards,\n{by}",
                ],
            ],
        ),
        letter(
            5,
            LetterKind::Reply,
            [
                ["解決しました", "It is settled"],
                ["", ""],
                [
                    "{name} 様\n\nお問い合わせありがとうございます。\n\n受付番号 {number} の件は対応が終わりました。まだお困りでしたら、このメールに返信してください。\n\n担当: {by}",
                    "Dear {name},\n\nnumber {number} is settled. If anything is still wrong, please reply to this mail.\n\nKind regards,\n{by}",
                ],
            ],
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(place: Place) -> String {
        match place {
            Number => "42".into(),
            Form => "{number}の件".into(),
            Name => String::new(),
            Answers => "内容: 故障\n\n機種: A12".into(),
            _ => format!("<{}>", place.tag()),
        }
    }

    #[test]
    fn what_stands_in_braces_is_filled_in_once() {
        assert_eq!(
            fill("{form}: {number}, {date} {x} {", value),
            "{number}の件: 42, <date> {x} {"
        );
        assert_eq!(fill("{answers}", value), "内容: 故障\n\n機種: A12");
        assert_eq!(
            fill("{name} 様\n\nこんにちは。\n\n{number}\n\n\n", value),
            "こんにちは。\n\n42"
        );
        let long = fill(&"{number}".repeat(20_000), value);
        assert_eq!(long.chars().count(), FILLED + 1);
    }

    #[test]
    fn what_cannot_stand_in_braces_is_named() {
        let of = |text| unknown(text, LetterKind::Receipt.places().iter().copied());
        assert_eq!(of("{number} {form} {date} }"), None);
        assert_eq!(of("{number} {nummer}"), Some("nummer"));
        assert_eq!(of("{answers}"), Some("answers"), "not in a receipt");
        assert_eq!(of("{}"), Some(""));
        assert_eq!(of("{number} {form"), Some("{form"));
        assert!(!LetterKind::Notice.subject_places().any(|place| place == Answers));
    }

    #[test]
    fn what_comes_with_kotae_keeps_the_rules() {
        for letter in built_in() {
            for text in [&letter.subject.ja, &letter.subject.en] {
                assert_eq!(unknown(text, letter.kind.subject_places()), None);
            }
            for text in [&letter.text.ja, &letter.text.en, &letter.name.ja, &letter.name.en] {
                assert!(!text.is_empty());
                assert_eq!(unknown(text, letter.kind.places().iter().copied()), None);
            }
            assert_eq!(LetterKind::from_tag(letter.kind.tag()), Some(letter.kind));
        }
        let ids = built_in().map(|letter| letter.id);
        assert_eq!((ids[0], ids[1]), (RECEIPT, NOTICE));
    }
}
