//! Changes of a scenario. What cannot be done changes nothing.

use kotae_shared::{
    Localised,
    scenario::{Choice, Kind, Scenario, Step, limits},
};
use std::collections::{HashMap, HashSet};

/// A way on from a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    /// One of its choices.
    Choice(usize),
    /// Its only one.
    Next,
}

/// Why a step cannot have an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadId {
    Empty,
    TooLong,
    Taken,
}

/// The ways that belong to a step's kind, with the ids that they lead to (empty: nowhere yet).
pub(crate) fn ways<E>(step: &Step<E>) -> Vec<(Way, &str)> {
    match step.kind {
        Kind::End => Vec::new(),
        Kind::Choices => {
            let choices = step.choices.iter().enumerate();
            choices
                .map(|(at, choice)| (Way::Choice(at), choice.target.as_str()))
                .collect()
        }
        _ => vec![(Way::Next, step.next.as_str())],
    }
}

/// The step of an id.
pub(crate) fn step<'a, E>(scenario: &'a Scenario<E>, id: &str) -> Option<&'a Step<E>> {
    scenario.steps.iter().find(|step| step.id == id)
}

fn step_mut<'a, E>(scenario: &'a mut Scenario<E>, id: &str) -> Option<&'a mut Step<E>> {
    scenario.steps.iter_mut().find(|step| step.id == id)
}

fn target<E>(step: &mut Step<E>, way: Way) -> Option<&mut String> {
    match way {
        Way::Choice(at) => step.choices.get_mut(at).map(|choice| &mut choice.target),
        Way::Next if matches!(step.kind, Kind::End | Kind::Choices) => None,
        Way::Next => Some(&mut step.next),
    }
}

/// An id that no step has: `word` with a number.
pub(crate) fn free_id<E>(scenario: &Scenario<E>, word: &str) -> String {
    let taken: HashSet<&str> = scenario.steps.iter().map(|step| step.id.as_str()).collect();
    let word: String = word.chars().take(limits::ID - 4).collect();
    let mut number = 1;
    loop {
        let id = format!("{word}{number}");
        if !taken.contains(id.as_str()) {
            return id;
        }
        number += 1;
    }
}

/// Lets a way lead to a step; with an empty `to`, nowhere.
pub(crate) fn connect<E>(scenario: &mut Scenario<E>, from: &str, way: Way, to: &str) {
    if !to.is_empty() && step(scenario, to).is_none() {
        return;
    }
    if let Some(target) = step_mut(scenario, from).and_then(|step| self::target(step, way)) {
        to.clone_into(target);
    }
}

/// Puts a new step on a way: it goes on to where the way led. Answers whether there is room and such a way.
pub(crate) fn insert<E>(scenario: &mut Scenario<E>, from: &str, way: Way, id: &str, kind: Kind) -> bool {
    if scenario.steps.len() >= limits::STEPS || step(scenario, id).is_some() {
        return false;
    }
    let Some(at) = scenario.steps.iter().position(|step| step.id == from) else {
        return false;
    };
    let Some(target) = self::target(&mut scenario.steps[at], way) else {
        return false;
    };
    let onward = std::mem::replace(target, id.to_owned());
    let mut new = empty(id, kind);
    match kind {
        Kind::Choices if !onward.is_empty() => new.choices.push(Choice {
            label: Localised::default(),
            target: onward,
        }),
        Kind::Choices | Kind::End => {}
        _ => new.next = onward,
    }
    scenario.steps.insert(at + 1, new);
    true
}

/// A step that nothing leads to yet.
pub(crate) fn add<E>(scenario: &mut Scenario<E>, id: &str, kind: Kind) -> bool {
    if scenario.steps.len() >= limits::STEPS || step(scenario, id).is_some() {
        return false;
    }
    scenario.steps.push(empty(id, kind));
    if scenario.steps.len() == 1 {
        id.clone_into(&mut scenario.start);
    }
    true
}

fn empty<E>(id: &str, kind: Kind) -> Step<E> {
    Step {
        id: id.to_owned(),
        kind,
        text: Localised::default(),
        choices: Vec::new(),
        entry: None,
        form: None,
        url: String::new(),
        label: Localised::default(),
        next: String::new(),
    }
}

/// A further choice; answers its place.
pub(crate) fn add_choice<E>(scenario: &mut Scenario<E>, id: &str) -> Option<usize> {
    let step = step_mut(scenario, id)?;
    if step.kind != Kind::Choices || step.choices.len() >= limits::CHOICES {
        return None;
    }
    step.choices.push(Choice::default());
    Some(step.choices.len() - 1)
}

/// Takes a choice away.
pub(crate) fn remove_choice<E>(scenario: &mut Scenario<E>, id: &str, at: usize) {
    if let Some(step) = step_mut(scenario, id)
        && at < step.choices.len()
    {
        step.choices.remove(at);
    }
}

/// Moves a choice to another place; answers whether it moved.
pub(crate) fn move_choice<E>(scenario: &mut Scenario<E>, id: &str, from: usize, to: usize) -> bool {
    let Some(step) = step_mut(scenario, id) else {
        return false;
    };
    if from == to || from >= step.choices.len() || to >= step.choices.len() {
        return false;
    }
    let choice = step.choices.remove(from);
    step.choices.insert(to, choice);
    true
}

/// The ways that lead to a step: the id of the step and the way.
pub(crate) fn pointing<E>(scenario: &Scenario<E>, id: &str) -> Vec<(String, Way)> {
    let all = scenario.steps.iter().flat_map(|step| {
        let here = ways(step).into_iter().filter(|(_, target)| *target == id);
        here.map(|(way, _)| (step.id.clone(), way))
    });
    all.collect()
}

