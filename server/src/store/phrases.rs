//! Learned phrases: questions that ended in "solved" on an entry, what the help desk decided about them, and what
//! takes part in matching.

use super::audit::{self, Actor, Change};
use super::categories::Reach;
use super::counters;
use super::engine::{Read, Row, Sql, Tx, Value, params, statements};
use super::events::Solved;
use super::names::{phrase_state, phrase_state_name};
use super::{Error, Result, entries, pinned};
use kotae_shared::Uuid;
use kotae_shared::api::{
    admin::limits::PAGE,
    problem::Fault,
    words::{Collected, Phrase, PhraseDecision, PhrasePage, PhraseQuery, PhraseState, limits},
};
use kotae_shared::text::fold;
use serde_json::json;
use std::{collections::HashMap, ops::ControlFlow};

/// Rows in a page when the query names no number.
const DEFAULT_LIMIT: u32 = 50;

/// A page of the phrases that a query asks for, the most frequent first.
pub fn list(read: &Read<'_>, query: &PhraseQuery) -> Result<PhrasePage> {
    let state = phrase_state_name(query.state);
    let limit = if query.limit == 0 {
        DEFAULT_LIMIT
    } else {
        query.limit.min(PAGE)
    };
    let wanted: [Value<'_>; 2] = [Value::from(limit), Value::from(query.offset)];
    let (total, rows) = match query.entry {
        None => (
            read.value(COUNT, params![state])?,
            rows(read, LIST, &[&[Value::from(state)], &wanted[..]].concat())?,
        ),
        Some(entry) => (
            read.value(COUNT_OF_ENTRY, params![state, entry])?,
            rows(
                read,
                LIST_OF_ENTRY,
                &[&[Value::from(state), Value::from(entry)], &wanted[..]].concat(),
            )?,
        ),
    };
    Ok(PhrasePage { total, items: rows })
}

fn rows(read: &Read<'_>, sql: Sql<'_>, values: &[Value<'_>]) -> Result<Vec<Phrase>> {
    let mut phrases = read.query(sql, values, from_row)?;
    let names = entries::names(read, phrases.iter().map(|phrase| phrase.entry.id))?;
    for phrase in &mut phrases {
        if let Some(name) = names.get(&phrase.entry.id) {
            phrase.entry = name.clone();
        }
    }
    Ok(phrases)
}

/// Decides about phrases. [`Fault::Unknown`] on `ids` when one of them does not exist, [`Fault::TooLong`] when there are
/// too many, [`Fault::NotYours`] when an entry is outside of where the actor may write. How many have another state now.
pub fn decide(tx: &Tx<'_>, actor: &Actor, decision: &PhraseDecision) -> Result<u32> {
    if decision.ids.len() > limits::DECISIONS {
        return Err(Error::field("ids", Fault::TooLong(limits::DECISIONS as u32)));
    }
    let state = phrase_state_name(decision.state);
    let reach = Reach::of(tx, actor)?;
    let (mut changed, mut matter) = (0, 0);
    for &id in &decision.ids {
        let before = tx.first(BY_ID, params![id], from_row)?;
        let before = before.ok_or_else(|| Error::field("ids", Fault::Unknown))?;
        if before.state == decision.state {
            continue;
        }
        reach.check("ids", entries::get(tx, before.entry.id)?.category)?;
        changed += 1;
        if [before.state, decision.state].contains(&PhraseState::Accepted) {
            matter += 1;
        }
        tx.execute_one(SET_STATE, params![id, state])?;
        let change = Change {
            action: "phrase.decide",
            kind: "phrase",
            id: &id.to_string(),
        };
        let value = |state| json!({ "entry": before.entry.id, "text": before.text, "state": state });
        let states = (
            value(phrase_state_name(before.state)),
            value(phrase_state_name(decision.state)),
        );
        audit::record(tx, actor, change, Some(&states.0), Some(&states.1))?;
    }
    if matter > 0 {
        counters::raise_words(tx, matter)?;
    }
    Ok(changed)
}

/// The accepted phrases that take part in matching: of each entry the most frequent ones, at most [`limits::LEARNED`].
pub fn learned(read: &Read<'_>) -> Result<HashMap<Uuid, Vec<String>>> {
    let mut learned: HashMap<Uuid, Vec<String>> = HashMap::new();
    read.each(ACCEPTED, params![], |row| {
        let phrases = learned.entry(row.get(0)?).or_default();
        if phrases.len() < limits::LEARNED {
            phrases.push(row.get(1)?);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(learned)
}

/// Those of one entry.
pub fn learned_by(read: &Read<'_>, entry: Uuid) -> Result<Vec<String>> {
    read.query(ACCEPTED_OF, params![entry, limits::LEARNED as u32], |row| {
        row.get(0)
    })
}

/// The last solved question that was looked at ([`Solved::number`]).
pub fn seen(read: &Read<'_>) -> Result<i64> {
    counters::get(read, "phrases")
}

/// Proposes the questions that follow on `seen`, in their order, as phrases of the entries that solved them. Questions that
/// fold alike are one phrase; what an entry's title or phrasings say already is left out, and so is what may be personal
/// ([`is_impersonal`]). They are counted for proposals of pinned questions, too. [`Error::Conflict`] when `seen` is not the last one any more.
pub fn propose(tx: &Tx<'_>, actor: &Actor, seen: i64, solved: &[Solved]) -> Result<Collected> {
    let Some(last) = solved.last() else {
        return Ok(Collected::default());
    };
    if self::seen(tx)? != seen {
        return Err(Error::Conflict);
    }
    counters::add(tx, "phrases", last.number - seen)?;
    let mut collected = Collected {
        questions: solved.len() as u32,
        proposed: 0,
    };
    for question in solved {
        if let Some(entry) = question.entry {
            pinned::count(tx, entry, &question.text, question.at)?;
            collected.proposed += u32::from(propose_one(tx, entry, question)?);
        }
    }
    if collected.proposed > 0 {
        let change = Change {
            action: "phrase.propose",
            kind: "phrase",
            id: "",
        };
        audit::record(tx, actor, change, audit::NOTHING, Some(&collected))?;
    }
    Ok(collected)
}

/// Whether it is a new proposal.
fn propose_one(tx: &Tx<'_>, entry: Uuid, question: &Solved) -> Result<bool> {
    let (text, folded) = (question.text.trim(), fold(&question.text));
    if folded.chars().count() < 2 || !is_impersonal(text) {
        return Ok(false);
    }
    let counted = tx.execute(COUNT_AGAIN, params![entry, &folded, question.at])?;
    if counted > 0 {
        return Ok(false);
    }
    let said = match entries::get(tx, entry) {
        Err(Error::NotFound) => return Ok(false),
        entry => entry?,
    };
    let mut texts = said.phrasings.iter().chain([&said.title]);
    if texts.any(|text| fold(text) == folded) {
        return Ok(false);
    }
    let waiting: u32 = tx.value(
        COUNT_OF_ENTRY,
        params![phrase_state_name(PhraseState::Proposed), entry],
    )?;
    if waiting >= limits::PROPOSED {
        return Ok(false);
    }
    let state = phrase_state_name(PhraseState::Proposed);
    tx.execute(
        INSERT,
        params![tx.new_id(), entry, &folded, text, question.at, state],
    )?;
    Ok(true)
}

/// A run of so many digits may be somebody's number.
const DIGITS: usize = 6;

/// Whether a question is short and has neither a mail address nor a run of digits such as a telephone number's.
pub fn is_impersonal(text: &str) -> bool {
    if text.chars().count() > limits::PHRASE {
        return false;
    }
    let mut digits = 0;
    for c in fold(text).chars() {
        match c {
            '@' => return false,
            c if c.is_numeric() => digits += 1,
            // What people put between groups of digits.
            '-' | ' ' | '.' | ',' | '(' | ')' | '/' | '‐' | '–' | '—' | '−' => {}
            _ => digits = 0,
        }
        if digits >= DIGITS {
            return false;
        }
    }
    true
}

fn from_row(row: Row<'_>) -> Result<Phrase> {
    Ok(Phrase {
        id: row.get(0)?,
        entry: kotae_shared::api::admin::EntryName {
            id: row.get(1)?,
            code: String::new(),
            title: String::new(),
        },
        text: row.get(2)?,
        count: row.get(3)?,
        first_at: row.get(4)?,
        last_at: row.get(5)?,
        state: row.parse(6, phrase_state)?,
    })
}

statements! {
    LIST = "SELECT id, entry, text, count, first_at, last_at, state FROM phrase WHERE state = $1
        ORDER BY count DESC, last_at DESC, id DESC LIMIT $2 OFFSET $3";
    LIST_OF_ENTRY = "SELECT id, entry, text, count, first_at, last_at, state FROM phrase WHERE state = $1 AND entry = $2
        ORDER BY count DESC, last_at DESC, id DESC LIMIT $3 OFFSET $4";
    COUNT = "SELECT COUNT(*) FROM phrase WHERE state = $1";
    COUNT_OF_ENTRY = "SELECT COUNT(*) FROM phrase WHERE state = $1 AND entry = $2";
    BY_ID = "SELECT id, entry, text, count, first_at, last_at, state FROM phrase WHERE id = $1";
    SET_STATE = "UPDATE phrase SET state = $2 WHERE id = $1";
    ACCEPTED = "SELECT entry, text FROM phrase WHERE state = 'accepted' ORDER BY entry, count DESC, last_at DESC, id DESC";
    ACCEPTED_OF = "SELECT text FROM phrase WHERE state = 'accepted' AND entry = $1
        ORDER BY count DESC, last_at DESC, id DESC LIMIT $2";
    COUNT_AGAIN = "UPDATE phrase SET count = count + 1,
        first_at = CASE WHEN first_at > $3 THEN $3 ELSE first_at END,
        last_at = CASE WHEN last_at < $3 THEN $3 ELSE last_at END WHERE entry = $1 AND folded = $2";
    INSERT = "INSERT INTO phrase (id, entry, folded, text, count, first_at, last_at, state)
        VALUES ($1, $2, $3, $4, 1, $5, $5, $6)";
}
