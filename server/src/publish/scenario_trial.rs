//! A scenario as the widget would play it, while it is still being written.

use super::scenarios;
use crate::{
    store::{Error, Result, engine::Read, entries, forms},
    uploads::address::resolve,
};
use kotae_shared::{
    Localised, Uuid,
    api::admin::{Entry, Status},
    scenario::{Kind, Scenario, Step, check::is_web, play::Play},
};
use std::collections::HashSet;

/// Where a way that leads nowhere yet ends. No step that somebody writes has this id.
const NOWHERE: &str = "\u{1}";

/// What is played from the step `start`. `base` goes before the addresses of uploads.
pub fn play(read: &Read<'_>, scenario: Scenario, start: &str, base: &str) -> Result<Play> {
    let mut seen = HashSet::new();
    let mut whole = Scenario {
        start: first(&scenario, start),
        name: scenario.name,
        steps: Vec::with_capacity(scenario.steps.len() + 1),
    };
    let ids: HashSet<String> = scenario.steps.iter().map(|step| step.id.clone()).collect();
    for mut step in scenario.steps {
        if !seen.insert(step.id.clone()) {
            continue;
        }
        mend(read, &mut step)?;
        let lead = |target: &mut String| {
            if !ids.contains(target.as_str()) {
                NOWHERE.clone_into(target);
            }
        };
        step.choices
            .iter_mut()
            .for_each(|choice| lead(&mut choice.target));
        match step.kind {
            Kind::Choices | Kind::End => step.next.clear(),
            _ => lead(&mut step.next),
        }
        whole.steps.push(step);
    }
    whole.steps.push(Step {
        id: NOWHERE.into(),
        kind: Kind::End,
        text: Localised::new(
            "（ここから先はまだ作られていません）",
            "(Nothing follows here yet)",
        ),
        ..Step::default()
    });
    let mut play = scenarios::play(Uuid::nil(), &whole).ok_or(Error::NotFound)?;
    for doc in play.steps.iter_mut().flat_map(|step| &mut step.text) {
        resolve(doc, base, &|_| String::new());
    }
    Ok(play)
}

fn first(scenario: &Scenario, start: &str) -> String {
    let has = |id: &str| scenario.steps.iter().any(|step| step.id == id);
    let wished = [start, scenario.start.as_str()].into_iter().find(|id| has(id));
    let any = scenario.steps.first().map(|step| step.id.as_str());
    wished.or(any).unwrap_or_default().to_owned()
}

/// Makes of a step what can be played; in the place of what is missing it says so.
fn mend(read: &Read<'_>, step: &mut Step) -> Result<()> {
    match step.kind {
        Kind::Choices if step.choices.is_empty() => step.kind = Kind::Text,
        Kind::Form => {
            let is_open = match step.form {
                Some(form) => forms::opened(read, form).is_ok(),
                None => false,
            };
            if !is_open {
                add(
                    &mut step.text,
                    &Localised::new("（フォームは受付していません）", "(The form is not open)"),
                );
                step.kind = Kind::Text;
            }
        }
        Kind::Link if !is_web(&step.url) => {
            add(
                &mut step.text,
                &Localised::new("（リンク先はまだありません）", "(There is no address yet)"),
            );
            step.kind = Kind::Text;
        }
        Kind::Entry => {
            let entry = match step.entry.map(|id| entries::get(read, id)) {
                Some(Ok(entry)) => Some(entry),
                Some(Err(Error::NotFound)) | None => None,
                Some(Err(error)) => return Err(error),
            };
            match entry {
                // The widget fetches what it may show to everybody by itself.
                Some(entry) if everybody_has(&entry) => {}
                Some(entry) => {
                    let answer = format!("## {}\n\n{}", entry.title, entry.answer);
                    add(&mut step.text, &Localised::new(&answer, &answer));
                    step.kind = Kind::Question;
                }
                None => {
                    add(
                        &mut step.text,
                        &Localised::new("（FAQ はまだ選ばれていません）", "(No entry is chosen yet)"),
                    );
                    step.kind = Kind::Text;
                }
            }
        }
        _ => {}
    }
    if step.kind != Kind::Choices {
        step.choices.clear();
    }
    Ok(())
}

fn everybody_has(entry: &Entry) -> bool {
    entry.status == Status::Published && entry.published_version.is_some() && entry.audience.is_empty()
}

/// Puts a paragraph below what a step says, in each language that it speaks.
fn add(text: &mut Localised, more: &Localised) {
    if !text.en.is_empty() || text.ja.is_empty() {
        text.en = format!("{}\n\n{}", text.en, more.en);
    }
    text.ja = format!("{}\n\n{}", text.ja, more.ja);
}
