//! Whether visitors find what was dealt with: asked of each publication before it is one.

use crate::store::Result;
use crate::store::audit::{self, Actor, Change};
use crate::store::engine::{Read, Tx, params, statements};
use kotae_shared::Uuid;
use serde_json::json;

/// How many groups of questions are asked of a publication, those that were dealt with last.
pub const WATCHED: u32 = 2_000;

/// A group of questions that was dealt with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    key: String,
    /// One of its questions.
    pub text: String,
    /// The entry that is to answer it; `None`: any.
    pub entry: Option<Uuid>,
    /// An earlier publication found it.
    done: bool,
    /// This one finds it; for whoever asks to say.
    pub found: bool,
}

/// Those that wait for a publication, and those that one has found.
pub fn watched(read: &Read<'_>) -> Result<Vec<Watched>> {
    read.query(WATCH, params![WATCHED], |row| {
        Ok(Watched {
            key: row.get(0)?,
            text: row.get(1)?,
            entry: row.get(2)?,
            done: row.get(3)?,
            found: false,
        })
    })
}

/// Says what a publication has found: what waited for it is done, and what it does not find any more comes back. What was
/// changed by somebody since it was asked stays as it is.
pub fn settle(tx: &Tx<'_>, actor: &Actor, publication: u32, asked: &[Watched]) -> Result<()> {
    let (mut done, mut lost) = (Vec::new(), Vec::new());
    for one in asked {
        let (statement, list) = match (one.done, one.found) {
            (false, true) => (DONE, &mut done),
            (true, false) => (LOST, &mut lost),
            _ => continue,
        };
        let changed = tx.execute(statement, params![&one.key, publication, tx.now(), actor.name()])?;
        if changed > 0 {
            list.push(&one.text);
        }
    }
    if done.is_empty() && lost.is_empty() {
        return Ok(());
    }
    let change = Change {
        action: "improve.settle",
        kind: "publication",
        id: &publication.to_string(),
    };
    let after = json!({ "done": done, "lost": lost });
    audit::record(tx, actor, change, audit::NOTHING, Some(&after))
}

statements! {
    WATCH = "SELECT subject, text, entry, CASE WHEN state = 'done' THEN 1 ELSE 0 END FROM handling
        WHERE (state = 'waiting' OR (state = 'done' AND publication IS NOT NULL)) ORDER BY updated_at DESC, subject LIMIT $1";
    DONE = "UPDATE handling SET state = 'done', publication = $2, lost = NULL, version = version + 1, updated_at = $3,
        updated_by = $4 WHERE subject = $1 AND state = 'waiting'";
    LOST = "UPDATE handling SET state = 'new', publication = NULL, lost = $2, version = version + 1, updated_at = $3,
        updated_by = $4 WHERE subject = $1 AND state = 'done' AND publication IS NOT NULL";
}
