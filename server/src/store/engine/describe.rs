//! What a database has: its tables and their columns, for whatever handles them all alike (the archive of a workspace).

use super::session::{Read, Sql, Tx};
use crate::store::{Error, Result};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// BIGINT.
    Int,
    /// TEXT.
    Text,
    /// BYTEA.
    Bytes,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Its place in the primary key, from 1; 0: not part of it.
    pub key: i64,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, as they were made.
    pub columns: Vec<Column>,
}

impl Table {
    /// All rows in the order of the primary key, each with all columns.
    pub fn select(&self) -> String {
        let mut keys: Vec<_> = self.columns.iter().filter(|column| column.key > 0).collect();
        keys.sort_by_key(|column| column.key);
        let keys: Vec<_> = keys.into_iter().map(|column| column.name.as_str()).collect();
        format!(
            "SELECT {} FROM {} ORDER BY {}",
            self.names(),
            self.name,
            keys.join(", ")
        )
    }

    /// Inserts a row of all columns.
    pub fn insert(&self) -> String {
        let places: Vec<_> = (1..=self.columns.len())
            .map(|number| format!("${number}"))
            .collect();
        format!(
            "INSERT INTO {} ({}) VALUES ({})",
            self.name,
            self.names(),
            places.join(", ")
        )
    }

    /// Deletes all rows.
    pub fn clear(&self) -> String {
        format!("DELETE FROM {}", self.name)
    }

    fn names(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|column| column.name.as_str()).collect();
        names.join(", ")
    }
}

/// What engines call the types of columns.
pub(super) fn kind(declared: &str) -> Result<Kind> {
    match declared {
        "BIGINT" | "bigint" => Ok(Kind::Int),
        "TEXT" | "text" => Ok(Kind::Text),
        "BYTEA" | "bytea" => Ok(Kind::Bytes),
        other => Err(Error::internal(format_args!("a column of type {other}"))),
    }
}

impl Read<'_> {
    /// The tables, by name.
    pub fn tables(&self) -> Result<Vec<Table>> {
        self.session.tables()
    }
}

impl Tx<'_> {
    /// References between rows are looked at when this transaction is committed, so that rows come in any order.
    pub fn defer_references(&self) -> Result<()> {
        self.session.defer_references()
    }

    /// Runs a statement that [`Table`] has built.
    pub(in crate::store) fn execute_built(
        &self,
        sql: &str,
        params: &[super::value::Value<'_>],
    ) -> Result<u64> {
        self.execute(Sql::new(sql), params)
    }
}
