//! What the events tell of a conversation.

use crate::store::engine::{Read, Row, params, statements};
use crate::store::names::{lang, outcome};
use crate::store::{Error, Result, visit_values, visitor_values::Stored};
use kotae_shared::{
    Uuid,
    api::{
        conversations::{Visited, limits},
        widget::Outcome,
    },
};
use std::collections::HashMap;

/// A conversation as its events have it: entries and scenarios by id.
#[derive(Debug)]
pub struct Told {
    pub(super) id: Uuid,
    pub(super) at: i64,
    pub(super) widget: String,
    /// With what is known of the visitor.
    pub(super) visits: Vec<(Visited, Vec<Stored>)>,
    pub(super) turns: Vec<(i64, Event)>,
}

/// An event.
#[derive(Debug)]
pub(super) enum Event {
    Question(Asked),
    Choice(Uuid),
    Answer(Uuid),
    Said(Uuid, bool),
    Reason(String),
    Step(Uuid, String),
}

/// A question.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) text: String,
    pub(super) outcome: Outcome,
    pub(super) candidates: Vec<(Uuid, u16)>,
    pub(super) pack: String,
}

/// What the events tell. [`Error::NotFound`] when there are none.
pub fn told(read: &Read<'_>, id: Uuid) -> Result<Told> {
    let begun = read.first(BEGUN, params![id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (widget, at): (String, i64) = begun.ok_or(Error::NotFound)?;
    let visits = read.query(VISITS, params![id], |row| {
        let visited = Visited {
            at: row.get(0)?,
            page: row.get(1)?,
            lang: row.parse(2, lang)?,
            values: Vec::new(),
        };
        Ok((visited, row.get::<Uuid>(3)?, row.get::<Option<String>>(4)?))
    })?;
    let known = |(visited, visit, claims)| Ok((visited, visit_values::of_visit(read, visit, claims)?));
    let visits = visits.into_iter().map(known).collect::<Result<Vec<_>>>()?;
    let mut turns = read.query(EVENTS, params![id, limits::TURNS + 1], |row| {
        Ok((row.get(0)?, event(row)?, row.get(10)?, row.get(11)?))
    })?;
    in_order(&mut turns);
    Ok(Told {
        id,
        at,
        widget,
        visits,
        turns: turns
            .into_iter()
            .filter_map(|(at, event, ..)| Some((at, event?)))
            .collect(),
    })
}

/// What came in, with its visit and its number there.
type Came = (i64, Option<Event>, Uuid, u32);

/// Puts events into the order in which they were done: an answer is asked for at once, and may come before its question. Within a
/// visit the widget's own numbers give the order; a later page load is a later visit.
fn in_order(turns: &mut [Came]) {
    let mut begun: HashMap<Uuid, i64> = HashMap::new();
    for (at, _, visit, _) in turns.iter() {
        let first = begun.entry(*visit).or_insert(*at);
        *first = (*first).min(*at);
    }
    turns.sort_by_key(|(_, _, visit, seq)| (begun.get(visit).copied(), *visit, *seq));
}

/// An event; `None`: a question whose text did not come, or a kind of a later version.
fn event(row: Row<'_>) -> Result<Option<Event>> {
    let kind: String = row.get(1)?;
    let (entry, solved): (Option<Uuid>, Option<bool>) = (row.get(2)?, row.get(3)?);
    let text: Option<String> = row.get(4)?;
    let scenario: Option<Uuid> = row.get(5)?;
    Ok(match kind.as_str() {
        "question" if row.get::<Option<String>>(6)?.is_some() => Some(Event::Question(Asked {
            text: row.get(6)?,
            outcome: row.parse(7, outcome)?,
            candidates: row.json(8)?,
            pack: row.get(9)?,
        })),
        "choice" => entry.map(Event::Choice),
        "answer" => entry.map(Event::Answer),
        "feedback" => entry
            .zip(solved)
            .map(|(entry, solved)| Event::Said(entry, solved)),
        "reason" => text.map(Event::Reason),
        "scenario" => scenario
            .zip(text)
            .map(|(scenario, step)| Event::Step(scenario, step)),
        _ => None,
    })
}

statements! {
    BEGUN = "SELECT widget, at FROM conversation WHERE id = $1";
    VISITS = "SELECT v.at, v.page, v.lang, v.id, v.claims FROM visit v
        WHERE v.id IN (SELECT e.visit FROM event e WHERE e.conversation = $1) ORDER BY v.at, v.id LIMIT 50";
    EVENTS = "SELECT e.at, e.kind, e.entry, e.solved, e.text, e.scenario, q.text, q.outcome, q.candidates, q.pack,
            e.visit, e.seq
        FROM event e LEFT JOIN question q ON q.id = e.id WHERE e.conversation = $1 ORDER BY e.at, e.seq, e.id LIMIT $2";
}
