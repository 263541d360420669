//! What visitors did, as their widgets tell it. No actor: nothing here is a change by the help desk.

use super::counters;
use super::engine::{Read, Row, Tx, params, statements};
use super::entry_days::{self, Change};
use super::names::{lang_name, outcome, outcome_name};
use super::rollup::{self, Asked};
use super::{Error, Result, questions};
use kotae_shared::Uuid;
use kotae_shared::api::widget::{Event, EventKind, Outcome, Question, Visit};
use kotae_shared::text::fold;
use std::collections::{HashMap, HashSet};

/// Events of one question that are looked at for what became of it.
const SETTLING: u32 = 1_000;

/// Stores the events of a visit to a widget, each once however often it comes; how many were new. Lengths were
/// checked before. They may come in any order: a question that comes after its answer is joined to it all the same.
pub fn record(tx: &Tx<'_>, widget: &str, visit: &Visit, events: &[Event]) -> Result<u32> {
    if !tx.exists(IS_VISIT, params![visit.id])? {
        rollup::visit(tx, widget)?;
    }
    let (today, _) = rollup::now(tx)?;
    tx.execute(
        INSERT_VISIT,
        params![
            visit.id,
            visit.visitor,
            widget,
            &visit.page,
            lang_name(visit.lang),
            tx.now(),
            today,
        ],
    )?;
    let mut new = 0;
    let mut conversations = HashSet::new();
    for event in events {
        let (kind, question, entry) = match &event.kind {
            EventKind::Question(_) => ("question", None, None),
            EventKind::Choice { question, entry } => ("choice", Some(*question), Some(*entry)),
            EventKind::Answer { question, entry } => ("answer", *question, Some(*entry)),
            EventKind::Feedback { question, entry, .. } => ("feedback", *question, Some(*entry)),
            EventKind::Reason { question, entry, .. } => ("reason", *question, Some(*entry)),
            EventKind::Scenario { .. } => ("scenario", None, None),
        };
        let (solved, text) = match &event.kind {
            EventKind::Feedback { solved, .. } => (Some(*solved), None),
            EventKind::Reason { text, .. } | EventKind::Scenario { step: text, .. } => {
                (None, Some(text.as_str()))
            }
            _ => (None, None),
        };
        let scenario = match &event.kind {
            EventKind::Scenario { scenario, .. } => Some(*scenario),
            _ => None,
        };
        let inserted = tx.execute(
            INSERT_EVENT,
            params![
                event.id,
                visit.id,
                event.conversation,
                event.seq,
                tx.now(),
                kind,
                question,
                entry,
                solved,
                text,
                scenario
            ],
        )?;
        if inserted == 0 {
            continue;
        }
        new += 1;
        if conversations.insert(event.conversation) {
            rollup::conversation(tx, event.conversation, widget)?;
        }
        tx.execute(GO_ON, params![event.conversation, event.id, visit.id, event.seq])?;
        match &event.kind {
            EventKind::Question(question) => {
                insert_question(tx, widget, visit, event, question)?;
                settle(tx, event.id)?;
                tx.execute(SET_REASON, params![event.id])?;
            }
            EventKind::Choice { .. } | EventKind::Scenario { .. } => {}
            EventKind::Reason { .. } => {
                if let Some(question) = question {
                    tx.execute(SET_REASON, params![question])?;
                }
            }
            EventKind::Answer { .. } | EventKind::Feedback { .. } => match (question, entry) {
                (Some(question), _) => settle(tx, question)?,
                (None, Some(entry)) => entry_days::without_question(tx, entry, solved)?,
                (None, None) => {}
            },
        }
    }
    Ok(new)
}

fn insert_question(
    tx: &Tx<'_>,
    widget: &str,
    visit: &Visit,
    event: &Event,
    question: &Question,
) -> Result<()> {
    let candidates: Vec<(Uuid, u16)> = question
        .candidates
        .iter()
        .map(|candidate| (candidate.entry, candidate.score))
        .collect();
    let number = counters::add(tx, "questions", 1)?;
    let folded = fold(&question.text);
    questions::TEXTS.add(tx, number, &folded)?;
    let (day, hour) = rollup::now(tx)?;
    entry_days::offered(tx, candidates.iter().map(|(entry, _)| *entry), day)?;
    let asked = Asked {
        day,
        hour,
        widget: widget.to_owned(),
        outcome: question.outcome,
        best: candidates.first().map(|(entry, _)| *entry),
    };
    rollup::question(tx, &asked, Became::default())?;
    let candidates = serde_json::to_string(&candidates).map_err(Error::internal)?;
    tx.execute(
        INSERT_QUESTION,
        params![
            event.id,
            tx.now(),
            event.conversation,
            outcome_name(question.outcome),
            widget,
            &visit.page,
            &question.pack,
            &candidates,
            &question.text,
            &folded,
            day,
            number,
            hour,
        ],
    )?;
    if question.outcome == Outcome::NotFound {
        counters::add(tx, "not_found", 1)?;
    }
    Ok(())
}

