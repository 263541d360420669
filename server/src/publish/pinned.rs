//! Pinned questions, asked of what visitors would have: by the matcher that visitors use.

use super::{pack, visible::Whole};
use crate::store::{Result, packs::NewPack, pinned::Ran};
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
    /// What somebody sees who belongs to every group, and the entries that not everybody sees; only when one of those is
    /// expected, since it is as much work again.
    groups: Option<(Source, HashSet<Uuid>)>,
}

impl Asked {
    /// Takes the questions and what they may need of `whole`.
    pub(super) fn new(pins: Vec<Ran>, whole: &Whole) -> Self {
        let restricted: HashSet<Uuid> = whole.restricted.iter().map(|(id, _)| *id).collect();
        let needs = |pin: &Ran| pin.expected.is_some_and(|id| restricted.contains(&id));
        let groups = pins.iter().any(needs).then(|| {
            let mut visible: Vec<Uuid> = restricted.iter().copied().collect();
            visible.sort_unstable();
            (whole.clone().part(&visible), restricted)
        });
        Self { pins, groups }
    }

    /// Asks them all. A question whose entry is meant for groups is asked as one who belongs to all groups.
    pub(super) fn ask(mut self, first: &NewPack, bodies: Option<&NewPack>) -> Result<Vec<Ran>> {
        if self.pins.is_empty() {
            return Ok(self.pins);
        }
        let all = pack::matcher_of(&first.plain, bodies.map(|pack| pack.plain.clone()))?;
        let groups = match &self.groups {
            None => None,
            Some((source, restricted)) => Some((pack::matcher(source)?, restricted)),
        };
        for pin in &mut self.pins {
            let of_group = groups
                .as_ref()
                .filter(|(_, restricted)| pin.expected.is_some_and(|id| restricted.contains(&id)));
            let matcher = of_group.map_or(&all, |(matcher, _)| matcher);
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
        Ok(self.pins)
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
