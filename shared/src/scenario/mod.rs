//! Scenarios: a conversation that the help desk laid out as a graph of steps, and that the widget plays.
//!
//! [`Scenario`] is what the help desk writes, [`check`] says what is wrong with it, and [`play::Play`] is what visitors get.

pub mod check;
pub mod play;
#[cfg(test)]
mod tests;

use crate::lang::Localised;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A scenario. `E` names an entry: by its id, in files by its code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario<E = Uuid> {
    /// What it is called; also the visitor's words when he begins it.
    pub name: Localised,
    /// The id of the first step.
    pub start: String,
    /// The steps, in the order in which they are listed.
    pub steps: Vec<Step<E>>,
}

/// A step. What does not belong to its kind is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step<E = Uuid> {
    /// Names it within the scenario.
    pub id: String,
    /// What it does.
    pub kind: Kind,
    /// What is said, in Markdown.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub text: Localised,
    /// The ways on, of [`Kind::Choices`].
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// The entry of [`Kind::Entry`].
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub entry: Option<E>,
    /// The form of [`Kind::Form`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Uuid>,
    /// The http(s) address of [`Kind::Link`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// What the link of [`Kind::Link`] is called.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub label: Localised,
    /// The step that follows, of all kinds but [`Kind::Choices`] and [`Kind::End`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub next: String,
}

/// What a step does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Says something and goes on.
    #[default]
    Text,
    /// Asks, and lets the visitor choose.
    Choices,
    /// Lets the visitor ask in his own words, which are answered as ever; then he can go on.
    Question,
    /// Shows an entry's answer; then he can go on.
    Entry,
    /// Shows a form; then he can go on.
    Form,
    /// Offers a page to open; then he can go on.
    Link,
    /// Says something and ends.
    End,
}

/// A way on that the visitor may choose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What the button says.
    pub label: Localised,
    /// The step that it leads to.
    pub target: String,
}

fn none<E>() -> Option<E> {
    None
}

fn is_empty(text: &Localised) -> bool {
    text.ja.is_empty() && text.en.is_empty()
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::Text,
        Self::Choices,
        Self::Question,
        Self::Entry,
        Self::Form,
        Self::Link,
        Self::End,
    ];

    /// As it stands in the API and in files.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Choices => "choices",
            Self::Question => "question",
            Self::Entry => "entry",
            Self::Form => "form",
            Self::Link => "link",
            Self::End => "end",
        }
    }
}

impl<E> Step<E> {
    /// The ids of the steps that may follow, as written.
    pub fn onward(&self) -> impl Iterator<Item = &str> {
        let next = Some(self.next.as_str()).filter(|next| !next.is_empty());
        self.choices
            .iter()
            .map(|choice| choice.target.as_str())
            .chain(next)
    }
}

impl<E> Scenario<E> {
    /// The same with other names for entries; `Err` with the index of the first step whose entry has none.
    pub fn try_map<F>(self, mut map: impl FnMut(E) -> Option<F>) -> Result<Scenario<F>, usize> {
        let steps = self.steps.into_iter().enumerate().map(|(index, step)| {
            let entry = match step.entry {
                None => None,
                Some(entry) => Some(map(entry).ok_or(index)?),
            };
            Ok(Step {
                id: step.id,
                kind: step.kind,
                text: step.text,
                choices: step.choices,
                entry,
                form: step.form,
                url: step.url,
                label: step.label,
                next: step.next,
            })
        });
        Ok(Scenario {
            name: self.name,
            start: self.start,
            steps: steps.collect::<Result<_, usize>>()?,
        })
    }

    /// The same as it is stored: names, ids and addresses trimmed, line ends as `\n`, the first step first, and a name that
    /// is given in one language alone in Japanese.
    #[must_use]
    pub fn tidy(mut self) -> Self {
        let line = |text: &mut String| *text = text.trim().to_owned();
        let both = |text: &mut Localised| {
            for text in [&mut text.ja, &mut text.en] {
                let one = text.replace("\r\n", "\n").replace('\r', "\n");
                one.trim().clone_into(text);
            }
        };
        both(&mut self.name);
        if self.name.ja.is_empty() {
            self.name.ja = std::mem::take(&mut self.name.en);
        }
        if self.name.ja == self.name.en {
            self.name.en.clear();
        }
        line(&mut self.start);
        for step in &mut self.steps {
            both(&mut step.text);
            both(&mut step.label);
            for text in [&mut step.id, &mut step.url, &mut step.next] {
                line(text);
            }
            for choice in &mut step.choices {
                both(&mut choice.label);
                line(&mut choice.target);
            }
        }
        if let Some(first) = self.steps.iter().position(|step| step.id == self.start) {
            self.steps[..=first].rotate_right(1);
        }
        self
    }
}

/// Limits of scenarios, counted in characters unless said otherwise.
pub mod limits {
    /// Scenarios of a workspace.
    pub const COUNT: usize = 200;
    /// Steps of a scenario.
    pub const STEPS: usize = 500;
    /// Choices of a step.
    pub const CHOICES: usize = 20;
    /// A step's id.
    pub const ID: usize = 40;
    /// A scenario's name.
    pub const NAME: usize = 60;
    /// What a step says.
    pub const TEXT: usize = 2_000;
    /// What a choice or a link is called.
    pub const LABEL: usize = 100;
    /// A link's address.
    pub const URL: usize = 2_000;
    /// What all steps of a scenario say together, in both languages.
    pub const ALL_TEXTS: usize = 200_000;
    /// A file of scenarios, in bytes.
    pub const IMPORT_BYTES: usize = 20 * 1024 * 1024;
}
