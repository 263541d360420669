//! The audit log: who changed what, when, from where, before and after.
//!
//! A change and its record are one transaction: every function of the store that changes data for somebody takes an
//! [`Actor`] and calls [`record`]. What visitors do is logged as events instead.

use super::engine::{Read, Row, Tx, params, statements};
use super::{Error, Result};
use serde::Serialize;
use uuid::Uuid;

/// Who makes a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who is signed in.
    User {
        /// The user's id.
        id: Uuid,
        /// The user's shown name.
        name: String,
        /// The network address that the request came from.
        address: String,
        /// The categories that he may write in; `None`: all. What changes entries and categories holds to it.
        categories: Option<Vec<Uuid>>,
    },
    /// Somebody at the command line.
    Cli {
        /// The name of the operating system's user.
        user: String,
    },
    /// Kotae itself, on schedule.
    Job(&'static str),
    /// Kotae itself, while it starts or makes a workspace, or the holder of a one-time link.
    SetUp {
        /// The network address that the request came from; empty without one.
        address: String,
    },
}

impl Actor {
    /// The name shown beside a change.
    pub fn name(&self) -> &str {
        match self {
            Self::User { name, .. } => name,
            Self::Cli { user } => user,
            Self::Job(name) => name,
            Self::SetUp { .. } => "Kotae",
        }
    }

    /// The categories that he may write in; `None`: all.
    pub(super) fn categories(&self) -> Option<&[Uuid]> {
        match self {
            Self::User { categories, .. } => categories.as_deref(),
            _ => None,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::User { .. } => "user",
            Self::Cli { .. } => "cli",
            Self::Job(_) => "job",
            Self::SetUp { .. } => "setup",
        }
    }

    /// Whose id it is, where it is a user.
    pub(super) fn id(&self) -> Option<Uuid> {
        match self {
            Self::User { id, .. } => Some(*id),
            _ => None,
        }
    }

    fn address(&self) -> &str {
        match self {
            Self::User { address, .. } | Self::SetUp { address } => address,
            Self::Cli { .. } | Self::Job(_) => "",
        }
    }
}

/// What a change is about.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// What was done, for example `entry.update`.
    pub action: &'a str,
    /// The kind of thing, for example `entry`.
    pub kind: &'a str,
    /// Its id or name.
    pub id: &'a str,
}

/// Writes the record of a change, in the transaction of the change. `before` and `after` hold what differs;
/// `None` stands for "there was none" and "it is gone". Secrets never belong in either.
pub fn record<B: Serialize, A: Serialize>(
    tx: &Tx<'_>,
    actor: &Actor,
    change: Change<'_>,
    before: Option<&B>,
    after: Option<&A>,
) -> Result<()> {
    let before = before.map(serde_json::to_string).transpose();
    let after = after.map(serde_json::to_string).transpose();
    let (before, after) = (before.map_err(Error::internal)?, after.map_err(Error::internal)?);
    tx.execute(
        INSERT,
        params![
            tx.new_id(),
            tx.now(),
            actor.kind(),
            actor.id(),
            actor.name(),
            actor.address(),
            change.action,
            change.kind,
            change.id,
            before.as_ref(),
            after.as_ref(),
        ],
    )?;
    Ok(())
}

/// No value, where [`record`] wants one.
pub const NOTHING: Option<&()> = None;

/// A record of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id; ids rise with time.
    pub id: Uuid,
    /// When, in epoch milliseconds.
    pub at: i64,
    /// `user`, `cli`, `job` or `setup`.
    pub actor_kind: String,
    /// The user, when it was one.
    pub actor_id: Option<Uuid>,
    /// Shown name.
    pub actor_name: String,
    /// Network address, or empty.
    pub address: String,
    /// What was done.
    pub action: String,
    /// To what kind of thing.
    pub object_kind: String,
    /// To which.
    pub object_id: String,
    /// What differed, before, as JSON.
    pub before: Option<String>,
    /// What differed, after, as JSON.
    pub after: Option<String>,
}

/// The records of one thing, oldest first, at most `limit`.
pub fn of(read: &Read<'_>, kind: &str, id: &str, limit: u32) -> Result<Vec<Record>> {
    read.query(OF_OBJECT, params![kind, id, limit], from_row)
}

/// The newest records, newest first, at most `limit`.
pub fn latest(read: &Read<'_>, limit: u32) -> Result<Vec<Record>> {
    read.query(LATEST, params![limit], from_row)
}

fn from_row(row: Row<'_>) -> Result<Record> {
    Ok(Record {
        id: row.get(0)?,
        at: row.get(1)?,
        actor_kind: row.get(2)?,
        actor_id: row.get(3)?,
        actor_name: row.get(4)?,
        address: row.get(5)?,
        action: row.get(6)?,
        object_kind: row.get(7)?,
        object_id: row.get(8)?,
        before: row.get(9)?,
        after: row.get(10)?,
    })
}

statements! {
    INSERT = "INSERT INTO audit (id, at, actor_kind, actor_id, actor_name, address, action, object_kind, object_id,
        value_before, value_after) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    OF_OBJECT = "SELECT id, at, actor_kind, actor_id, actor_name, address, action, object_kind, object_id,
        value_before, value_after FROM audit WHERE object_kind = $1 AND object_id = $2 ORDER BY at, id LIMIT $3";
    LATEST = "SELECT id, at, actor_kind, actor_id, actor_name, address, action, object_kind, object_id,
        value_before, value_after FROM audit ORDER BY at DESC, id DESC LIMIT $1";
}
