//! What visitors did, added up by hour and by topic in the transaction of their events, so that a report over a year need not
//! read the log.
//!
//! - A **visit** is a page load in which the visitor did something in the chat; it counts when its first event comes.
//! - A **conversation** is what belongs together until the visitor begins anew; it counts when its first event comes.
//! - A **question** counts under the hour in which it came, whenever its answer and its feedback come: by what was made of it
//!   (an answer at once, candidates, nothing), as *read* when an answer of it was opened, as *solved* or *not solved* by what
//!   the visitor said last, and as *self-served* when an answer was read and the visitor did not say that it was no help.
//! - Its **topic** is the entry that was read last, else the best of those that were offered, else none.
//!
//! So the numbers follow from the rows of the log alone; a test adds those up and compares. They stay when the rows go.

use super::engine::{Read, Tx, Value, params, statements};
use super::events::Became;
use super::{Result, entry_days};
use kotae_shared::Uuid;
use kotae_shared::api::widget::Outcome;

/// The topic of questions that nothing was found for.
pub(super) const NO_ENTRY: Uuid = Uuid::nil();

/// A question, as far as it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// Days since 1970-01-01.
    pub(super) day: i64,
    /// 0 to 23.
    pub(super) hour: i64,
    /// The widget's key.
    pub(super) widget: String,
    /// What was made of it.
    pub(super) outcome: Outcome,
    /// The best of the candidates.
    pub(super) best: Option<Uuid>,
}

/// What is added to an hour: visits, conversations, questions, answers, candidates, not found, read, self-served, solved, not
/// solved.
type Hour = [i64; 10];
/// What is added to a topic of a day: questions, read, self-served, solved, not solved.
type Topic = [i64; 5];

/// Day and hour by the workspace's clock.
pub(super) fn now(read: &Read<'_>) -> Result<(i64, i64)> {
    entry_days::day_and_hour(read.now(), &read.limits().zone())
}

