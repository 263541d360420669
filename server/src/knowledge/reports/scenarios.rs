//! How visitors went through scenarios: how many came to each step, and for how many it was the last.

use super::Known;
use crate::store::{
    Result, Workspace,
    engine::Read,
    reports::{self, Shown},
    scenarios as stored,
};
use kotae_shared::{
    Localised, Uuid,
    api::reports::{ReportQuery, ScenarioReport, ScenarioUsage, StepUsage, limits},
    scenario::Scenario,
};
use std::collections::{HashMap, HashSet};

/// The scenarios that somebody went through. A category is not looked at. Faults: `from`, `until`.
pub async fn scenarios(workspace: &Workspace, query: &ReportQuery) -> Result<ScenarioReport> {
    let asked = query.clone();
    let read = move |read: &Read<'_>| Ok((Known::read(read, &asked)?, stored::all(read)?));
    let (known, all) = workspace.main().read(read).await?;
    let times = known.span.times(&known.zone)?;
    let widget = query.widget.clone();
    let mut shown = workspace
        .events()
        .read(move |read| reports::steps(read, &times, &widget, limits::STEPS + 1))
        .await?;
    let more = shown.len() > limits::STEPS as usize;
    shown.truncate(limits::STEPS as usize);
    let written: HashMap<Uuid, Scenario> = all.into_iter().map(|(id, scenario, _)| (id, scenario)).collect();
    Ok(ScenarioReport {
        days: known.span.days(),
        more,
        scenarios: usage(&shown, &written),
        widgets: known.widgets,
    })
}

/// What is counted of a scenario.
#[derive(Default)]
struct Count {
    conversations: HashSet<Uuid>,
    ended: HashSet<Uuid>,
    steps: HashMap<String, (HashSet<Uuid>, u32)>,
}

/// Adds up steps, the newest first.
fn usage(shown: &[Shown], written: &HashMap<Uuid, Scenario>) -> Vec<ScenarioUsage> {
    let mut counts: HashMap<Uuid, Count> = HashMap::new();
    for one in shown {
        let count = counts.entry(one.scenario).or_default();
        let is_last = count.conversations.insert(one.conversation);
        let (seen, last) = count.steps.entry(one.step.clone()).or_default();
        seen.insert(one.conversation);
        *last += u32::from(is_last);
        if written
            .get(&one.scenario)
            .is_some_and(|scenario| is_end(scenario, &one.step))
        {
            count.ended.insert(one.conversation);
        }
    }
    let mut all: Vec<ScenarioUsage> = counts
        .into_iter()
        .map(|(id, count)| {
            let scenario = written.get(&id);
            ScenarioUsage {
                id,
                name: scenario.map(|scenario| scenario.name.clone()).unwrap_or_default(),
                begun: count.conversations.len() as u32,
                ended: count.ended.len() as u32,
                steps: steps(count.steps, scenario),
            }
        })
        .collect();
    all.sort_by(|a, b| (b.begun, a.id).cmp(&(a.begun, b.id)));
    all
}

fn steps(counts: HashMap<String, (HashSet<Uuid>, u32)>, scenario: Option<&Scenario>) -> Vec<StepUsage> {
    let place = |step: &str| {
        let steps = scenario
            .map(|scenario| scenario.steps.as_slice())
            .unwrap_or_default();
        steps.iter().position(|one| one.id == step)
    };
    let text = |step: &str| -> Localised {
        let found = scenario.and_then(|scenario| scenario.steps.get(place(step)?));
        found
            .map(|step| {
                if step.text == Localised::default() {
                    step.label.clone()
                } else {
                    step.text.clone()
                }
            })
            .unwrap_or_default()
    };
    let mut rows: Vec<StepUsage> = counts
        .into_iter()
        .map(|(step, (seen, last))| StepUsage {
            text: text(&step),
            is_end: scenario.is_some_and(|scenario| is_end(scenario, &step)),
            seen: seen.len() as u32,
            last,
            step,
        })
        .collect();
    rows.sort_by(|a, b| {
        let order = |row: &StepUsage| place(&row.step).unwrap_or(usize::MAX);
        (b.seen, order(a), &a.step).cmp(&(a.seen, order(b), &b.step))
    });
    rows
}

/// Whether nothing follows a step.
fn is_end(scenario: &Scenario, step: &str) -> bool {
    let found = scenario.steps.iter().find(|one| one.id == step);
    found.is_some_and(|step| step.choices.is_empty() && step.next.is_empty())
}
