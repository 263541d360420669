//! Questions whose answers are known: how many are found, and which are not.

use super::{Stop, questions::title, table::Table};
use crate::{knowledge::pinned::NOTHING, tables::cells::split_list};
use kotae_shared::{
    Lang,
    api::{admin::RowError, problem::Fault, widget::Outcome},
    matcher::{Hit, Matcher},
};
use std::{fmt::Write as _, path::Path};

/// Hits of a miss that are shown.
const SHOWN: usize = 3;

/// A question with the ids of entries that answer it; without any, nothing should be found.
pub(super) struct Case {
    row: u32,
    question: String,
    expected: Vec<String>,
}

/// Reads the columns `question` and `expected`. Ids that are not `known` are errors.
pub(super) fn read(file: &Path, known: &dyn Fn(&str) -> bool, lang: Lang) -> Result<Vec<Case>, Stop> {
    let columns = [
        (&["question", "質問", "質問文", "問い合わせ"][..], true),
        (
            &[
                "expected",
                "expectedid",
                "id",
                "code",
                "期待",
                "期待するid",
                "正解",
                "正解id",
            ][..],
            true,
        ),
    ];
    let mut cases = Vec::new();
    Table::read(file, columns, lang, |row, [question, expected]| {
        if question.is_empty() {
            return Err((0, Fault::Required));
        }
        // As an export of pinned questions says that nothing may be found.
        let is_nothing = NOTHING.contains(&expected.trim().to_lowercase().as_str());
        let expected = if is_nothing {
            Vec::new()
        } else {
            split_list(expected)
        };
        if !expected.iter().all(|id| known(id)) {
            return Err((1, Fault::Unknown));
        }
        cases.push(Case {
            row,
            question: question.to_owned(),
            expected,
        });
        Ok(())
    })?;
    if cases.is_empty() {
        let fault = Fault::Required;
        let error = RowError {
            row: 2,
            column: "question".to_owned(),
            fault,
            message: fault.message(lang),
        };
        return Err(Stop::rows(file, &[error], 1, lang));
    }
    Ok(cases)
}

/// How the questions came out.
pub(super) struct Report<'c> {
    /// Questions with an expected entry; how many of them have it first, among the first three; how many found nothing.
    asked: usize,
    first: usize,
    third: usize,
    lost: usize,
    /// Questions without an answer, and how many of them found nothing.
    unanswerable: usize,
    refused: usize,
    misses: Vec<Miss<'c>>,
}

struct Miss<'c> {
    case: &'c Case,
    outcome: Outcome,
    /// From 1; none when it is not among the hits.
    place: Option<usize>,
    /// The best entries, as lines; when nothing was good enough, what came nearest.
    came: Vec<String>,
}

impl<'c> Report<'c> {
    /// Asks every question, as a visitor would.
    pub(super) fn new(cases: &'c [Case], codes: &[String], matcher: &Matcher) -> Self {
        let mut report = Self {
            asked: 0,
            first: 0,
            third: 0,
            lost: 0,
            unanswerable: 0,
            refused: 0,
            misses: Vec::new(),
        };
        for case in cases {
            let ranking = matcher.ask(&case.question);
            let found = ranking.outcome != Outcome::NotFound;
            let right = |hit: &Hit| case.expected.contains(&codes[hit.index as usize]);
            let place = ranking.hits.iter().position(right).map(|at| at + 1);
            if case.expected.is_empty() {
                report.unanswerable += 1;
                report.refused += usize::from(!found);
            } else {
                report.asked += 1;
                report.first += usize::from(place == Some(1));
                report.third += usize::from(place.is_some_and(|place| place <= 3));
                report.lost += usize::from(!found);
            }
            let hit = if case.expected.is_empty() {
                !found
            } else {
                place == Some(1)
            };
            if !hit {
                let shown = if found {
                    ranking.hits
                } else {
                    matcher.rank(&case.question, SHOWN)
                };
                let line = |hit: &Hit| {
                    let id = &codes[hit.index as usize];
                    format!("{id} {} {}", hit.score, title(matcher, hit.index))
                };
                report.misses.push(Miss {
                    case,
                    outcome: ranking.outcome,
                    place,
                    came: shown.iter().take(SHOWN).map(line).collect(),
                });
            }
        }
        report
    }

