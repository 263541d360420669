//! The engine: how the store reaches a database. Only this module knows rusqlite.
//!
//! Three verbs: [`Engine::read`] (many at once, each on one state of the database), [`Engine::write`] (one closure
//! over a transaction, kept whole or not at all) and, inside both, the statements of [`Read`] and [`Tx`].

mod describe;
mod migrate;
mod readers;
mod session;
mod sqlite;
#[cfg(test)]
mod tests;
pub mod text_index;
mod value;
mod wake;
mod writer;

pub use describe::{Column, Kind, Table};
#[cfg(test)]
pub(in crate::store) use migrate::LEDGER;
pub use migrate::{Migration, Schema};
pub(in crate::store) use session::statements;
pub use session::{Dialect, Read, Sources, Sql, Tx};
pub(in crate::store) use value::params;
pub use value::{FromValue, Row, Value};
pub use wake::{Topic, Wakes};

use super::{Error, Result};
use readers::Readers;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::Semaphore;
use writer::{Writer, closed};

/// Where a database lies and how it is used.
#[derive(Clone, Debug)]
pub struct Place {
    /// The database file; made when it does not exist.
    pub file: PathBuf,
    /// A name for threads, logs and copies, for example `default-main`.
    pub label: String,
    /// The folder for copies made before a migration.
    pub copies: PathBuf,
    /// How many reads may run at once.
    pub readers: usize,
}

/// An open database. Not to be cloned: whoever uses one holds its workspace, which keeps it open.
pub struct Engine(Arc<Inner>);

struct Inner {
    readers: Readers,
    permits: Arc<Semaphore>,
    writer: Writer,
    sources: Sources,
}

impl Engine {
    /// Opens a database and brings it to the newest schema. Blocks.
    pub fn open(place: &Place, schema: &Schema, sources: Sources) -> Result<Self> {
        if let Some(folder) = place.file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let conn = sqlite::open(&place.file, sqlite::Role::Writer)?;
        let now = sources.clock.now_ms();
        let copy = place.copies.join(format!("{}-{now}.db", place.label));
        migrate::migrate(&conn, schema, &copy, &sources)?;
        Ok(Self(Arc::new(Inner {
            readers: Readers::new(place.file.clone(), place.readers),
            permits: Arc::new(Semaphore::new(place.readers)),
            writer: Writer::start(&place.label, conn, sources.clone())?,
            sources,
        })))
    }

    /// Runs `read` on a blocking thread. All its queries see the same state.
    pub async fn read<T, F>(&self, read: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Read<'_>) -> Result<T> + Send + 'static,
    {
        // Taken before the thread, so that waiting readers do not use up blocking threads.
        let permits = Arc::clone(&self.0.permits);
        let permit = permits.acquire_owned().await.map_err(|_| closed())?;
        let inner = Arc::clone(&self.0);
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            inner.readers.run(&inner.sources, read)
        });
        task.await.unwrap_or_else(|error| {
            let message = error.try_into_panic().map_or_else(
                |_| "stopped".to_owned(),
                |panic| writer::panic_message(&*panic).to_owned(),
            );
            Err(Error::internal(format_args!("a read panicked: {message}")))
        })
    }

    /// [`Engine::read`] on this thread, for code outside the async runtime.
    pub fn read_blocking<T>(&self, read: impl FnOnce(&Read<'_>) -> Result<T>) -> Result<T> {
        self.0.readers.run(&self.0.sources, read)
    }

    /// Runs `write` on the writer thread and returns after the commit. The closure must do nothing slow that is not
    /// a statement: everybody's writes wait behind it. Once queued it runs even when the caller goes away.
    pub async fn write<T, F>(&self, write: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        let result = self.0.writer.submit(write)?;
        result.await.unwrap_or_else(|_| Err(closed()))
    }

    /// [`Engine::write`] on this thread, for code outside the async runtime (it panics inside).
    pub fn write_blocking<T, F>(&self, write: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        let result = self.0.writer.submit(write)?;
        result.blocking_recv().unwrap_or_else(|_| Err(closed()))
    }

    /// Closes connections that nobody uses now, to give their memory back.
    pub fn shrink(&self) {
        self.0.readers.shrink();
    }

    /// Finishes the writes that were accepted and closes the files. Blocks. Later calls fail with
    /// [`Error::Unavailable`].
    pub fn close(&self) {
        self.0.permits.close();
        self.0.readers.close();
        self.0.writer.close();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The thread ends by itself when the queue is empty; joining here could wait for ourselves.
        self.permits.close();
    }
}

/// The file of a database in a folder.
pub(in crate::store) fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).with_extension("db")
}
