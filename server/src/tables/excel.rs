//! Reads an Excel workbook (.xlsx) as the table of text that a CSV file is.

use calamine::{DataRef, DataType, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use std::{
    fmt::Write as _,
    io::{Cursor, Read},
    panic::catch_unwind,
};
use zip_of_workbooks::ZipArchive;

/// What a workbook may unpack to, and what its first sheet may be as text: bytes. A small file can claim terabytes.
const UNPACKED: u64 = 256 * 1024 * 1024;
/// Rows and columns of a sheet in Excel. A cell can claim to stand anywhere.
const EXTENT: (u32, u32) = (1_048_576, 16_384);
/// The shortest text that a workbook lists, with its tags: bytes, less than it can be.
const SHARED_TEXT: usize = 12;
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
    // The library counts without looking at overflows, and may not be the only one of its parts to do so.
    catch_unwind(|| read(bytes)).unwrap_or(Err(Unreadable))
}

fn read(bytes: Vec<u8>) -> Result<String, Unreadable> {
    if !is_sound(&bytes, UNPACKED) {
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
    let mut last = None;
    while let Some(cell) = cells.next_cell().map_err(|_| Unreadable)? {
        if cell.get_value().is_empty() {
            continue;
        }
        let (at, across) = cell.get_position();
        if at >= EXTENT.0 || across >= EXTENT.1 || last >= Some((at, across)) {
            return Err(Unreadable);
        }
        last = Some((at, across));
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

/// Whether all the files of an archive together have at most so many bytes, by unpacking them (what they say of
/// themselves proves nothing), and no list of texts announces more than it can have: memory for as many is taken at once.
fn is_sound(bytes: &[u8], limit: u64) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return false;
    };
    let mut left = limit;
    let mut content = Vec::new();
    for at in 0..archive.len() {
        content.clear();
        let Ok(file) = archive.by_index(at) else {
            return false;
        };
        match file.take(left + 1).read_to_end(&mut content) {
            Ok(size) if size as u64 <= left => left -= size as u64,
            _ => return false,
        }
        if announced(&content).any(|count| count.is_none_or(|count| count > content.len() / SHARED_TEXT)) {
            return false;
        }
    }
    true
}

/// The numbers that an XML file gives as `uniqueCount`; `None` for one that is no number.
fn announced(xml: &[u8]) -> impl Iterator<Item = Option<usize>> {
    const NAME: &[u8] = b"uniqueCount";
    xml.iter()
        .enumerate()
        .filter(|(at, byte)| **byte == NAME[0] && xml[*at..].starts_with(NAME))
        .filter_map(|(at, _)| {
            let value = xml[at + NAME.len()..].trim_ascii_start().strip_prefix(b"=")?;
            let value = value.trim_ascii_start();
            let quote = value.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
            let end = value[1..].iter().position(|byte| byte == quote)? + 1;
            Some(
                str::from_utf8(&value[1..end])
                    .ok()
                    .and_then(|text| text.parse().ok()),
            )
        })
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
    use std::io::Write as _;

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

    /// The same workbook with a text in its files replaced.
    fn altered(file: &[u8], from: &str, to: &str) -> Vec<u8> {
        let mut archive = ZipArchive::new(Cursor::new(file)).unwrap();
        let mut made = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let mut found = false;
        for at in 0..archive.len() {
            let mut part = archive.by_index(at).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            found |= text.contains(from);
            made.start_file(part.name(), zip::write::SimpleFileOptions::default())
                .unwrap();
            made.write_all(text.replace(from, to).as_bytes()).unwrap();
        }
        assert!(found, "{from}");
        made.finish().unwrap().into_inner()
    }

    fn two_cells() -> Vec<u8> {
        saved(|book| {
            let sheet = book.add_worksheet();
            sheet.write_string(0, 0, "title").unwrap();
            sheet.write_string(1, 0, "東京").unwrap();
        })
    }

    #[test]
    fn furigana_is_no_part_of_a_text() {
        let phonetic = "<t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh>";
        let file = altered(&two_cells(), "<t>東京</t>", phonetic);
        assert_eq!(to_csv(file).unwrap(), "\"title\"\n\"東京\"\n");
    }

    #[test]
    fn a_file_that_lies_takes_no_memory() {
        let file = two_cells();
        for (from, to) in [
            ("uniqueCount=\"2\"", "uniqueCount=\"99999999999\""),
            ("uniqueCount=\"2\"", "uniqueCount = '18446744073709551615'"),
            ("r=\"A2\"", "r=\"A400000000\""),
            ("r=\"A2\"", "r=\"A4000000000\""),
            ("r=\"A2\"", "r=\"ZZZZZ2\""),
            ("r=\"A2\"", "r=\"A1\""),
        ] {
            assert_eq!(to_csv(altered(&file, from, to)), Err(Unreadable), "{to}");
        }
    }

    #[test]
    fn an_archive_is_unpacked_to_its_limit_only() {
        let file = saved(|book| {
            book.add_worksheet()
                .write_string(0, 0, "あ".repeat(30_000))
                .unwrap();
        });
        assert!(is_sound(&file, 200_000));
        assert!(!is_sound(&file, 50_000));
    }
}
