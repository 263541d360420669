//! The log of questions: what was asked, what was offered, what became of it.

use super::counters;
use super::engine::{
    Dialect, Read, Row, Sql, Value, params, statements,
    text_index::{TextIndex, is_wanted},
};
use super::names::outcome;
use super::{Error, Result, Workspace, entries};
use kotae_shared::Uuid;
use kotae_shared::api::{
    admin::{CandidateRow, EntryName, QuestionFilter, QuestionPage, QuestionQuery, QuestionRow, limits},
    problem::Fault,
    widget::Outcome,
};
use kotae_shared::text::fold;
use std::collections::HashMap;

/// Rows in a page when the query names no number.
const DEFAULT_LIMIT: u32 = 50;
/// Words of a search that count; a longer search is cut.
const WORDS: usize = 16;

/// The index of the questions' folded texts, by [number](super::events::number_older).
pub(super) const TEXTS: TextIndex = TextIndex {
    table: "question_text",
};
/// So few questions are read sooner than an index is asked.
const FEW: u32 = if cfg!(test) { 0 } else { 5_000 };
/// Questions that are looked up in the index at a time.
const LOOKED_UP: u32 = 200;

/// A part of the log, with the place where the next part begins.
pub type Part = (Vec<QuestionRow>, Option<String>);

/// A question as the events database has it: entries by id.
struct Logged {
    id: Uuid,
    at: i64,
    text: String,
    outcome: Outcome,
    candidates: Vec<(Uuid, u16)>,
    read: Option<Uuid>,
    solved: Option<bool>,
    page: String,
    widget: String,
    conversation: Uuid,
    reason: Option<String>,
}

/// A page of the log for the screen. What is known of each visitor is the caller's to fill ([`super::visit_values::fill`]).
pub async fn page(workspace: &Workspace, query: &QuestionQuery) -> Result<QuestionPage> {
    let limit = if query.limit == 0 {
        DEFAULT_LIMIT
    } else {
        query.limit.min(limits::PAGE)
    };
    let (items, next) = part(workspace, query, limit).await?;
    Ok(QuestionPage {
        items,
        next,
        counts: workspace.events().read(counts).await?,
    })
}

/// At most `limit` questions from `query.before` on, newest first, for exports: give the returned place as
/// `query.before` to go on. `query.limit` is not looked at.
pub async fn part(workspace: &Workspace, query: &QuestionQuery, limit: u32) -> Result<Part> {
    let query = query.clone();
    let (logged, next) = workspace
        .events()
        .read(move |read| logged(read, &query, limit))
        .await?;
    let items = workspace
        .main()
        .read(move |read| logged_with_names(read, logged))
        .await?;
    Ok((items, next))
}

/// How many questions there are: all, nothing found, not solved, solved.
pub fn counts(read: &Read<'_>) -> Result<[u32; 4]> {
    let mut counts = [0; 4];
    let names = ["questions", "not_found", "not_solved", "solved"];
    for (count, name) in counts.iter_mut().zip(names) {
        *count = u32::try_from(counters::get(read, name)?).unwrap_or(0);
    }
    Ok(counts)
}

fn logged(read: &Read<'_>, query: &QuestionQuery, limit: u32) -> Result<(Vec<Logged>, Option<String>)> {
    let folded = fold(&query.q);
    let words: Vec<&str> = folded
        .split(' ')
        .filter(|word| !word.is_empty())
        .take(WORDS)
        .collect();
    let before = query.before.as_deref().map(Place::parse).transpose()?;
    // One more than wanted tells whether there is a next part.
    let wanted = limit.saturating_add(1);
    let mut found = if is_indexed(read, query.filter, &words)? {
        by_index(read, query.filter, &words, before, wanted)?
    } else {
        by_reading(read, query.filter, &words, before, wanted)?
    };
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let last = found.last().filter(|_| more);
    let next = last.map(|last| {
        Place {
            at: last.at,
            id: last.id,
        }
        .to_string()
    });
    Ok((found, next))
}

/// Whether the index of texts finds these words sooner than reading what the filter leaves. Until every question is in it, it is
/// not asked.
fn is_indexed(read: &Read<'_>, filter: QuestionFilter, words: &[&str]) -> Result<bool> {
    if words.is_empty() || !words.iter().copied().all(is_wanted) {
        return Ok(false);
    }
    let counts = counts(read)?;
    let count = match filter {
        QuestionFilter::All => counts[0],
        QuestionFilter::NotFound => counts[1],
        QuestionFilter::NotSolved => counts[2],
        QuestionFilter::Solved => counts[3],
    };
    Ok(count > FEW && !read.exists(UNNUMBERED, params![])?)
}