/// A question that was said to be solved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solved {
    /// Its place in the order in which questions were first said to be solved.
    pub number: i64,
    /// The question, as it was typed.
    pub text: String,
    /// When it was asked.
    pub at: i64,
    /// The entry that was said to solve it; `None` when the visitor has changed their mind.
    pub entry: Option<Uuid>,
}

/// At most `limit` questions that were said to be solved, after the place `after`, in that order.
pub fn solved(read: &Read<'_>, after: i64, limit: u32) -> Result<Vec<Solved>> {
    read.query(SOLVED, params![after, limit], |row| {
        Ok(Solved {
            number: row.get(0)?,
            text: row.get(1)?,
            at: row.get(2)?,
            entry: row.get(3)?,
        })
    })
}

/// What became of a question, as one of its events tells.
struct Step {
    visit: Uuid,
    seq: u32,
    at: i64,
    entry: Option<Uuid>,
    /// `Some` for feedback, `None` for an answer.
    solved: Option<bool>,
}

/// What became of a question, as the log has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Became {
    /// The answer that was read last.
    pub(super) read: Option<Uuid>,
    /// Of which entry it was said last whether it solved the question, and whether it did.
    pub(super) said: Option<(Uuid, bool)>,
}

/// Writes into the log what became of a question: the answer read last, the feedback given last. Does nothing as
/// long as the question itself has not come. Events of another conversation than the question's do not count.
fn settle(tx: &Tx<'_>, question: Uuid) -> Result<()> {
    let known = tx.first(STATE, params![question], |row| {
        Ok((
            row.get::<Uuid>(0)?,
            row.get::<Option<i64>>(1)?,
            row.get::<Option<bool>>(3)?,
            became(row)?,
            asked(row, 5)?,
        ))
    })?;
    let Some((conversation, day, solved, before, asked)) = known else {
        return Ok(());
    };
    let now = steps(tx, question, conversation)?;
    if now == before {
        return Ok(());
    }
    write(tx, question, now)?;
    if let Some(day) = day {
        count(tx, day, before, -1)?;
        count(tx, day, now, 1)?;
    }
    if let Some(asked) = asked {
        rollup::became(tx, &asked, before, now)?;
    }
    let solved_now = now.said.map(|said| said.1);
    if solved_now != solved {
        let name = |solved| if solved { "solved" } else { "not_solved" };
        if let Some(old) = solved {
            counters::add(tx, name(old), -1)?;
        }
        if let Some(new) = solved_now {
            counters::add(tx, name(new), 1)?;
        }
        if solved_now == Some(true) && !tx.exists(IS_NUMBERED, params![question])? {
            let number = counters::add(tx, "solved_number", 1)?;
            tx.execute(NUMBER_SOLVED, params![number, question])?;
        }
    }
    Ok(())
}

/// Of the columns 2 to 4: the entry that was read, whether the question was solved, of which entry that was said.
fn became(row: Row<'_>) -> Result<Became> {
    let (solved, entry): (Option<bool>, Option<Uuid>) = (row.get(3)?, row.get(4)?);
    Ok(Became {
        read: row.get(2)?,
        said: entry.zip(solved),
    })
}

/// Of the columns from `at` on: day, hour, widget, outcome, candidates. `None`: the question is not counted yet.
fn asked(row: Row<'_>, at: usize) -> Result<Option<Asked>> {
    let (day, hour) = (row.get::<Option<i64>>(at)?, row.get::<Option<i64>>(at + 1)?);
    let Some((day, hour)) = day.zip(hour) else {
        return Ok(None);
    };
    Ok(Some(Asked {
        day,
        hour,
        widget: row.get(at + 2)?,
        outcome: row.parse(at + 3, outcome)?,
        best: row
            .json::<Vec<(Uuid, u16)>>(at + 4)?
            .first()
            .map(|(entry, _)| *entry),
    }))
}

fn write(tx: &Tx<'_>, question: Uuid, now: Became) -> Result<()> {
    let (said, solved) = now.said.unzip();
    tx.execute_one(SETTLE, params![question, now.read, solved, said])
}

