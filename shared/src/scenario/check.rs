//! What is wrong with a scenario: pure, for the server now and for an editor in the browser.

use super::{Kind, Scenario, Step, limits};
use crate::{
    api::problem::Fault,
    lang::{Lang, Localised},
};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Something that is wrong, or that a careful author would mend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The field as in the API: `name`, `start`, `steps.3.next`, `steps.3.choices.1.target`.
    pub field: String,
    /// The id of its step; empty when it is none's.
    pub step: String,
    /// What it names, when that is at fault: the step that is missing.
    pub about: String,
    /// What is wrong.
    pub fault: Fault,
    /// It can be published all the same.
    pub warning: bool,
    /// One sentence in the reader's language that names all of this.
    pub message: String,
}

/// What is known of an entry that a step names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It is to be published.
    Published,
    /// It is there, but visitors do not get it.
    Hidden,
    /// There is none.
    Missing,
}

/// All findings in a tidied scenario, in the order of its fields. `entry` tells what is known of an entry, `form` whether there
/// is such a form.
pub fn check<E>(
    scenario: &Scenario<E>,
    lang: Lang,
    entry: impl Fn(&E) -> Known,
    form: impl Fn(Uuid) -> bool,
) -> Vec<Finding> {
    let mut checker = Checker {
        lang,
        found: Vec::new(),
        step: String::new(),
    };
    checker.line("name", &scenario.name, limits::NAME);
    if super::is_empty(&scenario.name) {
        checker.fault("name", Fault::Required);
    }
    let count = scenario.steps.len();
    if count == 0 {
        checker.fault("steps", Fault::Required);
        return checker.found;
    }
    if count > limits::STEPS {
        // The rest would be as many sentences that say nothing new.
        checker.fault("steps", Fault::TooLong(limits::STEPS as u32));
        return checker.found;
    }
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (index, step) in scenario.steps.iter().enumerate() {
        places.entry(&step.id).or_insert(index);
    }
    if !places.contains_key(scenario.start.as_str()) {
        checker.missing("start", &scenario.start);
    }
    let mut all = 0;
    for (index, step) in scenario.steps.iter().enumerate() {
        step.id.clone_into(&mut checker.step);
        checker.id(index, step, &places);
        checker.texts(index, step);
        checker.kind(index, step, &entry, &form);
        checker.ways(index, step, &places);
        all += [&step.text, &step.label]
            .into_iter()
            .chain(step.choices.iter().map(|choice| &choice.label))
            .map(|text| text.ja.chars().count() + text.en.chars().count())
            .sum::<usize>();
    }
    checker.step.clear();
    if all > limits::ALL_TEXTS {
        checker.fault("steps", Fault::TooLong(limits::ALL_TEXTS as u32));
    }
    checker.walk(scenario, &places);
    checker.found
}

/// The findings that keep a scenario from being stored, as fields with faults.
pub fn faults(found: &[Finding]) -> Vec<(String, Fault)> {
    let errors = found.iter().filter(|finding| !finding.warning);
    errors
        .map(|finding| (finding.field.clone(), finding.fault))
        .collect()
}

struct Checker {
    lang: Lang,
    found: Vec<Finding>,
    /// The id of the step that is looked at.
    step: String,
}

impl Checker {
    fn add(&mut self, field: &str, about: &str, fault: Fault, warning: bool) {
        let mut message = fault.message(self.lang);
        if !about.is_empty() {
            message = match self.lang {
                Lang::Ja => format!("「{about}」: {message}"),
                Lang::En => format!("“{about}”: {message}"),
            };
        }
        if !self.step.is_empty() {
            message = match self.lang {
                Lang::Ja => format!("ステップ「{}」: {message}", self.step),
                Lang::En => format!("Step “{}”: {message}", self.step),
            };
        }
        self.found.push(Finding {
            field: field.to_owned(),
            step: self.step.clone(),
            about: about.to_owned(),
            fault,
            warning,
            message,
        });
    }

    fn fault(&mut self, field: &str, fault: Fault) {
        self.add(field, "", fault, false);
    }

    /// A way that leads to no step.
    fn missing(&mut self, field: &str, target: &str) {
        if target.is_empty() {
            self.fault(field, Fault::Required);
        } else {
            self.add(field, target, Fault::NoStep, false);
        }
    }