/// Reads what the filter leaves, newest first, until enough have the words.
fn by_reading(
    read: &Read<'_>,
    filter: QuestionFilter,
    words: &[&str],
    before: Option<Place>,
    wanted: u32,
) -> Result<Vec<Logged>> {
    let shape = Shape {
        filter,
        words: words.len(),
        before: before.is_some(),
    };
    let mut values: Vec<Value<'_>> = words.iter().copied().map(Value::from).collect();
    if let Some(place) = before {
        values.extend([Value::Int(place.at), Value::Id(place.id)]);
    }
    values.push(Value::Int(i64::from(wanted)));
    read.query(Sql::new(&shape.sql(read.dialect())), &values, from_row)
}

/// Looks the words up, and takes those of the questions that the filter leaves.
fn by_index(
    read: &Read<'_>,
    filter: QuestionFilter,
    words: &[&str],
    before: Option<Place>,
    wanted: u32,
) -> Result<Vec<Logged>> {
    let mut below = match before {
        None => i64::MAX,
        Some(place) => match read.first(NUMBER, params![place.id], |row| row.get(0))? {
            Some(number) => number,
            // The question of the place is not there; that of the next newer one is.
            None => read
                .first(NUMBER_FROM, params![place.at, place.id], |row| row.get(0))?
                .unwrap_or(i64::MAX),
        },
    };
    let sql = Sql::new(by_number(filter));
    let mut found = Vec::new();
    loop {
        let numbers = TEXTS.find(read, words, below, LOOKED_UP)?;
        for number in &numbers {
            found.extend(read.first(sql, params![*number], from_row)?);
            if found.len() >= wanted as usize {
                return Ok(found);
            }
        }
        match numbers.last() {
            Some(last) if numbers.len() == LOOKED_UP as usize => below = *last,
            _ => return Ok(found),
        }
    }
}

const fn by_number(filter: QuestionFilter) -> &'static str {
    match filter {
        QuestionFilter::All => BY_NUMBER.text(),
        QuestionFilter::NotFound => NOT_FOUND_BY_NUMBER.text(),
        QuestionFilter::NotSolved => NOT_SOLVED_BY_NUMBER.text(),
        QuestionFilter::Solved => SOLVED_BY_NUMBER.text(),
    }
}

fn from_row(row: Row<'_>) -> Result<Logged> {
    Ok(Logged {
        id: row.get(0)?,
        at: row.get(1)?,
        text: row.get(2)?,
        outcome: row.parse(3, outcome)?,
        candidates: row.json(4)?,
        read: row.get(5)?,
        solved: row.get(6)?,
        page: row.get(7)?,
        widget: row.get(8)?,
        conversation: row.get(9)?,
        reason: row.get(10)?,
    })
}

fn logged_with_names(main: &Read<'_>, logged: Vec<Logged>) -> Result<Vec<QuestionRow>> {
    let ids = logged.iter().flat_map(|question| {
        let offered = question.candidates.iter().map(|(entry, _)| *entry);
        offered.chain(question.read)
    });
    let names = entries::names(main, ids)?;
    Ok(logged
        .into_iter()
        .map(|question| question.named(&names))
        .collect())
}

impl Logged {
    fn named(self, names: &HashMap<Uuid, EntryName>) -> QuestionRow {
        let name = |id| {
            names.get(&id).cloned().unwrap_or(EntryName {
                id,
                code: String::new(),
                title: String::new(),
            })
        };
        let candidates = self.candidates.into_iter().map(|(entry, score)| CandidateRow {
            entry: name(entry),
            score,
        });
        QuestionRow {
            id: self.id,
            at: self.at,
            text: self.text,
            outcome: self.outcome,
            candidates: candidates.collect(),
            read: self.read.map(name),
            solved: self.solved,
            reason: self.reason.unwrap_or_default(),
            values: Vec::new(),
            page: self.page,
            widget: self.widget,
            conversation: self.conversation,
        }
    }
}

/// A place in the log: just behind the question that came at `at` with this id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    at: i64,
    id: Uuid,
}

impl Place {
    fn parse(text: &str) -> Result<Self> {
        let parse = || {
            let (at, id) = text.split_once('-')?;
            Some(Self {
                at: at.parse().ok()?,
                id: Uuid::try_parse(id).ok()?,
            })
        };
        parse().ok_or_else(|| Error::field("before", Fault::Unknown))
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.at, self.id.simple())
    }
}

/// Which conditions a list has.
#[derive(Clone, Copy, Debug)]
struct Shape {
    filter: QuestionFilter,
    words: usize,
    before: bool,
}

