//! Finds out what the columns of a file are: as was said with it, as was remembered of such files, by their names, and at
//! last by a guess that somebody must look at.

use crate::{
    store::{Result, engine::Read, import_mappings},
    tables::{CellFault, Sheet, entries::Columns, headers},
};
use kotae_shared::api::{
    admin::{ImportField, ImportReport, limits},
    problem::Fault,
    transfer::{ImportColumn, MappingEdit, MappingFrom, SAMPLES},
};

/// How a file is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What each column is; `None`: to be found out.
    pub columns: Option<Vec<Option<ImportField>>>,
    /// What columns are, by their names; the others are left out. Empty: to be found out.
    pub named: Vec<(String, ImportField)>,
    /// The row of the header, 0: there is none; `None`: to be found out.
    pub header: Option<u32>,
    /// Whether the answers are HTML; `None`: where they look like it.
    pub html: Option<bool>,
}

impl Reading {
    /// Reads the columns as they stand in an address ([`kotae_shared::api::transfer::ImportQuery::columns`]). `Err` has the name that
    /// is not known.
    pub fn columns_of(text: &str) -> std::result::Result<Vec<Option<ImportField>>, String> {
        let one = |tag: &str| match tag.trim() {
            "" | "-" => Ok(None),
            tag => ImportField::of_tag(tag).map(Some).ok_or_else(|| tag.to_owned()),
        };
        text.split(',').map(one).collect()
    }
}

/// A file whose columns are known.
pub(super) struct Found {
    pub(super) sheet: Sheet,
    pub(super) columns: Columns,
}

/// Characters of a cell that are shown of a column.
const SHOWN: usize = 120;
/// Rows in which a header that is remembered is looked for.
const TOP: usize = 10;

/// Opens the sheet's columns and writes into the report what they are. `None` when they are not known: the report says what is
/// wrong, or asks.
pub(super) fn find(
    read: &Read<'_>,
    sheet: Sheet,
    reading: &Reading,
    report: &mut ImportReport,
    fault: &mut dyn FnMut(&mut ImportReport, CellFault),
) -> Result<Option<Found>> {
    let remembered = remembered(read, &sheet, reading)?;
    let row = match (&reading.header, &remembered) {
        (Some(row), _) | (None, Some((row, _))) => *row,
        (None, None) => headers::find_header(&sheet),
    };
    let sheet = match sheet.header_at(row) {
        Ok(sheet) => sheet,
        Err(wrong) => {
            fault(report, wrong);
            return Ok(None);
        }
    };
    report.header = row;
    if sheet.header.len() > limits::IMPORT_COLUMNS {
        let wrong = CellFault {
            row,
            column: String::new(),
            fault: Fault::TooLong(limits::IMPORT_COLUMNS as u32),
        };
        fault(report, wrong);
        return Ok(None);
    }
    let by_name = match by_given_names(&sheet, reading) {
        Ok(fields) => fields,
        Err(wrong) => {
            fault(report, wrong);
            return Ok(None);
        }
    };
    let (from, columns) = match (reading.columns.as_ref().or(by_name.as_ref()), remembered) {
        (Some(fields), _) => (
            MappingFrom::Given,
            Columns::given(&sheet, fields.clone(), reading.html),
        ),
        (None, Some((_, mapping))) => {
            let html = reading.html.or(mapping.html);
            let fields = with_reasons(&sheet, &mapping.fields);
            (MappingFrom::Remembered, Columns::given(&sheet, fields, html))
        }
        // Without a header nothing has a name.
        (None, None) if row == 0 => (MappingFrom::Guessed, Err(Vec::new())),
        (None, None) => (MappingFrom::Names, by_names(&sheet, reading)),
    };
    report.mapping = from;
    match columns {
        Ok(columns) => {
            report.columns = shown(&sheet, columns.fields());
            report.ignored_columns = columns.ignored();
            Ok(Some(Found { sheet, columns }))
        }
        Err(faults) => {
            let guess = match &reading.columns {
                Some(fields) if fields.len() == sheet.header.len() => fields.clone(),
                _ => headers::guess(&sheet),
            };
            report.columns = shown(&sheet, &guess);
            report.asks = true;
            if from != MappingFrom::Given {
                report.mapping = MappingFrom::Guessed;
            }
            for wrong in faults {
                fault(report, wrong);
            }
            Ok(None)
        }
    }
}

