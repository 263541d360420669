//! Why an entry was found, or not: the parts of a question that it has, and what each adds to its score.

use super::gram::{self, Kind, Role};
use super::query::{self, Wanted};
use super::score::{Looked, score};
use super::{Matcher, sound, weigh};
use crate::pack::{Phrase, Postings};
use crate::text::{self, Char};
use serde::{Deserialize, Serialize};

/// Why an entry has its score for a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The score, 0 to 1000, as in a ranking.
    pub score: u16,
    /// What of the question the entry has, the greatest shares first.
    pub parts: Vec<Reasoned>,
    /// What of the question nothing in the knowledge has, in the question's order, folded.
    pub unknown: Vec<String>,
}

/// A part of a question that an entry has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasoned {
    /// The part of the question, folded.
    pub text: String,
    /// How the entry has it.
    pub reason: Reason,
    /// Where the entry has it, the most telling place.
    pub place: Place,
    /// What it adds, in thousandths of all that the entry gets.
    pub share: u16,
}

/// How an entry has a part of a question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Reason {
    /// As it is written, or nearly.
    Text,
    /// As it sounds: by the readings of its words.
    Reading,
    /// By a word of a group that stands for the entry.
    Synonym {
        /// The group's word that is nearest to the question.
        term: String,
        /// Whether the group is of the built-in dictionary; one of the help desk's own otherwise.
        built_in: bool,
    },
}

/// Where an entry has something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In its title.
    Title,
    /// In another way to ask for it.
    Phrasing,
    /// In a keyword.
    Keyword,
    /// In a learned phrase.
    Learned,
    /// In the name of its category, or of one above.
    Category,
    /// In its answer.
    Body,
    /// In a group of synonyms that it is found by.
    Synonyms,
}

/// What one gram of the question adds.
struct Share {
    start: usize,
    end: usize,
    reason: Reason,
    place: Place,
    gain: u32,
}

impl Matcher {
    /// Why the entry at `index` has its score for a question; `None` when there is no such entry. Slower than ranking by
    /// far, for people who look at one entry.
    pub fn why(&self, question: &str, index: u32) -> Option<Why> {
        self.pack.entry(index)?;
        let chars = query::characters(question);
        let wanted = query::question(question, &self.pack, &self.index);
        let places = self.places(index);
        let (mut sum, mut possible) = (0, 0);
        let mut shares = Vec::new();
        let mut unknown = vec![true; chars.len()];
        for gram in &wanted {
            let unheard =
                gram.role == Role::Plain && self.look_up(gram).is_some_and(|looked| !looked.exists());
            if !unheard && gram.kind != Kind::Letters {
                unknown[usize::from(gram.start)..usize::from(gram.end)].fill(false);
            }
        }
        for (gram, looked) in self.looked(&wanted) {
            possible += looked.gain;
            if let Some((impact, reason, place)) = self.had(gram, &looked, index, &chars, &places) {
                let gain = looked.gain * u32::from(impact);
                sum += gain;
                shares.push(Share {
                    start: gram.start.into(),
                    end: gram.end.into(),
                    reason,
                    place,
                    gain,
                });
            }
        }
        Some(Why {
            score: score(sum, self.least_possible(possible)),
            parts: parts(shares, &chars, sum),
            unknown: unknown_parts(&unknown, &chars),
        })
    }

