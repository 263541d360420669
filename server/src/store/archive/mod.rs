//! A whole workspace as one ZIP file, and a workspace made from one. `docs/workspaces.md` describes the format.
//!
//! Tables are taken as they are, so that a new one is in the archive without a line here. What never leaves an
//! installation stands in [`LEFT_OUT`]: sealed secrets, sessions, tokens, outgoing mail.

mod pack;
mod refusal;
mod row;
#[cfg(test)]
mod tests;
mod unpack;
mod verify;

pub use pack::write;
pub use refusal::{Failure, Refusal};
pub use unpack::Imported;
pub(in crate::store) use unpack::remove_unlisted;
pub use verify::verify;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What an archive says it is.
pub const FORMAT: &str = "kotae-workspace";
/// Raised when an older Kotae could not read the archive.
pub const VERSION: u32 = 1;
/// The manifest's name.
const MANIFEST: &str = "manifest.json";
/// The longest manifest, in bytes.
const MANIFEST_BYTES: u64 = 64 << 20;
/// The longest line of a table, in bytes: a pack of 50,000 entries needs about 60 MB.
const LINE_BYTES: u64 = 256 << 20;
/// An archive that says that it holds more than so many times its own size is refused: ours hold about ten times.
const SWELL: u64 = 300;
/// What any archive may hold, in bytes, however small it is.
const SWELL_FREE: u64 = 64 << 20;

/// What stays behind, by database. A secret opens only with its own installation's key; what leads into a session, goes
/// out or runs here has nothing to do elsewhere.
const LEFT_OUT: [(&str, &[&str]); 2] = [
    (
        "main",
        &[
            "migration",
            "secret",
            "second_factor",
            "recovery_code",
            "identity_secret",
            "session",
            "sso_session",
            "link",
            "password_request",
            "sign_in_place",
            "outbox",
            // Where things go is a matter of each installation, and addresses may hold keys.
            "webhook",
            "webhook_event",
            "webhook_try",
            "job",
            "job_run",
            // What somebody has not saved is his alone.
            "entry_draft",
            "publication_schedule",
            "preview_link",
        ],
    ),
    ("events", &["migration", "visitor_session", "visitor_sign_in"]),
];

/// What an archive holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// The version of the Kotae that wrote it.
    pub kotae: String,
    /// The workspace's name.
    pub workspace: String,
    /// Its id.
    pub id: Uuid,
    /// When it was written, in epoch milliseconds.
    pub made_at: i64,
    /// Whether the hashes of passwords are in it.
    pub passwords: bool,
    /// The schema of the knowledge and of the events: how many steps were done.
    pub schemas: Schemas,
    /// Every other file, as it stands in the archive.
    pub files: Vec<Listed>,
}

/// How many steps of migration each database has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schemas {
    /// Of the knowledge.
    pub main: u32,
    /// Of the events.
    pub events: u32,
}

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// `main/TABLE.jsonl`, `events/TABLE.jsonl`, `uploads/SHA256` or `attachments/SHA256`.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Lines of a table; 1 for an upload or an attachment.
    pub rows: u64,
    /// The SHA-256 of its content, in hex.
    pub sha256: String,
}

/// What a file of an archive is, by its path. No path of an archive ever becomes one on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place<'p> {
    /// A table of a database.
    Table { database: &'static str, table: &'p str },
    /// An upload, by its hash.
    Upload(&'p str),
    /// A file that came with a submission, by its hash.
    Attachment(&'p str),
}

impl<'p> Place<'p> {
    fn of(path: &'p str) -> Option<Self> {
        if let Some(hash) = path.strip_prefix("uploads/") {
            return is_hash(hash).then_some(Self::Upload(hash));
        }
        if let Some(hash) = path.strip_prefix("attachments/") {
            return is_hash(hash).then_some(Self::Attachment(hash));
        }
        let database = LEFT_OUT
            .iter()
            .map(|(database, _)| *database)
            .find(|database| path.split_once('/').is_some_and(|(first, _)| first == *database))?;
        let table = path[database.len() + 1..].strip_suffix(".jsonl")?;
        let is_name = !table.is_empty()
            && table
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        is_name.then_some(Self::Table { database, table })
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether a table of a database is in archives.
fn is_in(database: &str, table: &str) -> bool {
    !LEFT_OUT
        .iter()
        .any(|(of, tables)| *of == database && tables.contains(&table))
}
