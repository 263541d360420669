//! The log of questions: what was asked, what was offered, what became of it.

use super::counters;
use super::engine::{Dialect, Read, Row, Sql, Value};
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
    claims: Vec<(String, String)>,
}

/// A page of the log for the screen.
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
    let shape = Shape {
        filter: query.filter,
        words: words.len(),
        before: before.is_some(),
    };
    let mut values: Vec<Value<'_>> = words.into_iter().map(Value::from).collect();
    if let Some(place) = before {
        values.extend([Value::Int(place.at), Value::Id(place.id)]);
    }
    // One more than wanted tells whether there is a next part.
    values.push(Value::Int(i64::from(limit) + 1));
    let mut found = read.query(Sql::new(&shape.sql(read.dialect())), &values, from_row)?;
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
        claims: match row.get::<Option<String>>(11)? {
            Some(json) => serde_json::from_str(&json).map_err(Error::internal)?,
            None => Vec::new(),
        },
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
            claims: self.claims,
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
            "SELECT id, at, text, outcome, candidates, read_entry, solved, page, widget, conversation, reason,
                (SELECT v.claims FROM event e JOIN visit v ON v.id = e.visit WHERE e.id = question.id)
            FROM question{filter} ORDER BY at DESC, id DESC LIMIT {}",
            next()
        )
    }
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
    let mut all = Vec::new();
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
