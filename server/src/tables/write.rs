//! Writes tables that Excel opens with a double click: CSV in UTF-8 with a byte order mark, commas and CRLF, or a workbook.

use super::cells::{guard, guard_text};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use serde::{Deserialize, Serialize};
use std::{
    io::{self, Seek, Write},
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Which kind of file a table is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableFormat {
    /// Text, for every program.
    #[default]
    Csv,
    /// An Excel workbook.
    Xlsx,
}

impl TableFormat {
    /// By the ending of a file's name; CSV when it has no other that is known.
    pub fn of_name(name: &str) -> Self {
        if name.to_ascii_lowercase().ends_with(".xlsx") {
            Self::Xlsx
        } else {
            Self::Csv
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The ending of its file names, without the dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Writes rows to anything that takes bytes.
pub struct TableWriter<W: Write> {
    rows: Rows<W>,
}

enum Rows<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Xlsx(Box<Book<W>>),
}

/// A workbook whose rows go to a temporary file as they come; it goes to its target at the end.
struct Book<W> {
    workbook: Workbook,
    header: Vec<String>,
    sheets: usize,
    row: u32,
    to: W,
}

impl<W: Write + Send> TableWriter<W> {
    /// Begins with the header; CSV before that with the byte order mark.
    pub fn new(format: TableFormat, to: W, header: &[&str]) -> io::Result<Self> {
        Self::begin(format, to, header, false)
    }

    /// The same for rows that may have more or fewer cells than the header.
    pub fn ragged(format: TableFormat, to: W, header: &[&str]) -> io::Result<Self> {
        Self::begin(format, to, header, true)
    }

    fn begin(format: TableFormat, mut to: W, header: &[&str], ragged: bool) -> io::Result<Self> {
        let rows = match format {
            TableFormat::Csv => {
                to.write_all("\u{feff}".as_bytes())?;
                let mut rows = csv::WriterBuilder::new()
                    .terminator(csv::Terminator::CRLF)
                    .flexible(ragged)
                    .from_writer(to);
                rows.write_record(header).map_err(io::Error::other)?;
                Rows::Csv(Box::new(rows))
            }
            TableFormat::Xlsx => {
                let mut book = Book {
                    workbook: Workbook::new(),
                    header: header.iter().map(|cell| (*cell).to_owned()).collect(),
                    sheets: 0,
                    row: 0,
                    to,
                };
                aside(|| book.sheet())?;
                Rows::Xlsx(Box::new(book))
            }
        };
        Ok(Self { rows })
    }

    /// Writes a row; cells of CSV that a spreadsheet might run are guarded. `Err` for a cell of a workbook with more
    /// than the 32,767 characters that Excel allows.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) -> io::Result<()> {
        match &mut self.rows {
            Rows::Csv(rows) => rows
                .write_record(cells.into_iter().map(|cell| guard(cell.as_ref())))
                .map_err(io::Error::other),
            Rows::Xlsx(book) => aside(|| book.row(cells)),
        }
    }

    /// Writes what is left and gives the target back.
    pub fn end(self) -> io::Result<W> {
        match self.rows {
            Rows::Csv(rows) => rows.into_inner().map_err(csv::IntoInnerError::into_error),
            Rows::Xlsx(mut book) => {
                // Aside first: a target that is gone in the middle of it would be complained of on stderr.
                let mut file = tempfile::tempfile()?;
                aside(|| book.workbook.save_to_writer(&mut file))?;
                file.rewind()?;
                io::copy(&mut file, &mut book.to)?;
                Ok(book.to)
            }
        }
    }
}

/// Does something with a workbook. Its library panics when the folder for temporary files is missing or full.
fn aside(act: impl FnOnce() -> Result<(), XlsxError>) -> io::Result<()> {
    match catch_unwind(AssertUnwindSafe(act)) {
        Ok(done) => done.map_err(io::Error::other),
        Err(_) => Err(io::Error::other(
            "the workbook could not be written to the folder for temporary files",
        )),
    }
}

impl<W> Book<W> {
    /// Rows of a sheet in Excel.
    const ROWS: u32 = 1_048_576;

    /// Begins a sheet: the header stays in sight.
    fn sheet(&mut self) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold();
        let sheet = self.workbook.add_worksheet_with_constant_memory();
        sheet.set_freeze_panes(1, 0)?;
        for (column, name) in (0..).zip(&self.header) {
            sheet.set_column_width(column, 24)?;
            sheet.write_string_with_format(0, column, name, &bold)?;
        }
        self.sheets += 1;
        self.row = 1;
        Ok(())
    }

    fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) -> Result<(), XlsxError> {
        if self.row == Self::ROWS {
            self.sheet()?;
        }
        let row = self.row;
        let sheet: &mut Worksheet = self.workbook.worksheet_from_index(self.sheets - 1)?;
        for (column, cell) in (0..).zip(cells) {
            // Text in a workbook is never a formula, so it needs no guard against being run.
            let text = guard_text(cell.as_ref());
            if !text.is_empty() {
                sheet.write_string(row, column, text)?;
            }
        }
        self.row += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{Sheet, cells::unguard};

    #[test]
    fn what_is_written_is_read_again() {
        let rows = [
            ["=1+1", "'=1+1", "''-x"],
            ["改行\nと \"引用\"", "a,b;c\td", " 前後 "],
            ["_x0041_", "", "👪 & <b>"],
            ["", "", "007"],
        ];
        for format in [TableFormat::Csv, TableFormat::Xlsx] {
            let mut table = TableWriter::new(format, Vec::new(), &["a", "b", "c"]).unwrap();
            for row in rows {
                table.row(row).unwrap();
            }
            let sheet = Sheet::open(table.end().unwrap()).unwrap();
            assert_eq!(sheet.header, ["a", "b", "c"], "{format:?}");
            let read: Vec<_> = sheet
                .rows()
                .map(|row| {
                    row.unwrap()
                        .cells
                        .iter()
                        .map(|cell| unguard(cell).to_owned())
                        .collect::<Vec<_>>()
                })
                .collect();
            assert_eq!(read, rows, "{format:?}");
        }
    }

    #[test]
    fn names_say_the_format() {
        assert_eq!(TableFormat::of_name("faq.XLSX"), TableFormat::Xlsx);
        assert_eq!(TableFormat::of_name("-"), TableFormat::Csv);
        assert_eq!(TableFormat::of_name("xlsx"), TableFormat::Csv);
    }
}
