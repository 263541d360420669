//! Entries that stand in each other's way, by the visitors' own matcher.
//!
//! Each entry's title and first phrasings are asked as questions. *How much* of an entry another one gets is the mean, over these texts, of
//! its score per cent of the entry's own; two entries are *alike* by the smaller of both directions, so that a general entry and a
//! special one, of which only the one finds the other, are not. The work is one ranking a text, however many entries there are: no
//! pair is compared that the matcher did not bring together.

use super::finding;
use kotae_shared::{
    Uuid,
    api::{
        admin::Entry,
        health::{HealthDetail, HealthEntry, HealthFinding, HealthKind, limits},
        impact::Logged,
    },
    matcher::Matcher,
};
use std::collections::{HashMap, HashSet};

/// Entries of a ranking that are looked at.
const NEAR: usize = 6;

/// What an entry is found by.
pub(super) struct Own {
    id: Uuid,
    texts: Vec<String>,
}

impl Own {
    /// The title and the first phrasings.
    pub(super) fn of(entry: &Entry) -> Self {
        let phrasings = entry.phrasings.iter().take(limits::PHRASINGS).cloned();
        Self {
            id: entry.id,
            texts: std::iter::once(entry.title.clone()).chain(phrasings).collect(),
        }
    }
}

/// How an entry fares with its own words.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Fared {
    /// How much of it others get, per cent.
    gets: HashMap<Uuid, u32>,
    /// What came first instead: the entry and the text.
    lost: Vec<(Uuid, String)>,
    /// Texts that were asked.
    of: u32,
}

/// All by id.
pub(super) type Faring = HashMap<Uuid, Fared>;

/// Asks every entry's own words; how many that were, too.
pub(super) fn own_words(matcher: &Matcher, all: &[Own]) -> (Faring, u32) {
    let mut asked = 0;
    let faring = all.iter().map(|own| {
        let mut fared = Fared::default();
        for text in &own.texts {
            let hits = matcher.rank(text, NEAR);
            let named = hits.iter().filter_map(|hit| {
                let entry = matcher.pack().entry(hit.index)?;
                Some((entry.id, u32::from(hit.score)))
            });
            let named: Vec<(Uuid, u32)> = named.collect();
            asked += 1;
            fared.of += 1;
            let Some((first, best)) = named.first().copied() else {
                continue;
            };
            let itself = named
                .iter()
                .find(|(id, _)| *id == own.id)
                .map_or(0, |(_, score)| *score);
            // As good as itself is not before it: the visitor sees both.
            if first != own.id && best > itself {
                fared.lost.push((first, text.clone()));
            }
            for (id, score) in named {
                if id != own.id {
                    let share = (score * 100)
                        .checked_div(itself)
                        .map_or(100, |share| share.min(100));
                    *fared.gets.entry(id).or_default() += share;
                }
            }
        }
        let of = fared.of.max(1);
        fared.gets.values_mut().for_each(|sum| *sum /= of);
        (own.id, fared)
    });
    (faring.collect(), asked)
}

/// How alike two entries are.
fn likeness(faring: &Faring, one: Uuid, other: Uuid) -> u32 {
    let gets = |of: Uuid, who: Uuid| faring.get(&of).and_then(|fared| fared.gets.get(&who)).copied();
    gets(one, other).unwrap_or(0).min(gets(other, one).unwrap_or(0))
}

fn is_pair(faring: &Faring, one: Uuid, other: Uuid) -> bool {
    likeness(faring, one, other) >= limits::LIKE
}

/// Each pair of near-duplicates once, under the entry whose code comes first.
pub(super) fn duplicates(faring: &Faring, named: &HashMap<Uuid, HealthEntry>) -> Vec<HealthFinding> {
    let mut found = Vec::new();
    for (one, fared) in faring {
        for other in fared.gets.keys() {
            let (Some(first), Some(second)) = (named.get(one), named.get(other)) else {
                continue;
            };
            if (&first.code, first.id) >= (&second.code, second.id) || !is_pair(faring, *one, *other) {
                continue;
            }
            let likeness = likeness(faring, *one, *other);
            let detail = HealthDetail::Duplicate {
                other: second.clone(),
                likeness,
            };
            let mut pair = finding("duplicate", HealthKind::Duplicate, first, detail, likeness);
            pair.key = format!("duplicate:{}:{}", first.id, second.id);
            found.push(pair);
        }
    }
    found
}

/// Entries whose own words bring another one first. A pair of near-duplicates is one finding, not three.
pub(super) fn outranked(faring: &Faring, named: &HashMap<Uuid, HealthEntry>) -> Vec<HealthFinding> {
    let mut found = Vec::new();
    for (id, fared) in faring {
        let lost = fared.lost.iter().filter(|(by, _)| !is_pair(faring, *id, *by));
        let lost: Vec<&(Uuid, String)> = lost.collect();
        let Some((by, words)) = lost.first() else { continue };
        let (Some(entry), Some(by)) = (named.get(id), named.get(by)) else {
            continue;
        };
        let count = lost.len() as u32;
        let detail = HealthDetail::OwnWords {
            by: by.clone(),
            words: words.clone(),
            lost: count,
            of: fared.of,
        };
        found.push(finding(
            "own",
            HealthKind::Outranked,
            entry,
            detail,
            count * 1_000 / fared.of,
        ));
    }
    found
}

/// What the log says of an entry.
#[derive(Debug, Default)]
pub(super) struct Behind {
    /// It came first for one of the questions.
    first: bool,
    /// How often it was a candidate behind another one.
    asked: u32,
    /// How often each came first.
    by: HashMap<Uuid, u32>,
    /// The question that was asked most often.
    most: (u32, String),
}

/// Asks the log's questions.
pub(super) fn in_log(matcher: &Matcher, logged: &[Logged]) -> HashMap<Uuid, Behind> {
    let mut all: HashMap<Uuid, Behind> = HashMap::new();
    for question in logged {
        let hits = matcher.ask(&question.text).hits;
        let ids = hits
            .iter()
            .filter_map(|hit| Some(matcher.pack().entry(hit.index)?.id));
        let ids: Vec<Uuid> = ids.collect();
        let Some((first, rest)) = ids.split_first() else {
            continue;
        };
        all.entry(*first).or_default().first = true;
        for id in rest {
            let behind = all.entry(*id).or_default();
            behind.asked += question.count;
            *behind.by.entry(*first).or_default() += question.count;
            if question.count > behind.most.0 {
                behind.most = (question.count, question.text.clone());
            }
        }
    }
    all
}

/// Entries that were candidates often, and another one always came first.
pub(super) fn behind(
    log: &HashMap<Uuid, Behind>,
    faring: &Faring,
    named: &HashMap<Uuid, HealthEntry>,
) -> Vec<HealthFinding> {
    let known: HashSet<&Uuid> = faring.keys().collect();
    let never = log
        .iter()
        .filter(|(id, behind)| !behind.first && behind.asked >= limits::SELDOM && known.contains(id));
    let mut found = Vec::new();
    for (id, behind) in never {
        let most = behind.by.iter().max_by_key(|(by, count)| (**count, **by));
        let Some((by, _)) = most.filter(|(by, _)| !is_pair(faring, *id, **by)) else {
            continue;
        };
        let (Some(entry), Some(by)) = (named.get(id), named.get(by)) else {
            continue;
        };
        let detail = HealthDetail::InLog {
            by: by.clone(),
            words: behind.most.1.clone(),
            asked: behind.asked,
        };
        found.push(finding(
            "log",
            HealthKind::Outranked,
            entry,
            detail,
            behind.asked.min(999),
        ));
    }
    found
}
