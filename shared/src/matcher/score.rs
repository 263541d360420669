//! Scoring in whole numbers.

use super::Hit;
use super::query::Wanted;
use crate::pack::{Found, Pack, Postings};

/// What one occurrence counts, before its field's weight, is an impact of 255 over this.
const FULL_IMPACT: u64 = 7;

/// The best entries for a question; those that share nothing with it are left out. Equal scores keep the
/// order of the pack.
pub(super) fn rank(pack: &Pack, wanted: &[Wanted], limit: usize) -> Vec<Hit> {
    let entries = pack.len() as u32;
    let mut sums = vec![0_u32; pack.len()];
    let mut possible = 0_u64;
    for gram in wanted {
        let postings = match pack.postings(gram.hash) {
            Postings::Common => continue,
            Postings::None if gram.optional => continue,
            Postings::None => None,
            Postings::Some(postings) => Some(postings),
        };
        let gain =
            u32::from(gram.weight) * rarity(entries, postings.map_or(0, |postings| postings.len() as u32));
        possible += u64::from(gain);
        for (index, impact) in postings.into_iter().flat_map(Found::iter) {
            if let Some(sum) = sums.get_mut(index as usize) {
                *sum = sum.saturating_add(gain * u32::from(impact));
            }
        }
    }
    best(&sums, limit)
        .into_iter()
        .map(|(sum, index)| {
            let score = u64::from(sum) * FULL_IMPACT * 1000 / (2 * 255 * possible.max(1));
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
