//! The list of submissions: for the screen by pages with numbers, for files by place, so that the last part costs what the first
//! one does.

use super::super::engine::{Dialect, Read, Sql, Value, params, statements};
use super::super::names::{submission_state, submission_state_name};
use super::super::{Error, Result, forms};
use super::head;
use kotae_shared::{
    Uuid,
    api::{
        admin::limits::{PAGE, SEARCH},
        forms::{Sender, SubmissionPage, SubmissionQuery, SubmissionRow, SubmissionSort},
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
        total: total(read, query)?,
        counts: counts(read, query.form)?,
        people: forms::handlers(read)?,
    })
}

/// At most `limit` from `query.before` on, in the order of the query.
pub fn part(read: &Read<'_>, query: &SubmissionQuery, limit: u32) -> Result<Part> {
    let (all, next) = rows(read, query, limit, |row| {
        Ok((head(row)?, (row.json(13)?, row.json(14)?)))
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
    let folded = folded(query)?;
    let (mut shape, mut values) = narrowed(query, &folded);
    let before = query.before.as_deref().map(place).transpose()?;
    shape.before = before.is_some();
    if let Some((at, id)) = before {
        values.extend([Value::Int(at), Value::Id(id)]);
    }
    // One more than wanted tells whether there is a next part.
    values.extend([
        Value::Int(i64::from(limit) + 1),
        Value::Int(i64::from(query.offset)),
    ]);
    let mut found = read.query(Sql::new(&shape.sql(read.dialect())), &values, map)?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let last = found.last().filter(|_| more);
    let at = |row: &SubmissionRow| match query.sort {
        SubmissionSort::Newest | SubmissionSort::Oldest => row.created_at,
        SubmissionSort::Updated | SubmissionSort::Waiting => row.updated_at,
    };
    let next = last.map(|(row, _)| format!("{}-{}", at(row), row.id.simple()));
    Ok((found, next))
}

/// How many a query finds.
fn total(read: &Read<'_>, query: &SubmissionQuery) -> Result<u32> {
    let folded = folded(query)?;
    let (shape, values) = narrowed(query, &folded);
    let found = read.first(Sql::new(&shape.count(read.dialect())), &values, |row| row.get(0))?;
    Ok(found.unwrap_or(0))
}

/// Those that are new or in progress.
pub fn count_open(read: &Read<'_>) -> Result<u32> {
    let [new, in_progress, ..] = counts(read, None)?;
    Ok(new + in_progress)
}

/// The words of the search, folded.
fn folded(query: &SubmissionQuery) -> Result<String> {
    if query.q.chars().count() > SEARCH {
        return Err(Error::field("q", Fault::TooLong(SEARCH as u32)));
    }
    Ok(fold(&query.q))
}

/// Which conditions a query has, and their values.
fn narrowed<'a>(query: &SubmissionQuery, folded: &'a str) -> (Shape, Vec<Value<'a>>) {
    let words: Vec<&str> = folded
        .split(' ')
        .filter(|word| !word.is_empty())
        .take(WORDS)
        .collect();
    let shape = Shape {
        words: words.len(),
        form: query.form.is_some(),
        state: query.state.is_some(),
        assignee: query.assignee.is_some(),
        since: query.since.is_some(),
        until: query.until.is_some(),
        unassigned: query.unassigned,
        before: false,
        sort: query.sort,
    };
    let mut values: Vec<Value<'a>> = words.into_iter().map(Value::from).collect();
    values.extend(query.form.map(Value::from));
    values.extend(query.state.map(|state| Value::from(submission_state_name(state))));
    values.extend(query.assignee.map(Value::from));
    values.extend(query.since.map(Value::Int));
    values.extend(query.until.map(Value::Int));
    (shape, values)
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
    since: bool,
    until: bool,
    unassigned: bool,
    before: bool,
    sort: SubmissionSort,
}

impl Shape {
    /// The conditions, with the numbers of their parameters in the order: words, form, state, assignee, since, until, time and id
    /// of the place; and the number of the next one.
    fn conditions(self, dialect: Dialect) -> (String, u32) {
        let mut number = 0;
        let mut next = || {
            number += 1;
            format!("${number}")
        };
        let mut conditions: Vec<String> = Vec::new();
        conditions.extend((0..self.words).map(|_| dialect.contains("s.folded", &next())));
        for (wanted, condition) in [
            (self.form, "s.form ="),
            (self.state, "s.state ="),
            (self.assignee, "s.assignee ="),
            (self.since, "s.created_at >="),
            (self.until, "s.created_at <"),
        ] {
            if wanted {
                conditions.push(format!("{condition} {}", next()));
            }
        }
        if self.unassigned {
            conditions.push("s.assignee IS NULL".into());
        }
        if self.before {
            let (column, down) = self.order();
            let sign = if down { '<' } else { '>' };
            conditions.push(format!("({column}, s.id) {sign} ({}, {})", next(), next()));
        }
        let filter = match conditions.as_slice() {
            [] => String::new(),
            some => format!(" WHERE {}", some.join(" AND ")),
        };
        (filter, number + 1)
    }

    /// What is sorted by, and whether the greatest is first.
    fn order(self) -> (&'static str, bool) {
        match self.sort {
            SubmissionSort::Newest => ("s.created_at", true),
            SubmissionSort::Oldest => ("s.created_at", false),
            SubmissionSort::Updated => ("s.updated_at", true),
            SubmissionSort::Waiting => ("s.updated_at", false),
        }
    }

    /// The rows; behind the conditions' parameters stand the limit and the offset.
    fn sql(self, dialect: Dialect) -> String {
        let (filter, number) = self.conditions(dialect);
        let (column, down) = self.order();
        let way = if down { "DESC" } else { "ASC" };
        format!(
            "SELECT s.id, s.number, s.form, (SELECT f.name FROM form f WHERE f.id = s.form), s.state, s.assignee, s.version, s.created_at, s.updated_at, s.verified,
                s.sender, s.summary, s.entry, s.visitor, s.answers
            FROM submission s{filter} ORDER BY {column} {way}, s.id {way} LIMIT ${number} OFFSET ${}",
            number + 1
        )
    }

    /// How many rows there are.
    fn count(self, dialect: Dialect) -> String {
        let (filter, _) = self.conditions(dialect);
        format!("SELECT COUNT(*) FROM submission s{filter}")
    }
}

/// Statements of every shape, for the tests that prepare all.
#[cfg(test)]
pub(in crate::store) fn variants(dialect: Dialect) -> Vec<String> {
    let mut all = Vec::new();
    for words in 0..3 {
        for bits in 0..128_u8 {
            let has = |bit: u8| bits & 1 << bit != 0;
            let shape = |sort| Shape {
                words,
                form: has(0),
                state: has(1),
                assignee: has(2),
                unassigned: has(3),
                since: has(4),
                until: has(5),
                before: has(6),
                sort,
            };
            let sorts = SubmissionSort::ALL.into_iter().map(shape);
            // Narrowed and in the order of the last change, rows are sorted after they were found: nobody waits for that.
            all.extend(
                sorts
                    .take(if bits % 64 == 0 { 4 } else { 1 })
                    .map(|shape| shape.sql(dialect)),
            );
            all.push(shape(SubmissionSort::Newest).count(dialect));
        }
    }
    all
}

statements! {
    COUNTS = "SELECT state, COUNT(*) FROM submission GROUP BY state";
    COUNTS_OF = "SELECT state, COUNT(*) FROM submission WHERE form = $1 GROUP BY state";
}
