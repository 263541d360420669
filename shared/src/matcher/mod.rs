//! The matcher: ranks the entries of a pack for a question.
//!
//! A question and an entry share small pieces of text, grams; [`gram`] says which. The pack knows for each
//! gram the entries that have it and how much it means there. A question gives each of its grams a weight, a
//! gram that few entries have counts more, and what an entry collects over what it could have collected is its
//! score, 0 to 1000, comparable between questions. All of it is whole numbers, so that a browser and the
//! server agree to the last point.

mod changed;
pub(crate) mod gram;
mod highlight;
pub(crate) mod index;
mod parts;
mod query;
mod romaji;
mod score;
mod sound;
mod stem;
mod subject;
pub(crate) mod weigh;
mod why;
mod words;

use crate::api::widget::Outcome;
use crate::pack::{Bodies, Pack};

pub use changed::{Averages, Changed, First};
pub use index::Building;
pub use parts::Part;
pub use subject::subject;
pub use why::{Place, Reason, Reasoned, Why};

/// What a word that was typed in Latin letters says in kana (`yuukyuu`, `pasuwa-do`), folded; `None` when it is none.
pub fn romaji(word: &str) -> Option<String> {
    romaji::kana(&word.chars().collect::<Vec<_>>(), true).filter(|kana| !kana.is_empty())
}

/// Ranks the entries of one pack.
#[derive(Clone, Debug)]
pub struct Matcher {
    pack: Pack,
    index: index::Index,
    bodies: Option<Bodies>,
}

/// What was found for a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// Whether to show an answer, to let the visitor choose, or to say that nothing was found.
    pub outcome: Outcome,
    /// The entries worth showing, best first, at most [`limits::HITS`]; none when nothing was found.
    pub hits: Vec<Hit>,
}

/// An entry that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its index in the pack.
    pub index: u32,
    /// 0 to 1000.
    pub score: u16,
}

/// Limits of what is matched.
pub mod limits {
    /// Characters of a question that are read.
    pub const QUESTION: usize = 1_000;
    /// Different grams of a question that are looked up.
    pub const GRAMS: usize = 400;
    /// Postings of a question that are read; what tells least is left out of longer questions. Some 5 ms.
    pub const POSTINGS: usize = 1_000_000;
    /// Entries of a ranking.
    pub const HITS: usize = 10;
}

// Measured on in-house questions (docs/matching.md): of those whose entry is the first, 96 % reach `FOUND`, and 79 % of
// those that no entry answers do not; six in ten questions are answered at once, all of them rightly.

/// Below this an entry has nothing to do with the question.
const FOUND: u16 = 120;
/// Below this an entry is not suggested: of what is only half typed, half must do.
const SUGGESTED: u16 = 50;
/// From here an entry may be the answer by itself,
const ANSWER: u16 = 300;
/// if it leads the next one by this many per mille of its own score.
const LEAD: u16 = 250;
/// An entry with less than this many per mille of the best score is no candidate.
const BESIDE: u16 = 400;

impl Matcher {
    /// A matcher of the entries in `pack`, made at once; [`Building`] makes it in steps.
    pub fn new(pack: Pack) -> Self {
        Building::new(pack).finish()
    }

    /// Takes the answers' texts into account from now on; `false`, and nothing changes, when they belong to another pack.
    pub fn sharpen(&mut self, bodies: Bodies) -> bool {
        let belong = bodies.belongs_to(&self.pack);
        if belong {
            self.bodies = Some(bodies);
        }
        belong
    }

    /// The pack.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// Answers a question as far as entries can.
    pub fn ask(&self, question: &str) -> Ranking {
        let mut hits = self.rank(question, limits::HITS);
        let best = hits.first().map_or(0, |hit| hit.score);
        let least = FOUND.max(per_mille(best, BESIDE));
        hits.retain(|hit| hit.score >= least);
        let second = hits.get(1).map_or(0, |hit| hit.score);
        let outcome = if hits.is_empty() {
            Outcome::NotFound
        } else if best >= ANSWER && best - second >= per_mille(best, LEAD) {
            Outcome::Answer
        } else {
            Outcome::Candidates
        };
        Ranking { outcome, hits }
    }

    /// The entries that share anything with a question, best first, whether good enough or not.
    pub fn rank(&self, question: &str, limit: usize) -> Vec<Hit> {
        self.score(&query::question(question, &self.pack, &self.index), limit)
    }

    /// Entries that what was typed so far may lead to, best first, at most `limit`.
    pub fn suggest(&self, typed: &str, limit: usize) -> Vec<Hit> {
        let mut hits = self.score(&query::typed(typed, &self.pack, &self.index), limit);
        let best = hits.first().map_or(0, |hit| hit.score);
        let least = SUGGESTED.max(per_mille(best, BESIDE));
        hits.retain(|hit| hit.score >= least);
        hits
    }
}

const fn per_mille(of: u16, share: u16) -> u16 {
    (of as u32 * share as u32 / 1000) as u16
}

#[cfg(test)]
mod tests;
