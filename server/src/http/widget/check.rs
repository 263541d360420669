//! Limits of what a widget sends. One that is kept never exceeds them, so the first fault ends the request.

use crate::error::{Error, Result};
use kotae_shared::{
    api::{
        problem::Fault,
        widget::{Event, EventBatch, EventKind, Question, Visit, claim_value, is_claim_name, limits},
    },
    scenario,
};

/// Digits in a pack's hash.
const HASH: usize = 64;
/// The highest score.
const SCORE: u16 = 1_000;
/// The last place in a visit.
const SEQ: u32 = 1_000_000;

pub(super) fn batch(batch: &EventBatch) -> Result<()> {
    visit(&batch.visit)?;
    if batch.events.len() > limits::EVENTS {
        return Err(too_long("events", limits::EVENTS));
    }
    for (index, event) in batch.events.iter().enumerate() {
        self::event(event)
            .map_err(|(field, fault)| Error::field(format!("events.{index}.{field}"), fault))?;
    }
    Ok(())
}

pub(super) fn visit(visit: &Visit) -> Result<()> {
    if visit.page.chars().count() > limits::PAGE {
        return Err(too_long("visit.page", limits::PAGE));
    }
    if visit.page.chars().any(char::is_control) {
        return Err(Error::field("visit.page", Fault::BadCharacters));
    }
    // They may hold tokens and personal data; the widget cuts them off.
    if visit.page.contains(['?', '#']) {
        return Err(Error::field("visit.page", Fault::BadCharacters));
    }
    if visit.claims.len() > limits::CLAIMS {
        return Err(too_long("visit.claims", limits::CLAIMS));
    }
    for (index, (name, value)) in visit.claims.iter().enumerate() {
        if !is_claim_name(name) || value.is_empty() || claim_value(value) != *value {
            return Err(Error::field(
                format!("visit.claims.{index}"),
                Fault::BadCharacters,
            ));
        }
    }
    Ok(())
}

pub(super) fn seq(seq: u32) -> Result<()> {
    if seq > SEQ {
        Err(Error::field("seq", Fault::OutOfRange(0, i64::from(SEQ))))
    } else {
        Ok(())
    }
}

type Found = std::result::Result<(), (&'static str, Fault)>;

fn event(event: &Event) -> Found {
    if event.seq > SEQ {
        return Err(("seq", Fault::OutOfRange(0, i64::from(SEQ))));
    }
    match &event.kind {
        EventKind::Question(asked) => question(asked),
        EventKind::Reason { text, .. } => words(text, limits::REASON),
        EventKind::Scenario { step, .. } => {
            words(step, scenario::limits::ID).map_err(|(_, fault)| ("step", fault))
        }
        EventKind::Choice { .. } | EventKind::Answer { .. } | EventKind::Feedback { .. } => Ok(()),
    }
}

/// What a visitor wrote.
fn words(text: &str, most: usize) -> Found {
    if text.trim().is_empty() {
        return Err(("text", Fault::Required));
    }
    if text.chars().count() > most {
        return Err(("text", Fault::TooLong(most as u32)));
    }
    if text.contains('\0') {
        return Err(("text", Fault::BadCharacters));
    }
    Ok(())
}

fn question(question: &Question) -> Found {
    words(&question.text, limits::QUESTION)?;
    if question.pack.len() != HASH || !question.pack.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(("pack", Fault::Unknown));
    }
    if question.candidates.len() > limits::CANDIDATES {
        return Err(("candidates", Fault::TooLong(limits::CANDIDATES as u32)));
    }
    if question
        .candidates
        .iter()
        .any(|candidate| candidate.score > SCORE)
    {
        return Err(("candidates", Fault::OutOfRange(0, i64::from(SCORE))));
    }
    Ok(())
}

fn too_long(field: &str, most: usize) -> Error {
    Error::field(field, Fault::TooLong(most as u32))
}
