//! Asking as if one entry said something else, without making the index anew: soon enough to follow whoever is writing it.
//!
//! What the entry would say comes as a pack of it alone, with its readings and synonyms. Its grams get the impacts that they would
//! have beside the others, rarities count it instead of what it said before, and what it said before counts no more. Two things
//! stay as they were: how long fields are on average, which one entry of many hardly moves, and which grams are so common that
//! they are left out.

use super::gram::{self, UNIT};
use super::index::field_of;
use super::query::{self, Wanted};
use super::score::{gain_of, rarity, score};
use super::weigh::{self, FIELDS, Field, Lengths};
use super::{FOUND, Matcher, sound};
use crate::pack::{Pack, Postings};
use crate::text;
use std::collections::HashMap;

/// How long the fields of a pack's entries are on average.
#[derive(Clone, Debug)]
pub struct Averages {
    lengths: Lengths,
    /// Whether it counts how its words sound.
    sounds: bool,
}

impl Averages {
    /// Those of a pack whose answers have so many characters on average (0: none has text).
    pub fn of(pack: &Pack, body: u32) -> Self {
        let sounds = !pack.readings.is_empty();
        let mut lengths = Lengths::default();
        for index in 0..pack.len() {
            lengths.count(&lengths_of(pack, index, sounds, &mut |_, _| ()));
        }
        let mut bodies = [0; FIELDS];
        bodies[Field::Body as usize] = body;
        lengths.count(&bodies);
        Self { lengths, sounds }
    }
}

/// The lengths of an entry's fields; `each` gets their texts.
fn lengths_of(
    pack: &Pack,
    index: usize,
    sounds: bool,
    each: &mut dyn FnMut(Field, &[text::Char]),
) -> [u32; FIELDS] {
    let mut lengths = [0; FIELDS];
    let mut add = |field: Field, text: &str| {
        let chars = text::chars(text);
        lengths[field as usize] += chars.len() as u32;
        if field != Field::Category && sounds {
            lengths[Field::Sound as usize] += chars.len() as u32;
        }
        each(field, &chars);
    };
    if let Some(entry) = pack.entry(index as u32) {
        add(Field::Title, entry.title);
        for (phrase, text) in pack.phrases(index) {
            add(field_of(phrase), text);
        }
        if let Some(category) = entry.category {
            add(Field::Category, &pack.category_path(category));
        }
    }
    lengths
}

/// An entry as it would be.
#[derive(Clone, Debug, Default)]
pub struct Changed {
    /// The impacts of what it would say of itself.
    own: HashMap<u32, u8>,
    /// Those of its answer.
    body: HashMap<u32, u8>,
    /// What the groups of synonyms say that it would stand for.
    synonyms: HashMap<u32, u8>,
}

impl Changed {
    /// The only entry of `pack`, with the text of its answer, among entries whose fields are as long as `averages` says.
    pub fn new(pack: &Pack, body: &str, averages: &Averages) -> Self {
        let mut worths: HashMap<u32, [u32; FIELDS]> = HashMap::new();
        let mut count = |hash: u32, field: Field| worths.entry(hash).or_default()[field as usize] += 1;
        let lengths = lengths_of(pack, 0, averages.sounds, &mut |field, chars| {
            gram::each(chars, &mut |gram| count(gram.hash, field));
            if field != Field::Category && averages.sounds {
                sound::each(&sound::of(chars, &pack.readings), &mut |chord| {
                    count(chord.hash, Field::Sound);
                });
            }
        });
        let impact = |counts: [u32; FIELDS]| {
            let fields = counts.into_iter().enumerate();
            let worth = fields.map(|(field, count)| count as f32 * averages.lengths.worth(&lengths, field));
            weigh::impact(worth.sum())
        };
        let own = worths
            .into_iter()
            .map(|(hash, counts)| (hash, impact(counts)))
            .collect();
        let chars = text::chars(body);
        let mut answer = [0; FIELDS];
        answer[Field::Body as usize] = body.chars().count() as u32;
        let worth = averages.lengths.worth(&answer, Field::Body as usize);
        let mut counts: HashMap<u32, u32> = HashMap::new();
        gram::each(&chars, &mut |gram| *counts.entry(gram.hash).or_default() += 1);
        let body = counts.into_iter();
        let body = body.map(|(hash, count)| (hash, weigh::impact(count as f32 * worth)));
        let mut synonyms = HashMap::new();
        for group in 0..pack.synonyms.len() {
            for term in pack.synonyms.terms(group) {
                gram::each(&text::chars(term), &mut |gram| {
                    synonyms.insert(gram.hash, weigh::synonym());
                });
            }
        }
        Self {
            own,
            body: body.collect(),
            synonyms,
        }
    }

    /// What a gram adds; `None` when it has it nowhere.
    fn impact(&self, hash: u32, common_in_answers: bool) -> Option<u8> {
        let body = self.body.get(&hash).filter(|_| !common_in_answers);
        match (self.own.get(&hash), body) {
            (Some(own), Some(body)) => Some(weigh::together(*own, *body)),
            (Some(one), None) | (None, Some(one)) => Some(*one),
            (None, None) => self.synonyms.get(&hash).copied(),
        }
    }

