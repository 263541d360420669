//! Imports and publishes 50,000 rows in a folder of its own; prints seconds and peak memory for `docs/benchmarks.md`.
//!
//! `cargo run --release --example import_bench [ROWS]`
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use kotae::{
    clock::SystemClock,
    knowledge::{export, import},
    publish,
    store::{Actor, DEFAULT_WORKSPACE, DataDir, Sources, Store, Workspace},
};
use kotae_shared::Lang;
use std::{fmt::Write as _, fs, path::Path, sync::Arc, time::Instant};

const ROWS: usize = 50_000;
/// The questions and answers that the rows are made of.
const DEMO: &[u8] = include_bytes!("../data/inhouse-ja.csv");
const PLACES: [&str; 8] = ["東京", "大阪", "名古屋", "福岡", "札幌", "仙台", "広島", "那覇"];

fn main() -> anyhow::Result<()> {
    let rows = match std::env::args().nth(1) {
        Some(rows) => rows.parse()?,
        None => ROWS,
    };
    let folder = tempfile::tempdir()?;
    let (file, changed) = (folder.path().join("new.csv"), folder.path().join("changed.csv"));
    fs::write(&file, table(rows, 1)?)?;
    fs::write(&changed, table(rows, 2)?)?;
    let data = folder.path().join("data");
    let store = Store::open(DataDir::open(&data)?, Sources::new(Arc::new(SystemClock)))?;
    let workspace = store.workspace_blocking(DEFAULT_WORKSPACE)?;
    println!("{rows} rows, {:.1} MB", mb(fs::metadata(&file)?.len() as usize));
    println!("| step | seconds | peak memory (MB) |\n|---|---|---|");

    step("dry run of new rows", || plan(&workspace, &file).map(|_| ()))?;
    step("import of new rows", || import(&workspace, &file, rows))?;
    step("publish", || publish(&workspace))?;
    step("dry run of unchanged rows", || {
        plan(&workspace, &file).map(|_| ())
    })?;
    step("import of changed rows", || import(&workspace, &changed, rows))?;
    step("preview of a publication", || {
        publish::preview(&workspace, Lang::Ja)?;
        Ok(())
    })?;
    step("publish the changes", || publish(&workspace))?;
    step("export", || {
        let exported = fs::File::create(folder.path().join("export.csv"))?;
        export::entries(&workspace, kotae::tables::TableFormat::Csv, exported)?;
        Ok(())
    })?;
    println!("data folder: {:.0} MB", mb(size_of(&data)?));
    drop(workspace);
    store.close();
    Ok(())
}

fn plan(workspace: &Workspace, file: &Path) -> anyhow::Result<import::Plan> {
    let reading = import::Reading::default();
    Ok(import::plan(
        workspace,
        fs::read(file)?,
        &reading,
        &actor(),
        Lang::Ja,
        &mut |_| {},
    )?)
}

fn import(workspace: &Workspace, file: &Path, rows: usize) -> anyhow::Result<()> {
    let plan = plan(workspace, file)?;
    let report = import::apply(workspace, plan, import::Accept::default(), actor())?;
    let applied = report.new + report.changed;
    anyhow::ensure!(
        report.applied && applied as usize == rows,
        "{applied} rows: {:?}",
        report.errors
    );
    Ok(())
}

fn publish(workspace: &Workspace) -> anyhow::Result<()> {
    let publication = publish::publish(workspace, actor(), publish::Why::default(), Lang::Ja, &mut |_| {})?;
    println!(
        "| (pack of {} entries: {:.1} MB brotli) | | |",
        publication.entries,
        mb(publication.pack_bytes as usize)
    );
    Ok(())
}

fn actor() -> Actor {
    Actor::Cli {
        user: "bench".to_owned(),
    }
}

/// A table in the form of an export, every row different, with answers of some 300 characters.
fn table(rows: usize, revision: u32) -> anyhow::Result<Vec<u8>> {
    let demo = DEMO.strip_prefix(b"\xef\xbb\xbf").unwrap_or(DEMO);
    let demo: Vec<csv::StringRecord> = csv::Reader::from_reader(demo)
        .into_records()
        .collect::<Result<_, _>>()?;
    anyhow::ensure!(!demo.is_empty(), "the demo table is empty");
    let mut csv = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    csv.write_record([
        "id",
        "category",
        "title",
        "phrasings",
        "keywords",
        "answer",
        "status",
    ])?;
    for row in 0..rows {
        let (cells, other) = (&demo[row % demo.len()], &demo[(row * 7 + 3) % demo.len()]);
        let (place, number) = (PLACES[row / demo.len() % PLACES.len()], row / demo.len());
        let title = format!("{place}{number}課での{}", &cells[2]);
        let mut answer = format!("{}\n\n", &cells[4]);
        for step in 1..=3 {
            writeln!(
                answer,
                "{step}. **{place}{number}課**の担当者に連絡します。{}",
                &other[4]
            )?;
        }
        write!(
            answer,
            "\n詳しくは[手順書](https://portal.example.co.jp/docs/{row})を見てください。改訂 {revision}"
        )?;
        csv.write_record([
            &format!("{}-{number:03}", &cells[0]),
            &format!("{} > {place}", &cells[1]),
            &title,
            &format!("{}について教えて|{place}の{}", &cells[2], &other[2]),
            &cells[3],
            &answer,
            "published",
        ])?;
    }
    Ok(csv.into_inner()?)
}

fn step(name: &str, work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
    // Linux forgets the peak so far; elsewhere the figures only ever grow.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let start = Instant::now();
    work()?;
    println!(
        "| {name} | {:.2} | {:.0} |",
        start.elapsed().as_secs_f64(),
        peak_mb()
    );
    Ok(())
}

/// The most memory that the process had, in MB; 0 where that is not known.
fn peak_mb() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kib.unwrap_or(0.0) * 1_024.0 / 1e6
}

fn mb(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

fn size_of(folder: &Path) -> anyhow::Result<usize> {
    let mut size = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let data = entry.metadata()?;
        size += if data.is_dir() {
            size_of(&entry.path())?
        } else {
            data.len() as usize
        };
    }
    Ok(size)
}
