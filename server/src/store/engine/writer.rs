//! The writer: one thread a database, many writes a commit.
//!
//! A commit with `synchronous=FULL` waits for the disk, so the writes that queued up during one commit share the
//! next. Each runs under a savepoint of its own; nobody hears "done" before the commit that holds his write.

use super::session::{Sources, Tx};
use super::sqlite::SqliteSession;
use super::wake::Topics;
use crate::store::{Error, Result};
use rusqlite::Connection;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// Writes that may wait; one more is told to come again.
const QUEUE: usize = 2_048;
/// Writes in one commit.
const GROUP: usize = 256;
/// A group that has taken so long is committed before it takes another write.
const GROUP_TIME: Duration = if cfg!(test) {
    // Tests of groups must not depend on how busy the machine is.
    Duration::from_mins(1)
} else {
    Duration::from_millis(20)
};
/// A writer that has been idle so long gives its cache back.
const IDLE: Duration = Duration::from_secs(5);

/// Tells the caller how it ended, once the commit is known.
type Finish = Box<dyn FnOnce(Result<()>) + Send>;

/// What a write left behind: whether to keep it, and whom to tell.
struct Done {
    keep: bool,
    finish: Finish,
}

/// A write. Given an error instead of a transaction it passes that on.
type Job = Box<dyn FnOnce(Result<&Tx<'_>>) -> Done + Send>;

/// The handle of a writer thread.
pub(super) struct Writer {
    jobs: Mutex<Option<SyncSender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start(name: &str, conn: Connection, sources: Sources) -> Result<Self> {
        let (jobs, queue) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name(format!("write {name}"))
            .spawn(move || run(&conn, &queue, &sources))?;
        Ok(Self {
            jobs: Mutex::new(Some(jobs)),
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Queues a write; its result comes after its commit.
    pub(super) fn submit<T, F>(&self, write: F) -> Result<oneshot::Receiver<Result<T>>>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (send, receive) = oneshot::channel();
        let job: Job = Box::new(move |tx| {
            let result = tx.and_then(|tx| {
                catch_unwind(AssertUnwindSafe(|| write(tx))).unwrap_or_else(|panic| {
                    let message = panic_message(&*panic);
                    tracing::error!(message, "a write panicked and was rolled back");
                    Err(Error::internal(format_args!("a write panicked: {message}")))
                })
            });
            Done {
                keep: result.is_ok(),
                finish: Box::new(move |committed| {
                    // The caller may have gone away; the write counts all the same.
                    let _ = send.send(result.and_then(|value| committed.map(|()| value)));
                }),
            }
        });
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let jobs = jobs.as_ref().ok_or_else(closed)?;
        match jobs.try_send(job) {
            Ok(()) => Ok(receive),
            Err(TrySendError::Full(_)) => Err(Error::unavailable("too many writes are waiting")),
            Err(TrySendError::Disconnected(_)) => Err(closed()),
        }
    }

    /// Takes no more writes, finishes those that were accepted and ends the thread.
    pub(super) fn close(&self) {
        drop(self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

/// What a caller hears when the database is closing.
pub(super) fn closed() -> Error {
    Error::unavailable("the database is closing")
}

/// The text of a panic.
pub(super) fn panic_message(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

fn run(conn: &Connection, queue: &Receiver<Job>, sources: &Sources) {
    loop {
        let first = match queue.recv_timeout(IDLE) {
            Ok(job) => job,
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                let _ = conn.execute_batch("PRAGMA shrink_memory");
                match queue.recv() {
                    Ok(job) => job,
                    Err(_) => break,
                }
            }
        };
        let mut group = Vec::new();
        let committed = run_group(conn, first, queue, sources, &mut group);
        if let Err(error) = &committed {
            tracing::error!(%error, writes = group.len(), "a group of writes was not committed");
            if !conn.is_autocommit() {
                let _ = conn.execute_batch("ROLLBACK");
            }
        }
        if let Ok(topics) = committed {
            sources.wakes.raise(topics);
        }
        let committed = committed.map(|_| ());
        for finish in group {
            finish(committed.clone());
        }
    }
}

/// Runs `first` and what waits behind it in one transaction and commits it; who is to be told of it. Every member is in
/// `group` afterwards.
fn run_group(
    conn: &Connection,
    first: Job,
    queue: &Receiver<Job>,
    sources: &Sources,
    group: &mut Vec<Finish>,
) -> Result<Topics> {
    let started = Instant::now();
    if let Err(error) = conn.execute_batch("BEGIN IMMEDIATE") {
        let error = Error::from(error);
        group.push(first(Err(error.clone())).finish);
        return Err(error);
    }
    let session = SqliteSession(conn);
    let mut topics = Topics::default();
    let mut next = Some(first);
    while let Some(job) = next {
        if let Err(error) = conn.execute_batch("SAVEPOINT one") {
            let error = Error::from(error);
            group.push(job(Err(error.clone())).finish);
            return Err(error);
        }
        let tx = Tx::new(&session, sources, sources.clock.now_ms());
        let done = job(Ok(&tx));
        if done.keep {
            topics = topics.or(tx.1.get());
        }
        group.push(done.finish);
        if conn.is_autocommit() {
            // Some errors (disk full, I/O) make SQLite roll back the whole transaction by itself.
            return Err(Error::Io("the transaction was rolled back".into()));
        }
        conn.execute_batch(if done.keep {
            "RELEASE one"
        } else {
            "ROLLBACK TO one; RELEASE one"
        })?;
        let full = group.len() >= GROUP || started.elapsed() >= GROUP_TIME;
        next = if full { None } else { queue.try_recv().ok() };
    }
    conn.execute_batch("COMMIT")?;
    Ok(topics)
}
