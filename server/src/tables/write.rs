//! Writes CSV that Excel opens with a double click: UTF-8 with a byte order mark, commas, CRLF.

use super::cells::guard;
use std::io::{self, Write};

/// Writes rows to anything that takes bytes.
pub struct CsvWriter<W: Write> {
    rows: csv::Writer<W>,
}

impl<W: Write> CsvWriter<W> {
    /// Begins with the byte order mark and the header.
    pub fn new(mut to: W, header: &[&str]) -> io::Result<Self> {
        to.write_all("\u{feff}".as_bytes())?;
        let mut rows = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(to);
        rows.write_record(header).map_err(io::Error::other)?;
        Ok(Self { rows })
    }

    /// Writes a row; cells that a spreadsheet might run are guarded.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) -> io::Result<()> {
        self.rows
            .write_record(cells.into_iter().map(|cell| guard(cell.as_ref())))
            .map_err(io::Error::other)
    }

    /// Writes what is left and gives the target back.
    pub fn end(self) -> io::Result<W> {
        self.rows.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}
