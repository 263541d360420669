//! The review of who has access: the owner looks at the list of users and signs it off.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Tx, params, statements};
use super::{Error, Result, users};
use kotae_shared::api::admin::{AccessReview, AccessReviews, UserRow};
use serde_json::json;
use uuid::Uuid;

/// How long a review holds, in milliseconds: a quarter of a year.
pub const EVERY_MS: i64 = 91 * 24 * 3_600_000;
/// Reviews that are listed.
const LISTED: u32 = 100;

/// Signs off the list of users as it is now.
pub fn sign(tx: &Tx<'_>, actor: &Actor, note: &str) -> Result<()> {
    let people = users::list(tx)?;
    let json = serde_json::to_string(&people).map_err(Error::internal)?;
    let (id, count) = (tx.new_id(), people.len() as u32);
    tx.execute(INSERT, params![id, tx.now(), actor.name(), note, count, &json])?;
    let change = Change {
        action: "access_review.sign",
        kind: "access_review",
        id: &id.to_string(),
    };
    let after = json!({ "users": count, "note": note });
    audit::record(tx, actor, change, audit::NOTHING, Some(&after))
}

/// The reviews, newest first, and when the next one is due: some time after the last one, or after the first user came.
pub fn list(read: &Read<'_>) -> Result<AccessReviews> {
    let reviews = read.query(LIST, params![LISTED], from_row)?;
    let since = match reviews.first() {
        Some(last) => Some(last.at),
        None => read.first(FIRST_USER, params![], |row| row.get(0))?,
    };
    let due_at = since.unwrap_or_else(|| read.now()) + EVERY_MS;
    Ok(AccessReviews {
        due_at,
        due: due_at <= read.now(),
        reviews,
    })
}

/// The users as a review signed them off.
pub fn people(read: &Read<'_>, id: Uuid) -> Result<Vec<UserRow>> {
    let found = read.first(PEOPLE, params![id], |row| row.json(0))?;
    found.ok_or(Error::NotFound)
}

fn from_row(row: Row<'_>) -> Result<AccessReview> {
    Ok(AccessReview {
        id: row.get(0)?,
        at: row.get(1)?,
        by: row.get(2)?,
        note: row.get(3)?,
        users: row.get(4)?,
    })
}

statements! {
    INSERT = "INSERT INTO access_review (id, at, signed_by, note, users, people) VALUES ($1, $2, $3, $4, $5, $6)";
    LIST = "SELECT id, at, signed_by, note, users FROM access_review ORDER BY at DESC, id DESC LIMIT $1";
    FIRST_USER = "SELECT created_at FROM users ORDER BY created_at, id LIMIT 1";
    PEOPLE = "SELECT people FROM access_review WHERE id = $1";
}