/// The columns that were named; `None` when none was. [`Fault::NoColumn`] for a name that the file has not.
fn by_given_names(
    sheet: &Sheet,
    reading: &Reading,
) -> std::result::Result<Option<Vec<Option<ImportField>>>, CellFault> {
    if reading.named.is_empty() {
        return Ok(None);
    }
    let is = |name: &str, other: &str| {
        headers::signature(&[name.to_owned()]) == headers::signature(&[other.to_owned()])
    };
    let missing = reading
        .named
        .iter()
        .find(|(name, _)| !sheet.header.iter().any(|header| is(header, name)));
    if let Some((name, _)) = missing {
        return Err(CellFault {
            row: sheet.header_row,
            column: name.clone(),
            fault: Fault::NoColumn,
        });
    }
    let field = |header: &String| {
        let found = reading.named.iter().find(|(name, _)| is(header, name));
        found.map(|(_, field)| *field)
    };
    Ok(Some(sheet.header.iter().map(field).collect()))
}

/// The columns by their names; `Err` too when none is called an answer, but one that has no known name looks like it.
fn by_names(sheet: &Sheet, reading: &Reading) -> std::result::Result<Columns, Vec<CellFault>> {
    let named = Columns::of(sheet)?;
    let answer = Some(ImportField::Answer);
    if !named.fields().contains(&answer) && headers::guess(sheet).contains(&answer) {
        return Err(Vec::new());
    }
    let fields = named.fields().to_vec();
    Columns::given(sheet, fields, reading.html)
}

/// The row of a header that is remembered, and what is remembered of it.
fn remembered(read: &Read<'_>, sheet: &Sheet, reading: &Reading) -> Result<Option<(u32, MappingEdit)>> {
    if reading.columns.is_some() || !reading.named.is_empty() {
        return Ok(None);
    }
    for (row, cells) in sheet.beginning(TOP) {
        if reading.header.is_some_and(|wanted| wanted != row) {
            continue;
        }
        if let Some(mapping) = import_mappings::get(read, &headers::signature(&cells))? {
            return Ok(Some((row, mapping)));
        }
    }
    Ok(None)
}

/// A mapping for a file that may have a column of our reasons.
fn with_reasons(sheet: &Sheet, fields: &[Option<ImportField>]) -> Vec<Option<ImportField>> {
    let mut rest = fields.iter().copied();
    let field = |name: &String| {
        if headers::is_reason(name) {
            None
        } else {
            rest.next().flatten()
        }
    };
    sheet.header.iter().map(field).collect()
}

fn shown(sheet: &Sheet, fields: &[Option<ImportField>]) -> Vec<ImportColumn> {
    let first: Vec<_> = sheet.all_rows().take(SAMPLES).map(|(row, _)| row.cells).collect();
    let sample = |cell: &String| {
        let cut: String = cell.trim().chars().take(SHOWN).collect();
        if cut.len() < cell.trim().len() {
            cut + "…"
        } else {
            cut
        }
    };
    let column = |(at, (name, field)): (usize, (&String, &Option<ImportField>))| ImportColumn {
        name: name.trim().to_owned(),
        samples: first
            .iter()
            .map(|cells| cells.get(at).map(sample).unwrap_or_default())
            .collect(),
        field: *field,
    };
    sheet.header.iter().zip(fields).enumerate().map(column).collect()
}

/// Checks what is to be remembered of a file's columns, and returns it as it is kept: without a column of our own reasons.
pub fn check_mapping(edit: &MappingEdit) -> std::result::Result<MappingEdit, Vec<(String, Fault)>> {
    let fault = |field: &str, fault| Err(vec![(field.to_owned(), fault)]);
    if edit.headers.len() > limits::IMPORT_COLUMNS {
        return fault("headers", Fault::TooLong(limits::IMPORT_COLUMNS as u32));
    }
    if edit.headers.iter().any(|name| name.chars().count() > NAME) {
        return fault("headers", Fault::TooLong(NAME as u32));
    }
    if headers::signature(&edit.headers)
        .trim_matches('\u{1f}')
        .is_empty()
    {
        return fault("headers", Fault::Required);
    }
    if edit.fields.len() != edit.headers.len() {
        return fault("fields", Fault::CellCount(edit.headers.len() as u32));
    }
    if !edit.fields.contains(&Some(ImportField::Title)) {
        return fault("fields", Fault::NoColumn);
    }
    let repeats = |(at, field): (usize, &Option<ImportField>)| {
        field.is_some_and(|field| !field.is_joined()) && edit.fields[..at].contains(field)
    };
    if edit.fields.iter().enumerate().any(repeats) {
        return fault("fields", Fault::SameColumn);
    }
    let columns = edit.headers.iter().cloned().zip(edit.fields.iter().copied());
    let (headers, fields) = columns.filter(|(name, _)| !headers::is_reason(name)).unzip();
    Ok(MappingEdit {
        headers,
        fields,
        html: edit.html,
    })
}

/// The longest name of a column that is remembered: characters.
const NAME: usize = 200;
