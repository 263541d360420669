//! Visitor fields: what the help desk wants to know of those who ask, such as a department or an employee number, and where
//! that comes from. The same code judges a value in the browser and on the server.
//!
//! A name and a mail address are no such fields: they belong to a visitor's identity and keep their own places.

use crate::{
    api::{problem::Fault, widget::is_claim_name},
    form::{
        Choice, Field, Kind,
        answers::{self, Value},
        days::Day,
        tidy,
    },
    lang::{Lang, Localised},
};
use serde::{Deserialize, Serialize};

/// A visitor field. `T` is a text: in both languages, or in one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitorField<T = Localised> {
    /// Names it on pages, in tokens, in forms and in files: lower-case letters, digits, `_` and `-`. It stays as it is.
    pub key: String,
    /// What it is called.
    pub name: T,
    /// What a value is: one of [`KINDS`].
    #[serde(default)]
    pub kind: Kind,
    /// What can be chosen, of [`Kind::Choice`].
    #[serde(default = "Vec::new")]
    pub choices: Vec<Choice<T>>,
    /// A visitor who is asked at the start cannot go on without it.
    #[serde(default)]
    pub required: bool,
    /// Where a value may come from.
    #[serde(default)]
    pub sources: Sources,
    /// Only who may see personal data reads its values.
    #[serde(default)]
    pub personal: bool,
    /// What it is asked for; the visitor reads it.
    #[serde(default)]
    pub purpose: T,
    /// For how many days a value is kept; 0: as long as what it belongs to.
    #[serde(default)]
    pub retention_days: u32,
}

/// Where a value may come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sources {
    /// The visitor is asked before his first question.
    pub start: bool,
    /// A field of a form that begins with it: what is written there is remembered.
    pub forms: bool,
    /// The page says it, unsigned.
    pub page: bool,
    /// The token says it that the company's own server has signed.
    pub token: bool,
    /// The visitor is neither asked for it nor shown it; so it comes by the page or the token.
    pub hidden: bool,
}

/// How sure a value is. In the order in which one gives way to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// The visitor wrote it.
    #[default]
    Asked,
    /// His page claims it.
    Claimed,
    /// The company's own server has signed it.
    Verified,
}

/// What is known of a visitor, as screens and files get it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VisitorValue {
    /// The field's key.
    pub key: String,
    /// What the field is called; empty of one that was never defined.
    pub name: Localised,
    /// The value as it is kept; empty when it is masked.
    pub value: String,
    /// The value as a person reads it; empty when it is masked.
    pub shown: String,
    /// How sure it is.
    pub mark: Mark,
    /// It is personal, and the reader may not see that.
    pub masked: bool,
}

impl VisitorValue {
    /// What its field is called, or its key.
    pub fn label(&self, lang: Lang) -> &str {
        match self.name.get(lang) {
            "" => &self.key,
            name => name,
        }
    }
}

/// What stands in the place of a value that the reader may not see.
pub const MASK: &str = "●●●";

/// The kinds that a visitor field can have.
pub const KINDS: [Kind; 6] = [
    Kind::Text,
    Kind::Choice,
    Kind::Number,
    Kind::Date,
    Kind::YesNo,
    Kind::Email,
];

/// Names that mean something already: in forms, and of an identity.
pub const RESERVED: [&str; 6] = ["name", "email", "subject", "groups", "question", "page"];

impl Mark {
    /// As it stands in the API and in the database.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Claimed => "claimed",
            Self::Verified => "verified",
        }
    }

    /// The mark of a tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        [Self::Asked, Self::Claimed, Self::Verified]
            .into_iter()
            .find(|mark| mark.tag() == tag)
    }

    /// What screens and files call it.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Asked => lang.pick("本人の入力", "written by the visitor"),
            Self::Claimed => lang.pick("ページの申告（未確認）", "claimed by the page"),
            Self::Verified => lang.pick("確認済み", "verified"),
        }
    }
}

impl<T> VisitorField<T> {
    /// The same with other texts.
    pub fn map<U>(&self, text: &impl Fn(&T) -> U) -> VisitorField<U> {
        let choice = |choice: &Choice<T>| Choice {
            value: choice.value.clone(),
            label: text(&choice.label),
        };
        VisitorField {
            key: self.key.clone(),
            name: text(&self.name),
            kind: self.kind,
            choices: self.choices.iter().map(choice).collect(),
            required: self.required,
            sources: self.sources,
            personal: self.personal,
            purpose: text(&self.purpose),
            retention_days: self.retention_days,
        }
    }

