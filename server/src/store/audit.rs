//! The audit log: who changed what, when, from where, before and after.
//!
//! A change and its record are one transaction: every function of the store that changes data for somebody takes an
//! [`Actor`] and calls [`record`]. What visitors do is logged as events instead.
//!
//! The log only grows: triggers refuse all else, and each record is chained to the one before it ([`chain`]), so that a change
//! by another tool is found and named ([`verify`]). What is personal in a record can be erased ([`erase`]) and the oldest
//! records can go ([`cut`]) without breaking the chain.

mod chain;
mod cut;
mod erase;
mod settings;
mod state;
#[cfg(test)]
mod tests;
mod verify;
mod witness;

pub use chain::Digest;
pub(super) use chain::chain_what_is_there;
pub use cut::{Keys, cut, resign};
pub use erase::{erase, of_person};
pub use settings::{days, last_check, note_check, set_days};
pub use state::{Head, head};
pub use verify::{Noted, verify};
pub use witness::Anchored;
pub(super) use witness::forget as forget_anchor;

use super::engine::{Read, Row, Tx, params, statements};
use super::{Error, Result};
use chain::{Personal, Public};
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
    record_with(tx, actor, change, "", before, after).map(drop)
}

/// [`record`] with a `detail` that is public: it stays when what is personal is erased. The record's number.
fn record_with<B: Serialize, A: Serialize>(
    tx: &Tx<'_>,
    actor: &Actor,
    change: Change<'_>,
    detail: &str,
    before: Option<&B>,
    after: Option<&A>,
) -> Result<i64> {
    let before = before.map(serde_json::to_string).transpose();
    let after = after.map(serde_json::to_string).transpose();
    let (before, after) = (before.map_err(Error::internal)?, after.map_err(Error::internal)?);
    let id = tx.new_id();
    let public = Public {
        id,
        at: tx.now(),
        actor_kind: actor.kind(),
        actor_id: actor.id(),
        action: change.action,
        object_kind: change.kind,
        object_id: change.id,
        detail,
    };
    let personal = Personal {
        actor_name: actor.name(),
        address: actor.address(),
        before: before.as_deref(),
        after: after.as_deref(),
    };
    let (head, previous) = state::position(tx)?;
    let salt = tx.secret();
    let digest = personal.digest(&salt);
    let sequence = head + 1;
    let hash = public.hash(&previous, sequence, &digest);
    tx.execute(
        INSERT,
        params![
            id,
            public.at,
            public.actor_kind,
            public.actor_id,
            personal.actor_name,
            personal.address,
            change.action,
            change.kind,
            change.id,
            before.as_ref(),
            after.as_ref(),
            sequence,
            detail,
            &salt,
            &digest,
            &hash,
        ],
    )?;
    state::advance(tx, sequence, &hash)?;
    Ok(sequence)
}

/// No value, where [`record`] wants one.
pub const NOTHING: Option<&()> = None;

/// So long a look at the same kind of personal data is not noted again, in milliseconds.
const VIEW_MS: i64 = 3_600_000;

/// Notes that somebody takes something out as a file: the kind of thing, and what he asked for.
pub fn exported(tx: &Tx<'_>, actor: &Actor, kind: &str, asked: &serde_json::Value) -> Result<()> {
    let action = format!("{kind}.export");
    let change = Change {
        action: &action,
        kind,
        id: "",
    };
    record(
        tx,
        actor,
        change,
        NOTHING,
        Some(asked).filter(|asked| !asked.is_null()),
    )
}

/// Notes that somebody looks at a list of personal data, once in an hour.
pub fn viewed(tx: &Tx<'_>, actor: &Actor, kind: &str) -> Result<()> {
    let action = format!("{kind}.view");
    let since = tx.now() - VIEW_MS;
    if tx.exists(VIEWED, params![&action, actor.id(), since])? {
        return Ok(());
    }
    let change = Change {
        action: &action,
        kind,
        id: "",
    };
    record(tx, actor, change, NOTHING, NOTHING)
}

/// Whether [`viewed`] would note nothing.
pub fn is_viewed(read: &Read<'_>, actor: &Actor, kind: &str) -> Result<bool> {
    let since = read.now() - VIEW_MS;
    read.exists(VIEWED, params![&format!("{kind}.view"), actor.id(), since])
}

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
        value_before, value_after, sequence, detail, salt, digest, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    VIEWED = "SELECT 1 FROM audit WHERE action = $1 AND actor_id = $2 AND at > $3 ORDER BY sequence DESC LIMIT 1";
    OF_OBJECT = "SELECT id, at, actor_kind, actor_id, actor_name, address, action, object_kind, object_id,
        value_before, value_after FROM audit WHERE object_kind = $1 AND object_id = $2 ORDER BY at, id LIMIT $3";
    LATEST = "SELECT id, at, actor_kind, actor_id, actor_name, address, action, object_kind, object_id,
        value_before, value_after FROM audit ORDER BY at DESC, id DESC LIMIT $1";
}

/// The statements of the files of the chain.
#[cfg(test)]
pub(in crate::store) const CHAIN_STATEMENTS: [&[(&str, super::engine::Sql<'static>)]; 5] = [
    chain::STATEMENTS,
    cut::STATEMENTS,
    erase::STATEMENTS,
    state::STATEMENTS,
    verify::STATEMENTS,
];

/// Those that need the settings of a workspace.
#[cfg(test)]
pub(in crate::store) const SETTINGS_STATEMENTS: &[(&str, super::engine::Sql<'static>)] = settings::STATEMENTS;

/// Those of the installation's database.
#[cfg(test)]
pub(in crate::store) const WITNESS_STATEMENTS: &[(&str, super::engine::Sql<'static>)] = witness::STATEMENTS;
