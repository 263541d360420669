//! Reads a CSV file, or the first sheet of a workbook, row by row.

use super::{CellFault, encoding, excel};
use csv::{ByteRecord, Reader, ReaderBuilder, Terminator};
use kotae_shared::api::{admin::WORKBOOK, problem::Fault};

/// A file that could be decoded and has a header.
#[derive(Debug)]
pub struct Sheet {
    text: String,
    /// `UTF-8`, `UTF-8 (BOM)`, `Shift_JIS`, `UTF-16LE` or `UTF-16BE`; [`WORKBOOK`] for one of Excel.
    pub encoding: &'static str,
    /// `,`, `;` or a tab.
    pub separator: char,
    /// The header's cells, as they stand there; the letters of the columns when there is no header.
    pub header: Vec<String>,
    /// The row of the header, as a spreadsheet counts it; 0: there is none.
    pub header_row: u32,
}

/// One row of a sheet.
#[derive(Debug)]
pub struct SheetRow {
    /// Row as a spreadsheet counts it: the header is row 1, a blank line counts, a cell of several lines does not.
    pub row: u32,
    /// The cells, line ends within them as `\n`. As many as the header has.
    pub cells: Vec<String>,
    /// How many of them stand in the file. Spreadsheets leave out empty cells at the end; so does a line break that
    /// should have been quoted.
    pub given: usize,
}

impl Sheet {
    /// Decodes a file and reads its header. `Err` when it cannot be decoded ([`Fault::BadEncoding`] at the cell) or has
    /// no header ([`Fault::NoHeader`]), or a quotation mark is left open ([`Fault::OpenQuote`]): the rest of the file
    /// would be one cell. [`Fault::BadWorkbook`] for a workbook that cannot be read.
    pub fn open(bytes: Vec<u8>) -> Result<Self, CellFault> {
        let mut sheet = if excel::is_workbook(&bytes) {
            Self {
                text: excel::to_csv(bytes).map_err(|_| of_file(Fault::BadWorkbook))?,
                encoding: WORKBOOK,
                separator: ',',
                header: Vec::new(),
                header_row: 0,
            }
        } else {
            let decoded = encoding::decode(bytes).map_err(|before| place_of_end(&before))?;
            Self {
                separator: find_separator(&decoded.text),
                text: decoded.text,
                encoding: decoded.encoding,
                header: Vec::new(),
                header_row: 0,
            }
        };
        let first = sheet.records().next();
        match first {
            Some((row, cells)) if cells.iter().any(|cell| !cell.trim().is_empty()) => {
                (sheet.header, sheet.header_row) = (cells, row);
            }
            _ => return Err(of_file(Fault::NoHeader)),
        }
        match open_quote(&sheet.text, sheet.separator) {
            None => Ok(sheet),
            Some((row, column)) => Err(CellFault {
                row,
                column: sheet.header.get(column).cloned().unwrap_or_default(),
                fault: Fault::OpenQuote,
            }),
        }
    }

    /// The same file with its header in another row; 0: without one. `Err` ([`Fault::NoHeader`]) when there is no text in
    /// that row.
    pub fn header_at(mut self, row: u32) -> Result<Self, CellFault> {
        if row == 0 {
            let columns = self.records().map(|(_, cells)| filled(&cells)).max();
            self.header = (0..columns.unwrap_or_default()).map(letters).collect();
        } else if row != self.header_row {
            let mut records = self.records();
            let wanted = records.find(|(at, cells)| *at >= row && filled(cells) > 0);
            let cells = wanted.filter(|(at, _)| *at == row).map(|(_, cells)| cells);
            self.header = cells.ok_or_else(|| of_file(Fault::NoHeader))?;
        }
        self.header_row = row;
        Ok(self)
    }

    /// The first rows of the file with text in them, the header among them, each with its number.
    pub fn beginning(&self, rows: usize) -> Vec<(u32, Vec<String>)> {
        let records = self.records().filter(|(_, cells)| filled(cells) > 0);
        records.take(rows).collect()
    }

