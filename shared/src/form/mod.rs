//! Forms and surveys: what the help desk lays out, what a visitor fills in, and what is wrong with either.
//!
//! [`Form`] is what the help desk writes, [`check`] says what is wrong with it, and [`answers`] judges what a visitor has
//! filled in: the same code in the browser and on the server. A visitor gets a [`Form<String>`] in his language.

pub mod answers;
pub mod check;
pub mod days;
pub mod pattern;
#[cfg(test)]
mod tests;
pub mod words;

use crate::lang::{Lang, Localised};
use serde::{Deserialize, Serialize};

/// A form. `T` is a text: in both languages, or in one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form<T = Localised> {
    /// What it is called; also the visitor's heading.
    pub name: T,
    /// Said above the first page.
    #[serde(default)]
    pub intro: T,
    /// What the button says that sends it; empty: a built-in word.
    #[serde(default)]
    pub send: T,
    /// Said when it has arrived; empty: a built-in sentence.
    #[serde(default)]
    pub thanks: T,
    /// The pages, in order. One of which nothing is shown is left out.
    pub pages: Vec<Page<T>>,
}

/// A page of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page<T = Localised> {
    /// Its heading; may be empty.
    #[serde(default)]
    pub title: T,
    /// Its fields, in order.
    pub fields: Vec<Field<T>>,
}

/// A field. What does not belong to its kind is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field<T = Localised> {
    /// Names it within the form and in exports: lower-case letters, digits, `_` and `-`.
    pub key: String,
    /// What it asks for.
    pub kind: Kind,
    /// What it is called. Of a heading: what it says; of a consent: what is agreed to.
    #[serde(default)]
    pub label: T,
    /// Said below the label.
    #[serde(default)]
    pub help: T,
    /// Shown in the empty field.
    #[serde(default)]
    pub placeholder: T,
    /// It must be answered. A consent must be given.
    #[serde(default)]
    pub required: bool,
    /// Texts: the fewest characters; numbers: the least; days: the first one (as [`days::Bound`]); several choices and
    /// files: the fewest.
    #[serde(default)]
    pub least: Option<i64>,
    /// The other end of the same.
    #[serde(default)]
    pub most: Option<i64>,
    /// Digits behind the point that a number may have; at most [`limits::DECIMALS`].
    #[serde(default)]
    pub decimals: u8,
    /// What a text must look like as a whole; empty: anything. See [`pattern`].
    #[serde(default)]
    pub pattern: String,
    /// Said when it does not.
    #[serde(default)]
    pub pattern_help: T,
    /// What can be chosen.
    #[serde(default = "Vec::new")]
    pub choices: Vec<Choice<T>>,
    /// Something else may be written instead of a choice.
    #[serde(default)]
    pub other: bool,
    /// What is there at first: a text, or the value of a choice.
    #[serde(default)]
    pub default: String,
    /// The visitor field that is there at first, before `default`: `name`, `email`, `department`.
    #[serde(default)]
    pub default_from: String,
    /// The words at the two ends of a scale.
    #[serde(default)]
    pub ends: [T; 2],
    /// When it is shown; always without.
    #[serde(default)]
    pub show_if: Option<Condition>,
}

/// What a field asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A line.
    #[default]
    Text,
    /// Several lines.
    LongText,
    /// A mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A number.
    Number,
    /// A day.
    Date,
    /// One of some choices.
    Choice,
    /// Several of some choices.
    Choices,
    /// Yes or no.
    YesNo,
    /// Files.
    File,
    /// An agreement.
    Consent,
    /// What the page or the visitor's fields tell, without asking.
    Hidden,
    /// No question: a heading between others.
    Heading,
    /// One to five stars.
    Stars,
    /// 0 to 10: how likely one is to recommend something.
    Nps,
    /// One to five faces, the unhappiest first.
    Faces,
}

/// Something that can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice<T = Localised> {
    /// What is stored.
    pub value: String,
    /// What the visitor sees.
    pub label: T,
}

/// When a field is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Whether one of the tests is enough.
    #[serde(default)]
    pub any: bool,
    /// The tests.
    pub tests: Vec<Test>,
}

/// A test of another field's answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// The key of a field before this one.
    pub field: String,
    /// What is asked of it.
    pub is: Is,
    /// What it is compared with: a text, the value of a choice, `yes` or `no`, a number.
    #[serde(default)]
    pub value: String,
}

/// What is asked of an answer. One that was not given equals nothing and contains nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Is {
    /// It is this, or this was chosen among others.
    #[default]
    Equal,
    /// It is not.
    NotEqual,
    /// It has this within it.
    Containing,
    /// It was given.
    Answered,
    /// It was not given.
    NotAnswered,
}

/// What a form is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Somebody wants an answer.
    #[default]
    Inquiry,
    /// The help desk wants to know what people think.
    Survey,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 16] = [
        Self::Text,
        Self::LongText,
        Self::Email,
        Self::Phone,
        Self::Number,
        Self::Date,
        Self::Choice,
        Self::Choices,
        Self::YesNo,
        Self::File,
        Self::Consent,
        Self::Hidden,
        Self::Heading,
        Self::Stars,
        Self::Nps,
        Self::Faces,
    ];

    /// Whether one of several things is chosen.
    pub const fn has_choices(self) -> bool {
        matches!(self, Self::Choice | Self::Choices)
    }

    /// Whether it is written.
    pub const fn is_text(self) -> bool {
        matches!(
            self,
            Self::Text | Self::LongText | Self::Email | Self::Phone | Self::Hidden
        )
    }

    /// The ends of a scale; `None`: it is none.
    pub const fn scale(self) -> Option<(u8, u8)> {
        match self {
            Self::Stars | Self::Faces => Some((1, 5)),
            Self::Nps => Some((0, 10)),
            _ => None,
        }
    }

    /// The most characters that are written in a field of this kind, and the most where it says nothing.
    pub const fn characters(self) -> (usize, usize) {
        match self {
            Self::LongText => (limits::LONG_TEXT, 4_000),
            Self::Email => (limits::EMAIL, limits::EMAIL),
            Self::Phone => (limits::PHONE, limits::PHONE),
            _ => (limits::TEXT, 200),
        }
    }
}

