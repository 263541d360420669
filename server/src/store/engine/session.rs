//! What store code works with inside a read or a write: statements in, rows out.

use super::describe::Table;
use super::value::{FromValue, Row, Value};
use super::wake::{Topic, Topics, Wakes};
use crate::clock::{Clock, Ids};
use crate::store::{Error, Result, limits::Limits};
use std::{cell::Cell, ops::ControlFlow, ops::Deref, sync::Arc};
use uuid::Uuid;

/// A statement in the common subset of SQLite and PostgreSQL. Parameters are `$1`, `$2`, ..., bound by the
/// number in the name. Fixed ones come from the macro `statements!`, which lists them for the test that prepares
/// each on PostgreSQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sql<'a>(pub(super) &'a str);

impl<'a> Sql<'a> {
    /// A statement, listed by `statements!` or by the `variants` beside the function that builds it.
    pub(in crate::store) const fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The statement's text.
    pub const fn text(self) -> &'a str {
        self.0
    }
}

/// Names the statements of a file, and lists them for the tests as `STATEMENTS`.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* const $name: $crate::store::engine::Sql<'static> = $crate::store::engine::Sql::new($sql);)*
        #[cfg(test)]
        pub(in crate::store) const STATEMENTS: &[(&str, $crate::store::engine::Sql<'static>)] =
            &[$((stringify!($name), $name)),*];
    };
}
pub(in crate::store) use statements;

/// What engines write differently within a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// The embedded default.
    Sqlite,
    /// Prepared by a test; runs when its engine comes.
    Postgres,
}

impl Dialect {
    /// The condition that text `haystack` contains text `needle`, exactly, without a pattern language.
    pub(in crate::store) fn contains(self, haystack: &str, needle: &str) -> String {
        match self {
            Self::Sqlite => format!("instr({haystack}, {needle}) > 0"),
            Self::Postgres => format!("position({needle} in {haystack}) > 0"),
        }
    }

    /// ` WHERE` it contains each of so many texts, which are the first parameters; empty for none.
    pub(in crate::store) fn contains_all(self, haystack: &str, texts: usize) -> String {
        let each: Vec<_> = (1..=texts)
            .map(|number| self.contains(haystack, &format!("${number}")))
            .collect();
        match each.as_slice() {
            [] => String::new(),
            all => format!(" WHERE {}", all.join(" AND ")),
        }
    }
}

/// What an engine does inside a transaction.
pub(super) trait Session {
    /// Runs a statement without rows; how many rows it changed.
    fn execute(&self, sql: Sql<'_>, params: &[Value<'_>]) -> Result<u64>;

    /// Runs a statement and hands its rows to `row` until that breaks.
    fn each(
        &self,
        sql: Sql<'_>,
        params: &[Value<'_>],
        row: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()>;

    /// The engine's way of writing.
    fn dialect(&self) -> Dialect;

    /// The tables, by name.
    fn tables(&self) -> Result<Vec<Table>>;

    /// References are looked at when the transaction is committed.
    fn defer_references(&self) -> Result<()>;
}

/// Where time and ids come from.
#[derive(Clone)]
pub struct Sources {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Ids and secrets.
    pub ids: Ids,
    /// Who is told after a commit.
    pub wakes: Wakes,
    /// What the workspace may have.
    pub limits: Limits,
}

impl Sources {
    /// The given clock, and ids seeded by the operating system.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let ids = Ids::new(Arc::clone(&clock));
        Self::with(clock, ids)
    }

    /// The given clock and ids.
    pub fn with(clock: Arc<dyn Clock>, ids: Ids) -> Self {
        Self {
            clock,
            ids,
            wakes: Wakes::default(),
            limits: Limits::default(),
        }
    }

    /// The same for the databases of a workspace.
    pub(in crate::store) fn of(&self, workspace: &str) -> Self {
        Self {
            wakes: self.wakes.of(workspace),
            limits: Limits::default(),
            ..self.clone()
        }
    }
}

/// A read: every query within it sees the same state of the database.
pub struct Read<'s> {
    pub(super) session: &'s dyn Session,
    pub(super) sources: &'s Sources,
    pub(super) now: i64,
}

impl Read<'_> {
    /// When this read or write began, in epoch milliseconds.
    pub fn now(&self) -> i64 {
        self.now
    }

    /// What the workspace of this database may have.
    pub(in crate::store) fn limits(&self) -> &Limits {
        &self.sources.limits
    }

    /// The engine's way of writing.
    pub fn dialect(&self) -> Dialect {
        self.session.dialect()
    }

    /// All rows, each through `map`.
    pub fn query<T>(
        &self,
        sql: Sql<'_>,
        params: &[Value<'_>],
        mut map: impl FnMut(Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        self.session.each(sql, params, &mut |row| {
            rows.push(map(row)?);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(rows)
    }

    /// The first row, if there is one.
    pub fn first<T>(
        &self,
        sql: Sql<'_>,
        params: &[Value<'_>],
        map: impl FnOnce(Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut map = Some(map);
        let mut found = None;
        self.session.each(sql, params, &mut |row| {
            if let Some(map) = map.take() {
                found = Some(map(row)?);
            }
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
    }

    /// The first column of the first row; [`Error::NotFound`] without a row.
    pub fn value<T: FromValue>(&self, sql: Sql<'_>, params: &[Value<'_>]) -> Result<T> {
        self.first(sql, params, |row| row.get(0))?.ok_or(Error::NotFound)
    }

    /// Whether there is a row.
    pub fn exists(&self, sql: Sql<'_>, params: &[Value<'_>]) -> Result<bool> {
        Ok(self.first(sql, params, |_| Ok(()))?.is_some())
    }

    /// Rows one by one, without keeping them; stops when `row` breaks or fails.
    pub fn each(
        &self,
        sql: Sql<'_>,
        params: &[Value<'_>],
        mut row: impl FnMut(Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        self.session.each(sql, params, &mut row)
    }
}

/// A write: a read that can also change things. What it changed is kept when the closure that got it returns `Ok`
/// and the commit succeeds; otherwise nothing of it is.
pub struct Tx<'s>(pub(super) Read<'s>, pub(super) Cell<Topics>);

impl<'s> Deref for Tx<'s> {
    type Target = Read<'s>;

    fn deref(&self) -> &Read<'s> {
        &self.0
    }
}

impl<'s> Tx<'s> {
    /// A write over a session whose transaction somebody else begins and ends.
    pub(super) fn new(session: &'s dyn Session, sources: &'s Sources, now: i64) -> Self {
        let read = Read {
            session,
            sources,
            now,
        };
        Self(read, Cell::default())
    }
}

impl Tx<'_> {
    /// Tells those who wait for `topic` once this write is committed.
    pub fn wake(&self, topic: Topic) {
        self.1.set(self.1.get().and(topic));
    }

    /// Runs a statement that changes something; how many rows it changed.
    pub fn execute(&self, sql: Sql<'_>, params: &[Value<'_>]) -> Result<u64> {
        self.0.session.execute(sql, params)
    }

    /// Like [`Tx::execute`], but [`Error::NotFound`] when no row was changed.
    pub fn execute_one(&self, sql: Sql<'_>, params: &[Value<'_>]) -> Result<()> {
        match self.execute(sql, params)? {
            0 => Err(Error::NotFound),
            _ => Ok(()),
        }
    }

    /// A new id (UUIDv7).
    pub fn new_id(&self) -> Uuid {
        self.0.sources.ids.id()
    }

    /// Random bytes that nobody can guess.
    pub fn secret<const N: usize>(&self) -> [u8; N] {
        self.0.sources.ids.secret()
    }
}