    fn says(&self, hash: u32) -> bool {
        self.own.contains_key(&hash)
    }
}

/// What comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// Nothing is found.
    Nothing,
    /// The entry at this index of the pack.
    Entry(u32),
    /// The entry that was changed.
    Changed,
}

impl Matcher {
    /// What would come first for a question if the entry at `instead` (`None`: none) were `entry` (`None`: gone).
    pub fn first_if(&self, question: &str, instead: Option<u32>, entry: Option<&Changed>) -> First {
        let wanted = query::question(question, &self.pack, &self.index);
        let length = self.pack.len();
        let entries = length as u32 + u32::from(entry.is_some()) - u32::from(instead.is_some());
        // The last one is the changed entry.
        let mut sums = vec![0_u32; length + 1];
        let mut seen = vec![0_u32; length];
        let mut possible = 0;
        for (gram, at) in wanted.iter().zip(1_u32..) {
            let Some(found) = self.counted(gram, entries, instead, entry) else {
                continue;
            };
            let gain = found.gain;
            possible += gain;
            for posting in found.entries {
                let index = (posting >> 8) as usize;
                sums[index] += gain * (posting & 0xFF);
                seen[index] = at << 8 | posting & 0xFF;
            }
            for (index, impact) in found.bodies.into_iter().flat_map(Postings::iter) {
                let Some(seen) = seen.get_mut(index as usize) else {
                    break;
                };
                let before = if *seen >> 8 == at { *seen as u8 } else { 0 };
                sums[index as usize] += gain * u32::from(weigh::together(before, impact) - before);
                *seen = at << 8;
            }
            for posting in found.groups {
                for &index in self.pack.synonyms.found_by((posting >> 8) - length as u32) {
                    if seen[index as usize] >> 8 != at {
                        seen[index as usize] = at << 8;
                        sums[index as usize] += gain * (posting & 0xFF);
                    }
                }
            }
            let common = found.bodies.is_some_and(Postings::is_common);
            let impact = entry.and_then(|entry| entry.impact(gram.hash, common));
            sums[length] += gain * u32::from(impact.unwrap_or(0));
        }
        let possible = possible.max(u32::from(UNIT) * rarity(entries, 0));
        if let Some(instead) = instead.and_then(|at| sums.get_mut(at as usize)) {
            *instead = 0;
        }
        self.best_of(&sums, possible, instead)
    }

    /// The greatest sum; of equal ones the first, and the changed entry stands where the one stood that it takes the place of.
    fn best_of(&self, sums: &[u32], possible: u32, instead: Option<u32>) -> First {
        let length = self.pack.len();
        let mut best = (0, length);
        for (index, &sum) in sums.iter().enumerate() {
            let is_changed = index == length;
            let earlier = is_changed && instead.is_some_and(|at| (at as usize) < best.1);
            if sum > best.0 || (sum == best.0 && sum > 0 && earlier) {
                best = (sum, index);
            }
        }
        match best {
            (sum, _) if score(sum, possible) < FOUND => First::Nothing,
            (_, index) if index == length => First::Changed,
            (_, index) => First::Entry(index as u32),
        }
    }

    /// A gram looked up, with what it gives when the changed entry counts instead of what it was.
    fn counted(
        &self,
        gram: &Wanted,
        entries: u32,
        instead: Option<u32>,
        entry: Option<&Changed>,
    ) -> Option<Counted<'_>> {
        let says = entry.is_some_and(|entry| entry.says(gram.hash));
        let answers = entry.is_some_and(|entry| entry.body.contains_key(&gram.hash));
        let Some(looked) = self.look_up(gram) else {
            // Too common to count, or nothing has it and none is to blame; but the changed entry may have it now.
            let is_common = self.index.postings(gram.hash).is_some()
                || self
                    .bodies
                    .as_ref()
                    .is_some_and(|bodies| bodies.postings(gram.hash).is_some());
            return (!is_common && (says || answers)).then(|| Counted {
                gain: gain_of(gram, entries, 1),
                entries: &[],
                bodies: None,
                groups: &[],
            });
        };
        let is_it = |index: u32| Some(index) == instead;
        let said = looked
            .entries
            .binary_search_by_key(&instead, |posting| Some(posting >> 8))
            .is_ok();
        let mut having = looked.entries.len() as u32 - u32::from(said) + u32::from(says);
        if let Some(bodies) = looked.bodies {
            let answering = if bodies.is_common() {
                weigh::common(self.pack.len()) as u32
            } else if bodies.len() <= SHORT {
                let others = bodies.iter().filter(|(index, _)| !is_it(*index)).count() as u32;
                others + u32::from(answers)
            } else {
                bodies.len() as u32
            };
            having = having.max(answering);
        } else {
            having = having.max(u32::from(answers));
        }
        Some(Counted {
            gain: gain_of(gram, entries, having),
            entries: looked.entries,
            bodies: looked.bodies,
            groups: looked.groups,
        })
    }
}

/// So few answers are counted one by one; of more, one more or less makes no difference.
const SHORT: usize = 16;

struct Counted<'a> {
    gain: u32,
    entries: &'a [u32],
    bodies: Option<Postings<'a>>,
    groups: &'a [u32],
}
