//! What a visitor filled in, and what is wrong with it.

use super::{Condition, Field, Form, Is, Kind, Test, days::Day, limits, pattern::Pattern};
use crate::api::problem::Fault;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The field's key.
    pub key: String,
    /// What was answered.
    pub value: Value,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Texts, numbers, days (`2027-01-31`), and the value of the one choice.
    Text(String),
    /// The values of several choices, in the order of the form.
    Choices(Vec<String>),
    /// Yes or no; a consent.
    Yes(bool),
    /// Files that were sent before.
    Files(Vec<Uuid>),
    /// A place on a scale.
    Scale(u8),
}

/// Fields with what is wrong with each.
pub type Faults = Vec<(String, Fault)>;

/// The answers as they are kept, in the order of the form: tidied, without empty ones and without those of fields that are
/// not shown. Else all faults, each with the field's key; `answers` for what concerns all.
pub fn judge<T>(form: &Form<T>, given: &[Answer], today: Day) -> Result<Vec<Answer>, Faults> {
    let mut faults = strangers(form, given);
    let (mut kept, mut characters, mut files) = (Vec::new(), 0, 0);
    for field in form.fields() {
        if !is_shown(field, form, &kept) {
            continue;
        }
        let answer = given.iter().find(|answer| answer.key == field.key);
        let (value, found) = one(field, answer.map(|answer| &answer.value), today);
        faults.extend(found.map(|fault| (field.key.clone(), fault)));
        let Some(value) = value else { continue };
        characters += length(&value);
        if let Value::Files(ids) = &value {
            files += ids.len();
        }
        kept.push(Answer {
            key: field.key.clone(),
            value,
        });
    }
    if characters > limits::ALL_ANSWERS {
        faults.push(("answers".to_owned(), Fault::TooLong(limits::ALL_ANSWERS as u32)));
    }
    if files > limits::FILES {
        faults.push(("answers".to_owned(), Fault::TooLong(limits::FILES as u32)));
    }
    if faults.is_empty() { Ok(kept) } else { Err(faults) }
}

/// Which fields are shown, in the order of the form, with what is filled in so far.
pub fn shown<T>(form: &Form<T>, given: &[Answer]) -> Vec<bool> {
    // Any day does: what is shown does not depend on limits.
    let mut kept = Vec::new();
    let mut all = Vec::new();
    for field in form.fields() {
        let is_shown = is_shown(field, form, &kept);
        all.push(is_shown);
        let answer = given.iter().find(|answer| answer.key == field.key);
        if let (true, Some(value)) = (is_shown, one(field, answer.map(|answer| &answer.value), Day(0)).0) {
            kept.push(Answer {
                key: field.key.clone(),
                value,
            });
        }
    }
    all
}

/// What is filled in at first: `known` has the visitor's fields by name, the better source of a name first.
pub fn defaults<T>(form: &Form<T>, known: &[(String, String)]) -> Vec<Answer> {
    let first = |field: &Field<T>| {
        let from = known
            .iter()
            .find(|(name, value)| !name.is_empty() && *name == field.default_from && !value.is_empty());
        let text = from.map_or(&field.default, |(_, value)| value);
        if text.is_empty() || field.kind == Kind::Consent {
            return None;
        }
        let value = match field.kind {
            Kind::Choices => Value::Choices(text.split(',').map(|text| text.trim().to_owned()).collect()),
            Kind::YesNo => Value::Yes(text == "yes"),
            Kind::Stars | Kind::Nps | Kind::Faces => Value::Scale(text.parse().ok()?),
            Kind::File | Kind::Heading | Kind::Consent => return None,
            _ => Value::Text(text.clone()),
        };
        // What cannot be answered is not filled in.
        let (value, fault) = one(field, Some(&value), Day(0));
        // Whether a day is too early is seen when it is sent.
        let good = matches!(fault, None | Some(Fault::TooEarly(_) | Fault::TooLate(_)));
        good.then_some(value).flatten()
    };
    let answer = |field: &Field<T>| {
        first(field).map(|value| Answer {
            key: field.key.clone(),
            value,
        })
    };
    form.fields().filter_map(answer).collect()
}

