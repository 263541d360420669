//! Migrations: forward only, numbered, each in a transaction of its own.

use super::session::{Sources, Tx};
use super::sqlite::{Role, SqliteSession, open};
use crate::store::{Error, Result};
use rusqlite::{Connection, backup::Backup};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// What a step does in code, within its transaction.
pub(in crate::store) type Fill = fn(&Tx<'_>) -> Result<()>;

/// A step from one schema to the next.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// What it is about, for the table of migrations.
    pub name: &'static str,
    /// Statements in the common subset.
    pub common: &'static str,
    /// Works on what is there, after the common statements, where SQL alone cannot.
    pub(in crate::store) fill: Option<Fill>,
    /// Statements for SQLite alone, run after all that.
    pub sqlite: &'static str,
    /// Statements for PostgreSQL alone, run after all that.
    pub postgres: &'static str,
}

impl Migration {
    /// A step in the common subset alone.
    pub const fn new(name: &'static str, common: &'static str) -> Self {
        Self {
            name,
            common,
            fill: None,
            sqlite: "",
            postgres: "",
        }
    }
}

/// A kind of database: its name and its steps, the first of them number 1.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// `control`, `main` or `events`.
    pub name: &'static str,
    /// All steps, in order.
    pub migrations: &'static [Migration],
}

/// The table of the steps that were done.
pub(in crate::store) const LEDGER: &str = "CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, at BIGINT NOT NULL)";

/// Brings a database to the newest schema. A database that is not new is first copied to `copy_to`.
pub(super) fn migrate(conn: &Connection, schema: &Schema, copy_to: &Path, sources: &Sources) -> Result<()> {
    let now = sources.clock.now_ms();
    conn.execute_batch(LEDGER)?;
    let found: i64 = conn.query_row("SELECT COALESCE(MAX(number), 0) FROM migration", [], |row| {
        row.get(0)
    })?;
    let known = schema.migrations.len() as i64;
    if found > known {
        return Err(Error::NewerSchema {
            database: schema.name.into(),
            found,
            known,
        });
    }
    if found == known {
        return Ok(());
    }
    if found > 0 {
        copy_aside(conn, copy_to)?;
    }
    let due = (1_i64..).zip(schema.migrations).skip(found as usize);
    for (number, step) in due {
        let run = || -> Result<()> {
            conn.execute_batch("BEGIN IMMEDIATE")?;
            conn.execute_batch(step.common)?;
            if let Some(fill) = step.fill {
                let session = SqliteSession(conn);
                fill(&Tx::new(&session, sources, now))?;
            }
            conn.execute_batch(step.sqlite)?;
            conn.execute(
                "INSERT INTO migration (number, name, at) VALUES (?1, ?2, ?3)",
                (number, step.name, now),
            )?;
            Ok(conn.execute_batch("COMMIT")?)
        };
        if let Err(error) = run() {
            let _ = conn.execute_batch("ROLLBACK");
            return Err(Error::internal(format_args!(
                "migration {number} ({}) of {} failed: {error}",
                step.name, schema.name
            )));
        }
        tracing::info!(database = schema.name, number, name = step.name, "migrated");
    }
    Ok(())
}

/// Copies a database with everything in its log, and waits until the copy is on the disk.
fn copy_aside(conn: &Connection, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // Written under another name first: a copy that stopped half-way must not look like one.
    let unfinished: PathBuf = to.with_extension("unfinished");
    let _ = std::fs::remove_file(&unfinished);
    {
        let mut copy = open(&unfinished, Role::Writer)?;
        Backup::new(conn, &mut copy)?.run_to_completion(1_024, Duration::ZERO, None)?;
        copy.execute_batch("PRAGMA journal_mode = DELETE")?;
    }
    std::fs::File::open(&unfinished)?.sync_all()?;
    std::fs::rename(&unfinished, to)?;
    tracing::info!(to = %to.display(), "copied a database aside before its migration");
    Ok(())
}
