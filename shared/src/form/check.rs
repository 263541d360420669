//! What is wrong with a form: pure, for the server and for the designer in the browser.

use super::{
    Field, Form, Is, Kind, Purpose, Test,
    answers::{Number, Value, takes},
    days::Day,
    limits,
    pattern::Pattern,
};
use crate::{
    api::{problem::Fault, widget::is_claim_name},
    lang::{Lang, Localised},
};
use serde::{Deserialize, Serialize};

/// Something that is wrong, or that a careful author would mend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The place as in the API: `name.ja`, `pages.0.title.en`, `pages.1.fields.3.choices.0.value`.
    pub field: String,
    /// The key of its field; empty when it is none's.
    pub key: String,
    /// What is wrong.
    pub fault: Fault,
    /// It can be stored all the same.
    pub warning: bool,
    /// One sentence in the reader's language that names all of this.
    pub message: String,
}

/// All findings in a tidied form, in the order of its fields.
pub fn check(form: &Form, purpose: Purpose, lang: Lang) -> Vec<Finding> {
    let mut checker = Checker {
        lang,
        found: Vec::new(),
        key: String::new(),
    };
    checker.line("name", &form.name, limits::NAME);
    if is_empty(&form.name) {
        checker.fault("name.ja", Fault::Required);
    }
    checker.text("intro", &form.intro, limits::INTRO);
    checker.line("send", &form.send, limits::TITLE);
    checker.text("thanks", &form.thanks, limits::INTRO);
    let questions = form.fields().filter(|field| field.kind != Kind::Heading).count();
    if form.pages.is_empty() || questions == 0 {
        checker.fault("pages", Fault::Required);
    }
    // What is more would be as many sentences that say nothing new.
    if form.pages.len() > limits::PAGES {
        checker.fault("pages", Fault::TooLong(limits::PAGES as u32));
        return checker.found;
    }
    if form.fields().count() > limits::FIELDS {
        checker.fault("pages", Fault::TooLong(limits::FIELDS as u32));
        return checker.found;
    }
    let mut before: Vec<&Field> = Vec::new();
    for (page, content) in form.pages.iter().enumerate() {
        checker.key.clear();
        checker.line(&format!("pages.{page}.title"), &content.title, limits::TITLE);
        if content.fields.is_empty() {
            checker.fault(&format!("pages.{page}.fields"), Fault::Required);
        }
        for (index, field) in content.fields.iter().enumerate() {
            field.key.clone_into(&mut checker.key);
            let place = Place(format!("pages.{page}.fields.{index}"));
            checker.field(&place, field, &before);
            checker.condition(&place, field, &before, form);
            before.push(field);
        }
    }
    checker.key.clear();
    let all = std::cell::Cell::new(0);
    form.map(&|text| all.set(all.get() + text.ja.chars().count() + text.en.chars().count()));
    if all.get() > limits::ALL_TEXTS {
        checker.fault("pages", Fault::TooLong(limits::ALL_TEXTS as u32));
    }
    if purpose == Purpose::Survey && questions > 0 && form.fields().all(|field| field.kind.is_text()) {
        // Nothing of it can be counted.
        checker.add("pages", Fault::TooFew(1), true);
    }
    checker.found
}

/// The findings that keep a form from being stored, as fields with faults.
pub fn faults(found: &[Finding]) -> Vec<(String, Fault)> {
    let errors = found.iter().filter(|finding| !finding.warning);
    errors
        .map(|finding| (finding.field.clone(), finding.fault))
        .collect()
}

/// Where a field stands.
struct Place(String);

impl Place {
    fn of(&self, name: &str) -> String {
        [&self.0, ".", name].concat()
    }
}

struct Checker {
    lang: Lang,
    found: Vec<Finding>,
    /// The key of the field that is looked at.
    key: String,
}

impl Checker {
    fn add(&mut self, field: &str, fault: Fault, warning: bool) {
        let mut message = fault.message(self.lang);
        if !self.key.is_empty() {
            message = match self.lang {
                Lang::Ja => format!("欄「{}」: {message}", self.key),
                Lang::En => format!("Field “{}”: {message}", self.key),
            };
        }
        self.found.push(Finding {
            field: field.to_owned(),
            key: self.key.clone(),
            fault,
            warning,
            message,
        });
    }

    fn fault(&mut self, field: &str, fault: Fault) {
        self.add(field, fault, false);
    }

    fn line(&mut self, field: &str, text: &Localised, most: usize) {
        self.text(field, text, most);
        for (lang, text) in [("ja", &text.ja), ("en", &text.en)] {
            if text.contains(['\n', '\t']) {
                self.fault(&[field, ".", lang].concat(), Fault::BadCharacters);
            }
        }
    }

