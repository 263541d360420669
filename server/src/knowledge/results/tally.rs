//! Adds up answers. What it holds grows with the form, not with what came in.

use kotae_shared::{
    api::results::{Chosen, Found, Nps, Question},
    form::{
        Choice, Field, Form, Kind,
        answers::{Answer, Value},
    },
};
use std::collections::HashMap;

/// Numbers are added up as whole numbers of this size, so that a mean is not off by what was rounded on the way; the most
/// digits that a field may have.
const SCALE: i64 = 10_i64.pow(kotae_shared::form::limits::DECIMALS as u32);

/// The counts of a form.
pub(super) struct Tally {
    total: u32,
    fields: Vec<Counted>,
    places: HashMap<String, usize>,
}

/// The counts of a field.
struct Counted {
    question: Question,
    sum: i128,
    least: Option<i64>,
    most: Option<i64>,
}

impl Tally {
    /// None yet. `now` is what is asked, `ever` what was ever asked, the newest first.
    pub(super) fn of(now: &Form, ever: &[Form]) -> Self {
        let mut tally = Self {
            total: 0,
            fields: Vec::new(),
            places: HashMap::new(),
        };
        tally.take(now, false);
        for form in ever {
            tally.take(form, true);
        }
        tally
    }

    fn take(&mut self, form: &Form, past: bool) {
        for field in form.fields().filter(|field| field.kind != Kind::Heading) {
            if let Some(&place) = self.places.get(&field.key) {
                self.fields[place].learn(&field.choices);
                continue;
            }
            self.places.insert(field.key.clone(), self.fields.len());
            self.fields.push(Counted {
                question: Question {
                    key: field.key.clone(),
                    label: field.label.clone(),
                    kind: field.kind,
                    past,
                    answered: 0,
                    found: empty(field),
                },
                sum: 0,
                least: None,
                most: None,
            });
        }
    }

    /// Counts a submission.
    pub(super) fn count(&mut self, answers: &[Answer]) {
        self.total += 1;
        for answer in answers {
            if let Some(&place) = self.places.get(&answer.key) {
                self.fields[place].count(&answer.value);
            }
        }
    }

    /// How many were counted.
    pub(super) const fn total(&self) -> u32 {
        self.total
    }

    /// What was counted.
    pub(super) fn questions(self) -> Vec<Question> {
        self.fields.into_iter().map(Counted::done).collect()
    }
}

fn empty(field: &Field) -> Found {
    match field.kind {
        Kind::Choice | Kind::Choices => Found::Choices {
            rows: field.choices.iter().map(chosen).collect(),
            other: 0,
        },
        Kind::YesNo | Kind::Consent => Found::YesNo { yes: 0, no: 0 },
        Kind::Number => Found::Numbers {
            average: None,
            least: None,
            most: None,
        },
        Kind::File => Found::Files { files: 0 },
        kind => match kind.scale() {
            Some((low, high)) => Found::Scale {
                low,
                counts: vec![0; usize::from(high - low) + 1],
                average: None,
                nps: None,
            },
            None => Found::Texts,
        },
    }
}

fn chosen(choice: &Choice) -> Chosen {
    Chosen {
        value: choice.value.clone(),
        label: choice.label.clone(),
        count: 0,
    }
}

impl Counted {
    /// Choices that an earlier version had.
    fn learn(&mut self, choices: &[Choice]) {
        if let Found::Choices { rows, .. } = &mut self.question.found {
            for choice in choices {
                if !rows.iter().any(|row| row.value == choice.value) {
                    rows.push(chosen(choice));
                }
            }
        }
    }

    /// An answer of an earlier version may be of another kind than what is asked now: it was answered, and is not counted
    /// among what it cannot be compared with.
    fn count(&mut self, value: &Value) {
        self.question.answered += 1;
        match (&mut self.question.found, value) {
            (Found::Choices { rows, other }, Value::Text(value)) => pick(rows, other, value),
            (Found::Choices { rows, other }, Value::Choices(values)) => {
                for value in values {
                    pick(rows, other, value);
                }
            }
            (Found::YesNo { yes, .. }, Value::Yes(true)) => *yes += 1,
            (Found::YesNo { no, .. }, Value::Yes(false)) => *no += 1,
            (Found::Scale { low, counts, .. }, Value::Scale(place)) => {
                let index = place.checked_sub(*low).map(usize::from);
                if let Some(count) = index.and_then(|index| counts.get_mut(index)) {
                    *count += 1;
                    self.sum += i128::from(*place);
                }
            }
            (Found::Numbers { .. }, Value::Text(text)) => {
                if let Some(number) = scaled(text) {
                    self.sum += i128::from(number);
                    self.least = Some(self.least.map_or(number, |least| least.min(number)));
                    self.most = Some(self.most.map_or(number, |most| most.max(number)));
                }
            }
            (Found::Files { files }, Value::Files(ids)) => *files += ids.len() as u32,
            _ => {}
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a mean is shown with two digits")]
    fn done(mut self) -> Question {
        let answered = self.question.answered;
        match &mut self.question.found {
            Found::Scale {
                counts, average, nps, ..
            } => {
                let n: u32 = counts.iter().sum();
                *average = (n > 0).then(|| self.sum as f64 / f64::from(n));
                *nps = (self.question.kind == Kind::Nps).then(|| Nps::of(counts));
            }
            Found::Numbers { average, least, most } => {
                let unscaled = |number: i64| number as f64 / SCALE as f64;
                *least = self.least.map(unscaled);
                *most = self.most.map(unscaled);
                *average = least.map(|_| self.sum as f64 / SCALE as f64 / f64::from(answered));
            }
            _ => {}
        }
        self.question
    }
}

fn pick(rows: &mut [Chosen], other: &mut u32, value: &str) {
    match rows.iter_mut().find(|row| row.value == value) {
        Some(row) => row.count += 1,
        None => *other += 1,
    }
}

/// A number as it is stored (`-12.5`), times [`SCALE`].
fn scaled(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let places = kotae_shared::form::limits::DECIMALS as usize;
    if part.len() > places || whole.is_empty() {
        return None;
    }
    let part = format!("{part:0<places$}");
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(&part) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = part.parse().ok()?;
    Some(sign * whole.checked_mul(SCALE)?.checked_add(part)?)
}
