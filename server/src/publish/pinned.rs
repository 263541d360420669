//! Pinned questions, and those that were dealt with, asked of what visitors would have: by the matcher that visitors use.

use super::{pack, visible::Whole};
use crate::store::{Result, improve::Watched, packs::NewPack, pinned::Ran};
use kotae_shared::{
    Uuid,
    api::{pinned::PinnedWhy, widget::Outcome},
    matcher::Matcher,
    pack::Source,
};
use std::collections::HashSet;

/// What asking needs beside the pack for everybody; taken before that is made.
pub(super) struct Asked {
    pins: Vec<Ran>,
    watched: Vec<Watched>,
    /// What somebody sees who belongs to every group, and the entries that not everybody sees; only when one of those is
    /// expected, since it is as much work again.
    groups: Option<(Source, HashSet<Uuid>)>,
}

impl Asked {
    /// Takes the questions and what they may need of `whole`.
    pub(super) fn new(pins: Vec<Ran>, watched: Vec<Watched>, whole: &Whole) -> Self {
        let restricted: HashSet<Uuid> = whole.restricted.iter().map(|(id, _)| *id).collect();
        let expected = pins.iter().map(|pin| pin.expected);
        let mut expected = expected.chain(watched.iter().map(|one| one.entry)).flatten();
        let groups = expected.any(|id| restricted.contains(&id)).then(|| {
            let mut visible: Vec<Uuid> = restricted.iter().copied().collect();
            visible.sort_unstable();
            (whole.clone().part(&visible), restricted)
        });
        Self {
            pins,
            watched,
            groups,
        }
    }

    /// Asks them all. A question whose entry is meant for groups is asked as one who belongs to all groups.
    pub(super) fn ask(
        mut self,
        first: &NewPack,
        bodies: Option<&NewPack>,
    ) -> Result<(Vec<Ran>, Vec<Watched>)> {
        if self.pins.is_empty() && self.watched.is_empty() {
            return Ok((self.pins, self.watched));
        }
        let all = pack::matcher_of(&first.plain, bodies.map(|pack| pack.plain.clone()))?;
        let groups = match &self.groups {
            None => None,
            Some((source, restricted)) => Some((pack::matcher(source)?, restricted)),
        };
        let of = |entry: Option<Uuid>| {
            let of_group = groups
                .as_ref()
                .filter(|(_, restricted)| entry.is_some_and(|id| restricted.contains(&id)));
            of_group.map_or(&all, |(matcher, _)| matcher)
        };
        for one in &mut self.watched {
            one.found = finds(of(one.entry), &one.text, one.entry);
        }
        for pin in &mut self.pins {
            let matcher = of(pin.expected);
            let ranking = matcher.ask(&pin.question);
            pin.came = match ranking.outcome {
                Outcome::NotFound => None,
                _ => ranking
                    .hits
                    .first()
                    .and_then(|hit| matcher.pack().entry(hit.index))
                    .map(|entry| entry.id),
            };
            pin.passed = pin.came == pin.expected;
            if !pin.passed {
                pin.why = Some(why(matcher, pin));
            }
        }
        Ok((self.pins, self.watched))
    }
}

/// Why a question found what it found, and what was expected did not come first.
fn why(matcher: &Matcher, pin: &Ran) -> PinnedWhy {
    let pack = matcher.pack();
    let of = |id: Uuid| {
        let index =
            (0..pack.len() as u32).find(|index| pack.entry(*index).is_some_and(|entry| entry.id == id))?;
        matcher.why(&pin.question, index)
    };
    PinnedWhy {
        came: pin.came.and_then(of),
        expected: pin.expected.and_then(of),
    }
}

/// Whether a question is shown this entry, or, without one, any.
pub(super) fn finds(matcher: &Matcher, question: &str, entry: Option<Uuid>) -> bool {
    let found = matcher.ask(question);
    let mut shown = found
        .hits
        .iter()
        .filter_map(|hit| matcher.pack().entry(hit.index));
    found.outcome != Outcome::NotFound && entry.is_none_or(|wanted| shown.any(|entry| entry.id == wanted))
}
