//! Which steps there are and where each leads: what the drawing depends on, and no text.

use super::edit::{self, Way};
use kotae_shared::scenario::Scenario;
use std::collections::HashMap;

/// The steps by their place in the scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// The ids.
    pub(crate) ids: Vec<String>,
    /// Where each way of each step leads.
    pub(crate) ways: Vec<Vec<Option<usize>>>,
    /// Where it begins.
    pub(crate) start: Option<usize>,
}

impl Shape {
    /// The shape of a scenario.
    pub(crate) fn of<E>(scenario: &Scenario<E>) -> Self {
        let mut places = HashMap::new();
        for (index, step) in scenario.steps.iter().enumerate() {
            places.entry(step.id.as_str()).or_insert(index);
        }
        let ways = scenario.steps.iter().map(|step| {
            let ways = edit::ways(step).into_iter();
            ways.map(|(_, target)| places.get(target).copied()).collect()
        });
        Self {
            ids: scenario.steps.iter().map(|step| step.id.clone()).collect(),
            ways: ways.collect(),
            start: places.get(scenario.start.as_str()).copied(),
        }
    }

    /// The place of a step.
    pub(crate) fn place(&self, id: &str) -> Option<usize> {
        self.ids.iter().position(|other| other == id)
    }

    /// The steps in the order in which a reader follows them, each once with its depth: down the first way, then the next; what
    /// nothing leads to comes last.
    pub(crate) fn outline(&self) -> Vec<(usize, usize)> {
        let mut seen = vec![false; self.ids.len()];
        let mut lines = Vec::with_capacity(self.ids.len());
        for root in self.start.into_iter().chain(0..self.ids.len()) {
            let mut stack = vec![(root, 0)];
            while let Some((at, depth)) = stack.pop() {
                if std::mem::replace(&mut seen[at], true) {
                    continue;
                }
                lines.push((at, depth));
                // A single way on is the same level: a chain is no staircase.
                let deeper = depth + usize::from(self.ways[at].len() > 1);
                stack.extend(
                    self.ways[at]
                        .iter()
                        .rev()
                        .flatten()
                        .filter(|to| !seen[**to])
                        .map(|to| (*to, deeper)),
                );
            }
        }
        lines
    }

    /// The steps that lead to `to`, with the way, in their order.
    pub(crate) fn before(&self, to: usize) -> Vec<(usize, usize)> {
        let all = self.ways.iter().enumerate();
        all.flat_map(|(from, ways)| {
            let here = ways.iter().enumerate();
            here.filter_map(move |(way, target)| (*target == Some(to)).then_some((from, way)))
        })
        .collect()
    }
}

/// A way by its place among a step's ways.
pub(crate) fn way_at<E>(step: &kotae_shared::scenario::Step<E>, at: usize) -> Option<Way> {
    edit::ways(step).get(at).map(|(way, _)| *way)
}
