//! Asks questions of the knowledge without and with a change, here in the browser, and compares what was found.

use crate::{
    api::{self, Failure},
    dom,
};
use kotae_shared::{
    api::{
        impact::{Files, ImpactChange, ImpactEntry, Logged, One},
        widget::Outcome,
    },
    matcher::{self, Averages, Building, Changed, Matcher},
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
    averages: Averages,
}

/// An entry as it would be.
pub(super) struct Candidate {
    /// The revision of the knowledge that it would be part of.
    pub(super) revision: i64,
    id: Option<Uuid>,
    title: String,
    /// None: it would be gone.
    pack: Option<Pack>,
    body: String,
}

impl Candidate {
    /// As it is being written.
    pub(super) async fn load(entry: &ImpactEntry) -> Result<Self, Failure> {
        let bytes = api::bytes("impact/entry", entry).await?;
        let one = One::read(&bytes).ok_or(Failure::Strange(200))?;
        let pack = match one.pack {
            [] => None,
            pack => Some(Pack::decode(pack).map_err(|_| Failure::Strange(200))?),
        };
        Ok(Self {
            revision: one.revision,
            id: entry.id,
            title: entry.edit.title.clone(),
            pack,
            body: one.body.to_owned(),
        })
    }
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
        breath.take().await;
        Ok(Self {
            revision: files.revision,
            averages: Averages::of(matcher.pack(), files.answer),
            matcher,
        })
    }

    /// What would come first for each question with an entry as it would be.
    pub(super) async fn ask_all_with(&self, questions: &[Logged], entry: &Candidate) -> Vec<First> {
        let instead = entry.id.and_then(|id| self.matcher.pack().index_of(id));
        let changed = entry.pack.as_ref();
        let changed = changed.map(|pack| Changed::new(pack, &entry.body, &self.averages));
        let changed_id = entry.id.unwrap_or(Uuid::max());
        let mut breath = Breath::new();
        let mut firsts = Vec::with_capacity(questions.len());
        for question in questions {
            let first = self.matcher.first_if(&question.text, instead, changed.as_ref());
            firsts.push(match first {
                matcher::First::Nothing => None,
                matcher::First::Changed => Some((changed_id, entry.title.clone())),
                matcher::First::Entry(index) => {
                    let entry = self.matcher.pack().entry(index);
                    entry.map(|entry| (entry.id, entry.title.to_owned()))
                }
            });
            breath.take().await;
        }
        firsts
    }

    /// What comes first for each question.
    pub(super) async fn ask_all(&self, questions: &[Logged]) -> Vec<First> {
        let mut breath = Breath::new();
        let mut firsts = Vec::with_capacity(questions.len());
        for question in questions {
            firsts.push(self.first(&question.text).0);
            breath.take().await;
        }
        firsts
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
}

impl Breath {
    fn new() -> Self {
        Self { since: dom::now_ms() }
    }

    async fn take(&mut self) {
        if dom::now_ms() - self.since > BUSY_MS {
            dom::pause().await;
            self.since = dom::now_ms();
        }
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
    /// How long it took from the change to what it does, in milliseconds, once the knowledge without it was there.
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
