//! Pinned questions asked of many entries; prints figures for `docs/benchmarks.md`.
//!
//! `cargo run --release --example pinned_bench [ENTRIES] [PINNED]`
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use kotae::{
    clock::SystemClock,
    knowledge::import,
    publish,
    store::{Actor, DEFAULT_WORKSPACE, DataDir, Sources, Store, Workspace, entries, pinned},
};
use kotae_shared::{
    Lang, Uuid,
    api::{admin::EntryQuery, pinned::PinnedEdit},
};
use std::{sync::Arc, time::Instant};

const ENTRIES: usize = 10_000;
const PINNED: usize = 2_000;
/// The questions and answers that the entries are made of.
const DEMO: &[u8] = include_bytes!("../data/inhouse-ja.csv");

fn main() -> anyhow::Result<()> {
    let argument = |at: usize, usual: usize| {
        let given = std::env::args().nth(at);
        given.map_or(Ok(usual), |number| number.parse())
    };
    let (entries, pins) = (argument(1, ENTRIES)?, argument(2, PINNED)?);
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let store = Arc::new(Store::open(
        DataDir::open(&data)?,
        Sources::new(Arc::new(SystemClock)),
    )?);
    let workspace = store.workspace_blocking(DEFAULT_WORKSPACE)?;
    let reading = import::Reading::default();
    let plan = import::plan(
        &workspace,
        table(entries)?,
        &reading,
        &actor(),
        Lang::Ja,
        &mut |_| {},
    )?;
    let report = import::apply(&workspace, plan, import::Accept::default(), actor())?;
    anyhow::ensure!(report.applied, "{:?}", report.errors);
    println!("{entries} entries, {pins} pinned questions\n");
    println!("| step | milliseconds |\n|---|---|");
    row("look at the next publication, without pinned questions", || {
        publish::run_pinned(&workspace, &[], Lang::Ja)
    })?;
    fill(&workspace, pins)?;
    let report = row(
        "the same, with all of them expecting another entry: each with why",
        || publish::run_pinned(&workspace, &[], Lang::Ja),
    )?;
    println!("\n{} of {} broken.", report.broken, report.total);
    Ok(())
}

fn actor() -> Actor {
    Actor::Cli { user: "bench".into() }
}

/// Titles of entries as questions, each expecting the entry of another one: all are broken, which is the most work.
fn fill(workspace: &Workspace, pins: usize) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    while rows.len() <= pins {
        let query = EntryQuery {
            offset: rows.len() as u32,
            limit: 200,
            ..EntryQuery::default()
        };
        let page = workspace
            .main()
            .read_blocking(|read| entries::list(read, &query, Uuid::nil()))?;
        anyhow::ensure!(!page.items.is_empty(), "too few entries");
        rows.extend(page.items);
    }
    workspace.main().write_blocking(move |tx| {
        for pair in rows.windows(2).take(pins) {
            let edit = PinnedEdit {
                question: pair[0].title.clone(),
                entry: Some(pair[1].id),
                version: 0,
            };
            pinned::create(tx, &actor(), &edit)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn table(entries: usize) -> anyhow::Result<Vec<u8>> {
    let demo = DEMO.strip_prefix(b"\xef\xbb\xbf").unwrap_or(DEMO);
    let demo: Vec<csv::StringRecord> = csv::Reader::from_reader(demo)
        .into_records()
        .collect::<Result<_, _>>()?;
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["category", "title", "keywords", "answer", "status"])?;
    for entry in 0..entries {
        let cells = &demo[entry % demo.len()];
        csv.write_record([
            &cells[1],
            &format!("{}課での{}", entry / demo.len(), &cells[2]),
            &cells[3],
            &format!("{}\n\n{}課の担当者に連絡します。", &cells[4], entry / demo.len()),
            "published",
        ])?;
    }
    Ok(csv.into_inner()?)
}

fn row<T>(step: &str, act: impl FnOnce() -> kotae::store::Result<T>) -> anyhow::Result<T> {
    let since = Instant::now();
    let done = act()?;
    println!("| {step} | {:.0} |", since.elapsed().as_secs_f64() * 1e3);
    Ok(done)
}