    /// How much of a gram an entry has, and how.
    fn had(
        &self,
        gram: &Wanted,
        looked: &Looked<'_>,
        index: u32,
        chars: &[Char],
        places: &[(u32, Place)],
    ) -> Option<(u8, Reason, Place)> {
        let at = looked
            .entries
            .binary_search_by_key(&index, |posting| posting >> 8);
        let own = at.map_or(0, |at| looked.entries[at] as u8);
        let mut bodies = looked.bodies.into_iter().flat_map(Postings::iter);
        let body = bodies
            .find(|(entry, _)| *entry == index)
            .map_or(0, |(_, impact)| impact);
        if own > 0 || body > 0 {
            let place = places.iter().find(|(hash, _)| *hash == gram.hash);
            let reason = if gram.kind == Kind::Sound {
                Reason::Reading
            } else {
                Reason::Text
            };
            return Some((
                weigh::together(own, body),
                reason,
                place.map_or(Place::Body, |(_, place)| *place),
            ));
        }
        let synonyms = &self.pack.synonyms;
        let entries = self.pack.len() as u32;
        let found = |posting: &&u32| {
            synonyms
                .found_by((**posting >> 8) - entries)
                .binary_search(&index)
                .is_ok()
        };
        let posting = looked.groups.iter().find(found)?;
        let group = ((posting >> 8) - entries) as usize;
        let text: String = chars[gram.start.into()..gram.end.into()]
            .iter()
            .map(|c| c.c)
            .collect();
        let term = synonyms
            .terms(group)
            .max_by_key(|term| alike(&text::fold(term), &text, chars));
        let reason = Reason::Synonym {
            term: term.unwrap_or_default().to_owned(),
            built_in: synonyms.is_built_in(group),
        };
        Some((*posting as u8, reason, Place::Synonyms))
    }

    /// The grams of an entry's texts with the place of each, the most telling places first.
    fn places(&self, index: u32) -> Vec<(u32, Place)> {
        let mut places = Vec::new();
        let mut add = |text: &str, place, sounds: bool| {
            let chars = text::chars(text);
            gram::each(&chars, &mut |gram| places.push((gram.hash, place)));
            if sounds {
                sound::each(&sound::of(&chars, &self.pack.readings), &mut |chord| {
                    places.push((chord.hash, place));
                });
            }
        };
        let Some(entry) = self.pack.entry(index) else {
            return Vec::new();
        };
        add(entry.title, Place::Title, true);
        for (phrase, text) in self.pack.phrases(index as usize) {
            let place = match phrase {
                Phrase::Phrasing => Place::Phrasing,
                Phrase::Keyword => Place::Keyword,
                Phrase::Learned => Place::Learned,
            };
            add(text, place, true);
        }
        if let Some(category) = entry.category {
            add(&self.pack.category_path(category), Place::Category, false);
        }
        places
    }
}

/// How well a term explains a gram: whether it has it, then how much of the question it has.
fn alike(term: &str, gram: &str, chars: &[Char]) -> (bool, usize) {
    let question: String = chars.iter().map(|c| c.c).collect();
    let whole = question.contains(term);
    (term.contains(gram), if whole { term.len() } else { 0 })
}

/// Joins grams that overlap and were found alike.
fn parts(mut shares: Vec<Share>, chars: &[Char], sum: u32) -> Vec<Reasoned> {
    shares.sort_by(|a, b| (&a.reason, a.start, a.end).cmp(&(&b.reason, b.start, b.end)));
    let mut joined: Vec<(Share, u32)> = Vec::new();
    for share in shares {
        match joined.last_mut() {
            Some((last, strongest)) if last.reason == share.reason && share.start < last.end => {
                last.end = last.end.max(share.end);
                last.gain += share.gain;
                if share.gain > *strongest {
                    *strongest = share.gain;
                    last.place = share.place;
                }
            }
            _ => {
                let gain = share.gain;
                joined.push((share, gain));
            }
        }
    }
    joined.sort_by(|(a, _), (b, _)| b.gain.cmp(&a.gain).then(a.start.cmp(&b.start)));
    let part = |(share, _): (Share, u32)| Reasoned {
        text: chars[share.start..share.end].iter().map(|c| c.c).collect(),
        reason: share.reason,
        place: share.place,
        share: (u64::from(share.gain) * 1000 / u64::from(sum.max(1))) as u16,
    };
    joined.into_iter().map(part).collect()
}

/// The words of the question of which nothing is known.
fn unknown_parts(unknown: &[bool], chars: &[Char]) -> Vec<String> {
    let mut parts = vec![String::new()];
    for (c, unknown) in chars.iter().zip(unknown) {
        if *unknown && c.script != text::Script::Break {
            if let Some(part) = parts.last_mut() {
                part.push(c.c);
            }
        } else if parts.last().is_some_and(|part| !part.is_empty()) {
            parts.push(String::new());
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}
