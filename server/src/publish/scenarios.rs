//! From scenarios as they were written to what visitors play.

use super::{prune::prune, to_doc};
use crate::store::{Result, audiences::Files, scenarios::Compiled};
use crate::uploads;
use kotae_shared::{
    Lang, Localised, Uuid,
    scenario::{
        Kind, Scenario,
        play::{Act, Play, PlayStep},
    },
};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Those of `scenarios` whose entries are all `published`, by id. The uploads that they show are added to `files`; those of steps
/// that only lead to a `restricted` entry are not for everybody.
pub(super) fn compile(
    mut scenarios: Vec<(Uuid, Scenario)>,
    published: &HashSet<Uuid>,
    restricted: &HashSet<Uuid>,
    files: &mut Files,
) -> Result<Vec<Compiled>> {
    let mut all = Vec::new();
    scenarios.sort_by_key(|(id, _)| *id);
    for (id, scenario) in &scenarios {
        let mut entries: Vec<Uuid> = scenario.steps.iter().filter_map(|step| step.entry).collect();
        entries.sort_unstable();
        entries.dedup();
        if !entries.iter().all(|entry| published.contains(entry)) {
            continue;
        }
        // A step of a later version of Kotae, say: what cannot be played is not published.
        let Some(play) = play(*id, scenario) else { continue };
        let public = prune(&play, |entry| restricted.contains(&entry));
        shown(&play, &mut files.restricted);
        if let Some(public) = public {
            shown(&public, &mut files.public);
        }
        all.push(Compiled::new(&play, &entries)?);
    }
    Ok(all)
}

/// Adds the uploads that the steps show.
fn shown(play: &Play, files: &mut BTreeSet<String>) {
    for doc in play.steps.iter().flat_map(|step| &step.text) {
        uploads::address::each(doc, &mut |file| {
            files.insert(file.to_owned());
        });
    }
}

/// A checked scenario as it is played. Steps that nothing leads to are left out.
pub(super) fn play(id: Uuid, scenario: &Scenario) -> Option<Play> {
    let steps: HashMap<&str, _> = scenario
        .steps
        .iter()
        .map(|step| (step.id.as_str(), step))
        .collect();
    let mut order = vec![*steps.get(scenario.start.as_str())?];
    let mut places: HashMap<&str, u16> = HashMap::from([(scenario.start.as_str(), 0)]);
    let mut at = 0;
    while let Some(step) = order.get(at).copied() {
        for target in step.onward() {
            if !places.contains_key(target) {
                places.insert(target, u16::try_from(order.len()).ok()?);
                order.push(steps.get(target)?);
            }
        }
        at += 1;
    }
    let steps = order.into_iter().map(|step| {
        let act = match step.kind {
            Kind::Text => Act::Text,
            Kind::Choices => {
                let choices = step.choices.iter();
                let choices =
                    choices.map(|choice| Some((both(&choice.label), *places.get(choice.target.as_str())?)));
                Act::Choices(choices.collect::<Option<_>>()?)
            }
            Kind::Question => Act::Question,
            Kind::Entry => Act::Entry(step.entry?),
            Kind::Form => Act::Form(step.form?),
            Kind::Link => Act::Link {
                href: step.url.clone(),
                label: both(&step.label),
            },
            Kind::End => Act::End,
        };
        Some(PlayStep {
            id: step.id.clone(),
            text: both(&step.text).map(|text| to_doc(&text)),
            act,
            next: places.get(step.next.as_str()).copied(),
        })
    });
    Some(Play {
        id,
        name: both(&scenario.name),
        steps: steps.collect::<Option<_>>()?,
    })
}

fn both(text: &Localised) -> [String; 2] {
    [Lang::Ja, Lang::En].map(|lang| text.get(lang).to_owned())
}