/// Where those who came to a step go when it is deleted: on to its only successor, else nowhere (empty).
pub(crate) fn heir<E>(scenario: &Scenario<E>, id: &str) -> String {
    let Some(step) = step(scenario, id) else {
        return String::new();
    };
    let only = match ways(step).as_slice() {
        [(_, target)] if *target != id => *target,
        _ => "",
    };
    let exists = self::step(scenario, only).is_some();
    if exists { only.to_owned() } else { String::new() }
}

/// Deletes a step; what led to it leads to its [`heir`]. The last step stays.
pub(crate) fn remove<E>(scenario: &mut Scenario<E>, id: &str) -> bool {
    let Some(at) = scenario.steps.iter().position(|step| step.id == id) else {
        return false;
    };
    if scenario.steps.len() == 1 {
        return false;
    }
    let heir = heir(scenario, id);
    scenario.steps.remove(at);
    for step in &mut scenario.steps {
        for choice in &mut step.choices {
            if choice.target == id {
                choice.target.clone_from(&heir);
            }
        }
        if step.next == id {
            step.next.clone_from(&heir);
        }
    }
    if scenario.start == id {
        scenario.start = if heir.is_empty() {
            scenario.steps[0].id.clone()
        } else {
            heir
        };
    }
    true
}

/// The step and what only it leads to, in the scenario's order: its sub-tree.
pub(crate) fn below<E>(scenario: &Scenario<E>, id: &str) -> Vec<String> {
    let elsewhere = reached(scenario, &scenario.start, Some(id));
    let here = reached(scenario, id, None);
    let all = scenario.steps.iter().map(|step| step.id.as_str());
    all.filter(|one| here.contains(one) && (*one == id || !elsewhere.contains(one)))
        .map(str::to_owned)
        .collect()
}

fn reached<'a, E>(scenario: &'a Scenario<E>, from: &'a str, not: Option<&str>) -> HashSet<&'a str> {
    let steps: HashMap<&str, &Step<E>> = scenario
        .steps
        .iter()
        .map(|step| (step.id.as_str(), step))
        .collect();
    let mut found = HashSet::new();
    let mut next = vec![from];
    while let Some(id) = next.pop() {
        if Some(id) == not || !steps.contains_key(id) || !found.insert(id) {
            continue;
        }
        next.extend(ways(steps[id]).into_iter().map(|(_, target)| target));
    }
    found
}

/// Copies these steps; ways between them lead to the copies, the others to where they led. Answers the ids of the copies, which begin
/// with `word`; nothing happens without room.
pub(crate) fn duplicate<E: Clone>(scenario: &mut Scenario<E>, ids: &[String], word: &str) -> Vec<String> {
    if scenario.steps.len() + ids.len() > limits::STEPS {
        return Vec::new();
    }
    let mut names: HashMap<String, String> = HashMap::new();
    let mut copies = Vec::new();
    for id in ids {
        let Some(original) = step(scenario, id).cloned() else {
            continue;
        };
        let name = free_id(scenario, word);
        let after = scenario.steps.len();
        scenario.steps.insert(
            after,
            Step {
                id: name.clone(),
                ..original
            },
        );
        names.insert(id.clone(), name.clone());
        copies.push(name);
    }
    for copy in &copies {
        if let Some(step) = step_mut(scenario, copy) {
            let targets = step.choices.iter_mut().map(|choice| &mut choice.target);
            for target in targets.chain([&mut step.next]) {
                if let Some(name) = names.get(target) {
                    target.clone_from(name);
                }
            }
        }
    }
    copies
}

/// Gives a step another id, here and wherever it is named.
pub(crate) fn rename<E>(scenario: &mut Scenario<E>, id: &str, new: &str) -> Result<(), BadId> {
    let new = new.trim();
    if new == id {
        return Ok(());
    }
    if new.is_empty() {
        return Err(BadId::Empty);
    }
    if new.chars().count() > limits::ID {
        return Err(BadId::TooLong);
    }
    if step(scenario, new).is_some() {
        return Err(BadId::Taken);
    }
    for step in &mut scenario.steps {
        let targets = step.choices.iter_mut().map(|choice| &mut choice.target);
        for name in targets.chain([&mut step.next, &mut step.id]) {
            if name == id {
                new.clone_into(name);
            }
        }
    }
    if scenario.start == id {
        new.clone_into(&mut scenario.start);
    }
    Ok(())
}

/// Makes a step another kind: where it leads and what it says stay as far as the kind has them.
pub(crate) fn set_kind<E>(scenario: &mut Scenario<E>, id: &str, kind: Kind) {
    let Some(step) = step_mut(scenario, id) else {
        return;
    };
    if step.kind == kind {
        return;
    }
    let first = step.choices.iter().map(|choice| choice.target.clone());
    let onward = first
        .chain([step.next.clone()])
        .find(|target| !target.is_empty())
        .unwrap_or_default();
    step.kind = kind;
    match kind {
        Kind::Choices => {
            step.next.clear();
            if step.choices.is_empty() {
                step.choices.push(Choice {
                    label: Localised::default(),
                    target: onward,
                });
            }
        }
        Kind::End => {
            step.choices.clear();
            step.next.clear();
        }
        _ => {
            step.choices.clear();
            step.next = onward;
        }
    }
    if kind != Kind::Entry {
        step.entry = None;
    }
    if kind != Kind::Link {
        step.url.clear();
        step.label = Localised::default();
    }
    step.form = None;
}