    fn text(&mut self, field: &str, text: &Localised, most: usize) {
        for (lang, text) in [("ja", &text.ja), ("en", &text.en)] {
            let field = [field, ".", lang].concat();
            if text.chars().count() > most {
                self.fault(&field, Fault::TooLong(most as u32));
            } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
                self.fault(&field, Fault::BadCharacters);
            }
        }
    }

    fn field(&mut self, at: &Place, field: &Field, before: &[&Field]) {
        let kind = field.kind;
        if field.key.is_empty() {
            self.fault(&at.of("key"), Fault::Required);
        } else if !is_claim_name(&field.key) {
            self.fault(&at.of("key"), Fault::NotKey);
        } else if before.iter().any(|other| other.key == field.key) {
            self.fault(&at.of("key"), Fault::Taken);
        }
        self.text(&at.of("label"), &field.label, limits::LABEL);
        if kind != Kind::Hidden && is_empty(&field.label) {
            self.fault(&at.of("label.ja"), Fault::Required);
        }
        self.text(&at.of("help"), &field.help, limits::HELP);
        self.line(&at.of("placeholder"), &field.placeholder, limits::PLACEHOLDER);
        self.text(&at.of("pattern_help"), &field.pattern_help, limits::HELP);
        for (index, end) in field.ends.iter().enumerate() {
            self.line(&at.of(&format!("ends.{index}")), end, limits::TITLE);
        }
        self.belongs(at, field);
        self.range(at, field);
        self.choices(at, field);
        if field.pattern.chars().count() > limits::PATTERN {
            self.fault(&at.of("pattern"), Fault::TooLong(limits::PATTERN as u32));
        } else if Pattern::parse(&field.pattern).is_none() {
            self.fault(&at.of("pattern"), Fault::BadPattern);
        }
        if !field.default_from.is_empty() && !is_claim_name(&field.default_from) {
            self.fault(&at.of("default_from"), Fault::NotKey);
        }
        if field.default.chars().count() > limits::TEXT {
            self.fault(&at.of("default"), Fault::TooLong(limits::TEXT as u32));
        } else if kind != Kind::Consent && !field.default.is_empty() && !is_good_default(field) {
            self.fault(&at.of("default"), Fault::WrongType);
        }
    }

    /// What a kind does not have must not be there.
    fn belongs(&mut self, at: &Place, field: &Field) {
        let kind = field.kind;
        let asks = !matches!(kind, Kind::Hidden | Kind::Heading);
        let written = asks && kind.is_text();
        let sized = written || matches!(kind, Kind::Number | Kind::Date | Kind::Choices | Kind::File);
        let starts = !matches!(kind, Kind::Heading | Kind::File | Kind::Consent);
        for (name, given, belongs) in [
            ("required", field.required, asks),
            ("least", field.least.is_some(), sized),
            ("most", field.most.is_some(), sized),
            ("decimals", field.decimals != 0, kind == Kind::Number),
            ("pattern", !field.pattern.is_empty(), written),
            ("pattern_help", !is_empty(&field.pattern_help), written),
            (
                "placeholder",
                !is_empty(&field.placeholder),
                written || kind == Kind::Number,
            ),
            ("choices", !field.choices.is_empty(), kind.has_choices()),
            ("other", field.other, kind.has_choices()),
            ("ends", !field.ends.iter().all(is_empty), kind.scale().is_some()),
            ("default", !field.default.is_empty(), starts),
            ("default_from", !field.default_from.is_empty(), starts),
        ] {
            if given && !belongs {
                self.fault(&at.of(name), Fault::NotHere);
            }
        }
        if field.decimals > limits::DECIMALS {
            self.fault(
                &at.of("decimals"),
                Fault::OutOfRange(0, i64::from(limits::DECIMALS)),
            );
        }
    }

    fn range(&mut self, at: &Place, field: &Field) {
        let (low, high) = match field.kind {
            Kind::Number => (-limits::NUMBER, limits::NUMBER),
            Kind::Choices => (0, limits::CHOICES as i64 + 1),
            Kind::File => (0, limits::FILES as i64),
            Kind::Date => (i64::MIN, i64::MAX),
            kind => (0, kind.characters().0 as i64),
        };
        for (name, limit) in [("least", field.least), ("most", field.most)] {
            let Some(limit) = limit else { continue };
            if field.kind == Kind::Date {
                if limit.checked_abs().is_none() || Day::bound(limit, Day(0)).is_none() {
                    self.fault(&at.of(name), Fault::NotDate);
                }
            } else if !(low..=high).contains(&limit) {
                self.fault(&at.of(name), Fault::OutOfRange(low, high));
            }
        }
        // Of days, one may move with today and the other not.
        if let (Some(least), Some(most)) = (field.least, field.most)
            && least > most
            && field.kind != Kind::Date
        {
            self.fault(&at.of("most"), Fault::AtLeast(least));
        }
    }

    fn choices(&mut self, at: &Place, field: &Field) {
        if !field.kind.has_choices() {
            return;
        }
        if field.choices.is_empty() {
            self.fault(&at.of("choices"), Fault::Required);
        }
        if field.choices.len() > limits::CHOICES {
            self.fault(&at.of("choices"), Fault::TooLong(limits::CHOICES as u32));
            return;
        }
        for (index, choice) in field.choices.iter().enumerate() {
            let value = at.of(&format!("choices.{index}.value"));
            let others = &field.choices[..index];
            if choice.value.is_empty() {
                self.fault(&value, Fault::Required);
            } else if choice.value.chars().count() > limits::CHOICE {
                self.fault(&value, Fault::TooLong(limits::CHOICE as u32));
            } else if choice.value.chars().any(char::is_control) {
                self.fault(&value, Fault::BadCharacters);
            } else if others.iter().any(|other| other.value == choice.value) {
                self.fault(&value, Fault::Taken);
            }
            let label = at.of(&format!("choices.{index}.label"));
            self.line(&label, &choice.label, limits::CHOICE);
            if is_empty(&choice.label) {
                self.fault(&[&label, ".ja"].concat(), Fault::Required);
            }
        }
    }

    fn condition(&mut self, at: &Place, field: &Field, before: &[&Field], form: &Form) {
        let Some(condition) = &field.show_if else { return };
        if condition.tests.len() > limits::TESTS {
            self.fault(&at.of("show_if.tests"), Fault::TooLong(limits::TESTS as u32));
            return;
        }
        for (index, test) in condition.tests.iter().enumerate() {
            let place = |name: &str| at.of(&format!("show_if.tests.{index}.{name}"));
            let asked = before.iter().find(|other| other.key == test.field);
            match asked {
                None if test.field.is_empty() => self.fault(&place("field"), Fault::Required),
                None if form.field(&test.field).is_some() => self.fault(&place("field"), Fault::LooksAhead),
                None => self.fault(&place("field"), Fault::Unknown),
                Some(asked) if asked.kind == Kind::Heading => self.fault(&place("field"), Fault::NotHere),
                Some(asked) => {
                    if let Some(fault) = compared(asked, test) {
                        self.fault(&place("value"), fault);
                    }
                }
            }
        }
    }
}

