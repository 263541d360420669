//! Reads an Excel workbook (.xlsx) as the table of text that a CSV file is.

use calamine::{DataRef, DataType, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use std::{
    fmt::Write as _,
    io::{self, Cursor, Read},
};
use zip::ZipArchive;

/// What a workbook may unpack to, and what its first sheet may be as text: bytes. A small file can claim terabytes.
const UNPACKED: u64 = 256 * 1024 * 1024;
/// What every .xlsx file begins with: it is a ZIP archive.
const ZIP: &[u8] = b"PK\x03\x04";
/// What .xls files begin with, and .xlsx files with a password.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// The file is a workbook that cannot be read: older than .xlsx, with a password, damaged, too large, without a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unreadable;

/// Whether these bytes are a workbook at all, or an archive that is none; no text begins so.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) || bytes.starts_with(COMPOUND)
}

/// The first visible sheet as CSV with commas. Rows stand where they stand in the sheet; numbers and dates are written
/// as a reader of the sheet would (`12`, `2027-01-31`), whatever format the cell has.
pub(super) fn to_csv(bytes: Vec<u8>) -> Result<String, Unreadable> {
    if !unpacks_within(&bytes, UNPACKED) {
        return Err(Unreadable);
    }
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable)?;
    let sheets = book.sheets_metadata();
    let is_seen = |sheet: &&calamine::Sheet| {
        sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
    };
    let name = sheets.iter().find(is_seen).ok_or(Unreadable)?.name.clone();
    // Cell by cell: a range would take memory for every empty cell up to the last one.
    let mut cells = book.worksheet_cells_reader(&name).map_err(|_| Unreadable)?;
    let mut text = String::new();
    let (mut row, mut column) = (0, 0);
    while let Some(cell) = cells.next_cell().map_err(|_| Unreadable)? {
        if cell.get_value().is_empty() {
            continue;
        }
        let (at, across) = cell.get_position();
        if (at, across) < (row, column) {
            return Err(Unreadable);
        }
        for _ in row..at {
            text.push('\n');
            column = 0;
        }
        row = at;
        for _ in column..across {
            text.push(',');
        }
        column = across;
        text.push('"');
        text.push_str(&shown(cell.get_value()).replace('"', "\"\""));
        text.push('"');
        if text.len() as u64 > UNPACKED {
            return Err(Unreadable);
        }
    }
    text.push('\n');
    Ok(text)
}

/// Whether all the files of an archive together have at most so many bytes, by unpacking them: what they say of
/// themselves proves nothing.
fn unpacks_within(bytes: &[u8], limit: u64) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return false;
    };
    let mut left = limit;
    for at in 0..archive.len() {
        let Ok(file) = archive.by_index(at) else {
            return false;
        };
        match io::copy(&mut file.take(left + 1), &mut io::sink()) {
            Ok(size) if size <= left => left -= size,
            _ => return false,
        }
    }
    true
}

fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(time) => shown_time(time),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// `2027-01-31`, with the time of day when it has one.
fn shown_time(time: &ExcelDateTime) -> String {
    if time.is_duration() {
        return time.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let mut shown = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) != (0, 0, 0) {
        let _ = write!(shown, " {hour:02}:{minute:02}:{second:02}");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{ExcelDateTime as Date, Format, Workbook};

    fn saved(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
        let mut book = Workbook::new();
        fill(&mut book);
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn cells_stand_where_they_stood_and_show_what_they_showed() {
        let file = saved(|book| {
            book.add_worksheet()
                .set_name("notes")
                .unwrap()
                .set_hidden(true)
                .write_string(0, 0, "hidden")
                .unwrap();
            let day = Format::new().set_num_format("yyyy/m/d");
            let sheet = book.add_worksheet().set_active(true);
            sheet.write_string(1, 0, "質問, \"例\"").unwrap();
            sheet.write_string(1, 2, "二行の\n見出し").unwrap();
            sheet.write_number(3, 0, 12.0).unwrap();
            sheet.write_number(3, 1, 0.5).unwrap();
            sheet.write_boolean(3, 2, true).unwrap();
            let date = Date::from_ymd(2027, 1, 31).unwrap();
            sheet.write_datetime_with_format(4, 1, &date, &day).unwrap();
            let time = Date::from_ymd(2027, 1, 31).unwrap().and_hms(9, 5, 0).unwrap();
            sheet.write_datetime_with_format(4, 2, &time, &day).unwrap();
        });
        assert!(is_workbook(&file));
        assert_eq!(
            to_csv(file).unwrap(),
            "\n\"質問, \"\"例\"\"\",,\"二行の\n見出し\"\n\n\"12\",\"0.5\",\"TRUE\"\n,\"2027-01-31\",\"2027-01-31 09:05:00\"\n"
        );
    }

    #[test]
    fn what_cannot_be_read() {
        let whole = saved(|book| {
            book.add_worksheet().write_string(0, 0, "title").unwrap();
        });
        assert_eq!(to_csv(whole[..whole.len() / 2].to_vec()), Err(Unreadable));
        let old = [COMPOUND, &[0; 600]].concat();
        assert!(is_workbook(&old));
        assert_eq!(to_csv(old), Err(Unreadable));
        assert_eq!(
            to_csv(b"PK\x03\x04 and then a sentence".to_vec()),
            Err(Unreadable)
        );
        assert!(!is_workbook(b"PK,title\n"));
    }

    #[test]
    fn an_archive_is_unpacked_to_its_limit_only() {
        let file = saved(|book| {
            book.add_worksheet()
                .write_string(0, 0, "あ".repeat(30_000))
                .unwrap();
        });
        assert!(unpacks_within(&file, 200_000));
        assert!(!unpacks_within(&file, 50_000));
    }
}