    /// The rows below the header. Rows without any text are passed over.
    pub fn rows(&self) -> impl Iterator<Item = Result<SheetRow, CellFault>> + '_ {
        self.all_rows().map(|(row, fault)| match fault {
            None => Ok(row),
            Some(fault) => Err(fault),
        })
    }

    /// The same with what is wrong beside a row, whose cells are then as they stand in the file.
    pub fn all_rows(&self) -> impl Iterator<Item = (SheetRow, Option<CellFault>)> + '_ {
        let (columns, header) = (self.header.len(), self.header_row);
        self.records()
            .filter(move |(row, cells)| *row > header && filled(cells) > 0)
            .map(move |(row, mut cells)| {
                // Spreadsheets leave out or add empty cells at the end of a row.
                while cells.len() > columns && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
                    cells.pop();
                }
                let given = cells.len();
                let fault = (given > columns).then(|| CellFault {
                    row,
                    column: String::new(),
                    fault: Fault::CellCount(columns as u32),
                });
                cells.resize(given.max(columns), String::new());
                (SheetRow { row, cells, given }, fault)
            })
    }

    fn records(&self) -> Records<'_> {
        Records {
            reader: reader(&self.text, self.separator),
            text: &self.text,
            row: 0,
            record: ByteRecord::new(),
        }
    }
}

/// How many cells a row has up to its last one with text.
fn filled(cells: &[String]) -> usize {
    let last = cells.iter().rposition(|cell| !cell.trim().is_empty());
    last.map_or(0, |at| at + 1)
}

/// The name of a column as spreadsheets show it: `A`, `B`, ..., `AA`.
fn letters(mut column: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'A' + (column % 26) as u8));
        match column / 26 {
            0 => return name,
            more => column = more - 1,
        }
    }
}

/// What is wrong with a whole file.
fn of_file(fault: Fault) -> CellFault {
    CellFault {
        row: 0,
        column: String::new(),
        fault,
    }
}

struct Records<'t> {
    reader: Reader<&'t [u8]>,
    text: &'t str,
    row: u32,
    record: ByteRecord,
}

impl Iterator for Records<'_> {
    type Item = (u32, Vec<String>);

    fn next(&mut self) -> Option<Self::Item> {
        let mut start = self.reader.position().byte() as usize;
        if start > 0 && self.text.as_bytes()[start - 1..].starts_with(b"\r\n") {
            // The reader ends a row at the `\r` and takes its `\n` with the next one.
            start += 1;
        }
        // Reading from memory, with any number of cells allowed and text that is UTF-8, cannot fail.
        if !self.reader.read_byte_record(&mut self.record).ok()? {
            return None;
        }
        self.row += 1 + blank_lines(&self.text[start..]);
        let cells = self
            .record
            .iter()
            .map(|cell| one_line_end(&String::from_utf8_lossy(cell)))
            .collect();
        Some((self.row, cells))
    }
}

/// The reader passes over blank lines; a spreadsheet counts them.
fn blank_lines(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let (mut at, mut lines) = (0, 0);
    loop {
        at += match bytes.get(at..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([b'\r' | b'\n', ..]) => 1,
            _ => return lines,
        };
        lines += 1;
    }
}

fn one_line_end(text: &str) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
    }
}

fn reader(text: &str, separator: char) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator as u8)
        .terminator(Terminator::CRLF)
        .from_reader(text.as_bytes())
}

/// The row and the index of the cell whose quotation mark is never closed.
fn open_quote(text: &str, separator: char) -> Option<(u32, usize)> {
    let separator = separator as u8;
    let (mut row, mut column) = (1, 0);
    let (mut at_start, mut quoted) = (true, false);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if quoted {
            // A doubled mark is one within the cell.
            quoted = byte != b'"' || bytes.next_if_eq(&b'"').is_some();
            continue;
        }
        quoted = at_start && byte == b'"';
        at_start = byte == separator || byte == b'\r' || byte == b'\n';
        if byte == separator {
            column += 1;
        } else if at_start {
            bytes.next_if(|next| byte == b'\r' && *next == b'\n');
            (row, column) = (row + 1, 0);
        }
    }
    quoted.then_some((row, column))
}

/// The separator that stands most often in the first line, outside quotes; a comma when there is none.
fn find_separator(text: &str) -> char {
    let mut counts = [(',', 0), ('\t', 0), (';', 0)];
    let mut quoted = false;
    for c in text.trim_start_matches(['\r', '\n']).chars() {
        match c {
            '"' => quoted = !quoted,
            '\r' | '\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(count) = counts.iter_mut().find(|(separator, _)| *separator == c) {
                    count.1 += 1;
                }
            }
        }
    }
    // The first of equals wins: `max_by_key` takes the last.
    counts
        .into_iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(',', |(separator, _)| separator)
}

