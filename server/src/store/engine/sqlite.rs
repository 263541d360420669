//! The SQLite side: connections, statements, errors.

use super::describe::{self, Column, Table};
use super::session::{Dialect, Session, Sql};
use super::value::{Columns, Row, Value};
use crate::store::{Error, Result};
use rusqlite::{Connection, ErrorCode, OpenFlags, limits::Limit, types::ToSqlOutput, types::ValueRef};
use std::{ops::ControlFlow, path::Path, time::Duration};

/// How long a connection waits for another's lock: only a checkpoint or an outside tool ever holds one.
const BUSY: Duration = Duration::from_secs(5);

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Writer,
    Reader,
}

/// Opens a database file; only the writer makes it.
pub(super) fn open(path: &Path, role: Role) -> Result<Connection> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if role == Role::Writer {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
        make_private(path)?;
    }
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(BUSY)?;
    // No statement can reach another workspace's file.
    conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    conn.execute_batch("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;")?;
    match role {
        Role::Writer => {
            conn.set_prepared_statement_cache_capacity(64);
            conn.execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;
                 PRAGMA journal_size_limit = 16777216;",
            )?;
        }
        Role::Reader => {
            conn.set_prepared_statement_cache_capacity(32);
            conn.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -1024;")?;
        }
    }
    Ok(conn)
}

/// Makes the file, when there is none, readable by its owner alone; SQLite gives its log the same permissions.
fn make_private(path: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    Ok(())
}

/// A connection inside a transaction.
pub(super) struct SqliteSession<'c>(pub(super) &'c Connection);

impl Session for SqliteSession<'_> {
    fn execute(&self, sql: Sql<'_>, params: &[Value<'_>]) -> Result<u64> {
        let mut statement = self.prepare(sql, params)?;
        let changed = statement.raw_execute().map_err(|error| explain(&error, sql))?;
        Ok(changed as u64)
    }

    fn each(
        &self,
        sql: Sql<'_>,
        params: &[Value<'_>],
        each: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let mut statement = self.prepare(sql, params)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(|error| explain(&error, sql))? {
            if each(Row(row))?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn tables(&self) -> Result<Vec<Table>> {
        let mut names = self.0.prepare(
            // Not those of a full-text index, which is made anew from the rows.
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        )?;
        let names = names.query_map([], |row| row.get::<_, String>(0))?;
        let mut tables = Vec::new();
        for name in names {
            let name = name?;
            let mut columns = self
                .0
                .prepare("SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY cid")?;
            let mut rows = columns.query([&name])?;
            let mut columns = Vec::new();
            while let Some(row) = rows.next()? {
                columns.push(Column {
                    name: row.get(0)?,
                    kind: describe::kind(&row.get::<_, String>(1)?)?,
                    key: row.get(2)?,
                });
            }
            drop(rows);
            tables.push(Table { name, columns });
        }
        Ok(tables)
    }

    fn defer_references(&self) -> Result<()> {
        Ok(self.0.execute_batch("PRAGMA defer_foreign_keys = ON")?)
    }
}

impl<'c> SqliteSession<'c> {
    /// Prepares a statement and binds `$N` to the Nth parameter. SQLite numbers named parameters by first
    /// appearance, so binding by its index would silently swap values.
    fn prepare(&self, sql: Sql<'_>, params: &[Value<'_>]) -> Result<rusqlite::CachedStatement<'c>> {
        let mut statement = self
            .0
            .prepare_cached(sql.0)
            .map_err(|error| explain(&error, sql))?;
        let count = statement.parameter_count();
        if count != params.len() {
            return Err(mismatch(sql, params.len(), "as many parameters"));
        }
        for index in 1..=count {
            // As many distinct names as parameters, each a number within range: no gap and no surplus.
            let number = statement
                .parameter_name(index)
                .and_then(|name| name.strip_prefix('$'))
                .filter(|number| !number.starts_with('0'))
                .and_then(|number| number.parse::<usize>().ok())
                .filter(|number| (1..=count).contains(number))
                .ok_or_else(|| mismatch(sql, params.len(), "the parameters $1 to $N without a gap"))?;
            statement
                .raw_bind_parameter(index, Bound(params[number - 1]))
                .map_err(|error| explain(&error, sql))?;
        }
        Ok(statement)
    }
}

fn mismatch(sql: Sql<'_>, given: usize, wanted: &str) -> Error {
    Error::internal(format_args!(
        "the statement does not have {wanted} ({given} given): {}",
        sql.0
    ))
}

struct Bound<'a>(Value<'a>);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match &self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(value) => ValueRef::Integer(*value),
            Value::Text(value) => ValueRef::Text(value.as_bytes()),
            Value::Bytes(value) => ValueRef::Blob(value),
            Value::Id(value) => ValueRef::Blob(value.as_bytes()),
        }))
    }
}

impl Columns for rusqlite::Row<'_> {
    fn value(&self, index: usize) -> Result<Value<'_>> {
        match self.get_ref(index)? {
            ValueRef::Null => Ok(Value::Null),
            ValueRef::Integer(value) => Ok(Value::Int(value)),
            ValueRef::Text(value) => std::str::from_utf8(value)
                .map(Value::Text)
                .map_err(|_| Error::corrupt("a text is not UTF-8")),
            ValueRef::Blob(value) => Ok(Value::Bytes(value)),
            ValueRef::Real(_) => Err(Error::internal("a column of type REAL")),
        }
    }
}

/// The error, with the statement where the statement may be at fault.
fn explain(error: &rusqlite::Error, sql: Sql<'_>) -> Error {
    match Error::from_sqlite(error) {
        Error::Internal(message) => Error::internal(format_args!("{message}: {}", sql.0)),
        other => other,
    }
}

impl Error {
    fn from_sqlite(error: &rusqlite::Error) -> Self {
        let text = || error.to_string().into();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Unavailable(text()),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(text()),
            Some(
                ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied
                | ErrorCode::FileLockingProtocolFailed,
            ) => Self::Io(text()),
            _ => Self::Internal(text()),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::from_sqlite(&error)
    }
}