    /// The field of a form that asks for it.
    fn asks(&self, text: &impl Fn(&T) -> String) -> Field<String> {
        let field = self.map(text);
        Field {
            default_from: field.key.clone(),
            key: field.key,
            kind: field.kind,
            label: field.name,
            required: field.required,
            decimals: if field.kind == Kind::Number { DECIMALS } else { 0 },
            most: (field.kind == Kind::Text).then_some(limits::VALUE as i64),
            choices: field.choices,
            ..Field::default()
        }
    }
}

impl VisitorField {
    /// The same for a reader of one language.
    pub fn speak(&self, lang: Lang) -> VisitorField<String> {
        self.map(&|text| text.get(lang).to_owned())
    }

    /// The same as it is stored: trimmed, and a text of one language alone in Japanese.
    #[must_use]
    pub fn tidy(&self) -> Self {
        let mut field = self.map(&tidy);
        let choices = field.choices.iter_mut().map(|choice| &mut choice.value);
        for text in choices.chain([&mut field.key]) {
            *text = text.trim().to_owned();
        }
        field
    }

    /// The field of a form that asks for it, with what it is for.
    pub fn question(&self, lang: Lang) -> Field<String> {
        let kept = match (self.retention_days, lang) {
            (0, _) => String::new(),
            (days, Lang::Ja) => format!("保存期間: {days} 日"),
            (days, Lang::En) => format!("Kept for {days} days."),
        };
        let help = [self.purpose.get(lang), kept.as_str()];
        let help: Vec<&str> = help.into_iter().filter(|part| !part.is_empty()).collect();
        Field {
            help: help.join("\n"),
            ..self.asks(&|text| text.get(lang).to_owned())
        }
    }

