//! What a dry run found, row by row: kept aside, so that a file may have any number of rows, and looked at page by page.

use crate::{
    clock::Clock,
    store::Result,
    tables::{Sheet, TableFormat, TableWriter, cells, headers},
};
use kotae_shared::{
    Lang, Uuid,
    api::{
        admin::{ImportField, ImportRow, RowKind, limits::PAGE},
        transfer::{CheckQuery, ImportRowPage},
    },
    text::fold,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::VecDeque,
    io::{BufWriter, Read, Seek, SeekFrom, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tempfile::SpooledTempFile;

/// What is kept in memory; more goes to a temporary file: bytes.
const IN_MEMORY: usize = 1 << 20;
/// Rows in a page when the query names no number.
const DEFAULT_LIMIT: u32 = 50;
/// Dry runs that are kept, of all workspaces.
const KEPT: usize = 16;
/// How long one is kept at most, in milliseconds.
const KEPT_MS: i64 = 60 * 60_000;

/// A row as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    row: ImportRow,
    /// A refused row's cells as they stand in the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cells: Vec<String>,
}

struct Place {
    kind: RowKind,
    from: u64,
    length: usize,
}

/// The rows of a dry run, in file order.
pub struct Findings {
    rows: BufWriter<SpooledTempFile>,
    length: u64,
    places: Vec<Place>,
    header: Vec<String>,
}

impl Findings {
    /// No row yet, of a file. `fields` are what its columns are, by which they are called when they have no names.
    pub(in crate::knowledge) fn of(sheet: &Sheet, fields: &[Option<ImportField>]) -> Self {
        let name = |(at, name): (usize, &String)| match fields.get(at) {
            Some(Some(field)) if sheet.header_row == 0 => field.tag().to_owned(),
            _ => name.clone(),
        };
        Self {
            header: sheet.header.iter().enumerate().map(name).collect(),
            ..Self::default()
        }
    }

    /// Adds a row; `cells` are those of a refused one.
    pub(in crate::knowledge) fn add(&mut self, row: &ImportRow, cells: &[String]) -> Result<()> {
        #[derive(Serialize)]
        struct Lent<'a> {
            row: &'a ImportRow,
            cells: &'a [String],
        }
        let cells = if row.kind == RowKind::Refused { cells } else { &[] };
        let line = serde_json::to_vec(&Lent { row, cells })?;
        self.rows.write_all(&line)?;
        self.places.push(Place {
            kind: row.kind,
            from: self.length,
            length: line.len(),
        });
        self.length += line.len() as u64;
        Ok(())
    }

    /// A page of the rows that a query asks for.
    pub fn page(&mut self, query: &CheckQuery) -> Result<ImportRowPage> {
        let limit = if query.limit == 0 {
            DEFAULT_LIMIT
        } else {
            query.limit.min(PAGE)
        } as usize;
        let of_kind = |place: &&Place| query.kind.is_none_or(|kind| kind == place.kind);
        let words = fold(&query.q);
        let mut places: Vec<(u64, usize)> = self
            .places
            .iter()
            .filter(of_kind)
            .map(|place| (place.from, place.length))
            .collect();
        if words.is_empty() {
            let total = places.len() as u32;
            let wanted = places.into_iter().skip(query.offset as usize).take(limit);
            let items = wanted
                .map(|place| self.read(place).map(|kept| kept.row))
                .collect::<Result<_>>()?;
            return Ok(ImportRowPage { total, items });
        }
        let mut page = ImportRowPage::default();
        for place in places.drain(..) {
            let row = self.read(place)?.row;
            if !says(&row, &words) {
                continue;
            }
            if page.total >= query.offset && page.items.len() < limit {
                page.items.push(row);
            }
            page.total += 1;
        }
        Ok(page)
    }

    /// Writes the refused rows as they stand in the file, each behind the reason why it was refused.
    pub fn refused<W: Write + Send>(&mut self, format: TableFormat, lang: Lang, to: W) -> Result<W> {
        let reason = lang.pick(headers::REASON[0], headers::REASON[1]);
        // A file that comes back has our column already.
        let old = self.header.iter().position(|name| headers::is_reason(name));
        let names = self.header.iter().enumerate().filter(|(at, _)| Some(*at) != old);
        let header: Vec<&str> = std::iter::once(reason)
            .chain(names.map(|(_, name)| name.as_str()))
            .collect();
        let mut table = TableWriter::ragged(format, to, &header)?;
        let refused = self.places.iter().filter(|place| place.kind == RowKind::Refused);
        let places: Vec<(u64, usize)> = refused.map(|place| (place.from, place.length)).collect();
        for place in places {
            let kept = self.read(place)?;
            let reasons: Vec<String> = kept
                .row
                .errors
                .iter()
                .map(|error| reason_of(error, lang))
                .collect();
            let cells = kept.cells.iter().enumerate().filter(|(at, _)| Some(*at) != old);
            let cells = cells.map(|(_, cell)| cells::unguard(cell).to_owned());
            table.row(std::iter::once(reasons.join(" ")).chain(cells))?;
        }
        Ok(table.end()?)
    }

    fn read(&mut self, (from, length): (u64, usize)) -> Result<Kept> {
        self.rows.flush()?;
        let file = self.rows.get_mut();
        file.seek(SeekFrom::Start(from))?;
        let mut line = vec![0; length];
        file.read_exact(&mut line)?;
        // The next row goes behind the last one again.
        file.seek(SeekFrom::End(0))?;
        Ok(serde_json::from_slice(&line)?)
    }
}

