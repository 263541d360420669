//! What can go wrong in the store.

use kotae_shared::api::problem::Fault;
use std::sync::Arc;

/// The result of everything in the store.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the store did not do what it was asked. When a write fails, it has changed nothing.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing.
    #[error("not found")]
    NotFound,
    /// It was changed meanwhile: the version or revision that the caller saw is no longer the current one.
    #[error("changed meanwhile")]
    Conflict,
    /// A one-time link was used or is too old.
    #[error("used or too old")]
    Gone,
    /// Fields that cannot be accepted, each with what is wrong.
    #[error("invalid fields: {0:?}")]
    Invalid(Vec<(String, Fault)>),
    /// Too much to do, or about to stop; the same call may succeed later.
    #[error("unavailable: {0}")]
    Unavailable(Arc<str>),
    /// Another process works on the data folder.
    #[error("another Kotae process (pid {0}) is using this data folder")]
    AlreadyRunning(u32),
    /// A newer Kotae wrote the database.
    #[error(
        "{database} has schema {found}, but this version of Kotae knows only up to {known}; use a newer version"
    )]
    NewerSchema {
        /// Which database.
        database: Arc<str>,
        /// The schema that was found.
        found: i64,
        /// The newest schema that this program knows.
        known: i64,
    },
    /// The stored data is damaged.
    #[error("damaged data: {0}")]
    Corrupt(Arc<str>),
    /// The disk is full or cannot be read or written.
    #[error("disk: {0}")]
    Io(Arc<str>),
    /// A mistake in Kotae itself: a statement that the database refuses, or a panic.
    #[error("internal: {0}")]
    Internal(Arc<str>),
}

impl Error {
    /// One field that cannot be accepted.
    pub fn field(field: impl Into<String>, fault: Fault) -> Self {
        Self::Invalid(vec![(field.into(), fault)])
    }

    pub(super) fn internal(message: impl std::fmt::Display) -> Self {
        Self::Internal(message.to_string().into())
    }

    pub(super) fn corrupt(message: impl std::fmt::Display) -> Self {
        Self::Corrupt(message.to_string().into())
    }

    pub(super) fn unavailable(message: &str) -> Self {
        Self::Unavailable(message.into())
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.to_string().into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::corrupt(error)
    }
}
