//! Tables in and out: CSV as spreadsheets write and read it, in every encoding that Japanese offices use.

pub mod cells;
mod encoding;
pub mod entries;
mod sheet;
mod write;

pub use sheet::{Sheet, SheetRow};
pub use write::CsvWriter;

use kotae_shared::api::problem::Fault;

/// What is wrong at a place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// Row as a spreadsheet counts it: the header is row 1. 0: the whole file.
    pub row: u32,
    /// The column's header as it stands in the file, or empty.
    pub column: String,
    /// What is wrong.
    pub fault: Fault,
}
