//! The pack as the chat uses it: questions, suggestions, categories to browse.

use kotae_shared::{
    Uuid,
    api::widget::{Candidate, Outcome},
    matcher::{Building, Hit, Matcher},
    pack::{self, Bodies, Decoding, PackError},
};
use std::ops::Range;

/// How many candidates are shown.
pub const SHOWN: usize = 5;

/// How many come nearest.
const NEAREST: usize = 3;

/// An entry that the visitor can press.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Offer {
    /// The entry.
    pub entry: Uuid,
    /// Its title.
    pub title: String,
    /// The parts of the title that match, in bytes.
    #[serde(skip)]
    pub marks: Vec<Range<usize>>,
}

/// A category that the visitor can press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    /// Its index in the pack.
    pub index: u32,
    /// Its name.
    pub name: String,
}

/// What was found for a question.
#[derive(Clone, Debug)]
pub struct Found {
    /// What to do with it.
    pub outcome: Outcome,
    /// What is shown, best first.
    pub offers: Vec<Offer>,
    /// What came nearest when nothing was found.
    pub nearest: Vec<Offer>,
    /// What is shown, as the log keeps it.
    pub candidates: Vec<Candidate>,
}

/// A pack on the way to [`Knowledge`], in short steps.
pub enum Reading {
    /// Its first file is being read.
    File(Decoding),
    /// Its index is being made.
    Index(Building),
}

impl Reading {
    /// Begins to read the first file of a pack.
    pub fn new(bytes: Vec<u8>) -> Result<Self, PackError> {
        Decoding::new(bytes).map(Self::File)
    }

    /// Does a part of the work; gives itself back for the next step, or what came of it. `hash` is the pack's.
    pub fn step(self, hash: &str) -> Result<Result<Knowledge, Self>, PackError> {
        Ok(Err(match self {
            Self::File(mut decoding) => {
                if decoding.step()? {
                    Self::Index(Building::new(decoding.finish()?))
                } else {
                    Self::File(decoding)
                }
            }
            Self::Index(mut building) => {
                if building.step() {
                    return Ok(Ok(Knowledge::new(building.finish(), hash)));
                }
                Self::Index(building)
            }
        }))
    }
}

/// A pack, ready to be asked.
pub struct Knowledge {
    matcher: Matcher,
    /// The pack's hash.
    pub hash: String,
    /// For each category, whether an entry lies in it or below.
    used: Vec<bool>,
}

impl Knowledge {
    fn new(matcher: Matcher, hash: &str) -> Self {
        let pack = matcher.pack();
        let categories = pack.categories();
        let mut used = vec![false; categories.len()];
        for entry in (0..pack.len() as u32).filter_map(|index| pack.entry(index)) {
            if let Some(flag) = entry.category.and_then(|at| used.get_mut(at as usize)) {
                *flag = true;
            }
        }
        // A parent stands before its children.
        for at in (0..categories.len()).rev() {
            if used[at]
                && let Some(parent) = categories[at].parent
            {
                used[parent as usize] = true;
            }
        }
        Self {
            matcher,
            hash: hash.into(),
            used,
        }
    }

    /// The hash of the pack's second file, if it has one.
    pub fn bodies(&self) -> Option<String> {
        self.matcher.pack().bodies().map(|hash| pack::hash_text(&hash))
    }

    /// Takes the pack's second file into account from now on. Without it, or with a wrong one, questions are answered by
    /// what entries say of themselves.
    pub fn sharpen(&mut self, bytes: Vec<u8>) {
        if let Ok(bodies) = Bodies::decode(bytes) {
            self.matcher.sharpen(bodies);
        }
    }

    /// Asks. An `Answer` has at least one offer.
    pub fn ask(&self, question: &str) -> Found {
        let ranking = self.matcher.ask(question);
        let hits = &ranking.hits[..ranking.hits.len().min(SHOWN)];
        let hits = if ranking.outcome == Outcome::NotFound {
            &[]
        } else {
            hits
        };
        Found {
            outcome: if hits.is_empty() {
                Outcome::NotFound
            } else {
                ranking.outcome
            },
            nearest: if hits.is_empty() {
                self.offers(question, &ranking.hits[..ranking.hits.len().min(NEAREST)])
            } else {
                Vec::new()
            },
            offers: self.offers(question, hits),
            candidates: hits
                .iter()
                .filter_map(|hit| {
                    let entry = self.matcher.pack().entry(hit.index)?.id;
                    Some(Candidate {
                        entry,
                        score: hit.score,
                    })
                })
                .collect(),
        }
    }

    /// What the visitor may be about to ask.
    pub fn suggest(&self, typed: &str) -> Vec<Offer> {
        self.offers(typed, &self.matcher.suggest(typed, SHOWN))
    }

    /// An entry by its id.
    pub fn offer(&self, entry: Uuid) -> Option<Offer> {
        let pack = self.matcher.pack();
        Some(Offer {
            entry,
            title: pack.entry(pack.index_of(entry)?)?.title.to_owned(),
            marks: Vec::new(),
        })
    }

