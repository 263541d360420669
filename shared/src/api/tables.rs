//! Tables that a screen shows, made into files, under `api/admin/WORKSPACE/`.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `POST export/shown.csv` | [`ShownTable`] | UTF-8 with BOM, CRLF |
//! | `POST export/shown.xlsx` | [`ShownTable`] | an Excel workbook |
//!
//! For lists that the browser has whole. What it has, its user may read: nothing is looked up.

use serde::{Deserialize, Serialize};

/// A table as a screen shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownTable {
    /// What the heads of the columns say, at most [`limits::COLUMNS`].
    pub columns: Vec<String>,
    /// The rows, at most [`limits::ROWS`], each with a cell for each column.
    pub rows: Vec<Vec<String>>,
}

/// Limits that the server enforces.
pub mod limits {
    /// Columns.
    pub const COLUMNS: usize = 50;
    /// Rows.
    pub const ROWS: usize = 20_000;
    /// Characters of a cell: no more fit into one of Excel.
    pub const CELL: usize = 32_767;
}