/// The one mail address to which an answer can go: that of the first shown mail field that was filled in.
pub fn address<'a, T>(form: &Form<T>, kept: &'a [Answer]) -> Option<&'a str> {
    let mails = form.fields().filter(|field| field.kind == Kind::Email);
    mails
        .filter_map(|field| kept.iter().find(|answer| answer.key == field.key))
        .find_map(|answer| match &answer.value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
}

/// Answers to what was not asked, or twice.
fn strangers<T>(form: &Form<T>, given: &[Answer]) -> Faults {
    if given.len() > limits::FIELDS {
        return vec![("answers".to_owned(), Fault::TooLong(limits::FIELDS as u32))];
    }
    let mut faults = Vec::new();
    for (index, answer) in given.iter().enumerate() {
        let is_asked = form
            .field(&answer.key)
            .is_some_and(|field| field.kind != Kind::Heading);
        // What comes back to the sender stays as short as a key.
        let name = || answer.key.chars().take(limits::KEY).collect::<String>();
        if !is_asked {
            faults.push((name(), Fault::Unknown));
        } else if given[..index].iter().any(|other| other.key == answer.key) {
            faults.push((name(), Fault::Taken));
        }
    }
    faults
}

fn is_shown<T>(field: &Field<T>, form: &Form<T>, kept: &[Answer]) -> bool {
    let Some(Condition { any, tests }) = &field.show_if else {
        return true;
    };
    let holds = |test: &Test| {
        let number = form
            .field(&test.field)
            .is_some_and(|field| field.kind == Kind::Number);
        let answer = kept.iter().find(|answer| answer.key == test.field);
        holds(test, answer.map(|answer| &answer.value), number)
    };
    if *any {
        tests.iter().any(holds)
    } else {
        tests.iter().all(holds)
    }
}

fn holds(test: &Test, answer: Option<&Value>, number: bool) -> bool {
    let wanted = test.value.as_str();
    let equals = |value: &Value| match value {
        Value::Text(text) if number => Number::parse(text) == Number::parse(wanted),
        Value::Text(text) => text == wanted,
        Value::Choices(chosen) => chosen.iter().any(|one| one == wanted),
        Value::Yes(yes) => wanted == if *yes { "yes" } else { "no" },
        Value::Scale(place) => wanted.parse() == Ok(*place),
        Value::Files(_) => false,
    };
    match test.is {
        Is::Answered => answer.is_some(),
        Is::NotAnswered => answer.is_none(),
        Is::Equal => answer.is_some_and(equals),
        Is::NotEqual => !answer.is_some_and(equals),
        Is::Containing => answer.is_some_and(|value| match value {
            Value::Text(text) => text.contains(wanted),
            Value::Choices(chosen) => chosen.iter().any(|one| one.contains(wanted)),
            _ => false,
        }),
    }
}

/// Whether a field can be answered so.
pub(super) fn takes<T>(field: &Field<T>, value: &Value) -> bool {
    matches!(one(field, Some(value), Day(0)), (Some(_), None))
}

/// An answer tidied, `None` when it says nothing, and what is wrong with it.
pub(crate) fn one<T>(field: &Field<T>, given: Option<&Value>, today: Day) -> (Option<Value>, Option<Fault>) {
    let missing = || (None, field.required.then_some(Fault::Required));
    let Some(given) = given else {
        return if field.kind == Kind::Consent && field.required {
            (None, Some(Fault::NotAgreed))
        } else {
            missing()
        };
    };
    match (field.kind, given) {
        (Kind::Heading, _) => (None, None),
        (Kind::Choices, Value::Choices(chosen)) => choices(field, chosen).unwrap_or_else(missing),
        (Kind::YesNo, Value::Yes(yes)) => (Some(Value::Yes(*yes)), None),
        (Kind::Consent, Value::Yes(true)) => (Some(Value::Yes(true)), None),
        (Kind::Consent, Value::Yes(false)) => (None, field.required.then_some(Fault::NotAgreed)),
        (Kind::File, Value::Files(ids)) if ids.is_empty() => missing(),
        (Kind::File, Value::Files(ids)) => {
            let twice = (1..ids.len()).any(|index| ids[..index].contains(&ids[index]));
            let fault = if twice {
                Some(Fault::Taken)
            } else {
                count(field, ids.len(), limits::FILES)
            };
            (Some(given.clone()), fault)
        }
        (kind, Value::Scale(place)) if kind.scale().is_some() => {
            let (low, high) = kind.scale().unwrap_or_default();
            let fault = !(low..=high).contains(place);
            let fault = fault.then_some(Fault::OutOfRange(low.into(), high.into()));
            (Some(Value::Scale(*place)), fault)
        }
        (kind, Value::Text(text))
            if kind.is_text() || matches!(kind, Kind::Number | Kind::Date | Kind::Choice) =>
        {
            let text = tidy(kind, text);
            if text.is_empty() {
                return missing();
            }
            let (text, fault) = match kind {
                Kind::Number => number(field, text),
                Kind::Date => day(field, text, today),
                Kind::Choice => {
                    let fault = choice(field, &text);
                    (text, fault)
                }
                _ => {
                    let fault = written(field, &text);
                    (text, fault)
                }
            };
            (Some(Value::Text(text)), fault)
        }
        _ => (None, Some(Fault::WrongType)),
    }
}