impl<T> Form<T> {
    /// All fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field<T>> {
        self.pages.iter().flat_map(|page| &page.fields)
    }

    /// The field of a key.
    pub fn field(&self, key: &str) -> Option<&Field<T>> {
        self.fields().find(|field| field.key == key)
    }

    /// The same with other texts.
    pub fn map<U>(&self, text: &impl Fn(&T) -> U) -> Form<U> {
        let field = |field: &Field<T>| Field {
            key: field.key.clone(),
            kind: field.kind,
            label: text(&field.label),
            help: text(&field.help),
            placeholder: text(&field.placeholder),
            required: field.required,
            least: field.least,
            most: field.most,
            decimals: field.decimals,
            pattern: field.pattern.clone(),
            pattern_help: text(&field.pattern_help),
            choices: field
                .choices
                .iter()
                .map(|choice| Choice {
                    value: choice.value.clone(),
                    label: text(&choice.label),
                })
                .collect(),
            other: field.other,
            default: field.default.clone(),
            default_from: field.default_from.clone(),
            ends: [text(&field.ends[0]), text(&field.ends[1])],
            show_if: field.show_if.clone(),
        };
        let page = |page: &Page<T>| Page {
            title: text(&page.title),
            fields: page.fields.iter().map(field).collect(),
        };
        Form {
            name: text(&self.name),
            intro: text(&self.intro),
            send: text(&self.send),
            thanks: text(&self.thanks),
            pages: self.pages.iter().map(page).collect(),
        }
    }
}

impl Form {
    /// The same for a reader of one language.
    pub fn speak(&self, lang: Lang) -> Form<String> {
        self.map(&|text| text.get(lang).to_owned())
    }

    /// The same as it is stored: texts, keys and values trimmed, line ends as `\n`, and a text that is given in one
    /// language alone, or in both alike, in Japanese.
    #[must_use]
    pub fn tidy(&self) -> Self {
        let mut tidy = self.map(&self::tidy);
        for field in tidy.pages.iter_mut().flat_map(|page| &mut page.fields) {
            for text in [
                &mut field.key,
                &mut field.pattern,
                &mut field.default,
                &mut field.default_from,
            ] {
                trim(text);
            }
            for choice in &mut field.choices {
                trim(&mut choice.value);
            }
            for test in field
                .show_if
                .iter_mut()
                .flat_map(|condition| &mut condition.tests)
            {
                trim(&mut test.field);
                trim(&mut test.value);
            }
            // Nothing asked is always shown.
            if field
                .show_if
                .as_ref()
                .is_some_and(|condition| condition.tests.is_empty())
            {
                field.show_if = None;
            }
        }
        tidy
    }
}

/// A text as it is stored.
pub fn tidy(text: &Localised) -> Localised {
    let one = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned();
    let (mut ja, mut en) = (one(&text.ja), one(&text.en));
    if ja.is_empty() {
        ja = std::mem::take(&mut en);
    }
    if ja == en {
        en.clear();
    }
    Localised { ja, en }
}

fn trim(text: &mut String) {
    *text = text.trim().to_owned();
}

/// Limits of forms, counted in characters unless said otherwise.
pub mod limits {
    /// Forms of a workspace.
    pub const COUNT: usize = 200;
    /// Pages of a form.
    pub const PAGES: usize = 20;
    /// Fields of a form.
    pub const FIELDS: usize = 100;
    /// A field's key.
    pub const KEY: usize = 40;
    /// A form's name.
    pub const NAME: usize = 60;
    /// What stands above and below a form.
    pub const INTRO: usize = 2_000;
    /// A button, a page's title, an end of a scale.
    pub const TITLE: usize = 100;
    /// A field's label: a consent's sentence is one, too.
    pub const LABEL: usize = 500;
    /// Help, and what is said of a pattern.
    pub const HELP: usize = 1_000;
    /// A placeholder.
    pub const PLACEHOLDER: usize = 200;
    /// Choices of a field.
    pub const CHOICES: usize = 100;
    /// What a choice stores and says.
    pub const CHOICE: usize = 100;
    /// A pattern.
    pub const PATTERN: usize = 200;
    /// Tests of a condition.
    pub const TESTS: usize = 10;
    /// What an answer is compared with.
    pub const VALUE: usize = 200;
    /// All texts of a form together, in both languages.
    pub const ALL_TEXTS: usize = 100_000;
    /// A line that a visitor writes.
    pub const TEXT: usize = 1_000;
    /// Lines that a visitor writes.
    pub const LONG_TEXT: usize = 10_000;
    /// A mail address (RFC 5321).
    pub const EMAIL: usize = 254;
    /// A telephone number.
    pub const PHONE: usize = 30;
    /// The largest number, either way.
    pub const NUMBER: i64 = 1_000_000_000_000;
    /// Digits behind the point.
    pub const DECIMALS: u8 = 4;
    /// Files of a submission.
    pub const FILES: usize = 10;
    /// What a visitor writes in a form altogether.
    pub const ALL_ANSWERS: usize = 50_000;
}
