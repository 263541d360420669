//! Visitors who have shown who they are: sessions in the database of visitor events, so that an import or a publication
//! delays nobody. Only the hash of a session's bearer is stored. No actor: nothing here is a change by the help desk.

use super::Result;
use super::engine::{Read, Row, Tx, params, statements};
use super::sessions::TokenHash;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A session to be made. Whatever made sure who he is (a visitor token, a sign-in) fills it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewVisitor {
    /// The key of the widget that it is for.
    pub widget: String,
    /// By what he has shown who he is, as [`end_of_origin`] names it: `token:KID`, or `sso:PROVIDER`.
    pub origin: String,
    /// The id that the other side has for him.
    pub subject: String,
    /// His name; may be empty.
    pub name: String,
    /// His mail address; may be empty.
    pub email: String,
    /// His groups.
    pub groups: Vec<String>,
    /// Further fields, such as `department`.
    pub fields: BTreeMap<String, String>,
    /// When it ends, in epoch milliseconds.
    pub expires_at: i64,
}

/// A visitor whose session has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// Names the session.
    pub id: Uuid,
    /// Who he is.
    pub who: NewVisitor,
}

/// Begins a session.
pub fn create(tx: &Tx<'_>, bearer: &TokenHash, new: &NewVisitor) -> Result<Uuid> {
    let id = tx.new_id();
    tx.execute(
        INSERT,
        params![
            id,
            bearer,
            &new.widget,
            &new.origin,
            &new.subject,
            &new.name,
            &new.email,
            &serde_json::to_string(&new.groups)?,
            &serde_json::to_string(&new.fields)?,
            tx.now(),
            new.expires_at,
        ],
    )?;
    Ok(id)
}

/// The visitor of a bearer; `None` when there is none, or his session has ended or is for another widget.
pub fn find(read: &Read<'_>, bearer: &TokenHash, widget: &str) -> Result<Option<Visitor>> {
    read.first(BY_BEARER, params![bearer, widget, read.now()], from_row)
}

/// Whether a session of a widget's visitor has not ended.
pub fn lives(read: &Read<'_>, session: Uuid, widget: &str) -> Result<bool> {
    read.exists(LIVES, params![session, widget, read.now()])
}

/// Ends a session; one that is not there has ended.
pub fn end(tx: &Tx<'_>, session: Uuid) -> Result<()> {
    tx.execute(END, params![session]).map(drop)
}

/// Ends all sessions of an origin; how many there were.
pub fn end_of_origin(tx: &Tx<'_>, origin: &str) -> Result<u64> {
    tx.execute(END_OF_ORIGIN, params![origin])
}

/// Deletes sessions that have ended by themselves; how many there were.
pub fn sweep(tx: &Tx<'_>) -> Result<u64> {
    tx.execute(SWEEP, params![tx.now()])
}

fn from_row(row: Row<'_>) -> Result<Visitor> {
    Ok(Visitor {
        id: row.get(0)?,
        who: NewVisitor {
            widget: row.get(1)?,
            origin: row.get(2)?,
            subject: row.get(3)?,
            name: row.get(4)?,
            email: row.get(5)?,
            groups: row.json(6)?,
            fields: row.json(7)?,
            expires_at: row.get(8)?,
        },
    })
}

statements! {
    INSERT = "INSERT INTO visitor_session (id, bearer_hash, widget, origin, subject, name, email, groups, fields,
        created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    BY_BEARER = "SELECT id, widget, origin, subject, name, email, groups, fields, expires_at FROM visitor_session
        WHERE bearer_hash = $1 AND widget = $2 AND expires_at > $3";
    LIVES = "SELECT 1 FROM visitor_session WHERE id = $1 AND widget = $2 AND expires_at > $3";
    END = "DELETE FROM visitor_session WHERE id = $1";
    END_OF_ORIGIN = "DELETE FROM visitor_session WHERE origin = $1";
    SWEEP = "DELETE FROM visitor_session WHERE expires_at <= $1";
}
