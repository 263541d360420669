//! The list of submissions: pages by place, so that the last one costs what the first one does.

use super::super::engine::{Dialect, Read, Sql, Value, params, statements};
use super::super::names::{submission_state, submission_state_name};
use super::super::{Error, Result, forms};
use super::head;
use kotae_shared::{
    Uuid,
    api::{
        admin::limits::{PAGE, SEARCH},
        forms::{Sender, SubmissionPage, SubmissionQuery, SubmissionRow},
        problem::Fault,
    },
    form::answers::Answer,
    text::fold,
};

/// Rows in a page when the query names no number.
const DEFAULT_LIMIT: u32 = 50;
/// Words of a search that count.
const WORDS: usize = 8;

/// Submissions with what was answered, for exports, and where the next part begins.
pub type Part = (Vec<(SubmissionRow, Sender, Vec<Answer>)>, Option<String>);

/// A page for the screen.
pub fn page(read: &Read<'_>, query: &SubmissionQuery) -> Result<SubmissionPage> {
    let limit = match query.limit {
        0 => DEFAULT_LIMIT,
        limit => limit.min(PAGE),
    };
    let (items, next) = rows(read, query, limit, |row| Ok((head(row)?, ())))?;
    Ok(SubmissionPage {
        items: items.into_iter().map(|(row, ())| row).collect(),
        next,
        counts: counts(read, query.form)?,
        people: forms::handlers(read)?,
    })
}

/// At most `limit` from `query.before` on, newest first.
pub fn part(read: &Read<'_>, query: &SubmissionQuery, limit: u32) -> Result<Part> {
    let (all, next) = rows(read, query, limit, |row| {
        Ok((head(row)?, (row.json(12)?, row.json(13)?)))
    })?;
    let all = all.into_iter().map(|(row, (from, answers))| (row, from, answers));
    Ok((all.collect(), next))
}

type Rows<T> = (Vec<(SubmissionRow, T)>, Option<String>);

fn rows<T>(
    read: &Read<'_>,
    query: &SubmissionQuery,
    limit: u32,
    map: impl Fn(super::super::engine::Row<'_>) -> Result<(SubmissionRow, T)>,
) -> Result<Rows<T>> {
    if query.q.chars().count() > SEARCH {
        return Err(Error::field("q", Fault::TooLong(SEARCH as u32)));
    }
    let folded = fold(&query.q);
    let words: Vec<&str> = folded
        .split(' ')
        .filter(|word| !word.is_empty())
        .take(WORDS)
        .collect();
    let before = query.before.as_deref().map(place).transpose()?;
    let shape = Shape {
        words: words.len(),
        form: query.form.is_some(),
        state: query.state.is_some(),
        assignee: query.assignee.is_some(),
        unassigned: query.unassigned,
        before: before.is_some(),
    };
    let mut values: Vec<Value<'_>> = words.into_iter().map(Value::from).collect();
    values.extend(query.form.map(Value::from));
    values.extend(query.state.map(|state| Value::from(submission_state_name(state))));
    values.extend(query.assignee.map(Value::from));
    if let Some((at, id)) = before {
        values.extend([Value::Int(at), Value::Id(id)]);
    }
    // One more than wanted tells whether there is a next part.
    values.push(Value::Int(i64::from(limit) + 1));
    let mut found = read.query(Sql::new(&shape.sql(read.dialect())), &values, map)?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let last = found.last().filter(|_| more);
    let next = last.map(|(row, _)| format!("{}-{}", row.created_at, row.id.simple()));
    Ok((found, next))
}

/// How many there are in each state: new, in progress, done, spam.
fn counts(read: &Read<'_>, form: Option<Uuid>) -> Result<[u32; 4]> {
    let count = |row: super::super::engine::Row<'_>| {
        Ok((row.parse(0, submission_state)? as usize, row.get::<u32>(1)?))
    };
    let found = match form {
        None => read.query(COUNTS, params![], count)?,
        Some(form) => read.query(COUNTS_OF, params![form], count)?,
    };
    let mut counts = [0; 4];
    for (state, count) in found {
        counts[state] = count;
    }
    Ok(counts)
}

fn place(text: &str) -> Result<(i64, Uuid)> {
    let parse = || {
        let (at, id) = text.split_once('-')?;
        Some((at.parse().ok()?, Uuid::try_parse(id).ok()?))
    };
    parse().ok_or_else(|| Error::field("before", Fault::Unknown))
}

/// Which conditions a list has.
#[derive(Clone, Copy, Debug)]
struct Shape {
    words: usize,
    form: bool,
    state: bool,
    assignee: bool,
    unassigned: bool,
    before: bool,
}

impl Shape {
    /// Parameters in the order: words, form, state, assignee, time and id of the place, limit.
    fn sql(self, dialect: Dialect) -> String {
        let mut number = 0;
        let mut next = || {
            number += 1;
            format!("${number}")
        };
        let mut conditions: Vec<String> = Vec::new();
        conditions.extend((0..self.words).map(|_| dialect.contains("s.folded", &next())));
        for (wanted, column) in [
            (self.form, "s.form"),
            (self.state, "s.state"),
            (self.assignee, "s.assignee"),
        ] {
            if wanted {
                conditions.push(format!("{column} = {}", next()));
            }
        }
        if self.unassigned {
            conditions.push("s.assignee IS NULL".into());
        }
        if self.before {
            conditions.push(format!("(s.created_at, s.id) < ({}, {})", next(), next()));
        }
        let filter = match conditions.as_slice() {
            [] => String::new(),
            some => format!(" WHERE {}", some.join(" AND ")),
        };
        format!(
            "SELECT s.id, s.number, s.form, (SELECT f.name FROM form f WHERE f.id = s.form), s.state, s.assignee, s.version, s.created_at, s.updated_at, s.verified,
                s.sender, s.summary, s.visitor, s.answers
            FROM submission s{filter} ORDER BY s.created_at DESC, s.id DESC LIMIT {}",
            next()
        )
    }
}

/// Statements of every shape, for the tests that prepare all.
#[cfg(test)]
pub(in crate::store) fn variants(dialect: Dialect) -> Vec<String> {
    let mut all = Vec::new();
    for words in 0..3 {
        for bits in 0..32_u8 {
            let has = |bit: u8| bits & 1 << bit != 0;
            let shape = Shape {
                words,
                form: has(0),
                state: has(1),
                assignee: has(2),
                unassigned: has(3),
                before: has(4),
            };
            all.push(shape.sql(dialect));
        }
    }
    all
}

statements! {
    COUNTS = "SELECT state, COUNT(*) FROM submission GROUP BY state";
    COUNTS_OF = "SELECT state, COUNT(*) FROM submission WHERE form = $1 GROUP BY state";
}
