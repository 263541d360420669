//! The sums, and a bounded part of the log.

use crate::store::engine::{Read, Row, params, statements};
use crate::store::{Result, names::outcome, rollup};
use kotae_shared::Uuid;
use kotae_shared::api::{reports::Usage, widget::Outcome};
use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

/// Days since 1970-01-01 and a widget (empty: all).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The days.
    pub days: Range<i64>,
    /// The widget's key.
    pub widget: String,
}

/// The sums of each day that has any, in order.
pub fn days(read: &Read<'_>, part: &Part) -> Result<Vec<(i64, Usage)>> {
    read.query(
        DAYS,
        params![part.days.start, part.days.end, &part.widget],
        |row| {
            Ok((
                row.get(0)?,
                Usage {
                    visits: row.get(1)?,
                    conversations: row.get(2)?,
                    questions: row.get(3)?,
                    answers: row.get(4)?,
                    candidates: row.get(5)?,
                    not_found: row.get(6)?,
                    read: row.get(7)?,
                    self_served: row.get(8)?,
                    solved: row.get(9)?,
                    not_solved: row.get(10)?,
                },
            ))
        },
    )
}

/// Questions by weekday (Monday first) and hour.
pub fn hours(read: &Read<'_>, part: &Part) -> Result<[[i64; 24]; 7]> {
    let mut hours = [[0; 24]; 7];
    let rows = read.query(
        HOURS,
        params![part.days.start, part.days.end, &part.widget],
        |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?)),
    )?;
    for (weekday, hour, questions) in rows {
        // 1970-01-01 was a Thursday.
        let weekday = (weekday.rem_euclid(7) + 3) % 7;
        if let Some(cell) = hours
            .get_mut(weekday as usize)
            .and_then(|day| day.get_mut(usize::try_from(hour).ok()?))
        {
            *cell += questions;
        }
    }
    Ok(hours)
}

/// What was asked about each entry; [`None`]: nothing was found.
pub fn topics(read: &Read<'_>, part: &Part) -> Result<Vec<(Option<Uuid>, Usage)>> {
    read.query(
        TOPICS,
        params![part.days.start, part.days.end, &part.widget],
        |row| Ok((topic(row, 0)?, of_topic(row, 1)?)),
    )
}

/// The same day by day, in the order of the days, to `each`.
pub fn each_topic(
    read: &Read<'_>,
    part: &Part,
    mut each: impl FnMut(i64, Option<Uuid>, Usage) -> Result<()>,
) -> Result<()> {
    let values = params![part.days.start, part.days.end, &part.widget];
    read.each(TOPIC_DAYS, values, |row| {
        each(row.get(0)?, topic(row, 1)?, of_topic(row, 2)?)?;
        Ok(ControlFlow::Continue(()))
    })
}

fn topic(row: Row<'_>, at: usize) -> Result<Option<Uuid>> {
    let entry: Uuid = row.get(at)?;
    Ok((entry != rollup::NO_ENTRY).then_some(entry))
}

fn of_topic(row: Row<'_>, at: usize) -> Result<Usage> {
    Ok(Usage {
        questions: row.get(at)?,
        read: row.get(at + 1)?,
        self_served: row.get(at + 2)?,
        solved: row.get(at + 3)?,
        not_solved: row.get(at + 4)?,
        ..Usage::default()
    })
}

/// What visitors did with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfEntry {
    /// The entry.
    pub entry: Uuid,
    /// Shown, read, solved, not solved.
    pub counts: [i64; 4],
    /// The last day on which it was shown, whenever.
    pub last: i64,
}

/// What visitors did with each entry that any of them was shown, the most shown first.
pub fn entries(read: &Read<'_>, days: &Range<i64>) -> Result<Vec<OfEntry>> {
    let mut last: HashMap<Uuid, i64> = HashMap::new();
    for (entry, day) in read.query(SEEN, params![days.start], |row| Ok((row.get(0)?, row.get(1)?)))? {
        last.insert(entry, day);
    }
    let mut rows = read.query(ENTRIES, params![days.start, days.end], |row| {
        let entry = row.get(0)?;
        Ok(OfEntry {
            entry,
            counts: [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?],
            last: last.get(&entry).copied().unwrap_or(days.start),
        })
    })?;
    rows.retain(|row| row.counts != [0; 4]);
    rows.sort_by_key(|row| (std::cmp::Reverse(row.counts), row.entry));
    Ok(rows)
}

