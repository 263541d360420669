//! What a run is worth.

use super::{engine::Run, sets::Set};
use std::{cmp::Ordering, collections::BTreeMap};

/// The figures of a run.
pub(super) struct Metrics {
    /// Of all questions with an answer.
    pub(super) all: Hits,
    /// The same by the questions' kind, when there are several kinds.
    pub(super) kinds: BTreeMap<String, Hits>,
    /// How well the best score tells questions with an answer from those without: the area under the ROC curve.
    pub(super) auc: Option<f64>,
    /// Microseconds a question, by the engine's own clock.
    pub(super) p50: f64,
    pub(super) p99: f64,
}

/// Questions with an answer, and of how many a right document came first, and among the first three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hits {
    questions: usize,
    first: usize,
    third: usize,
}

impl Hits {
    /// hit@1.
    pub(super) fn first(self) -> f64 {
        self.first as f64 / self.questions as f64
    }

    /// hit@3.
    pub(super) fn third(self) -> f64 {
        self.third as f64 / self.questions as f64
    }

    fn add(&mut self, place: Option<usize>) {
        self.questions += 1;
        self.first += usize::from(place == Some(0));
        self.third += usize::from(place.is_some_and(|place| place < 3));
    }
}

impl Metrics {
    /// Weighs the replies of a run.
    pub(super) fn new(set: &Set, run: &Run) -> Self {
        let mut all = Hits::default();
        let mut kinds: BTreeMap<String, Hits> = BTreeMap::new();
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for (query, reply) in set.queries.iter().zip(&run.replies) {
            let score = reply.ids.first().and(reply.scores.first()).copied();
            let scores = if query.answerable { &mut with } else { &mut without };
            scores.push(score.unwrap_or(0.0));
            if let Some(right) = set.right.get(&query.qid) {
                let place = reply.ids.iter().position(|id| right.contains(id));
                all.add(place);
                kinds.entry(query.kind.clone()).or_default().add(place);
            }
        }
        if kinds.len() < 2 {
            kinds.clear();
        }
        let mut times: Vec<f64> = run.replies.iter().map(|reply| reply.us).collect();
        times.sort_by(f64::total_cmp);
        Self {
            all,
            kinds,
            auc: auc(&with, &without),
            p50: percentile(&times, 50),
            p99: percentile(&times, 99),
        }
    }
}

/// The chance that a question with an answer has a higher score than one without; equal scores count half.
fn auc(with: &[f64], without: &[f64]) -> Option<f64> {
    if with.is_empty() || without.is_empty() {
        return None;
    }
    let all = with.iter().map(|score| (*score, true));
    let mut all: Vec<(f64, bool)> = all.chain(without.iter().map(|score| (*score, false))).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    // The sum of the ranks (Mann and Whitney 1947), ties sharing the middle of theirs.
    let (mut below, mut sum) = (0, 0.0);
    for equal in all.chunk_by(|a, b| a.0.partial_cmp(&b.0) == Some(Ordering::Equal)) {
        let rank = (2 * below + equal.len() + 1) as f64 / 2.0;
        sum += rank * equal.iter().filter(|(_, with)| *with).count() as f64;
        below += equal.len();
    }
    let (with, without) = (with.len() as f64, without.len() as f64);
    Some((sum - with * (with + 1.0) / 2.0) / (with * without))
}

/// The smallest value that so many per cent do not exceed.
fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let at = (percent * sorted.len()).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_and_percentiles() {
        assert_eq!(auc(&[3.0, 2.0], &[1.0, 0.0]), Some(1.0));
        assert_eq!(auc(&[1.0, 1.0], &[1.0]), Some(0.5));
        assert_eq!(auc(&[0.0, 2.0], &[1.0, 0.0]), Some(0.625));
        assert_eq!(auc(&[], &[1.0]), None);
        let values: Vec<f64> = (1..=200).map(f64::from).collect();
        assert_eq!((percentile(&values, 50), percentile(&values, 99)), (100.0, 198.0));
        assert_eq!((percentile(&[7.0], 99), percentile(&[], 50)), (7.0, 0.0));
    }

    #[test]
    fn hits_by_place() {
        let mut hits = Hits::default();
        for place in [Some(0), Some(2), Some(3), None] {
            hits.add(place);
        }
        assert_eq!((hits.first(), hits.third()), (0.25, 0.5));
    }
}
