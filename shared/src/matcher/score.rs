//! Scoring in whole numbers.

use super::Hit;
use super::gram::{Role, UNIT};
use super::query::Wanted;
use crate::pack::{Found, Pack, Postings};

/// A common word may be rare in a small or a mainly Japanese pack; it counts as if one entry in four had it.
const COMMON_RARITY: u32 = 64 * 2;

/// Scales scores: an entry whose title has every gram of a question, and nothing else, gets about 650.
const SCALE: u64 = 1_750;

/// The best entries for a question; those that share nothing with it are left out. Equal scores keep the
/// order of the pack.
pub(super) fn rank(pack: &Pack, wanted: &[Wanted], limit: usize) -> Vec<Hit> {
    let entries = pack.len() as u32;
    let mut sums = vec![0_u32; pack.len()];
    let mut possible = 0_u32;
    for gram in wanted {
        let postings = match pack.postings(gram.hash) {
            Postings::Common => continue,
            Postings::None if gram.role != Role::Plain => continue,
            Postings::None => None,
            Postings::Some(postings) => Some(postings),
        };
        let mut rarity = rarity(entries, postings.map_or(0, |postings| postings.len() as u32));
        if gram.role == Role::Common {
            rarity = rarity.min(COMMON_RARITY);
        }
        let gain = u32::from(gram.weight) * rarity;
        possible += gain;
        for (index, impact) in postings.into_iter().flat_map(Found::iter) {
            if let Some(sum) = sums.get_mut(index as usize) {
                *sum += gain * u32::from(impact);
            }
        }
    }
    // A question that hardly says anything is not answered well by an entry that has all of it.
    let possible = possible.max(u32::from(UNIT) * rarity(entries, 0));
    best(&sums, limit)
        .into_iter()
        .map(|(sum, index)| {
            let score = u64::from(sum) * SCALE / (255 * u64::from(possible));
            Hit {
                index,
                score: score.min(1000) as u16,
            }
        })
        .filter(|hit| hit.score > 0)
        .collect()
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

/// How much a gram that `having` of `entries` have tells: log2((entries + 1) / (having + 1/2)) in 64ths.
fn rarity(entries: u32, having: u32) -> u32 {
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
