//! Packs for visitors of 50 groups over 5,000 entries; prints figures for `docs/benchmarks.md`.
//!
//! `cargo run --release --example audience_bench [ENTRIES]`
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use kotae::{
    clock::SystemClock,
    knowledge::import,
    publish::{self, visible},
    store::{
        Actor, DEFAULT_WORKSPACE, DataDir, Sources, Store, Workspace, packs::Encoding, publications,
        visible_packs::KEPT,
    },
};
use kotae_shared::Lang;
use std::{fs, path::Path, sync::Arc, time::Instant};
use tokio::{sync::Semaphore, task::JoinSet};

const ENTRIES: usize = 5_000;
const GROUPS: usize = 50;
/// Visitors who come at the same moment and see the same.
const CROWD: usize = 500;
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
        let data = data.clone();
        let open = move || Store::open(DataDir::open(&data)?, Sources::new(Arc::new(SystemClock)));
        Arc::new(tokio::task::spawn_blocking(open).await??)
    };
    let workspace = store.workspace(DEFAULT_WORKSPACE).await?;
    let fill = {
        let (workspace, table) = (Arc::clone(&workspace), table(entries)?);
        move || fill(&workspace, table)
    };
    println!("{entries} entries, four in five of them for one to three of {GROUPS} groups\n");
    println!("| step | milliseconds |\n|---|---|");
    let publication = tokio::task::spawn_blocking(fill).await??;

    let since = Instant::now();
    let audiences = visible::audiences(&workspace, publication).await?;
    row("who may see what, read once a publication", since);
    let at_once = Arc::new(Semaphore::new(2));
    let group = |number: usize| format!("group-{:02}", number % GROUPS);

    // Each group by itself, then people in three groups: more sets than are kept.
    let mut build = Vec::new();
    let mut bytes = Vec::new();
    for number in 0..KEPT + 50 {
        let groups = if number < GROUPS {
            vec![group(number)]
        } else {
            vec![group(number), group(number / 2 + 7), group(number / 3 + 19)]
        };
        let seen = audiences.visible(&groups);
        let since = Instant::now();
        let files = visible::pack(&workspace, &at_once, publication, seen).await?;
        build.push(ms(since));
        let first = workspace.visible_packs().get(&files[0], Encoding::Brotli)?;
        bytes.push(first.len());
    }
    build.sort_by(f64::total_cmp);
    bytes.sort_unstable();
    let at = |part: usize| build[(build.len() - 1) * part / 100];
    println!("| make a set's pack, median | {:.0} |", at(50));
    println!("| the same, slowest of {} | {:.0} |", build.len(), at(100));

    let everybody = (0..GROUPS).map(group).collect::<Vec<_>>();
    let since = Instant::now();
    let mut crowd = JoinSet::new();
    for _ in 0..CROWD {
        let (workspace, at_once) = (Arc::clone(&workspace), Arc::clone(&at_once));
        let seen = audiences.visible(&everybody);
        crowd.spawn(async move { visible::pack(&workspace, &at_once, publication, seen).await });
    }
    let packs = crowd
        .join_all()
        .await
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?;
    anyhow::ensure!(
        packs.iter().all(|pack| *pack == packs[0]),
        "a crowd got different packs"
    );
    row(
        &format!("{CROWD} visitors of a new set at once, who see everything"),
        since,
    );

    let since = Instant::now();
    for number in 0..1_000 {
        let seen = audiences.visible(&[group(number), group(number + 1), group(number + 2)]);
        std::hint::black_box(seen);
    }
    println!(
        "| what somebody in three groups may see | {:.3} |",
        ms(since) / 1_000.0
    );
    let seen = audiences.visible(&everybody);
    let since = Instant::now();
    for _ in 0..1_000 {
        std::hint::black_box(visible::pack(&workspace, &at_once, publication, seen.clone()).await?);
    }
    println!("| find a pack that is there | {:.3} |", ms(since) / 1_000.0);
    let kept = workspace.visible_packs().count();
    anyhow::ensure!(kept == KEPT, "{kept} packs are kept");
    println!(
        "\n{kept} packs kept: {:.1} MB of files; a first file has {} to {} KB (brotli). Peak memory {} MB.",
        size_of(&data.join("workspaces").join(DEFAULT_WORKSPACE).join("packs"))? as f64 / 1e6,
        bytes[0] / 1_000,
        bytes[bytes.len() - 1] / 1_000,
        peak_mb()
    );
    Ok(())
}

fn fill(workspace: &Workspace, table: Vec<u8>) -> anyhow::Result<u32> {
    let actor = || Actor::Cli { user: "bench".into() };
    let reading = import::Reading::default();
    let plan = import::plan(workspace, table, &reading, &actor(), Lang::Ja, &mut |_| {})?;
    let report = import::apply(workspace, plan, import::Accept::default(), actor())?;
    anyhow::ensure!(report.applied, "{:?}", report.errors);
    let since = Instant::now();
    publish::publish(workspace, actor(), publish::Why::default(), Lang::Ja, &mut |_| {})?;
    row("publish, with the pack for everybody", since);
    let current = workspace.main().read_blocking(publications::current)?;
    Ok(current.map_or(0, |current| current.number))
}

/// Every fifth entry is for everybody, the others for one, two or three groups.
fn table(entries: usize) -> anyhow::Result<Vec<u8>> {
    let demo = DEMO.strip_prefix(b"\xef\xbb\xbf").unwrap_or(DEMO);
    let demo: Vec<csv::StringRecord> = csv::Reader::from_reader(demo)
        .into_records()
        .collect::<Result<_, _>>()?;
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record([
        "category",
        "title",
        "phrasings",
        "keywords",
        "answer",
        "status",
        "audience",
    ])?;
    for entry in 0..entries {
        let cells = &demo[entry % demo.len()];
        let groups = [0, 1, 2, 3, 1][entry % 5];
        let audience =
            (0..groups).map(|at| format!("group-{:02}", (entry / 5 * 7 + entry % 5 + at * 13) % GROUPS));
        let audience = audience.collect::<Vec<_>>().join("|");
        csv.write_record([
            &cells[1],
            &format!("{}課での{}", entry / demo.len(), &cells[2]),
            "",
            &cells[3],
            &format!("{}\n\n{}課の担当者に連絡します。", &cells[4], entry / demo.len()),
            "published",
            &audience,
        ])?;
    }
    Ok(csv.into_inner()?)
}

fn row(step: &str, since: Instant) {
    println!("| {step} | {:.0} |", ms(since));
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

fn size_of(folder: &Path) -> anyhow::Result<u64> {
    let sizes = fs::read_dir(folder)?.map(|file| Ok(file?.metadata()?.len()));
    sizes.sum()
}

/// The most memory that the process held so far.
fn peak_mb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok())
        .map_or(0, |kb| kb / 1_000)
}