    /// A value as it is kept. Yes and no come in several words, and a choice by what it is called, too, since pages and
    /// tokens are made by others.
    ///
    /// # Errors
    /// What is wrong with it; [`Fault::Required`] of one that says nothing.
    pub fn judge(&self, text: &str) -> Result<String, Fault> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(Fault::Required);
        }
        let value = match self.kind {
            Kind::YesNo => match trimmed {
                "yes" | "true" | "1" | "はい" => Value::Yes(true),
                "no" | "false" | "0" | "いいえ" => Value::Yes(false),
                _ => return Err(Fault::WrongType),
            },
            Kind::Choice => Value::Text(self.chosen(trimmed).to_owned()),
            _ => Value::Text(trimmed.to_owned()),
        };
        let field = self.asks(&|text| text.ja.clone());
        match answers::one(&field, Some(&value), Day(0)) {
            (Some(value), None) => Ok(written(&value)),
            (_, fault) => Err(fault.unwrap_or(Fault::Required)),
        }
    }

    fn chosen<'a>(&'a self, text: &'a str) -> &'a str {
        let is = |choice: &&Choice| choice.value == text;
        let is_called = |choice: &&Choice| choice.label.ja == text || choice.label.en == text;
        let found = self
            .choices
            .iter()
            .find(is)
            .or(self.choices.iter().find(is_called));
        found.map_or(text, |choice| &choice.value)
    }

    /// A value as a person reads it.
    pub fn shown(&self, value: &str, lang: Lang) -> String {
        match self.kind {
            Kind::YesNo if value == "yes" => lang.pick("はい", "Yes").to_owned(),
            Kind::YesNo if value == "no" => lang.pick("いいえ", "No").to_owned(),
            _ => {
                let choice = self.choices.iter().find(|choice| choice.value == value);
                choice.map_or_else(|| value.to_owned(), |choice| choice.label.get(lang).to_owned())
            }
        }
    }

    /// What is wrong with a tidied field, by the names of the API: `name.ja`, `choices.0.value`, `sources`.
    pub fn faults(&self) -> Vec<(String, Fault)> {
        let mut found = Vec::new();
        if self.key.is_empty() {
            found.push(("key".to_owned(), Fault::Required));
        } else if !is_claim_name(&self.key) {
            found.push(("key".to_owned(), Fault::NotKey));
        } else if RESERVED.contains(&self.key.as_str()) {
            found.push(("key".to_owned(), Fault::Taken));
        }
        if self.name.ja.is_empty() {
            found.push(("name.ja".to_owned(), Fault::Required));
        }
        line(&mut found, "name", &self.name, limits::NAME);
        line(&mut found, "purpose", &self.purpose, limits::PURPOSE);
        if !KINDS.contains(&self.kind) {
            found.push(("kind".to_owned(), Fault::WrongType));
        }
        self.choices_faults(&mut found);
        let Sources {
            start,
            forms,
            page,
            token,
            hidden,
        } = self.sources;
        if hidden && (start || forms) {
            found.push(("sources.hidden".to_owned(), Fault::NotHere));
        } else if !(start || forms || page || token) {
            found.push(("sources".to_owned(), Fault::Required));
        }
        if self.required && !start {
            found.push(("required".to_owned(), Fault::NotHere));
        }
        // Who is asked, and of whom something personal is kept, reads what for.
        if (self.personal || start) && self.purpose.ja.is_empty() {
            found.push(("purpose.ja".to_owned(), Fault::Required));
        }
        if self.retention_days > limits::RETENTION_DAYS {
            let fault = Fault::OutOfRange(0, limits::RETENTION_DAYS.into());
            found.push(("retention_days".to_owned(), fault));
        }
        found
    }

    fn choices_faults(&self, found: &mut Vec<(String, Fault)>) {
        let fault = match (self.kind == Kind::Choice, self.choices.len()) {
            (false, 0) => None,
            (false, _) => Some(Fault::NotHere),
            (true, 0) => Some(Fault::Required),
            (true, count) => (count > limits::CHOICES).then_some(Fault::TooLong(limits::CHOICES as u32)),
        };
        if let Some(fault) = fault {
            found.push(("choices".to_owned(), fault));
            return;
        }
        for (at, choice) in self.choices.iter().enumerate() {
            let place = format!("choices.{at}");
            let value = &choice.value;
            let fault = if value.is_empty() {
                Some(Fault::Required)
            } else if value.chars().count() > limits::CHOICE {
                Some(Fault::TooLong(limits::CHOICE as u32))
            } else if value.chars().any(char::is_control) {
                Some(Fault::BadCharacters)
            } else {
                let twice = self.choices[..at].iter().any(|other| other.value == *value);
                twice.then_some(Fault::Taken)
            };
            found.extend(fault.map(|fault| (format!("{place}.value"), fault)));
            if choice.label.ja.is_empty() {
                found.push((format!("{place}.label.ja"), Fault::Required));
            }
            line(found, &format!("{place}.label"), &choice.label, limits::CHOICE);
        }
    }
}

/// Digits behind the point of a number.
const DECIMALS: u8 = crate::form::limits::DECIMALS;

/// An answer as the text of a value. Kinds that a visitor field does not have say nothing.
pub fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Yes(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        _ => String::new(),
    }
}

fn line(found: &mut Vec<(String, Fault)>, name: &str, text: &Localised, most: usize) {
    for (lang, text) in [("ja", &text.ja), ("en", &text.en)] {
        let fault = if text.chars().count() > most {
            Fault::TooLong(most as u32)
        } else if text.chars().any(char::is_control) {
            Fault::BadCharacters
        } else {
            continue;
        };
        found.push(([name, ".", lang].concat(), fault));
    }
}