/// Trimmed, with one kind of line ends; numbers and addresses also in the half-width letters of which they consist.
fn tidy(kind: Kind, text: &str) -> String {
    let narrow = matches!(kind, Kind::Email | Kind::Phone | Kind::Number | Kind::Date);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if !narrow {
        return text.trim().to_owned();
    }
    let one = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        // What keyboards write in the place of a hyphen.
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' | '\u{ff70}' if kind != Kind::Email => '-',
        c => c,
    };
    text.chars().map(one).collect::<String>().trim().to_owned()
}

fn written<T>(field: &Field<T>, text: &str) -> Option<Fault> {
    let (most, usual) = field.kind.characters();
    let limit = |limit: i64| usize::try_from(limit).unwrap_or(0);
    let most = field.most.map_or(usual, |own| limit(own).min(most));
    let count = text.chars().count();
    if count > most {
        return Some(Fault::TooLong(most as u32));
    }
    let breaks = field.kind == Kind::LongText;
    if text
        .chars()
        .any(|c| c.is_control() && !(breaks && matches!(c, '\n' | '\t')))
    {
        return Some(Fault::BadCharacters);
    }
    if let Some(least) = field.least.filter(|least| count < limit(*least)) {
        return Some(Fault::TooShort(limit(least) as u32));
    }
    match field.kind {
        Kind::Email if !is_mail(text) => return Some(Fault::NotMail),
        Kind::Phone if !is_phone(text) => return Some(Fault::NotPhone),
        _ => {}
    }
    let refused = !field.pattern.is_empty()
        && Pattern::parse(&field.pattern).is_some_and(|pattern| !pattern.matches(text));
    refused.then_some(Fault::NotPattern)
}

fn choice<T>(field: &Field<T>, value: &str) -> Option<Fault> {
    if field.choices.iter().any(|choice| choice.value == value) {
        None
    } else if !field.other {
        Some(Fault::Unknown)
    } else if value.chars().count() > limits::CHOICE {
        Some(Fault::TooLong(limits::CHOICE as u32))
    } else {
        value
            .chars()
            .any(char::is_control)
            .then_some(Fault::BadCharacters)
    }
}

fn choices<T>(field: &Field<T>, chosen: &[String]) -> Option<(Option<Value>, Option<Fault>)> {
    if chosen.len() > limits::CHOICES + 1 {
        return Some((None, Some(Fault::TooLong(limits::CHOICES as u32))));
    }
    let mut kept: Vec<String> = chosen.iter().map(|one| one.trim().to_owned()).collect();
    kept.retain(|one| !one.is_empty());
    if kept.is_empty() {
        return None;
    }
    let place = |value: &String| {
        let found = field.choices.iter().position(|choice| choice.value == *value);
        found.unwrap_or(field.choices.len())
    };
    // A sort of the library would be a tenth of what visitors load for forms.
    for end in 1..kept.len() {
        let mut at = end;
        while at > 0 && place(&kept[at - 1]) > place(&kept[at]) {
            kept.swap(at - 1, at);
            at -= 1;
        }
    }
    let strange = kept
        .iter()
        .filter(|one| place(one) == field.choices.len())
        .count();
    let twice = (1..kept.len()).any(|index| kept[..index].contains(&kept[index]));
    let fault = if strange > 1 {
        Some(Fault::Unknown)
    } else if twice {
        Some(Fault::Taken)
    } else {
        let wrong = kept.iter().find_map(|one| choice(field, one));
        wrong.or_else(|| count(field, kept.len(), limits::CHOICES + 1))
    };
    Some((Some(Value::Choices(kept)), fault))
}

