//! What came in by a form, added up: the results of a survey.
//!
//! Under `api/admin/WORKSPACE/`, in JSON:
//!
//! | request | reply |
//! |---|---|
//! | `GET forms/ID/results?`[`ResultsQuery`] | [`Results`] |
//! | `GET forms/ID/texts?`[`TextsQuery`] | [`TextPage`]: what was written in one field |
//! | `GET export/results.csv?form=ID&`[`ResultsQuery`] | the same as a table, UTF-8 with BOM; also `.xlsx` |
//!
//! What looks like spam does not count anywhere. Days are those of the workspace's clock.

use crate::{Localised, form::Kind};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which submissions count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResultsQuery {
    /// From this day on (`2027-01-31`); empty: from the first.
    pub from: String,
    /// Until the end of this day; empty: to the last.
    pub until: String,
    /// Of the widget with this key; empty: of all.
    pub widget: String,
    /// How time is divided; `None`: as fits. What would make more than [`limits::STEPS`] steps is divided more coarsely.
    pub by: Option<By>,
}

/// A part of the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Days.
    #[default]
    Day,
    /// Weeks that begin on Mondays.
    Week,
    /// Months.
    Month,
}

/// The results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// What the form is called now.
    pub name: Localised,
    /// Submissions that count.
    pub total: u32,
    /// All widgets, by name: key and name.
    pub widgets: Vec<(String, Localised)>,
    /// How the time is divided.
    pub by: By,
    /// How many came when: the first day of each part, without gaps.
    pub times: Vec<(String, u32)>,
    /// The questions, as they are asked now; behind them those of earlier versions.
    pub questions: Vec<Question>,
}

/// What was answered to a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The field's key.
    pub key: String,
    /// What it is called.
    pub label: Localised,
    /// What it asks for.
    pub kind: Kind,
    /// It is not asked any more.
    pub past: bool,
    /// Submissions with an answer.
    pub answered: u32,
    /// The answers, added up.
    pub found: Found,
}

/// Answers to a question, added up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// How often each was chosen.
    Choices {
        /// In the order of the form.
        rows: Vec<Chosen>,
        /// How often something else was written instead.
        other: u32,
    },
    /// Yes or no; of a consent how often it was given.
    YesNo {
        /// Yes.
        yes: u32,
        /// No.
        no: u32,
    },
    /// Places on a scale.
    Scale {
        /// The lowest place.
        low: u8,
        /// How often each was chosen, the lowest first.
        counts: Vec<u32>,
        /// Their mean; `None`: nobody answered.
        average: Option<f64>,
        /// For how likely one is to recommend something.
        nps: Option<Nps>,
    },
    /// Numbers.
    Numbers {
        /// Their mean; `None`: nobody answered.
        average: Option<f64>,
        /// The least.
        least: Option<f64>,
        /// The greatest.
        most: Option<f64>,
    },
    /// Files.
    Files {
        /// How many came.
        files: u32,
    },
    /// Texts, which are listed (`forms/ID/texts`).
    Texts,
}

/// A choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// What is stored.
    pub value: String,
    /// What visitors saw.
    pub label: Localised,
    /// How often it was chosen.
    pub count: u32,
}

/// The Net Promoter Score: the share of promoters (9 and 10) less that of detractors (0 to 6), in percent; 7 and 8 are passive.
/// F. F. Reichheld, "The One Number You Need to Grow", Harvard Business Review, December 2003.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Nps {
    /// 9 and 10.
    pub promoters: u32,
    /// 7 and 8.
    pub passives: u32,
    /// 0 to 6.
    pub detractors: u32,
    /// From -100 to 100; `None`: nobody answered.
    pub score: Option<f64>,
}

impl Nps {
    /// Of how often each of 0 to 10 was chosen.
    pub fn of(counts: &[u32]) -> Self {
        let sum = |from: usize, to: usize| counts.iter().take(to + 1).skip(from).sum::<u32>();
        let (promoters, passives, detractors) = (sum(9, 10), sum(7, 8), sum(0, 6));
        let all = promoters + passives + detractors;
        let score =
            (all > 0).then(|| 100.0 * (f64::from(promoters) - f64::from(detractors)) / f64::from(all));
        Self {
            promoters,
            passives,
            detractors,
            score,
        }
    }
}

/// Which texts to list, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TextsQuery {
    /// The field's key.
    pub field: String,
    /// As in [`ResultsQuery`].
    pub from: String,
    /// As in [`ResultsQuery`].
    pub until: String,
    /// As in [`ResultsQuery`].
    pub widget: String,
    /// Where the page before ended ([`TextPage::next`]).
    pub before: Option<String>,
    /// So many at most; 0: as many as a page has.
    pub limit: u32,
}

/// A part of the texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextPage {
    /// The texts, newest first.
    pub items: Vec<TextRow>,
    /// Where the next part begins; `None`: there is none.
    pub next: Option<String>,
}

/// A text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextRow {
    /// The submission.
    pub submission: Uuid,
    /// Its number.
    pub number: u32,
    /// When it came.
    pub at: i64,
    /// What was written.
    pub text: String,
}

/// Limits.
pub mod limits {
    /// Steps of the time at most.
    pub const STEPS: usize = 400;
    /// Texts on a page.
    pub const PAGE: u32 = 100;
    /// Texts on a page when the query names no number.
    pub const TEXTS: u32 = 20;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_score_is_promoters_less_detractors() {
        let counts = [1, 0, 0, 0, 0, 0, 1, 2, 0, 3, 3];
        let nps = Nps::of(&counts);
        assert_eq!((nps.promoters, nps.passives, nps.detractors), (6, 2, 2));
        assert_eq!(nps.score, Some(40.0));
        assert_eq!(Nps::of(&[0; 11]).score, None);
        assert_eq!(Nps::of(&[5; 7]).score, Some(-100.0));
    }
}