impl Shape {
    /// Parameters in the order: words, time and id of the place, limit.
    fn sql(self, dialect: Dialect) -> String {
        let mut number = 0;
        let mut next = || {
            number += 1;
            format!("${number}")
        };
        // Written out, not as parameters, so that the partial index of each filter serves.
        let mut conditions: Vec<String> = match self.filter {
            QuestionFilter::All => vec![],
            QuestionFilter::NotFound => vec!["outcome = 'not_found'".into()],
            QuestionFilter::NotSolved => vec!["solved = 0".into()],
            QuestionFilter::Solved => vec!["solved = 1".into()],
        };
        conditions.extend((0..self.words).map(|_| dialect.contains("folded", &next())));
        if self.before {
            conditions.push(format!("(at, id) < ({}, {})", next(), next()));
        }
        let filter = match conditions.as_slice() {
            [] => String::new(),
            some => format!(" WHERE {}", some.join(" AND ")),
        };
        format!(
            "SELECT id, at, text, outcome, candidates, read_entry, solved, page, widget, conversation, reason FROM question{filter} ORDER BY at DESC, id DESC LIMIT {}",
            next()
        )
    }
}

/// A question by its number.
macro_rules! by_number {
    ($($condition:literal)?) => {
        concat!(
            "SELECT id, at, text, outcome, candidates, read_entry, solved, page, widget, conversation, reason FROM question WHERE number = $1"
            $(, " AND ", $condition)?
        )
    };
}

statements! {
    UNNUMBERED = "SELECT 1 FROM question WHERE number IS NULL LIMIT 1";
    NUMBER = "SELECT number FROM question WHERE id = $1";
    NUMBER_FROM = "SELECT number FROM question WHERE (at, id) >= ($1, $2) ORDER BY at, id LIMIT 1";
    BY_NUMBER = by_number!();
    NOT_FOUND_BY_NUMBER = by_number!("outcome = 'not_found'");
    NOT_SOLVED_BY_NUMBER = by_number!("solved = 0");
    SOLVED_BY_NUMBER = by_number!("solved = 1");
}

/// Statements of every shape, for the tests that prepare all.
#[cfg(test)]
pub(super) fn variants(dialect: Dialect) -> Vec<String> {
    let filters = [
        QuestionFilter::All,
        QuestionFilter::NotFound,
        QuestionFilter::NotSolved,
        QuestionFilter::Solved,
    ];
    let mut all = TEXTS.variants(dialect);
    for filter in filters {
        for words in 0..3 {
            for before in [false, true] {
                let shape = Shape {
                    filter,
                    words,
                    before,
                };
                all.push(shape.sql(dialect));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{events, tests::world};
    use kotae_shared::api::widget::{Event, EventKind, Question, Visit};
    use proptest::prelude::*;

    const FILTERS: [QuestionFilter; 4] = [
        QuestionFilter::All,
        QuestionFilter::NotFound,
        QuestionFilter::NotSolved,
        QuestionFilter::Solved,
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn the_index_finds_what_reading_finds(
            texts in prop::collection::vec("[有給休a-bB. \"'*]{1,9}", 1..12),
            words in prop::collection::vec("[有給休a-b.\"'*]{2,3}", 1..3),
            forgotten in any::<bool>(),
        ) {
            let world = world();
            let workspace = world.workspace();
            for (number, text) in (1_u128..).zip(&texts) {
                world.clock.advance(1);
                let outcome = if number % 2 == 0 { Outcome::NotFound } else { Outcome::Answer };
                let question = Question { text: text.clone(), pack: String::new(), outcome, candidates: Vec::new() };
                let event = |id: u128, kind| Event { id: Uuid::from_u128(id), conversation: Uuid::nil(), seq: 0, kind };
                let (question, id) = (EventKind::Question(question), Uuid::from_u128(number));
                let said = EventKind::Feedback { question: Some(id), entry: Uuid::nil(), solved: number % 3 == 0 };
                let all = [event(number, question), event(number + 1_000, said)];
                workspace.events().write_blocking(move |tx| events::record(tx, "w", &Visit::default(), &all)).unwrap();
            }
            if forgotten {
                // As after an import: the index is made anew.
                let forget = |tx: &crate::store::engine::Tx<'_>| {
                    tx.execute(Sql::new("INSERT INTO question_text (question_text) VALUES ('delete-all')"), params![])?;
                    events::forget_numbers(tx)
                };
                workspace.events().write_blocking(forget).unwrap();
                while workspace.events().write_blocking(|tx| events::number_older(tx, 3)).unwrap() == 3 {}
            }
            let words: Vec<String> = words.iter().map(|word| fold(word)).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| is_wanted(word)).collect();
            for filter in FILTERS {
                let mut before = None;
                loop {
                    let read = |read: &Read<'_>| Ok((
                        by_reading(read, filter, &words, before, 2)?,
                        by_index(read, filter, &words, before, 2)?,
                    ));
                    if words.is_empty() {
                        break;
                    }
                    let (reading, index) = workspace.events().read_blocking(read).unwrap();
                    let ids = |found: &[Logged]| found.iter().map(|one| one.id).collect::<Vec<_>>();
                    prop_assert_eq!(ids(&reading), ids(&index), "{:?} {:?}", filter, words);
                    match index.last() {
                        Some(last) if index.len() == 2 => before = Some(Place { at: last.at, id: last.id }),
                        _ => break,
                    }
                }
            }
        }
    }
}