/// Limits, counted in characters unless said otherwise.
pub mod limits {
    /// Fields of a workspace that are in use.
    pub const FIELDS: usize = 30;
    /// Fields of a workspace with those that are archived.
    pub const ALL: usize = 200;
    /// A name.
    pub const NAME: usize = 60;
    /// A purpose.
    pub const PURPOSE: usize = 300;
    /// Choices of a field.
    pub const CHOICES: usize = 50;
    /// What a choice stores and says.
    pub const CHOICE: usize = 100;
    /// A value.
    pub const VALUE: usize = 200;
    /// Days: ten years.
    pub const RETENTION_DAYS: u32 = 3_653;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: Kind) -> VisitorField {
        VisitorField {
            key: "department".into(),
            name: Localised::new("部署", "Department"),
            kind,
            sources: Sources {
                page: true,
                ..Sources::default()
            },
            ..VisitorField::default()
        }
    }

    fn choice(value: &str, label: &str) -> Choice {
        Choice {
            value: value.into(),
            label: Localised::new(label, ""),
        }
    }

    #[test]
    fn a_value_is_kept_in_one_way() {
        for (kind, given, kept) in [
            (Kind::Text, " 営業部 ", Ok("営業部")),
            (Kind::Text, "  ", Err(Fault::Required)),
            (Kind::Text, "a\u{7}", Err(Fault::BadCharacters)),
            (Kind::Number, "１２.50", Ok("12.5")),
            (Kind::Number, "many", Err(Fault::NotNumber)),
            (Kind::Date, "2027/1/31", Ok("2027-01-31")),
            (Kind::Date, "2027-02-30", Err(Fault::NotDate)),
            (Kind::YesNo, "true", Ok("yes")),
            (Kind::YesNo, "いいえ", Ok("no")),
            (Kind::YesNo, "maybe", Err(Fault::WrongType)),
            (Kind::Email, "a＠example.com", Ok("a@example.com")),
            (Kind::Email, "a", Err(Fault::NotMail)),
        ] {
            assert_eq!(field(kind).judge(given), kept.map(str::to_owned), "{given}");
        }
        let long = "あ".repeat(limits::VALUE + 1);
        assert_eq!(
            field(Kind::Text).judge(&long),
            Err(Fault::TooLong(limits::VALUE as u32))
        );
        let mut one = field(Kind::Choice);
        one.choices = vec![choice("it", "IT 部"), choice("hr", "人事部")];
        assert_eq!(one.judge("人事部"), Ok("hr".to_owned()));
        assert_eq!(one.judge("it"), Ok("it".to_owned()));
        assert_eq!(one.judge("sales"), Err(Fault::Unknown));
        assert_eq!(one.shown("hr", Lang::Ja), "人事部");
        assert_eq!(field(Kind::YesNo).shown("no", Lang::En), "No");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let named = |change: &dyn Fn(&mut VisitorField)| {
            let mut one = field(Kind::Text);
            change(&mut one);
            let faults = one.tidy().faults();
            faults.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert!(named(&|_| {}).is_empty());
        assert_eq!(named(&|one| one.key.clear()), ["key"]);
        assert_eq!(named(&|one| one.key = "Abc".into()), ["key"]);
        assert_eq!(named(&|one| one.key = "email".into()), ["key"]);
        assert_eq!(named(&|one| one.name = Localised::default()), ["name.ja"]);
        assert_eq!(named(&|one| one.name.en = "n".repeat(61)), ["name.en"]);
        assert_eq!(named(&|one| one.kind = Kind::File), ["kind"]);
        assert_eq!(named(&|one| one.kind = Kind::Choice), ["choices"]);
        assert_eq!(named(&|one| one.choices = vec![choice("a", "a")]), ["choices"]);
        assert_eq!(named(&|one| one.sources = Sources::default()), ["sources"]);
        assert_eq!(named(&|one| one.required = true), ["required"]);
        assert_eq!(named(&|one| one.personal = true), ["purpose.ja"]);
        assert_eq!(named(&|one| one.sources.start = true), ["purpose.ja"]);
        assert_eq!(
            named(&|one| {
                one.sources.hidden = true;
                one.sources.forms = true;
            }),
            ["sources.hidden"]
        );
        assert_eq!(named(&|one| one.retention_days = 9_999), ["retention_days"]);
        let twice = named(&|one| {
            one.kind = Kind::Choice;
            one.choices = vec![choice("a", "a"), choice("a", ""), choice("", "c")];
        });
        assert_eq!(
            twice,
            ["choices.1.value", "choices.1.label.ja", "choices.2.value"]
        );
    }

    #[test]
    fn a_question_says_what_for_and_for_how_long() {
        let mut one = field(Kind::Text);
        one.purpose = Localised::new("担当を決めるため", "");
        one.retention_days = 90;
        assert_eq!(one.question(Lang::Ja).help, "担当を決めるため\n保存期間: 90 日");
        assert_eq!(one.question(Lang::En).label, "Department");
        assert_eq!(one.question(Lang::En).default_from, "department");
    }

    #[test]
    fn what_is_signed_wins() {
        assert!(Mark::Verified > Mark::Claimed && Mark::Claimed > Mark::Asked);
        for mark in [Mark::Asked, Mark::Claimed, Mark::Verified] {
            assert_eq!(Mark::from_tag(mark.tag()), Some(mark));
        }
    }
}
