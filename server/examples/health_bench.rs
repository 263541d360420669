//! A look at the health of 10,000 entries with 5,000 logged questions; prints figures for `docs/benchmarks.md`.
//!
//! `cargo run --release --example health_bench [ENTRIES]`
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use kotae::{
    clock::SystemClock,
    health,
    knowledge::import,
    store::{Actor, DEFAULT_WORKSPACE, DataDir, Sources, Store, Workspace, events},
};
use kotae_shared::{
    Lang, Uuid,
    api::{
        health::{HealthKind, HealthQuery},
        widget::{Event, EventBatch, EventKind, Outcome, Question, Visit},
    },
};
use std::{fs, sync::Arc, time::Instant};

const ENTRIES: usize = 10_000;
const QUESTIONS: u128 = 5_000;
/// The questions and answers that the entries are made of.
const DEMO: &[u8] = include_bytes!("../data/inhouse-ja.csv");

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let entries = std::env::args()
        .nth(1)
        .map_or(Ok(ENTRIES), |entries| entries.parse())?;
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let store = {
        let open = move || Store::open(DataDir::open(&data)?, Sources::new(Arc::new(SystemClock)));
        Arc::new(tokio::task::spawn_blocking(open).await??)
    };
    let workspace = store.workspace(DEFAULT_WORKSPACE).await?;
    let demo = DEMO.strip_prefix(b"\xef\xbb\xbf").unwrap_or(DEMO);
    let demo: Vec<csv::StringRecord> = csv::Reader::from_reader(demo)
        .into_records()
        .collect::<Result<_, _>>()?;
    let fill = {
        let (workspace, table) = (Arc::clone(&workspace), table(&demo, entries)?);
        move || fill(&workspace, table)
    };
    tokio::task::spawn_blocking(fill).await??;
    let asked: Vec<String> = (0..QUESTIONS)
        .map(|number| format!("{} {number}", &demo[number as usize % demo.len()][2]))
        .collect();
    for (number, part) in asked.chunks(100).enumerate() {
        let batch = batch(number as u128, part);
        workspace
            .events()
            .write(move |tx| events::record(tx, "bench", &batch.visit, &batch.events))
            .await?;
    }
    println!("{entries} entries with two phrasings each, {QUESTIONS} logged questions\n");
    println!("| step | |\n|---|---|");
    let since = Instant::now();
    let found = health::look(&workspace, "https://faq.example".into(), String::new()).await?;
    let (look, count) = (found.look, found.findings.len());
    println!(
        "| the look, with its matcher | {:.1} s |",
        since.elapsed().as_secs_f64()
    );
    println!("| own wordings asked | {} |", look.asked);
    println!("| findings | {count} |");
    workspace.health().begin();
    workspace.health().end(Some(found));
    let since = Instant::now();
    let page = health::page(&workspace, HealthQuery::default(), Lang::Ja, true).await?;
    println!(
        "| a page of them | {:.0} ms |",
        since.elapsed().as_secs_f64() * 1e3
    );
    for (kind, count) in HealthKind::ALL.iter().zip(&page.counts) {
        println!("| {} | {} |", kind.tag(), count[0]);
    }
    println!("| peak memory | {} MB |", peak_mb());
    Ok(())
}

fn fill(workspace: &Workspace, table: Vec<u8>) -> anyhow::Result<()> {
    let plan = import::plan(
        workspace,
        table,
        &import::Reading::default(),
        &Actor::Cli { user: "bench".into() },
        Lang::Ja,
        &mut |_| {},
    )?;
    let report = import::apply(
        workspace,
        plan,
        import::Accept::default(),
        Actor::Cli { user: "bench".into() },
    )?;
    anyhow::ensure!(report.applied, "{:?}", report.errors);
    Ok(())
}

fn table(demo: &[csv::StringRecord], entries: usize) -> anyhow::Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["category", "title", "phrasings", "keywords", "answer", "status"])?;
    for entry in 0..entries {
        let cells = &demo[entry % demo.len()];
        let office = entry / demo.len();
        csv.write_record([
            &cells[1],
            &format!("{office}課での{}", &cells[2]),
            &format!("{}（{office}課）|{office}課: {}", &cells[2], &cells[3]),
            &cells[3],
            &format!("{}\n\n{office}課の担当者に連絡します。", &cells[4]),
            "published",
        ])?;
    }
    Ok(csv.into_inner()?)
}

fn batch(number: u128, texts: &[String]) -> EventBatch {
    let event = |(at, text): (usize, &String)| Event {
        id: Uuid::from_u128(1_000_000 + number * 1_000 + at as u128),
        conversation: Uuid::from_u128(1),
        seq: at as u32,
        kind: EventKind::Question(Question {
            text: text.clone(),
            pack: "0".repeat(64),
            outcome: Outcome::NotFound,
            candidates: Vec::new(),
        }),
    };
    EventBatch {
        visit: Visit::default(),
        events: texts.iter().enumerate().map(event).collect(),
    }
}

/// The most memory that the process held, in MB.
fn peak_mb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb = line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
    kb.unwrap_or_default() / 1_000
}
