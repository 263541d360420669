//! An entries file that stands alone: read as an import into an empty workspace would, stored nowhere.

use super::{add_error, paths::Paths, row::Rows};
use crate::tables::{CellFault, Sheet, entries::Columns};
use kotae_shared::{
    Lang,
    api::{
        admin::{EntryEdit, ImportReport, RowError, limits},
        problem::Fault,
    },
};

/// An entry of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Row as a spreadsheet counts it.
    pub row: u32,
    /// The entry; its category is in `path`.
    pub edit: EntryEdit,
    /// The names of its category's path, the outermost first; empty: none.
    pub path: Vec<String>,
}

/// What is wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errors {
    /// The first ones, at most [`limits::IMPORT_ERRORS`].
    pub first: Vec<RowError>,
    /// How many there are.
    pub count: usize,
}

/// The entries of a file, drafts and archived ones among them. `Err` has the errors that an import would show.
pub fn read(file: Vec<u8>, lang: Lang) -> Result<Vec<Row>, Errors> {
    let mut report = ImportReport::default();
    let entries = collect(file, &mut |fault| add_error(&mut report, fault, lang));
    if report.error_count == 0 {
        return Ok(entries);
    }
    Err(Errors {
        first: report.errors,
        count: report.error_count as usize,
    })
}

fn collect(file: Vec<u8>, fault: &mut dyn FnMut(CellFault)) -> Vec<Row> {
    let mut entries = Vec::new();
    let sheet = match Sheet::open(file) {
        Ok(sheet) => sheet,
        Err(error) => {
            fault(error);
            return entries;
        }
    };
    let columns = match Columns::of(&sheet) {
        Ok(columns) => columns,
        Err(errors) => {
            errors.into_iter().for_each(fault);
            return entries;
        }
    };
    let mut rows = Rows::new(&columns, Paths::default(), None, false);
    for row in sheet.rows() {
        let cells = match row.and_then(|row| columns.read(&row)) {
            Ok(cells) => cells,
            Err(error) => {
                fault(error);
                continue;
            }
        };
        let row = cells.row;
        match rows.check(cells, None) {
            Ok(checked) => entries.push(Row {
                row,
                edit: checked.edit,
                path: checked.new_path.unwrap_or_default(),
            }),
            Err(errors) => errors.into_iter().for_each(&mut *fault),
        }
    }
    if entries.len() > limits::ENTRIES {
        fault(CellFault {
            row: 0,
            column: String::new(),
            fault: Fault::TooLong(limits::ENTRIES as u32),
        });
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_with_their_paths() {
        let file = "id,質問,カテゴリ,状態\nA-1,題,IT > VPN,\n,別の題,IT > VPN,下書き\n";
        let rows = read(file.into(), Lang::Ja).unwrap();
        let seen: Vec<_> = rows
            .iter()
            .map(|row| (row.row, row.edit.code.as_str(), row.path.join("/")))
            .collect();
        assert_eq!(
            seen,
            [(2, "A-1", "IT/VPN".to_owned()), (3, "", "IT/VPN".to_owned())]
        );
    }

    #[test]
    fn the_errors_are_those_of_an_import() {
        let file = "id,title,category\nA,題,IT\nA,,IT > > x\n";
        let errors = read(file.into(), Lang::En).unwrap_err();
        let seen: Vec<_> = errors
            .first
            .iter()
            .map(|error| (error.row, error.column.as_str(), error.fault))
            .collect();
        assert_eq!(
            seen,
            [
                (3, "id", Fault::Duplicate(2)),
                (3, "category", Fault::Required),
                (3, "title", Fault::Required)
            ]
        );
        assert_eq!(
            read(Vec::new(), Lang::En).unwrap_err().first[0].fault,
            Fault::NoHeader
        );
        assert_eq!(
            read("id,answer\n".into(), Lang::En).unwrap_err().first[0].fault,
            Fault::NoColumn
        );
    }
}