/// Counts what became of a question of a day, or (`by` -1) takes it back.
fn count(tx: &Tx<'_>, day: i64, became: Became, by: i64) -> Result<()> {
    if let Some(entry) = became.read {
        entry_days::add(tx, entry, day, Change::chosen(by))?;
    }
    if let Some((entry, solved)) = became.said {
        entry_days::add(tx, entry, day, Change::said(solved, by))?;
    }
    Ok(())
}

/// What the events tell of a question.
fn steps(tx: &Tx<'_>, question: Uuid, conversation: Uuid) -> Result<Became> {
    let steps = tx.query(STEPS, params![question, conversation, SETTLING], |row| {
        Ok(Step {
            visit: row.get(0)?,
            seq: row.get(1)?,
            at: row.get(2)?,
            entry: row.get(3)?,
            solved: row.get(4)?,
        })
    })?;
    // Within a visit the widget's own numbers give the order; a later page load is a later visit.
    let mut begun: HashMap<Uuid, i64> = HashMap::new();
    for step in &steps {
        let first = begun.entry(step.visit).or_insert(step.at);
        *first = step.at.min(*first);
    }
    let order = |step: &&Step| (begun.get(&step.visit).copied(), step.visit, step.seq);
    let last_read = steps
        .iter()
        .filter(|step| step.solved.is_none())
        .max_by_key(order);
    let last_said = steps
        .iter()
        .filter(|step| step.solved.is_some())
        .max_by_key(order);
    Ok(Became {
        read: last_read.and_then(|step| step.entry),
        said: last_said.and_then(|step| step.entry.zip(step.solved)),
    })
}

/// Counts at most `limit` questions that came before there were days of entries, the oldest first; how many.
pub fn count_older(tx: &Tx<'_>, limit: u32) -> Result<u32> {
    let rows = tx.query(UNCOUNTED, params![limit], |row| {
        Ok((
            row.get::<Uuid>(0)?,
            row.get::<Uuid>(1)?,
            row.get::<i64>(2)?,
            row.json::<Vec<(Uuid, u16)>>(3)?,
        ))
    })?;
    let counted = rows.len() as u32;
    for (question, conversation, at, candidates) in rows {
        tx.execute(GO_ON_OLDER, params![conversation, question, at])?;
        let day = entry_days::day(at, &tx.limits().zone())?;
        entry_days::offered(tx, candidates.iter().map(|(entry, _)| *entry), day)?;
        let now = steps(tx, question, conversation)?;
        write(tx, question, now)?;
        count(tx, day, now, 1)?;
        tx.execute_one(SET_DAY, params![question, day])?;
    }
    Ok(counted)
}

/// Counts at most `limit` questions, and so many visits and conversations, that came before there were reports by hour; the most
/// of the three numbers. Questions wait until [`count_older`] has found their day.
pub fn roll_older(tx: &Tx<'_>, limit: u32) -> Result<u32> {
    let zone = tx.limits().zone();
    let rows = tx.query(UNROLLED, params![limit], |row| {
        Ok((
            row.get::<Uuid>(0)?,
            row.get::<i64>(1)?,
            became(row)?,
            asked(row, 5)?,
        ))
    })?;
    let counted = rows.len() as u32;
    for (question, at, became, asked) in rows {
        let (_, hour) = entry_days::day_and_hour(at, &zone)?;
        if let Some(asked) = asked {
            rollup::question(tx, &Asked { hour, ..asked }, became)?;
        }
        tx.execute_one(SET_HOUR, params![question, hour])?;
    }
    Ok(counted.max(rollup::older(tx, limit)?))
}

/// The counter of questions of before that were numbered.
const NUMBERED: &str = "questions_numbered";

/// Numbers at most `limit` questions that came before there were numbers, the oldest first, so that they are found by their
/// texts; how many.
pub fn number_older(tx: &Tx<'_>, limit: u32) -> Result<u32> {
    let rows = tx.query(UNNUMBERED, params![limit], |row| {
        Ok((row.get::<Uuid>(0)?, row.get::<String>(1)?))
    })?;
    let numbered = rows.len() as u32;
    for (question, folded) in rows {
        // Those that come meanwhile have greater ones: the number of all questions.
        let number = counters::add(tx, NUMBERED, 1)?;
        questions::TEXTS.add(tx, number, &folded)?;
        tx.execute_one(SET_NUMBER, params![question, number])?;
    }
    Ok(numbered)
}

