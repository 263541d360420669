//! A large FAQ for benches, made from the demo FAQ.

use anyhow::{Context, Result};
use std::path::Path;

/// The demo FAQ as it is shipped.
pub const DEMO: &str = "server/data/inhouse-ja.csv";

/// Writes a CSV of so many entries. Each is one of the demo's with its own code and a number in its title, so
/// that lengths and words are those of a real FAQ.
pub fn write(file: &Path, entries: usize) -> Result<()> {
    let demo = std::fs::read(crate::root().join(DEMO)).context("the demo FAQ is not there")?;
    let mut reader = csv::Reader::from_reader(demo.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&demo));
    let header = reader.headers()?.clone();
    let rows = reader.records().collect::<Result<Vec<_>, _>>()?;
    let mut writer = csv::Writer::from_path(file)?;
    writer.write_record(&header)?;
    for number in 0..entries {
        let row = rows.get(number % rows.len()).context("the demo FAQ is empty")?;
        let round = number / rows.len();
        let cells = header.iter().zip(row).map(|(name, cell)| match name {
            "id" if round > 0 => format!("{cell}-{round}"),
            "title" | "question" | "質問" if round > 0 => format!("{cell}（拠点 {round}）"),
            _ => cell.to_owned(),
        });
        writer.write_record(cells)?;
    }
    writer.flush()?;
    Ok(())
}