    /// A category that holds something, by its id.
    pub fn shelf(&self, id: Uuid) -> Option<Shelf> {
        let categories = self.matcher.pack().categories();
        let at = categories.iter().position(|category| category.id == id)?;
        self.used[at].then(|| Shelf {
            index: at as u32,
            name: categories[at].name.clone(),
        })
    }

    /// The categories directly below `parent` (`None`: the top) that hold something.
    pub fn shelves(&self, parent: Option<u32>) -> Vec<Shelf> {
        let categories = self.matcher.pack().categories().iter().enumerate();
        categories
            .filter(|(at, category)| category.parent == parent && self.used[*at])
            .map(|(at, category)| Shelf {
                index: at as u32,
                name: category.name.clone(),
            })
            .collect()
    }

    /// The category called so.
    pub fn shelf_named(&self, name: &str) -> Option<Shelf> {
        let mut categories = self.matcher.pack().categories().iter();
        let at = categories.position(|category| category.name == name)?;
        Some(Shelf {
            index: at as u32,
            name: name.to_owned(),
        })
    }

    /// The entries that lie directly in a category.
    pub fn entries(&self, category: u32) -> Vec<Offer> {
        let pack = self.matcher.pack();
        (0..pack.len() as u32)
            .filter_map(|index| pack.entry(index))
            .filter(|entry| entry.category == Some(category))
            .map(|entry| Offer {
                entry: entry.id,
                title: entry.title.to_owned(),
                marks: Vec::new(),
            })
            .collect()
    }

    fn offers(&self, typed: &str, hits: &[Hit]) -> Vec<Offer> {
        hits.iter()
            .filter_map(|hit| {
                let entry = self.matcher.pack().entry(hit.index)?;
                Some(Offer {
                    entry: entry.id,
                    title: entry.title.to_owned(),
                    marks: self.matcher.highlights(typed, hit.index),
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Knowledge, Reading};
    use kotae_shared::{
        Uuid,
        api::widget::Outcome,
        pack::{Source, SourceCategory, SourceEntry, build},
    };

    fn knowledge() -> Knowledge {
        let category = |id: u128, parent: Option<u128>, name: &str| SourceCategory {
            id: Uuid::from_u128(id),
            parent: parent.map(Uuid::from_u128),
            name: name.into(),
        };
        let entry = |id: u128, title: &str, category: u128| SourceEntry {
            id: Uuid::from_u128(id),
            title: title.into(),
            category: Some(Uuid::from_u128(category)),
            ..SourceEntry::default()
        };
        let source = Source {
            categories: vec![
                category(1, None, "IT"),
                category(2, Some(1), "ネットワーク"),
                category(3, None, "空"),
            ],
            entries: vec![
                entry(10, "VPNに接続できないときの確認手順", 2),
                entry(11, "パスワードを忘れた場合の再設定方法", 1),
            ],
            ..Source::default()
        };
        let mut reading = Reading::new(build(&source, None).unwrap()).unwrap();
        loop {
            match reading.step("hash").unwrap() {
                Ok(knowledge) => return knowledge,
                Err(goes_on) => reading = goes_on,
            }
        }
    }

    #[test]
    fn shelves_hold_something() {
        let knowledge = knowledge();
        let top = knowledge.shelves(None);
        assert_eq!(
            top.iter().map(|shelf| shelf.name.as_str()).collect::<Vec<_>>(),
            ["IT"]
        );
        assert_eq!(knowledge.shelves(Some(0))[0].name, "ネットワーク");
        assert_eq!(
            knowledge.shelf(Uuid::from_u128(2)).map(|shelf| shelf.index),
            Some(1)
        );
        assert!(
            knowledge.shelf(Uuid::from_u128(3)).is_none(),
            "an empty one leads nowhere"
        );
        assert_eq!(
            knowledge.offer(Uuid::from_u128(11)).map(|offer| offer.entry),
            Some(Uuid::from_u128(11))
        );
        assert!(knowledge.offer(Uuid::from_u128(99)).is_none());
        assert_eq!(knowledge.entries(0)[0].entry, Uuid::from_u128(11));
        assert_eq!(
            knowledge.shelf_named("ネットワーク").map(|shelf| shelf.index),
            Some(1)
        );
    }

    #[test]
    fn finds_and_logs_the_same() {
        let found = knowledge().ask("パスワード わすれた");
        assert_ne!(found.outcome, Outcome::NotFound);
        assert_eq!(found.offers[0].entry, Uuid::from_u128(11));
        assert_eq!(found.candidates[0].entry, Uuid::from_u128(11));
        assert!(!found.offers[0].marks.is_empty());
    }

    #[test]
    fn finds_nothing_in_nonsense() {
        let found = knowledge().ask("zzzz qqqq");
        assert_eq!(found.outcome, Outcome::NotFound);
        assert!(found.offers.is_empty() && found.candidates.is_empty());
    }
}
