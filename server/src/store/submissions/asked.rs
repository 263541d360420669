//! What was asked before a form was filled in. From the database of events.

use super::super::Result;
use super::super::engine::{Read, params, statements};
use kotae_shared::{Uuid, api::forms::limits};

/// What was asked in a conversation, oldest first.
pub fn questions(events: &Read<'_>, conversation: Uuid) -> Result<Vec<String>> {
    events.query(QUESTIONS, params![conversation, limits::QUESTIONS], |row| {
        row.get(0)
    })
}

statements! {
    QUESTIONS = "SELECT text FROM question WHERE conversation = $1 ORDER BY at, id LIMIT $2";
}