    /// The rates, and the questions that were missed with what came instead.
    pub(super) fn text(&self, lang: Lang) -> String {
        let mut text = String::new();
        let all = self.asked + self.unanswerable;
        let lines = match lang {
            Lang::Ja => [
                format!(
                    "質問 {all} 件（うち、何も見つからないのが正しいもの {} 件）",
                    self.unanswerable
                ),
                format!("1 位で正解（hit@1）: {}", share(self.first, self.asked)),
                format!("3 位以内で正解（hit@3）: {}", share(self.third, self.asked)),
                format!("「見つかりません」になった割合: {}", share(self.lost, self.asked)),
                format!(
                    "正しく「見つかりません」になった割合: {}",
                    share(self.refused, self.unanswerable)
                ),
            ],
            Lang::En => [
                format!(
                    "{all} questions, of which {} should find nothing",
                    self.unanswerable
                ),
                format!("hit@1: {}", share(self.first, self.asked)),
                format!("hit@3: {}", share(self.third, self.asked)),
                format!("not found: {}", share(self.lost, self.asked)),
                format!("rightly not found: {}", share(self.refused, self.unanswerable)),
            ],
        };
        let shown = if self.unanswerable == 0 { 4 } else { 5 };
        for line in &lines[..shown] {
            let _ = writeln!(text, "{line}");
        }
        if !self.misses.is_empty() {
            let _ = writeln!(text, "\n{}", lang.pick("外れた質問:", "Misses:"));
        }
        for miss in &self.misses {
            miss.write(&mut text, lang);
        }
        text.truncate(text.trim_end().len());
        text
    }

    /// What is to be said of rates that are below their least.
    pub(super) fn below(&self, least: [(u8, Option<f64>); 2], lang: Lang) -> Vec<String> {
        let mut below = Vec::new();
        for ((at, least), hits) in least.into_iter().zip([self.first, self.third]) {
            let Some(least) = least else { continue };
            // No question with an answer: nothing was shown to reach anything.
            if self.asked == 0 || (hits as f64) < least * self.asked as f64 - 1e-9 {
                let rate = share(hits, self.asked);
                below.push(match lang {
                    Lang::Ja => format!("hit@{at} が下限 {least} を下回りました: {rate}"),
                    Lang::En => format!("hit@{at} is below {least}: {rate}"),
                });
            }
        }
        below
    }
}

impl Miss<'_> {
    fn write(&self, text: &mut String, lang: Lang) {
        let Case {
            row,
            question,
            expected,
        } = self.case;
        let expected = if expected.is_empty() {
            lang.pick("なし", "nothing").to_owned()
        } else {
            expected.join(" | ")
        };
        let place = match (lang, self.place) {
            (_, None) => String::new(),
            (Lang::Ja, Some(place)) => format!("（{place} 位）"),
            (Lang::En, Some(place)) => format!(" (place {place})"),
        };
        let _ = match lang {
            Lang::Ja => writeln!(text, "  {row} 行目「{question}」 期待: {expected}{place}"),
            Lang::En => writeln!(text, "  row {row}, “{question}”: expected {expected}{place}"),
        };
        if self.outcome == Outcome::NotFound {
            let _ = writeln!(
                text,
                "    {}",
                lang.pick("見つかりません。近かったもの:", "nothing was found; nearest:")
            );
        }
        for line in &self.came {
            let _ = writeln!(text, "    {line}");
        }
    }
}

fn share(part: usize, of: usize) -> String {
    if of == 0 {
        return format!("- ({part}/{of})");
    }
    format!("{:.3} ({part}/{of})", part as f64 / of as f64)
}
