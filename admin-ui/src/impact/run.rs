//! Asks questions of the knowledge without and with a change, here in the browser, and compares what was found.

use crate::{
    api::{self, Failure},
    dom,
};
use kotae_shared::{
    api::{
        impact::{Files, ImpactChange, Logged},
        widget::Outcome,
    },
    matcher::{Building, Matcher},
    pack::{Bodies, Pack},
};
use uuid::Uuid;

/// So long the browser may be busy before it gets to draw, in milliseconds.
const BUSY_MS: f64 = 30.0;

/// The entry that comes first for a question, and its title; `None`: nothing is found.
pub(super) type First = Option<(Uuid, String)>;

/// The knowledge at a moment.
pub(super) struct Knowledge {
    /// Its revision, which a change that is not saved does not raise.
    pub(super) revision: i64,
    matcher: Matcher,
}

impl Knowledge {
    /// As it is written, with a change that nobody has saved.
    pub(super) async fn load(change: &ImpactChange) -> Result<Self, Failure> {
        let bytes = api::bytes("impact/pack", change).await?;
        let files = Files::read(&bytes).ok_or(Failure::Strange(200))?;
        let pack = Pack::decode(files.first).map_err(|_| Failure::Strange(200))?;
        let mut building = Building::new(pack);
        let mut breath = Breath::new();
        while !building.step() {
            breath.take().await;
        }
        let mut matcher = building.finish();
        if let Ok(bodies) = Bodies::decode(files.bodies.to_vec()) {
            matcher.sharpen(bodies);
        }
        Ok(Self {
            revision: files.revision,
            matcher,
        })
    }

    /// What comes first for each question; and how long that took, in milliseconds, without the pauses.
    pub(super) async fn ask_all(&self, questions: &[Logged]) -> (Vec<First>, f64) {
        let mut breath = Breath::new();
        let mut firsts = Vec::with_capacity(questions.len());
        for question in questions {
            firsts.push(self.first(&question.text).0);
            breath.take().await;
        }
        (firsts, breath.worked())
    }

    fn first(&self, question: &str) -> (First, Outcome) {
        let found = self.matcher.ask(question);
        let entry = found
            .hits
            .first()
            .and_then(|hit| self.matcher.pack().entry(hit.index));
        let first = entry.map(|entry| (entry.id, entry.title.to_owned()));
        (first, found.outcome)
    }

    /// Terms that by themselves each clearly mean another entry, with its title: one of each entry. Fewer than two are no
    /// reason to doubt that they mean the same.
    pub(super) fn topics(&self, terms: &[String]) -> Vec<(String, String)> {
        let mut ids = Vec::new();
        let mut topics = Vec::new();
        for term in terms {
            if let (Some((id, title)), Outcome::Answer) = self.first(term)
                && !ids.contains(&id)
            {
                ids.push(id);
                topics.push((term.clone(), title));
            }
        }
        if topics.len() < 2 { Vec::new() } else { topics }
    }
}

/// Lets the browser draw now and then.
struct Breath {
    /// When the work went on last.
    since: f64,
    /// What it took before that, in milliseconds.
    worked: f64,
}

impl Breath {
    fn new() -> Self {
        Self {
            since: dom::now_ms(),
            worked: 0.0,
        }
    }

    async fn take(&mut self) {
        let worked = dom::now_ms() - self.since;
        if worked > BUSY_MS {
            self.worked += worked;
            dom::pause().await;
            self.since = dom::now_ms();
        }
    }

    fn worked(&self) -> f64 {
        self.worked + dom::now_ms() - self.since
    }
}

/// A question for which another entry comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moved {
    pub(super) text: String,
    pub(super) count: u32,
    pub(super) before: First,
    pub(super) after: First,
}

/// What a change does.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Impact {
    /// Found nothing, and do now.
    pub(super) gained: Vec<Moved>,
    /// Find nothing any more.
    pub(super) lost: Vec<Moved>,
    /// Another entry comes first.
    pub(super) changed: Vec<Moved>,
    /// Those for which the same comes first.
    pub(super) same: u32,
    /// Terms of a group that each clearly mean another entry.
    pub(super) topics: Vec<(String, String)>,
    /// How long all questions took with the change, in milliseconds.
    pub(super) ms: f64,
}

/// Compares; in each list what was asked most often comes first.
pub(super) fn compare(questions: &[Logged], before: &[First], after: &[First]) -> Impact {
    let mut impact = Impact::default();
    for (question, (before, after)) in questions.iter().zip(before.iter().zip(after)) {
        let id = |first: &First| first.as_ref().map(|first| first.0);
        let list = match (id(before), id(after)) {
            (before, after) if before == after => {
                impact.same += 1;
                continue;
            }
            (None, _) => &mut impact.gained,
            (_, None) => &mut impact.lost,
            _ => &mut impact.changed,
        };
        list.push(Moved {
            text: question.text.clone(),
            count: question.count,
            before: before.clone(),
            after: after.clone(),
        });
    }
    for list in [&mut impact.gained, &mut impact.lost, &mut impact.changed] {
        list.sort_by_key(|moved| std::cmp::Reverse(moved.count));
    }
    impact
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_first_is_compared_by_its_id() {
        let entry = |id: u128, title: &str| Some((Uuid::from_u128(id), title.to_owned()));
        let asked = ["a", "b", "c", "d", "e"].map(|text| Logged {
            text: text.into(),
            count: if text == "e" { 7 } else { 1 },
        });
        let before = [entry(1, "x"), None, entry(1, "x"), entry(1, "x"), None];
        let after = [
            entry(1, "renamed"),
            entry(1, "x"),
            None,
            entry(2, "y"),
            entry(2, "y"),
        ];
        let impact = compare(&asked, &before, &after);
        let texts = |list: &[Moved]| list.iter().map(|moved| moved.text.clone()).collect::<Vec<_>>();
        assert_eq!(impact.same, 1);
        assert_eq!(texts(&impact.gained), ["e", "b"]);
        assert_eq!(texts(&impact.lost), ["c"]);
        assert_eq!(texts(&impact.changed), ["d"]);
    }
}