    fn line(&mut self, field: &str, text: &Localised, most: usize) {
        self.text(field, text, most);
        if [&text.ja, &text.en]
            .iter()
            .any(|text| text.contains(['\n', '\t']))
        {
            self.fault(field, Fault::BadCharacters);
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

    fn id<E>(&mut self, index: usize, step: &Step<E>, places: &HashMap<&str, usize>) {
        let field = format!("steps.{index}.id");
        if step.id.is_empty() {
            self.fault(&field, Fault::Required);
        } else if step.id.chars().count() > limits::ID {
            self.fault(&field, Fault::TooLong(limits::ID as u32));
        } else if step.id.chars().any(char::is_control) {
            self.fault(&field, Fault::BadCharacters);
        } else if places.get(step.id.as_str()) != Some(&index) {
            self.fault(&field, Fault::Taken);
        }
    }

    fn texts<E>(&mut self, index: usize, step: &Step<E>) {
        let field = |name: &str| format!("steps.{index}.{name}");
        self.text(&field("text"), &step.text, limits::TEXT);
        let speaks = matches!(
            step.kind,
            Kind::Text | Kind::Choices | Kind::Question | Kind::Link
        );
        if speaks && super::is_empty(&step.text) {
            self.fault(&field("text"), Fault::Required);
        }
        self.line(&field("label"), &step.label, limits::LABEL);
        if step.kind == Kind::Link && super::is_empty(&step.label) {
            self.fault(&field("label"), Fault::Required);
        }
        if step.choices.len() > limits::CHOICES {
            self.fault(&field("choices"), Fault::TooLong(limits::CHOICES as u32));
        }
        for (at, choice) in step.choices.iter().enumerate().take(limits::CHOICES) {
            let field = field(&format!("choices.{at}.label"));
            self.line(&field, &choice.label, limits::LABEL);
            if super::is_empty(&choice.label) {
                self.fault(&field, Fault::Required);
            }
        }
    }

    fn kind<E>(
        &mut self,
        index: usize,
        step: &Step<E>,
        entry: &impl Fn(&E) -> Known,
        form: &impl Fn(Uuid) -> bool,
    ) {
        let field = |name: &str| format!("steps.{index}.{name}");
        let kind = step.kind;
        for (name, given, belongs) in [
            ("choices", !step.choices.is_empty(), kind == Kind::Choices),
            ("entry", step.entry.is_some(), kind == Kind::Entry),
            ("form", step.form.is_some(), kind == Kind::Form),
            ("url", !step.url.is_empty(), kind == Kind::Link),
            ("label", !super::is_empty(&step.label), kind == Kind::Link),
            (
                "next",
                !step.next.is_empty(),
                !matches!(kind, Kind::Choices | Kind::End),
            ),
        ] {
            if given && !belongs {
                self.fault(&field(name), Fault::NotHere);
            }
        }
        match kind {
            Kind::Entry => match step.entry.as_ref().map(entry) {
                None => self.fault(&field("entry"), Fault::Required),
                Some(Known::Missing) => self.fault(&field("entry"), Fault::NoEntry),
                Some(Known::Hidden) => self.add(&field("entry"), "", Fault::HiddenEntry, true),
                Some(Known::Published) => {}
            },
            Kind::Form => match step.form {
                None => self.fault(&field("form"), Fault::Required),
                Some(id) if !form(id) => self.fault(&field("form"), Fault::NoForm),
                // Whether it is open is seen when it is shown: that changes without a publication.
                Some(_) => {}
            },
            Kind::Link if step.url.is_empty() => self.fault(&field("url"), Fault::Required),
            Kind::Link if step.url.chars().count() > limits::URL => {
                self.fault(&field("url"), Fault::TooLong(limits::URL as u32));
            }
            Kind::Link if !is_web(&step.url) => self.fault(&field("url"), Fault::NotUrl),
            _ => {}
        }
    }

    fn ways<E>(&mut self, index: usize, step: &Step<E>, places: &HashMap<&str, usize>) {
        let known = |target: &str| places.contains_key(target);
        match step.kind {
            Kind::End => {}
            Kind::Choices => {
                if step.choices.is_empty() {
                    self.fault(&format!("steps.{index}.choices"), Fault::DeadEnd);
                }
                for (at, choice) in step.choices.iter().enumerate().take(limits::CHOICES) {
                    if !known(&choice.target) {
                        self.missing(&format!("steps.{index}.choices.{at}.target"), &choice.target);
                    }
                }
            }
            _ if step.next.is_empty() => self.fault(&format!("steps.{index}.next"), Fault::DeadEnd),
            _ if !known(&step.next) => self.missing(&format!("steps.{index}.next"), &step.next),
            _ => {}
        }
    }

    /// Loops that nothing leads out of, and steps that nothing leads to.
    fn walk<E>(&mut self, scenario: &Scenario<E>, places: &HashMap<&str, usize>) {
        let steps = &scenario.steps;
        let ways: Vec<Vec<usize>> = steps
            .iter()
            .map(|step| {
                step.onward()
                    .filter_map(|target| places.get(target).copied())
                    .collect()
            })
            .collect();
        let Some(start) = places.get(scenario.start.as_str()) else {
            return;
        };
        let reached = reach(&ways, &[*start]);
        // Where the way is broken, that was said above.
        let ends = |index: &usize| {
            let step = &steps[*index];
            step.kind == Kind::End
                || ways[*index].is_empty()
                || step.onward().any(|target| !places.contains_key(target))
        };
        let mut back = vec![Vec::new(); steps.len()];
        for (from, to) in ways
            .iter()
            .enumerate()
            .flat_map(|(from, all)| all.iter().map(move |to| (from, *to)))
        {
            back[to].push(from);
        }
        let leaves = reach(&back, &(0..steps.len()).filter(ends).collect::<Vec<_>>());
        let mut said = HashSet::new();
        for (index, step) in steps.iter().enumerate() {
            step.id.clone_into(&mut self.step);
            let field = format!("steps.{index}.id");
            if !reached.contains(&index) {
                self.add(&field, "", Fault::Unreachable, true);
            } else if !leaves.contains(&index) && !said.contains(&index) {
                // One sentence for a loop and all that leads into it.
                said.extend(reach(&ways, &[index]));
                said.extend(reach(&back, &[index]));
                self.fault(&field, Fault::NoExit);
            }
        }
    }
}

/// The steps that can be reached, with those where it begins.
fn reach(ways: &[Vec<usize>], from: &[usize]) -> HashSet<usize> {
    let mut reached: HashSet<usize> = from.iter().copied().collect();
    let mut next = from.to_vec();
    while let Some(at) = next.pop() {
        for to in &ways[at] {
            if reached.insert(*to) {
                next.push(*to);
            }
        }
    }
    reached
}

/// Whether a text is an http(s) address of some host. What is more the browser decides.
pub fn is_web(url: &str) -> bool {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let skipped = ["https://", "http://"]
        .iter()
        .find(|start| lower.starts_with(**start));
    let host = skipped.and_then(|start| url.get(start.len()..));
    host.is_some_and(|host| !host.is_empty() && !host.starts_with(['/', '?', '#']))
        && !url.chars().any(|c| c.is_control() || c.is_whitespace())
}