/// Counts a visit that begins.
pub(super) fn visit(tx: &Tx<'_>, widget: &str) -> Result<()> {
    add_hour(tx, now(tx)?, widget, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
}

/// Counts a conversation, when it is new.
pub(super) fn conversation(tx: &Tx<'_>, id: Uuid, widget: &str) -> Result<()> {
    let (day, hour) = now(tx)?;
    if tx.execute(BEGIN, params![id, widget, tx.now(), day])? == 1 {
        add_hour(tx, (day, hour), widget, [0, 1, 0, 0, 0, 0, 0, 0, 0, 0])?;
    }
    Ok(())
}

/// Counts a question and what has become of it so far.
pub(super) fn question(tx: &Tx<'_>, asked: &Asked, became: Became) -> Result<()> {
    let outcome = match asked.outcome {
        Outcome::Answer => 3,
        Outcome::Candidates => 4,
        Outcome::NotFound => 5,
    };
    let mut hour = of_hour(became, 1);
    hour[2] = 1;
    hour[outcome] = 1;
    add_hour(tx, (asked.day, asked.hour), &asked.widget, hour)?;
    add_topic(tx, asked, became, 1)
}

/// Counts what became of a question in the place of what had become of it before.
pub(super) fn became(tx: &Tx<'_>, asked: &Asked, before: Became, now: Became) -> Result<()> {
    let mut hour = of_hour(now, 1);
    for (sum, less) in hour.iter_mut().zip(of_hour(before, -1)) {
        *sum += less;
    }
    add_hour(tx, (asked.day, asked.hour), &asked.widget, hour)?;
    if topic(asked, before) == topic(asked, now) {
        let mut sums = of_topic(now, 1);
        for (sum, less) in sums.iter_mut().zip(of_topic(before, -1)) {
            *sum += less;
        }
        return add(tx, asked, topic(asked, now), sums);
    }
    add_topic(tx, asked, before, -1)?;
    add_topic(tx, asked, now, 1)
}

/// Counts at most `limit` visits and conversations of before there were reports; the greater number.
pub(super) fn older(tx: &Tx<'_>, limit: u32) -> Result<u32> {
    let zone = tx.limits().zone();
    let rows = |sql| {
        tx.query(sql, params![limit], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
    };
    let visits: Vec<(Uuid, String, i64)> = rows(UNCOUNTED_VISITS)?;
    for (id, widget, at) in &visits {
        let (day, hour) = entry_days::day_and_hour(*at, &zone)?;
        add_hour(tx, (day, hour), widget, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0])?;
        tx.execute_one(SET_VISIT_DAY, params![*id, day])?;
    }
    let conversations: Vec<(Uuid, String, i64)> = rows(UNCOUNTED_CONVERSATIONS)?;
    for (id, widget, at) in &conversations {
        let (day, hour) = entry_days::day_and_hour(*at, &zone)?;
        add_hour(tx, (day, hour), widget, [0, 1, 0, 0, 0, 0, 0, 0, 0, 0])?;
        tx.execute_one(SET_CONVERSATION_DAY, params![*id, day])?;
    }
    Ok(visits.len().max(conversations.len()) as u32)
}

/// Lets what was counted of a widget belong to its new key, in a workspace that is being made.
pub(super) fn rename_widget(tx: &Tx<'_>, old: &str, new: &str) -> Result<()> {
    for sql in [RENAME_IN_HOURS, RENAME_IN_TOPICS, RENAME_IN_CONVERSATIONS] {
        tx.execute(sql, params![old, new])?;
    }
    Ok(())
}

fn of_hour(became: Became, by: i64) -> Hour {
    let [_, read, self_served, solved, not_solved] = of_topic(became, by);
    [0, 0, 0, 0, 0, 0, read, self_served, solved, not_solved]
}

fn of_topic(became: Became, by: i64) -> Topic {
    let said = became.said.map(|(_, solved)| solved);
    let one = |yes: bool| if yes { by } else { 0 };
    [
        0,
        one(became.read.is_some()),
        one(became.read.is_some() && said != Some(false)),
        one(said == Some(true)),
        one(said == Some(false)),
    ]
}

fn topic(asked: &Asked, became: Became) -> Uuid {
    became.read.or(asked.best).unwrap_or(NO_ENTRY)
}

fn add_topic(tx: &Tx<'_>, asked: &Asked, became: Became, by: i64) -> Result<()> {
    let mut sums = of_topic(became, by);
    sums[0] = by;
    add(tx, asked, topic(asked, became), sums)
}

fn add(tx: &Tx<'_>, asked: &Asked, entry: Uuid, sums: Topic) -> Result<()> {
    if sums == [0; 5] {
        return Ok(());
    }
    let mut values = vec![
        Value::Int(asked.day),
        Value::Text(&asked.widget),
        Value::Id(entry),
    ];
    values.extend(sums.map(Value::Int));
    tx.execute(ADD_TOPIC, &values)?;
    Ok(())
}

fn add_hour(tx: &Tx<'_>, (day, hour): (i64, i64), widget: &str, sums: Hour) -> Result<()> {
    if sums == [0; 10] {
        return Ok(());
    }
    let mut values = vec![Value::Int(day), Value::Int(hour), Value::Text(widget)];
    values.extend(sums.map(Value::Int));
    tx.execute(ADD_HOUR, &values)?;
    Ok(())
}

statements! {
    ADD_HOUR = "INSERT INTO usage_hour (day, hour, widget, visits, conversations, questions, answers, candidates, not_found,
            read_answers, self_served, solved, not_solved)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (day, hour, widget) DO UPDATE SET visits = usage_hour.visits + excluded.visits,
        conversations = usage_hour.conversations + excluded.conversations,
        questions = usage_hour.questions + excluded.questions, answers = usage_hour.answers + excluded.answers,
        candidates = usage_hour.candidates + excluded.candidates, not_found = usage_hour.not_found + excluded.not_found,
        read_answers = usage_hour.read_answers + excluded.read_answers,
        self_served = usage_hour.self_served + excluded.self_served,
        solved = usage_hour.solved + excluded.solved, not_solved = usage_hour.not_solved + excluded.not_solved";
    ADD_TOPIC = "INSERT INTO topic_day (day, widget, entry, questions, read_answers, self_served, solved, not_solved)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (day, widget, entry) DO UPDATE SET questions = topic_day.questions + excluded.questions,
        read_answers = topic_day.read_answers + excluded.read_answers,
        self_served = topic_day.self_served + excluded.self_served,
        solved = topic_day.solved + excluded.solved, not_solved = topic_day.not_solved + excluded.not_solved";
    BEGIN = "INSERT INTO conversation (id, widget, at, day) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING";
    UNCOUNTED_VISITS = "SELECT id, widget, at FROM visit WHERE day IS NULL ORDER BY at, id LIMIT $1";
    SET_VISIT_DAY = "UPDATE visit SET day = $2 WHERE id = $1";
    UNCOUNTED_CONVERSATIONS = "SELECT id, widget, at FROM conversation WHERE day IS NULL ORDER BY at, id LIMIT $1";
    SET_CONVERSATION_DAY = "UPDATE conversation SET day = $2 WHERE id = $1";
    RENAME_IN_HOURS = "UPDATE usage_hour SET widget = $2 WHERE widget = $1";
    RENAME_IN_TOPICS = "UPDATE topic_day SET widget = $2 WHERE widget = $1";
    RENAME_IN_CONVERSATIONS = "UPDATE conversation SET widget = $2 WHERE widget = $1";
}