fn count<T>(field: &Field<T>, count: usize, most: usize) -> Option<Fault> {
    let limit = |limit: i64| usize::try_from(limit).unwrap_or(0);
    let most = field.most.map_or(most, |own| limit(own).min(most));
    let least = field.least.map_or(0, limit);
    if count > most {
        Some(Fault::TooLong(most as u32))
    } else if count < least {
        Some(Fault::TooFew(least as u32))
    } else {
        None
    }
}

fn day<T>(field: &Field<T>, text: String, today: Day) -> (String, Option<Fault>) {
    let Some(day) = Day::parse(&text) else {
        let short = text.chars().take(limits::KEY).collect();
        return (short, Some(Fault::NotDate));
    };
    let bound = |bound: Option<i64>| Day::bound(bound?, today);
    let early = bound(field.least).filter(|first| day < *first);
    let late = bound(field.most).filter(|last| day > *last);
    let fault = early
        .map(|first| Fault::TooEarly(first.0))
        .or(late.map(|last| Fault::TooLate(last.0)));
    (day.text(), fault)
}

fn number<T>(field: &Field<T>, text: String) -> (String, Option<Fault>) {
    let Some(number) = Number::parse(&text) else {
        let short = text.chars().take(limits::KEY).collect();
        return (short, Some(Fault::NotNumber));
    };
    let scaled = |limit: i64| limit.saturating_mul(SCALE);
    let fault = if number.decimals > field.decimals {
        Some(Fault::Decimals(field.decimals))
    } else if number.scaled.abs() > scaled(limits::NUMBER) {
        Some(Fault::OutOfRange(-limits::NUMBER, limits::NUMBER))
    } else {
        let low = field.least.filter(|least| number.scaled < scaled(*least));
        let high = field.most.filter(|most| number.scaled > scaled(*most));
        low.map(Fault::AtLeast).or(high.map(Fault::AtMost))
    };
    (number.text, fault)
}

/// 10 to the power of [`limits::DECIMALS`].
const SCALE: i64 = 10_000;

/// A decimal number; without floating point, whose reading is large.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// Times [`SCALE`].
    pub(super) scaled: i64,
    decimals: u8,
    /// In its shortest form.
    text: String,
}

impl Number {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let negative = text.starts_with('-');
        let body = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, part) = body.split_once('.').unwrap_or((body, ""));
        let whole: String = whole.chars().filter(|c| *c != ',').collect();
        let part = part.trim_end_matches('0');
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 15 || part.len() > 15 || !digits(&whole) || !digits(part) {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let mut scaled = whole.checked_mul(SCALE)?;
        let mut unit = SCALE;
        for digit in part.bytes() {
            unit /= 10;
            scaled = scaled.checked_add(unit * i64::from(digit - b'0'))?;
        }
        let sign = if negative && (scaled != 0 || !part.is_empty()) {
            "-"
        } else {
            ""
        };
        let point = if part.is_empty() { "" } else { "." };
        Some(Self {
            scaled: if negative { -scaled } else { scaled },
            decimals: part.len() as u8,
            text: [sign, &whole.to_string(), point, part].concat(),
        })
    }
}

/// Whether a text is a mail address to which something can be sent.
pub fn is_mail(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let dotted = |text: &str| !text.starts_with('.') && !text.ends_with('.') && !text.contains("..");
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    (1..=64).contains(&name.len())
        && name.chars().all(plain)
        && dotted(name)
        && domain.contains('.')
        && domain.split('.').all(label)
        && text.len() <= limits::EMAIL
}

/// Extensions are short.
fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (3..=20).contains(&digits)
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-() #*.".contains(&byte))
}

fn length(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.chars().count(),
        Value::Choices(chosen) => chosen.iter().map(|one| one.chars().count()).sum(),
        _ => 0,
    }
}