/// Lets all questions wait for numbers, in a workspace that is being made: its index of texts is empty.
pub(super) fn forget_numbers(tx: &Tx<'_>) -> Result<()> {
    tx.execute(FORGET_NUMBERS, params![])?;
    let numbered = counters::get(tx, NUMBERED)?;
    if numbered != 0 {
        counters::add(tx, NUMBERED, -numbered)?;
    }
    Ok(())
}

/// Lets what was asked of a widget belong to its new key, in a workspace that is being made.
pub(super) fn rename_widget(tx: &Tx<'_>, old: &str, new: &str) -> Result<()> {
    tx.execute(RENAME_IN_VISITS, params![old, new])?;
    tx.execute(RENAME_IN_QUESTIONS, params![old, new])?;
    rollup::rename_widget(tx, old, new)
}

statements! {
    RENAME_IN_VISITS = "UPDATE visit SET widget = $2 WHERE widget = $1";
    RENAME_IN_QUESTIONS = "UPDATE question SET widget = $2 WHERE widget = $1";
    IS_VISIT = "SELECT 1 FROM visit WHERE id = $1";
    INSERT_VISIT = "INSERT INTO visit (id, visitor, widget, page, lang, at, day) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO NOTHING";
    INSERT_EVENT = "INSERT INTO event (id, visit, conversation, seq, at, kind, question, entry, solved, text,
        scenario) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING";
    SET_REASON = "UPDATE question SET reason = (SELECT e.text FROM event e WHERE e.question = question.id
            AND e.conversation = question.conversation AND e.kind = 'reason' ORDER BY e.at DESC, e.seq DESC LIMIT 1)
        WHERE id = $1 AND EXISTS (SELECT 1 FROM event r WHERE r.question = question.id AND r.kind = 'reason')";
    INSERT_QUESTION = "INSERT INTO question (id, at, conversation, outcome, widget, page, pack, candidates, text, folded, day,
        number, hour) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    GO_ON = "UPDATE question SET went_on = 1 WHERE conversation = $1 AND outcome = 'candidates' AND read_entry IS NULL
        AND went_on = 0 AND id <> $2
        AND EXISTS (SELECT 1 FROM event e WHERE e.id = question.id AND (e.visit <> $3 OR e.seq < $4))";
    GO_ON_OLDER = "UPDATE question SET went_on = 1 WHERE conversation = $1 AND outcome = 'candidates'
        AND read_entry IS NULL AND went_on = 0 AND id <> $2 AND at <= $3";
    UNCOUNTED = "SELECT id, conversation, at, candidates FROM question WHERE day IS NULL ORDER BY at, id LIMIT $1";
    UNNUMBERED = "SELECT id, folded FROM question WHERE number IS NULL ORDER BY at, id LIMIT $1";
    SET_NUMBER = "UPDATE question SET number = $2 WHERE id = $1";
    FORGET_NUMBERS = "UPDATE question SET number = NULL";
    SET_DAY = "UPDATE question SET day = $2 WHERE id = $1";
    STATE = "SELECT conversation, day, read_entry, solved, said_entry, day, hour, widget, outcome, candidates
        FROM question WHERE id = $1";
    UNROLLED = "SELECT id, at, read_entry, solved, said_entry, day, 0, widget, outcome, candidates FROM question
        WHERE hour IS NULL AND day IS NOT NULL ORDER BY at, id LIMIT $1";
    SET_HOUR = "UPDATE question SET hour = $2 WHERE id = $1";
    STEPS = "SELECT visit, seq, at, entry, solved FROM event
        WHERE question = $1 AND conversation = $2 AND kind IN ('answer', 'feedback') ORDER BY at DESC, seq DESC LIMIT $3";
    IS_NUMBERED = "SELECT 1 FROM solved_question WHERE question = $1";
    NUMBER_SOLVED = "INSERT INTO solved_question (number, question) VALUES ($1, $2)";
    SOLVED = "SELECT s.number, q.text, q.at, CASE WHEN q.solved = 1 THEN (SELECT e.entry FROM event e
            WHERE e.question = q.id AND e.conversation = q.conversation AND e.kind = 'feedback' AND e.solved = 1
            ORDER BY e.at DESC, e.seq DESC LIMIT 1) END
        FROM solved_question s JOIN question q ON q.id = s.question WHERE s.number > $1 ORDER BY s.number LIMIT $2";
    SETTLE = "UPDATE question SET read_entry = $2, solved = $3, said_entry = $4 WHERE id = $1";
}
