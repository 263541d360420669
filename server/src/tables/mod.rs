//! Tables in and out: Excel workbooks, and CSV as spreadsheets write and read it, in every encoding that Japanese
//! offices use.

pub mod cells;
mod encoding;
pub mod entries;
mod excel;
pub mod headers;
mod html;
mod sheet;
mod write;

pub use cells::join_list;
pub use sheet::{Sheet, SheetRow};
pub use write::{TableFormat, TableWriter};

use kotae_shared::api::problem::Fault;
use unicode_normalization::UnicodeNormalization;

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

/// Where the column with one of these names (folded by [`fold_header`]) stands. [`Fault::SameColumn`] when two have one,
/// [`Fault::NoColumn`] when a `required` one is missing.
pub fn find_column(sheet: &Sheet, names: &[&str], required: bool) -> Result<Option<usize>, CellFault> {
    let fault = |column: &str, fault| CellFault {
        row: 1,
        column: column.to_owned(),
        fault,
    };
    let is_it = |cell: &String| names.contains(&fold_header(cell).as_str());
    let mut places = (0..sheet.header.len()).filter(|at| is_it(&sheet.header[*at]));
    match (places.next(), places.next()) {
        (None, _) if required => Err(fault(names.first().copied().unwrap_or_default(), Fault::NoColumn)),
        (_, Some(second)) => Err(fault(sheet.header[second].trim(), Fault::SameColumn)),
        (found, None) => Ok(found),
    }
}

/// A header as it is compared: width, case and spaces do not matter.
fn fold_header(name: &str) -> String {
    let lower: String = name.nfkc().collect::<String>().to_lowercase();
    lower
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'))
        .collect()
}