/// What is wrong with what an answer is compared with.
fn compared(asked: &Field, test: &Test) -> Option<Fault> {
    let value = test.value.as_str();
    if matches!(test.is, Is::Answered | Is::NotAnswered) {
        return (!value.is_empty()).then_some(Fault::NotHere);
    }
    if value.is_empty() {
        return Some(Fault::Required);
    }
    if value.chars().count() > limits::VALUE {
        return Some(Fault::TooLong(limits::VALUE as u32));
    }
    if test.is == Is::Containing {
        let has_text = asked.kind.is_text() || asked.kind.has_choices();
        return (!has_text).then_some(Fault::NotHere);
    }
    let known = match asked.kind {
        Kind::Choice | Kind::Choices => asked.choices.iter().any(|choice| choice.value == value),
        Kind::YesNo => matches!(value, "yes" | "no"),
        Kind::Consent => value == "yes",
        Kind::Number => Number::parse(value).is_some(),
        Kind::Date => Day::parse(value).is_some_and(|day| day.to_string() == value),
        Kind::Stars | Kind::Nps | Kind::Faces => {
            let (low, high) = asked.kind.scale().unwrap_or_default();
            value.parse().is_ok_and(|place: u8| (low..=high).contains(&place))
        }
        Kind::File => return Some(Fault::NotHere),
        _ => true,
    };
    (!known).then_some(Fault::Unknown)
}

/// Whether a field can be answered with what is there at first.
fn is_good_default(field: &Field) -> bool {
    let text = &field.default;
    match field.kind {
        Kind::YesNo => matches!(text.as_str(), "yes" | "no"),
        Kind::Date => Day::parse(text).is_some(),
        Kind::Choices => {
            let values = text.split(',').map(|text| text.trim().to_owned()).collect();
            takes(field, &Value::Choices(values))
        }
        Kind::Stars | Kind::Nps | Kind::Faces => {
            text.parse().is_ok_and(|place| takes(field, &Value::Scale(place)))
        }
        Kind::Heading | Kind::File | Kind::Consent => true,
        _ => takes(field, &Value::Text(text.clone())),
    }
}

fn is_empty(text: &Localised) -> bool {
    text.ja.is_empty() && text.en.is_empty()
}