impl Default for Findings {
    fn default() -> Self {
        Self {
            rows: BufWriter::new(SpooledTempFile::new(IN_MEMORY)),
            length: 0,
            places: Vec::new(),
            header: Vec::new(),
        }
    }
}

fn says(row: &ImportRow, words: &str) -> bool {
    let reasons = row.errors.iter().map(|error| &error.message);
    [&row.code, &row.title]
        .into_iter()
        .chain(reasons)
        .any(|text| fold(text).contains(words))
}

fn reason_of(error: &kotae_shared::api::admin::RowError, lang: Lang) -> String {
    let message = error.fault.message(lang);
    match lang {
        _ if error.column.is_empty() => message,
        Lang::Ja => format!("「{}」{message}", error.column),
        Lang::En => format!("{}: {message}", error.column),
    }
}

/// The dry runs of the last hour, for those who look through them.
pub struct Checks {
    clock: Arc<dyn Clock>,
    kept: Mutex<VecDeque<Check>>,
}

struct Check {
    workspace: Uuid,
    token: String,
    at: i64,
    findings: Arc<Mutex<Findings>>,
}

impl Checks {
    /// None yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            kept: Mutex::default(),
        }
    }

    /// Keeps a dry run under its token; the oldest one goes when there are too many.
    pub fn keep(&self, workspace: Uuid, token: &str, findings: Findings) {
        let mut kept = self.current();
        kept.retain(|check| !check.is(workspace, token));
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back(Check {
            workspace,
            token: token.to_owned(),
            at: self.clock.now_ms(),
            findings: Arc::new(Mutex::new(findings)),
        });
    }

    /// Looks at one. `None` when it is not kept (any more). Blocks.
    pub fn look<T>(&self, workspace: Uuid, token: &str, look: impl FnOnce(&mut Findings) -> T) -> Option<T> {
        let findings = {
            let kept = self.current();
            let check = kept.iter().find(|check| check.is(workspace, token))?;
            Arc::clone(&check.findings)
        };
        let mut findings = findings.lock().unwrap_or_else(PoisonError::into_inner);
        Some(look(&mut findings))
    }

    /// Lets those go that nobody should need any more.
    pub fn rest(&self) {
        drop(self.current());
    }

    fn current(&self) -> MutexGuard<'_, VecDeque<Check>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now_ms();
        kept.retain(|check| now - check.at < KEPT_MS);
        kept
    }
}

impl Check {
    fn is(&self, workspace: Uuid, token: &str) -> bool {
        self.workspace == workspace && self.token == token
    }
}
