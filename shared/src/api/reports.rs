//! Reports: what visitors did in a period, added up.
//!
//! Under `api/admin/WORKSPACE/`, in JSON:
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET reports/overview?`[`ReportQuery`] | | [`Overview`] |
//! | `GET reports/entries?`[`ReportQuery`] | | [`EntryReport`] |
//! | `GET reports/questions?`[`ReportQuery`] | | [`QuestionReport`] |
//! | `GET reports/scenarios?`[`ReportQuery`] | | [`ScenarioReport`] |
//! | `GET reports/assumption` | | [`Assumption`] |
//! | `PUT reports/assumption` | [`Assumption`] | [`Assumption`] |
//! | `GET reports/mail` | | [`ReportMail`] |
//! | `PUT reports/mail` | [`ReportMail`] | [`ReportMail`] |
//! | `GET export/report.csv?report=NAME&`[`ReportQuery`], `.xlsx` | | the same as a table |
//!
//! Days are those of the workspace's clock.

use super::admin::EntryName;
use super::results::By;
use crate::Localised;
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;
use uuid::Uuid;

/// Of what time, and of which part of the visitors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportQuery {
    /// From this day on (`2027-01-31`); empty: `days` days until `until`.
    pub from: String,
    /// How many days, where `from` names none; 0: [`limits::DAYS`].
    pub days: u32,
    /// Until the end of this day; empty: today.
    pub until: String,
    /// Of the widget with this key; empty: of all.
    pub widget: String,
    /// What is about entries of this category and of those within it; `None`: everything.
    pub category: Option<Uuid>,
    /// How time is divided; `None`: as fits.
    pub by: Option<By>,
}

/// What visitors did. How each is counted is said at [`Figure`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Page loads in which the visitor did something.
    pub visits: i64,
    /// Conversations.
    pub conversations: i64,
    /// Questions.
    pub questions: i64,
    /// Questions that were answered at once.
    pub answers: i64,
    /// Questions for which several entries were offered.
    pub candidates: i64,
    /// Questions for which nothing was found.
    pub not_found: i64,
    /// Questions of which an answer was read.
    pub read: i64,
    /// Of these, those of which nobody said that it was no help.
    pub self_served: i64,
    /// Questions that the visitor called solved.
    pub solved: i64,
    /// Questions that the visitor called not solved.
    pub not_solved: i64,
}

impl AddAssign for Usage {
    fn add_assign(&mut self, more: Self) {
        self.visits += more.visits;
        self.conversations += more.conversations;
        self.questions += more.questions;
        self.answers += more.answers;
        self.candidates += more.candidates;
        self.not_found += more.not_found;
        self.read += more.read;
        self.self_served += more.self_served;
        self.solved += more.solved;
        self.not_solved += more.not_solved;
    }
}

/// A figure of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// [`Usage::visits`].
    Visits,
    /// [`Usage::conversations`].
    Conversations,
    /// [`Usage::questions`].
    Questions,
    /// [`Usage::read`].
    Read,
    /// [`Usage::solved`].
    Solved,
    /// [`Usage::not_solved`].
    NotSolved,
    /// [`Usage::not_found`].
    NotFound,
    /// [`Usage::self_served`] of [`Usage::questions`].
    SelfServiceRate,
    /// [`Usage::solved`] of those that somebody said anything of.
    SolvedRate,
}

impl Figure {
    /// All, in the order of the page.
    pub const ALL: [Self; 9] = [
        Self::Visits,
        Self::Conversations,
        Self::Questions,
        Self::SelfServiceRate,
        Self::Read,
        Self::SolvedRate,
        Self::Solved,
        Self::NotSolved,
        Self::NotFound,
    ];

    /// What it is called, Japanese and English.
    pub const fn name(self) -> [&'static str; 2] {
        match self {
            Self::Visits => ["訪問", "Visits"],
            Self::Conversations => ["会話", "Conversations"],
            Self::Questions => ["質問", "Questions"],
            Self::Read => ["回答を読んだ質問", "Questions with an answer read"],
            Self::Solved => ["解決", "Solved"],
            Self::NotSolved => ["未解決", "Not solved"],
            Self::NotFound => ["見つからなかった質問", "Found nothing"],
            Self::SelfServiceRate => ["自己解決率", "Self-service rate"],
            Self::SolvedRate => ["解決率", "Solved rate"],
        }
    }

    /// How it is counted, Japanese and English.
    pub const fn definition(self) -> [&'static str; 2] {
        match self {
            Self::Visits => [
                "チャットで何かをしたページの表示。ページを開いただけのものは数えません。",
                "Page loads in which the visitor did something in the chat. Opening the page alone does not count.",
            ],
            Self::Conversations => [
                "質問、回答の表示、シナリオのどれかがあったひと続きのやりとり。「最初から」を押すと新しい会話です。",
                "What belongs together, with a question, an answer or a scenario. Beginning anew begins another.",
            ],
            Self::Questions => [
                "入力して送られた質問。同じ質問も送られるたびに数えます。",
                "Questions that were typed and sent, each time that they were.",
            ],
            Self::Read => [
                "回答を 1 つ以上開いた質問。すぐに回答が出たものを含みます。",
                "Questions of which at least one answer was opened, or shown at once.",
            ],
            Self::Solved => [
                "訪問者が最後に「解決した」と答えた質問。",
                "Questions that the visitor called solved, by the last word.",
            ],
            Self::NotSolved => [
                "訪問者が最後に「解決しなかった」と答えた質問。",
                "Questions that the visitor called not solved, by the last word.",
            ],
            Self::NotFound => [
                "該当する FAQ がなかった質問。",
                "Questions for which no entry was good enough.",
            ],
            Self::SelfServiceRate => [
                "回答を読み、「解決しなかった」と答えなかった質問の、すべての質問に対する割合。",
                "Of all questions, those of which an answer was read and nobody said that it was no help.",
            ],
            Self::SolvedRate => [
                "「解決した」の、「解決した」と「解決しなかった」の合計に対する割合。答えなかった人は含みません。",
                "Solved, of solved and not solved together. Who said nothing does not count.",
            ],
        }
    }

    /// Whether it is a share (0 to 1) and not a count.
    pub const fn is_rate(self) -> bool {
        matches!(self, Self::SelfServiceRate | Self::SolvedRate)
    }

    /// Whether a report on a category has it: visits and conversations are about nothing by themselves, and what found nothing
    /// has no category.
    pub const fn has_category(self) -> bool {
        !matches!(self, Self::Visits | Self::Conversations | Self::NotFound)
    }

    /// Its value: a count, or a share; `None` when there is nothing of which it could be a share.
    pub fn of(self, usage: &Usage) -> Option<f64> {
        let share = |part: i64, all: i64| (all > 0).then(|| part as f64 / all as f64);
        match self {
            Self::Visits => Some(usage.visits as f64),
            Self::Conversations => Some(usage.conversations as f64),
            Self::Questions => Some(usage.questions as f64),
            Self::Read => Some(usage.read as f64),
            Self::Solved => Some(usage.solved as f64),
            Self::NotSolved => Some(usage.not_solved as f64),
            Self::NotFound => Some(usage.not_found as f64),
            Self::SelfServiceRate => share(usage.self_served, usage.questions),
            Self::SolvedRate => share(usage.solved, usage.solved + usage.not_solved),
        }
    }
}

/// A period: its first and its last day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
}

/// The overview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// The period.
    pub days: Days,
    /// The one before it, as long.
    pub days_before: Days,
    /// In the period.
    pub now: Usage,
    /// In the one before.
    pub before: Usage,
    /// How time is divided.
    pub by: By,
    /// The first day of each part, without gaps.
    pub steps: Vec<(String, Usage)>,
    /// Questions by weekday (Monday first) and hour; `None` for a category.
    pub hours: Option<[[i64; 24]; 7]>,
    /// By the category directly: the most asked first. The nil id stands for entries without a category and those that are gone.
    pub categories: Vec<CategoryUsage>,
    /// All widgets, by name: key and name.
    pub widgets: Vec<(String, Localised)>,
    /// What is thought of those who served themselves.
    pub assumption: Assumption,
}

/// What was asked about a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryUsage {
    /// The category; nil: none.
    pub id: Uuid,
    /// Its path, outermost first; empty: none.
    pub path: Vec<String>,
    /// What was asked.
    pub usage: Usage,
}

/// What is assumed to estimate how much work the help desk was spared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumption {
    /// Of the questions that were self-served, so many percent would have been asked of the help desk.
    pub percent: u32,
    /// So many minutes one of them would have taken it.
    pub minutes: u32,
}

impl Default for Assumption {
    fn default() -> Self {
        Self {
            percent: 50,
            minutes: 10,
        }
    }
}

impl Assumption {
    /// Inquiries that the help desk was spared, by this assumption.
    pub fn inquiries(self, usage: &Usage) -> f64 {
        usage.self_served as f64 * f64::from(self.percent) / 100.0
    }

    /// Hours that they would have taken.
    pub fn hours(self, usage: &Usage) -> f64 {
        self.inquiries(usage) * f64::from(self.minutes) / 60.0
    }
}

/// To whom the overview is mailed, and how often.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportMail {
    /// How often.
    pub every: Every,
    /// The users; those who may not read questions any more, or are suspended, get none.
    pub people: Vec<Uuid>,
}

/// How often a report is mailed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Never.
    #[default]
    Never,
    /// Each Monday, of the week before.
    Week,
    /// On the first of each month, of the month before.
    Month,
}

/// Entries, the most shown first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryReport {
    /// The period.
    pub days: Days,
    /// The first [`limits::ROWS`] of them; a file has all.
    pub rows: Vec<EntryUsage>,
    /// How many there are.
    pub total: u32,
    /// All widgets, by name: key and name.
    pub widgets: Vec<(String, Localised)>,
}

/// What visitors did with an entry in the period, whichever widget they used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryUsage {
    /// The entry.
    pub entry: EntryName,
    /// Its category's path; empty: none.
    pub category: Vec<String>,
    /// How often it was offered or opened.
    pub shown: i64,
    /// How often it was read.
    pub read: i64,
    /// How often it was called a help.
    pub solved: i64,
    /// How often not.
    pub not_solved: i64,
    /// The last day on which it was shown, in or after the period.
    pub last: String,
}

/// What was asked most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionReport {
    /// The period.
    pub days: Days,
    /// Questions that were looked at: the newest [`limits::QUESTIONS`] of the period.
    pub looked_at: u32,
    /// Whether the period has more.
    pub more: bool,
    /// What was asked, the most frequent first: those alike but for case, width and the like are one. At most [`limits::ROWS`].
    pub asked: Vec<AskedOften>,
    /// The same of those that found nothing.
    pub not_found: Vec<AskedOften>,
    /// Words, by the number of questions that have them: runs of kanji, of katakana, of Latin letters. At most
    /// [`limits::TERMS`].
    pub terms: Vec<(String, u32)>,
    /// All widgets, by name: key and name.
    pub widgets: Vec<(String, Localised)>,
}

/// A question that was asked once or more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedOften {
    /// As it was typed last.
    pub text: String,
    /// How often.
    pub count: u32,
    /// How often nothing was found.
    pub not_found: u32,
    /// How often it was called solved.
    pub solved: u32,
    /// How often not.
    pub not_solved: u32,
}

/// How visitors went through scenarios.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioReport {
    /// The period.
    pub days: Days,
    /// Whether the period has more steps than the newest [`limits::STEPS`], which were looked at.
    pub more: bool,
    /// The scenarios, the most begun first.
    pub scenarios: Vec<ScenarioUsage>,
    /// All widgets, by name: key and name.
    pub widgets: Vec<(String, Localised)>,
}

/// How visitors went through a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioUsage {
    /// The scenario.
    pub id: Uuid,
    /// What it is called; empty when it is gone.
    pub name: Localised,
    /// Conversations that came to any step of it.
    pub begun: u32,
    /// Of these, those that came to an end of it: a step that nothing follows.
    pub ended: u32,
    /// Its steps, the most visited first.
    pub steps: Vec<StepUsage>,
}

/// How visitors went on at a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepUsage {
    /// The step's id.
    pub step: String,
    /// What it says; empty when it is gone.
    pub text: Localised,
    /// Whether it is an end.
    pub is_end: bool,
    /// Conversations that came to it.
    pub seen: u32,
    /// Of these, those for which it was the last step of this scenario.
    pub last: u32,
}

/// Limits.
pub mod limits {
    /// Days of a report that names neither its first day nor how many.
    pub const DAYS: u32 = 30;
    /// Days of a report at most: ten years.
    pub const MOST_DAYS: i64 = 3_660;
    /// Rows on a screen.
    pub const ROWS: usize = 200;
    /// Words on a screen.
    pub const TERMS: usize = 60;
    /// Questions that are grouped at most.
    pub const QUESTIONS: u32 = 50_000;
    /// Steps of scenarios that are looked at at most.
    pub const STEPS: u32 = 200_000;
    /// People who get a report by mail at most.
    pub const PEOPLE: usize = 50;
    /// Minutes of an inquiry at most: a working day.
    pub const MINUTES: u32 = 480;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_of_what_they_say() {
        let usage = Usage {
            questions: 10,
            self_served: 4,
            solved: 3,
            not_solved: 1,
            ..Usage::default()
        };
        assert_eq!(Figure::SelfServiceRate.of(&usage), Some(0.4));
        assert_eq!(Figure::SolvedRate.of(&usage), Some(0.75));
        assert_eq!(Figure::SolvedRate.of(&Usage::default()), None);
        let assumption = Assumption {
            percent: 50,
            minutes: 30,
        };
        assert_eq!(format!("{:.1}", assumption.inquiries(&usage)), "2.0");
        assert_eq!(format!("{:.1}", assumption.hours(&usage)), "1.0");
    }
}
