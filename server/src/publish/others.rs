//! What the next publication changes beside entries, by name.

use super::beside::Beside;
use crate::{
    lexicon::{Direction, Group},
    store::{Result, engine::Read, entries, scenarios, synonyms},
};
use kotae_shared::{
    Lang, Uuid,
    api::{
        admin::ChangeKind,
        publishing::{OtherChange, OtherKind, limits},
    },
    pack::SourceCategory,
    scenario::Scenario,
};
use std::collections::{HashMap, HashSet};

/// All that differs, at most [`limits::OTHERS`]; nothing where it is not known what visitors have. `categories`: those that visitors
/// have, and those that they would have.
pub(super) fn others(
    read: &Read<'_>,
    categories: Option<(&[SourceCategory], &[SourceCategory])>,
    lang: Lang,
) -> Result<Vec<OtherChange>> {
    let mut all = Vec::new();
    if let Some((old, new)) = categories {
        of_categories(old, new, &mut all);
    }
    if let Some(old) = Beside::published(read)? {
        let new = Beside::now(read)?;
        of_synonyms(read, &old.words.own, &new.words.own, &mut all)?;
        of_phrases(read, &old.words.learned, &new.words.learned, &mut all)?;
        of_scenarios(read, &old, &new, lang, &mut all)?;
    }
    all.truncate(limits::OTHERS);
    Ok(all)
}

fn of_categories(old: &[SourceCategory], new: &[SourceCategory], all: &mut Vec<OtherChange>) {
    let before = all.len();
    let mut add = |category: &SourceCategory, kind| {
        all.push(OtherChange {
            of: OtherKind::Category,
            name: category.name.clone(),
            kind,
            by: String::new(),
        });
    };
    for category in new {
        match old.iter().find(|known| known.id == category.id) {
            None => add(category, ChangeKind::Added),
            Some(known) if known != category => add(category, ChangeKind::Changed),
            Some(_) => {}
        }
    }
    for category in old {
        if !new.iter().any(|known| known.id == category.id) {
            add(category, ChangeKind::Removed);
        }
    }
    // Only the order: the first one that stands elsewhere.
    if all.len() == before
        && let Some((category, _)) = new.iter().zip(old).find(|(new, old)| new != old)
    {
        all.push(OtherChange {
            of: OtherKind::Category,
            name: category.name.clone(),
            kind: ChangeKind::Changed,
            by: String::new(),
        });
    }
}

fn of_synonyms(read: &Read<'_>, old: &[Group], new: &[Group], all: &mut Vec<OtherChange>) -> Result<()> {
    if old == new {
        return Ok(());
    }
    let by: HashMap<Vec<String>, String> = synonyms::all(read)?
        .into_iter()
        .map(|group| (group.terms, group.updated_by))
        .collect();
    let mut add = |group: &Group, kind| {
        let mut name = group.terms.join("・");
        if let Direction::OneWay { to } = &group.direction {
            name = format!("{name} → {}", to.join("・"));
        }
        all.push(OtherChange {
            of: OtherKind::Synonyms,
            name,
            kind,
            by: by.get(&group.terms).cloned().unwrap_or_default(),
        });
    };
    for group in new.iter().filter(|group| !old.contains(group)) {
        let same_first = old.iter().any(|known| known.terms.first() == group.terms.first());
        add(
            group,
            if same_first {
                ChangeKind::Changed
            } else {
                ChangeKind::Added
            },
        );
    }
    for group in old.iter().filter(|group| !new.contains(group)) {
        if !new.iter().any(|known| known.terms.first() == group.terms.first()) {
            add(group, ChangeKind::Removed);
        }
    }
    Ok(())
}

type Learned = [(Uuid, Vec<String>)];

fn of_phrases(read: &Read<'_>, old: &Learned, new: &Learned, all: &mut Vec<OtherChange>) -> Result<()> {
    fn flat(learned: &Learned) -> HashSet<(Uuid, &str)> {
        learned
            .iter()
            .flat_map(|(id, phrases)| phrases.iter().map(|phrase| (*id, phrase.as_str())))
            .collect()
    }
    let (old, new) = (flat(old), flat(new));
    let mut differ: Vec<((Uuid, &str), ChangeKind)> = new
        .difference(&old)
        .map(|one| (*one, ChangeKind::Added))
        .chain(old.difference(&new).map(|one| (*one, ChangeKind::Removed)))
        .collect();
    differ.sort_unstable_by_key(|(one, _)| *one);
    differ.truncate(limits::OTHERS);
    let names = entries::names(read, differ.iter().map(|((id, _), _)| *id))?;
    for ((id, phrase), kind) in differ {
        let code = names.get(&id).map(|name| name.code.as_str()).unwrap_or_default();
        all.push(OtherChange {
            of: OtherKind::Phrase,
            name: format!("{phrase} → {code}"),
            kind,
            by: String::new(),
        });
    }
    Ok(())
}

fn of_scenarios(
    read: &Read<'_>,
    old: &Beside,
    new: &Beside,
    lang: Lang,
    all: &mut Vec<OtherChange>,
) -> Result<()> {
    let by: HashMap<Uuid, String> = scenarios::changed_by(read)?.into_iter().collect();
    let name = |graph: &str| -> Result<String> {
        let scenario: Scenario = serde_json::from_str(graph)?;
        Ok(scenario.name.get(lang).to_owned())
    };
    for (id, version, graph) in &new.scenarios {
        let known = old.scenarios.iter().find(|(other, ..)| other == id);
        let kind = match known {
            Some((_, published, _)) if published == version => continue,
            Some(_) => ChangeKind::Changed,
            None => ChangeKind::Added,
        };
        all.push(OtherChange {
            of: OtherKind::Scenario,
            name: name(graph)?,
            kind,
            by: by.get(id).cloned().unwrap_or_default(),
        });
    }
    for (id, _, graph) in &old.scenarios {
        if !new.scenarios.iter().any(|(other, ..)| other == id) {
            all.push(OtherChange {
                of: OtherKind::Scenario,
                name: name(graph)?,
                kind: ChangeKind::Removed,
                by: String::new(),
            });
        }
    }
    Ok(())
}
