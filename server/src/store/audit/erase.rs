//! What is personal in a record goes: names, addresses, values. The record itself, its number and its hash stay.

use super::{Actor, Change, NOTHING, Read};
use crate::store::engine::{Tx, params, statements};
use crate::store::{Error, Result};
use kotae_shared::api::problem::Fault;
use serde_json::json;
use std::fmt::Write as _;
use uuid::Uuid;

/// The longest reason, in characters.
const REASON_MAX: usize = 200;
/// Records whose content goes at once.
const AT_ONCE: usize = 10_000;

/// Erases what is personal in the records of these numbers, for a reason, and says so in a record of its own, which is how
/// the chain still verifies; that record's number. [`Fault::Unknown`] on `sequences` when one of them does not exist,
/// [`Fault::Taken`] when it was erased before.
///
/// [`Fault::Unknown`]: kotae_shared::api::problem::Fault::Unknown
/// [`Fault::Taken`]: kotae_shared::api::problem::Fault::Taken
pub fn erase(tx: &Tx<'_>, actor: &Actor, sequences: &[i64], reason: &str) -> Result<i64> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::field("reason", Fault::Required));
    }
    if reason.chars().count() > REASON_MAX {
        return Err(Error::field("reason", Fault::TooLong(REASON_MAX as u32)));
    }
    let mut sequences = sequences.to_vec();
    sequences.sort_unstable();
    sequences.dedup();
    if sequences.is_empty() {
        return Err(Error::field("sequences", Fault::Required));
    }
    if sequences.len() > AT_ONCE {
        return Err(Error::field("sequences", Fault::TooLong(AT_ONCE as u32)));
    }
    for sequence in &sequences {
        let erased = tx.first(ERASED, params![*sequence], |row| row.get::<Option<i64>>(0))?;
        match erased {
            None => return Err(Error::field("sequences", Fault::Unknown)),
            Some(Some(_)) => return Err(Error::field("sequences", Fault::Taken)),
            Some(None) => {}
        }
    }
    let change = Change {
        action: "audit.erase",
        kind: "audit",
        id: "",
    };
    let after = json!({ "reason": reason, "records": sequences.len() });
    let by = super::record_with(tx, actor, change, &ranges(&sequences), NOTHING, Some(&after))?;
    for sequence in &sequences {
        tx.execute_one(ERASE, params![*sequence, by])?;
    }
    Ok(by)
}

/// The numbers of the records that somebody wrote or that are about him, as far as they are not erased.
pub fn of_person(read: &Read<'_>, user: Uuid) -> Result<Vec<i64>> {
    read.query(
        OF_PERSON,
        params![user, &user.to_string(), AT_ONCE as i64],
        |row| row.get(0),
    )
}

/// Rising numbers as `3-5,9`.
pub(super) fn ranges(sequences: &[i64]) -> String {
    let mut text = String::new();
    let mut rest = sequences;
    while let Some((&first, _)) = rest.split_first() {
        let length = rest
            .iter()
            .zip(first..)
            .take_while(|(number, expected)| *number == expected)
            .count();
        if !text.is_empty() {
            text.push(',');
        }
        let last = rest[length - 1];
        // Writing to a text cannot fail.
        let _ = if last == first {
            write!(text, "{first}")
        } else {
            write!(text, "{first}-{last}")
        };
        rest = &rest[length..];
    }
    text
}

/// Whether a number stands in such a text.
pub(super) fn covers(ranges: &str, sequence: i64) -> bool {
    ranges.split(',').any(|part| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        match (first.parse::<i64>(), last.parse::<i64>()) {
            (Ok(first), Ok(last)) => (first..=last).contains(&sequence),
            _ => false,
        }
    })
}

statements! {
    ERASED = "SELECT erased_by FROM audit WHERE sequence = $1";
    ERASE = "UPDATE audit SET actor_name = '', address = '', value_before = NULL, value_after = NULL, salt = NULL,
        erased_by = $2 WHERE sequence = $1";
    OF_PERSON = "SELECT sequence FROM audit WHERE erased_by IS NULL AND (actor_id = $1 OR (object_kind = 'user' AND object_id = $2))
        ORDER BY sequence LIMIT $3";
}
