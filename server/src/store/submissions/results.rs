//! What was answered, row by row, for who adds it up or lists it. Spam is left out.

use super::super::engine::{Read, params, statements};
use super::super::{Error, Result};
use kotae_shared::{
    Uuid,
    api::{problem::Fault, results::TextRow},
    form::answers::{Answer, Value},
};
use std::ops::{ControlFlow, Range};

/// Which submissions count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The form.
    pub form: Uuid,
    /// When they came, in epoch milliseconds.
    pub times: Range<i64>,
    /// The widget's key; empty: any.
    pub widget: String,
}

/// Hands over each one's time and answers, the oldest first.
pub fn each_answered(
    read: &Read<'_>,
    span: &Span,
    mut each: impl FnMut(i64, Vec<Answer>) -> Result<()>,
) -> Result<()> {
    let (from, until) = (span.times.start, span.times.end);
    read.each(EACH, params![span.form, from, until, &span.widget], |row| {
        each(row.get(0)?, row.json(1)?)?;
        Ok(ControlFlow::Continue(()))
    })
}

/// Texts that were written in a field, the newest first, and where the next part begins. `known` are the values of choices,
/// which nobody wrote.
pub fn texts(
    read: &Read<'_>,
    span: &Span,
    (field, known): (&str, &[String]),
    before: Option<&str>,
    limit: u32,
) -> Result<(Vec<TextRow>, Option<String>)> {
    let (at, id) = match before {
        Some(text) => place(text).ok_or_else(|| Error::field("before", Fault::Unknown))?,
        None => (i64::MAX, Uuid::max()),
    };
    let until = span.times.end;
    let values = params![span.form, span.times.start, until, &span.widget, at, id];
    let mut found: Vec<TextRow> = Vec::new();
    read.each(NEWEST, values, |row| {
        let answers: Vec<Answer> = row.json(3)?;
        let answer = answers.into_iter().find(|answer| answer.key == field);
        let text = match answer.map(|answer| answer.value) {
            Some(Value::Text(text)) => Some(text),
            Some(Value::Choices(values)) => values.into_iter().find(|value| !known.contains(value)),
            _ => None,
        };
        if let Some(text) = text.filter(|text| !known.contains(text)) {
            found.push(TextRow {
                submission: row.get(0)?,
                number: row.get(1)?,
                at: row.get(2)?,
                text,
            });
        }
        // One more than wanted tells whether there is a next part.
        Ok(if found.len() > limit as usize {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    })?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let last = found.last().filter(|_| more);
    let next = last.map(|row| format!("{}-{}", row.at, row.submission.simple()));
    Ok((found, next))
}

fn place(text: &str) -> Option<(i64, Uuid)> {
    let (at, id) = text.split_once('-')?;
    Some((at.parse().ok()?, Uuid::try_parse(id).ok()?))
}

statements! {
    EACH = "SELECT created_at, answers FROM submission WHERE form = $1 AND created_at >= $2 AND created_at < $3
        AND state <> 'spam' AND ($4 = '' OR widget = $4) ORDER BY created_at, id";
    NEWEST = "SELECT id, number, created_at, answers FROM submission WHERE form = $1 AND created_at >= $2 AND created_at < $3
        AND state <> 'spam' AND ($4 = '' OR widget = $4) AND (created_at, id) < ($5, $6)
        ORDER BY created_at DESC, id DESC";
}
