//! Scoring in whole numbers.

use super::gram::{Role, UNIT};
use super::query::Wanted;
use super::{Hit, Matcher, limits, weigh};
use crate::pack::Postings;

/// A common word may be rare in a small or a mainly Japanese pack; it counts as if one entry in eight had it.
const COMMON_RARITY: u32 = 64 * 3;

/// What nothing in the pack has speaks against every entry, by this many per cent of its rarity.
const UNSEEN: u32 = 120;

/// Scales scores: an entry whose title has every gram of a question, and nothing else, gets about 650.
const SCALE: u64 = 1_750;

/// A gram of a question, looked up.
pub(super) struct Looked<'a> {
    /// The entries that have it in what they say of themselves; times 256, + the impact.
    pub(super) entries: &'a [u32],
    /// The entries whose answers have it.
    pub(super) bodies: Option<Postings<'a>>,
    /// The groups of synonyms that have it, as in the index.
    pub(super) groups: &'a [u32],
    /// What having it in full gives.
    pub(super) gain: u32,
}

impl Looked<'_> {
    /// Whether anything has it.
    pub(super) const fn exists(&self) -> bool {
        !self.entries.is_empty() || self.bodies.is_some() || !self.groups.is_empty()
    }

    /// How many postings there are to read, the groups' own not counted.
    fn work(&self) -> usize {
        self.entries.len() + self.bodies.map_or(0, Postings::len)
    }
}

impl Matcher {
    /// Looks a gram up; `None` when it makes no difference.
    pub(super) fn look_up(&self, gram: &Wanted) -> Option<Looked<'_>> {
        let count = self.pack.len() as u32;
        let postings = match self.index.postings(gram.hash) {
            Some([]) => return None,
            postings => postings.unwrap_or_default(),
        };
        let bodies = self.bodies.as_ref().and_then(|bodies| bodies.postings(gram.hash));
        if postings.is_empty() && bodies.is_none() && gram.role != Role::Plain {
            return None;
        }
        let (entries, groups) = postings.split_at(postings.partition_point(|posting| posting >> 8 < count));
        // Of those that have it in the answer many have it in the title.
        let answers = match bodies {
            // Nobody is to blame for not having in the title what every other answer says.
            Some(bodies) if bodies.is_common() && postings.is_empty() => return None,
            Some(bodies) if bodies.is_common() => weigh::common(self.pack.len()),
            bodies => bodies.map_or(0, Postings::len),
        };
        let having = entries.len().max(answers) as u32;
        Some(Looked {
            entries,
            bodies,
            groups,
            gain: gain_of(gram, count, having),
        })
    }

    /// Looks all grams of a question up. Of too much work the least telling grams are left out.
    pub(super) fn looked<'a>(&'a self, wanted: &'a [Wanted]) -> Vec<(&'a Wanted, Looked<'a>)> {
        let looked = wanted.iter().filter_map(|gram| Some((gram, self.look_up(gram)?)));
        let mut looked: Vec<_> = looked.collect();
        let mut least = 1;
        while looked.iter().map(|(_, looked)| looked.work()).sum::<usize>() > limits::POSTINGS {
            looked.retain(|(_, looked)| looked.gain >= least);
            least += least / 4 + 1;
        }
        looked
    }

    /// The best entries for a question; those that share nothing with it are left out. Equal scores keep the
    /// order of the pack.
    pub(super) fn score(&self, wanted: &[Wanted], limit: usize) -> Vec<Hit> {
        let entries = self.pack.len() as u32;
        let mut sums = vec![0_u32; self.pack.len()];
        // Of each entry the last gram that it was found to have, times 256, + the impact.
        let mut seen = vec![0_u32; self.pack.len()];
        let mut possible = 0;
        for ((_, looked), at) in self.looked(wanted).into_iter().zip(1_u32..) {
            let gain = looked.gain;
            possible += gain;
            for posting in looked.entries {
                let entry = (posting >> 8) as usize;
                sums[entry] += gain * (posting & 0xFF);
                seen[entry] = at << 8 | posting & 0xFF;
            }
            for (entry, impact) in looked.bodies.into_iter().flat_map(Postings::iter) {
                let Some(seen) = seen.get_mut(entry as usize) else {
                    break;
                };
                let before = if *seen >> 8 == at { *seen as u8 } else { 0 };
                sums[entry as usize] += gain * u32::from(weigh::together(before, impact) - before);
                *seen = at << 8;
            }
            for posting in looked.groups {
                for &entry in self.pack.synonyms.found_by((posting >> 8) - entries) {
                    if seen[entry as usize] >> 8 != at {
                        seen[entry as usize] = at << 8;
                        sums[entry as usize] += gain * (posting & 0xFF);
                    }
                }
            }
        }
        let possible = self.least_possible(possible);
        let hits = best(&sums, limit).into_iter();
        hits.map(|(sum, index)| Hit {
            index,
            score: score(sum, possible),
        })
        .filter(|hit| hit.score > 0)
        .collect()
    }

    /// A question that hardly says anything is not answered well by an entry that has all of it.
    pub(super) fn least_possible(&self, possible: u32) -> u32 {
        possible.max(u32::from(UNIT) * rarity(self.pack.len() as u32, 0))
    }
}

/// The score of a sum of gains times impacts, of so many possible gains.
pub(super) fn score(sum: u32, possible: u32) -> u16 {
    let score = u64::from(sum) * SCALE / (255 * u64::from(possible));
    score.min(1000) as u16
}

/// The `limit` greatest sums with their places, greatest first.
fn best(sums: &[u32], limit: usize) -> Vec<(u32, u32)> {
    let mut best: Vec<(u32, u32)> = Vec::with_capacity(limit + 1);
    for (index, &sum) in sums.iter().enumerate() {
        if sum == 0 || best.len() == limit && best.last().is_none_or(|&(least, _)| sum <= least) {
            continue;
        }
        let at = best
            .iter()
            .position(|&(other, _)| other < sum)
            .unwrap_or(best.len());
        best.insert(at, (sum, index as u32));
        best.truncate(limit);
    }
    best
}

/// What having a gram in full gives, which `having` of `entries` have.
pub(super) fn gain_of(gram: &Wanted, entries: u32, having: u32) -> u32 {
    let mut rarity = rarity(entries, having);
    if gram.role == Role::Common {
        rarity = rarity.min(COMMON_RARITY);
    }
    if having == 0 {
        rarity = rarity * UNSEEN / 100;
    }
    u32::from(gram.weight) * rarity
}

/// How much a gram that `having` of `entries` have tells: log2((entries + 1) / (having + 1/2)) in 64ths.
pub(super) fn rarity(entries: u32, having: u32) -> u32 {
    log2(2 * u64::from(entries) + 2, 2 * u64::from(having.min(entries)) + 1)
}

/// log2(over / under) in 64ths, rounded down; `over` must be greater than `under`, both less than 2^32.
///
/// The bits of a logarithm, one by one: squaring a number doubles its logarithm.
fn log2(over: u64, under: u64) -> u32 {
    let ratio = (over << 31) / under;
    let whole = ratio.ilog2();
    // Between 1 and 2, as 1.31 bits.
    let mut rest = ratio >> (whole - 31);
    let mut log = whole - 31;
    for _ in 0..6 {
        rest = (rest * rest) >> 31;
        let bit = rest >> 32;
        rest >>= bit;
        log = log << 1 | bit as u32;
    }
    log
}