/// A question of the log, as far as it is grouped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// As it was typed.
    pub text: String,
    /// As it is searched.
    pub folded: String,
    /// What was made of it.
    pub outcome: Outcome,
    /// What the visitor said.
    pub solved: Option<bool>,
}

/// The newest questions of a time (epoch milliseconds), at most `limit`; newest first.
pub fn newest(read: &Read<'_>, times: &Range<i64>, widget: &str, limit: u32) -> Result<Vec<Logged>> {
    read.query(NEWEST, params![times.start, times.end, widget, limit], |row| {
        Ok(Logged {
            text: row.get(0)?,
            folded: row.get(1)?,
            outcome: row.parse(2, outcome)?,
            solved: row.get(3)?,
        })
    })
}

/// A step of a scenario that somebody was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// In which conversation.
    pub conversation: Uuid,
    /// The scenario.
    pub scenario: Uuid,
    /// The step's id.
    pub step: String,
}

/// The newest steps of a time (epoch milliseconds), at most `limit`; newest first.
pub fn steps(read: &Read<'_>, times: &Range<i64>, widget: &str, limit: u32) -> Result<Vec<Shown>> {
    read.query(STEPS, params![times.start, times.end, widget, limit], |row| {
        Ok(Shown {
            conversation: row.get(0)?,
            scenario: row.get(1)?,
            step: row.get(2)?,
        })
    })
}

statements! {
    DAYS = "SELECT day, CAST(SUM(visits) AS BIGINT), CAST(SUM(conversations) AS BIGINT), CAST(SUM(questions) AS BIGINT),
            CAST(SUM(answers) AS BIGINT), CAST(SUM(candidates) AS BIGINT), CAST(SUM(not_found) AS BIGINT),
            CAST(SUM(read_answers) AS BIGINT), CAST(SUM(self_served) AS BIGINT), CAST(SUM(solved) AS BIGINT),
            CAST(SUM(not_solved) AS BIGINT)
        FROM usage_hour WHERE day >= $1 AND day < $2 AND ($3 = '' OR widget = $3) GROUP BY day ORDER BY day";
    HOURS = "SELECT day % 7, hour, CAST(SUM(questions) AS BIGINT) FROM usage_hour
        WHERE day >= $1 AND day < $2 AND ($3 = '' OR widget = $3) GROUP BY day % 7, hour";
    TOPICS = "SELECT entry, CAST(SUM(questions) AS BIGINT), CAST(SUM(read_answers) AS BIGINT),
            CAST(SUM(self_served) AS BIGINT), CAST(SUM(solved) AS BIGINT), CAST(SUM(not_solved) AS BIGINT)
        FROM topic_day WHERE day >= $1 AND day < $2 AND ($3 = '' OR widget = $3) GROUP BY entry";
    TOPIC_DAYS = "SELECT day, entry, questions, read_answers, self_served, solved, not_solved
        FROM topic_day WHERE day >= $1 AND day < $2 AND ($3 = '' OR widget = $3) ORDER BY day";
    SEEN = "SELECT entry, day FROM entry_seen WHERE day >= $1";
    ENTRIES = "SELECT entry, CAST(SUM(shown) AS BIGINT), CAST(SUM(chosen) AS BIGINT), CAST(SUM(solved) AS BIGINT),
            CAST(SUM(not_solved) AS BIGINT)
        FROM entry_day WHERE day >= $1 AND day < $2 GROUP BY entry";
    NEWEST = "SELECT text, folded, outcome, solved FROM question
        WHERE at >= $1 AND at < $2 AND ($3 = '' OR widget = $3) ORDER BY at DESC, id DESC LIMIT $4";
    STEPS = "SELECT e.conversation, e.scenario, e.text FROM event e JOIN conversation c ON c.id = e.conversation
        WHERE e.scenario IS NOT NULL AND e.at >= $1 AND e.at < $2 AND ($3 = '' OR c.widget = $3)
        ORDER BY e.at DESC, e.seq DESC LIMIT $4";
}
