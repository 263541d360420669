//! A few read-only connections, opened when first needed.

use super::session::{Read, Sources};
use super::sqlite::{Role, SqliteSession, open};
use super::writer::closed;
use crate::store::Result;
use rusqlite::Connection;
use std::{
    path::PathBuf,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

/// The pool of one database.
pub(super) struct Readers {
    path: PathBuf,
    most: usize,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    open: usize,
    closed: bool,
}

impl Readers {
    /// At most `most` connections to the database at `path`.
    pub(super) fn new(path: PathBuf, most: usize) -> Self {
        Self {
            path,
            most,
            state: Mutex::default(),
            returned: Condvar::new(),
        }
    }

    /// Runs `read` on one of the connections within one read transaction; waits for a free one.
    pub(super) fn run<T>(&self, sources: &Sources, read: impl FnOnce(&Read<'_>) -> Result<T>) -> Result<T> {
        let lease = self.lease()?;
        let conn = lease.conn();
        conn.execute_batch("BEGIN")?;
        let session = SqliteSession(conn);
        let result = read(&Read {
            session: &session,
            sources,
            now: sources.clock.now_ms(),
        });
        conn.execute_batch("COMMIT")?;
        result
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lease(&self) -> Result<Lease<'_>> {
        let mut state = self.state();
        loop {
            if state.closed {
                return Err(closed());
            }
            if let Some(conn) = state.idle.pop() {
                return Ok(Lease {
                    pool: self,
                    conn: Some(conn),
                });
            }
            if state.open < self.most {
                state.open += 1;
                drop(state);
                let opened = open(&self.path, Role::Reader);
                // Dropped without a connection, the lease gives its place back.
                let mut lease = Lease {
                    pool: self,
                    conn: None,
                };
                lease.conn = Some(opened?);
                return Ok(lease);
            }
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Closes the connections that nobody uses now; they are opened again on demand.
    pub(super) fn shrink(&self) {
        let mut state = self.state();
        state.open -= state.idle.len();
        let idle = std::mem::take(&mut state.idle);
        drop(state);
        drop(idle);
    }

    /// Lends no more connections and waits until all are closed.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.returned.notify_all();
        self.shrink();
        let mut state = self.state();
        while state.open > 0 {
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A connection on loan; goes back when dropped, also after a panic.
struct Lease<'p> {
    pool: &'p Readers,
    conn: Option<Connection>,
}

impl Lease<'_> {
    fn conn(&self) -> &Connection {
        self.conn
            .as_ref()
            .expect("a lease has its connection until it is dropped")
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let conn = self
            .conn
            .take()
            .filter(|conn| conn.is_autocommit() || conn.execute_batch("ROLLBACK").is_ok());
        let mut state = self.pool.state();
        match conn {
            Some(conn) if !state.closed => state.idle.push(conn),
            other => {
                drop(other);
                state.open -= 1;
            }
        }
        drop(state);
        self.pool.returned.notify_all();
    }
}