/// Where a text ends, for bytes after it that could not be read.
fn place_of_end(before: &str) -> CellFault {
    let separator = find_separator(before);
    let records = Records {
        reader: reader(before, separator),
        text: before,
        row: 0,
        record: ByteRecord::new(),
    };
    let (mut header, mut last) = (None, (1, 0));
    for (row, cells) in records {
        last = (row, cells.len().saturating_sub(1));
        header.get_or_insert(cells);
    }
    if before.ends_with(['\n', '\r']) {
        last = (last.0 + 1, 0);
    }
    let column = header
        .and_then(|cells: Vec<String>| cells.into_iter().nth(last.1))
        .unwrap_or_default();
    CellFault {
        row: last.0,
        column,
        fault: Fault::BadEncoding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let sheet = Sheet::open(text.into()).unwrap();
        sheet
            .rows()
            .map(|row| row.map(|row| (row.row, row.cells)).unwrap())
            .collect()
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_does() {
        for end in ["\n", "\r\n", "\r"] {
            let text = [
                "",
                "id,title",
                "1,\"two",
                "lines\"",
                "",
                "",
                "2,b",
                ",,",
                "3,\"say \"\"hi\"\"\"",
            ]
            .join(end);
            let expected = [(3, "two\nlines"), (6, "b"), (8, "say \"hi\"")];
            let read = rows(&text);
            let read: Vec<_> = read
                .iter()
                .map(|(row, cells)| (*row, cells[1].as_str()))
                .collect();
            assert_eq!(read, expected, "{end:?}");
        }
    }

    #[test]
    fn separators() {
        for (text, separator) in [
            ("a,b;c\n", ','),
            ("a;b;c,d\n", ';'),
            ("a\tb\n", '\t'),
            ("\"a;b;c\",d\n", ','),
            ("a\n", ','),
        ] {
            assert_eq!(Sheet::open(text.into()).unwrap().separator, separator, "{text}");
        }
    }

    #[test]
    fn too_few_and_too_many_cells() {
        let sheet = Sheet::open("a,b\n1\n1,2,,\n1,2,3\n".into()).unwrap();
        let rows: Vec<_> = sheet.rows().collect();
        let cells = |row: usize| {
            let row = rows[row].as_ref().unwrap();
            (
                row.cells.iter().map(String::as_str).collect::<Vec<_>>(),
                row.given,
            )
        };
        assert_eq!(cells(0), (vec!["1", ""], 1));
        assert_eq!(cells(1), (vec!["1", "2"], 2));
        let fault = rows[2].as_ref().unwrap_err();
        assert_eq!((fault.row, fault.fault), (4, Fault::CellCount(2)));
    }

    #[test]
    fn the_header_may_stand_further_down_or_nowhere() {
        let text = "FAQ 一覧,,\n\n質問,回答,\nA,B\nC,D,\n";
        let sheet = Sheet::open(text.into()).unwrap();
        assert_eq!((sheet.header_row, sheet.header[0].as_str()), (1, "FAQ 一覧"));
        let sheet = sheet.header_at(3).unwrap();
        assert_eq!(sheet.header, ["質問", "回答", ""]);
        let read: Vec<_> = sheet.rows().map(|row| row.unwrap().row).collect();
        assert_eq!(read, [4, 5]);
        let sheet = sheet.header_at(0).unwrap();
        assert_eq!(sheet.header, ["A", "B"]);
        assert_eq!(sheet.rows().count(), 4);
        assert_eq!(sheet.header_at(2).unwrap_err().fault, Fault::NoHeader);
        assert_eq!([letters(25), letters(26), letters(701)], ["Z", "AA", "ZZ"]);
    }

    #[test]
    fn a_quotation_mark_that_is_left_open() {
        for (text, place) in [
            ("a,b\n1,\"x\n2,y\n", Some((2, "b"))),
            ("a,b\r\n\r\n\"1\n\"\"\",\"2\"\r\n3,\"\"\"", Some((4, "b"))),
            ("a,b\r1,2\r\"3\"\"", Some((3, "a"))),
            ("a,b\n1,x\"y\n2,\"\"\n\"\"\"\",\"z\"\"\"\n", None),
            ("a;b\n1;\"x\"\n", None),
        ] {
            let found = Sheet::open(text.into()).err().map(|fault| {
                assert_eq!(fault.fault, Fault::OpenQuote);
                (fault.row, fault.column)
            });
            assert_eq!(
                found.as_ref().map(|(row, column)| (*row, column.as_str())),
                place,
                "{text:?}"
            );
        }
    }

    #[test]
    fn no_header_and_unreadable_bytes() {
        for empty in ["", "\n\n", ",,\n1,2,3"] {
            let fault = Sheet::open(empty.into()).unwrap_err();
            assert_eq!((fault.row, fault.fault), (0, Fault::NoHeader), "{empty:?}");
        }
        let fault = Sheet::open("id,タイトル\n1,あ\n2,い".bytes().chain([0xff]).collect()).unwrap_err();
        assert_eq!(
            fault,
            CellFault {
                row: 3,
                column: "タイトル".into(),
                fault: Fault::BadEncoding
            }
        );
    }
}
