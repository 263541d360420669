//! CSV files with a few columns, read row by row with every error at its place.

use super::{Stop, read_file};
use crate::tables::{CellFault, Sheet, cells, find_column};
use kotae_shared::{
    Lang,
    api::{admin::RowError, problem::Fault},
};
use std::path::Path;

/// A file that was read, with what is wrong in it.
pub(super) struct Table<'f> {
    file: &'f Path,
    lang: Lang,
    errors: Vec<RowError>,
}

/// A column: its names, folded, the one to show first; whether a file must have it.
pub(super) type Column = (&'static [&'static str], bool);

impl<'f> Table<'f> {
    /// Reads a file and calls `visit` for each row with the row's number and the cells of the columns, trimmed; a column that
    /// the file lacks is empty. `Err` from `visit` names the column by its index.
    pub(super) fn read<const N: usize>(
        file: &'f Path,
        columns: [Column; N],
        lang: Lang,
        mut visit: impl FnMut(u32, [&str; N]) -> Result<(), (usize, Fault)>,
    ) -> Result<(), Stop> {
        let mut table = Self {
            file,
            lang,
            errors: Vec::new(),
        };
        let sheet = Sheet::open(read_file(file, lang)?).map_err(|fault| table.only(fault))?;
        let mut places = [None; N];
        for (place, (names, required)) in places.iter_mut().zip(columns) {
            match find_column(&sheet, names, required) {
                Ok(found) => *place = found,
                Err(fault) => table.fault(fault),
            }
        }
        if !table.errors.is_empty() {
            return Err(table.stop());
        }
        for row in sheet.rows() {
            let row = match row {
                Ok(row) => row,
                Err(fault) => {
                    table.fault(fault);
                    continue;
                }
            };
            let cell = |at: Option<usize>| at.map_or("", |at| cells::unguard(&row.cells[at]).trim());
            if let Err((column, fault)) = visit(row.row, places.map(cell)) {
                let name = places[column].map_or(columns[column].0[0], |at| sheet.header[at].trim());
                table.fault(CellFault {
                    row: row.row,
                    column: name.to_owned(),
                    fault,
                });
            }
        }
        if table.errors.is_empty() {
            Ok(())
        } else {
            Err(table.stop())
        }
    }

    fn fault(&mut self, CellFault { row, column, fault }: CellFault) {
        self.errors.push(RowError {
            row,
            column,
            fault,
            message: fault.message(self.lang),
        });
    }

    fn only(&mut self, fault: CellFault) -> Stop {
        self.fault(fault);
        self.stop()
    }

    fn stop(&self) -> Stop {
        Stop::rows(self.file, &self.errors, self.errors.len(), self.lang)
    }
}
