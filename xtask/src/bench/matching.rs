//! `cargo xtask bench matching`: ours beside its peers, on the same questions in the same run.

mod engine;
mod metrics;
mod peers;
mod sets;
mod table;

use super::docs;
use crate::{project, report::Report, shell};
use anyhow::Result;
use engine::Engine;
use sets::Set;
use std::path::{Path, PathBuf};
use table::Row;

/// The parts of ours that can be left out, as `kotae match --bench --without` names them, and what they are.
const PARTS: [(&str, &str); 12] = [
    ("readings", "readings of words"),
    ("synonyms", "built-in synonyms"),
    ("bodies", "answers' texts"),
    ("asking", "taking out asking phrases"),
    ("scripts", "weights by script"),
    ("kanji", "single kanji"),
    ("runs", "whole runs of one script"),
    ("romaji", "Japanese in Latin letters"),
    ("stems", "English stems"),
    ("letters", "English words letter by letter"),
    ("pairs", "pairs of English words"),
    ("common", "common English words"),
];

/// Options of the matching bench.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Options {
    /// matching: a set, or a folder of sets (default: the in-house set).
    #[arg(long, value_name = "DIR")]
    sets: Option<PathBuf>,
    /// matching: ours alone, with one part left out at a time.
    #[arg(long)]
    ablation: bool,
    /// matching, browser: put the table into `docs/benchmarks.md`.
    #[arg(long)]
    pub(super) write: bool,
}

/// Runs the bench and prints the table.
pub(super) fn run(options: &Options, report: &mut Report) -> Result<()> {
    let folder = options
        .sets
        .clone()
        .unwrap_or_else(|| project::root().join("tests/bench/inhouse-ja"));
    let sets = Set::all(&folder)?;
    let (name, text) = if options.ablation {
        (
            "ablation",
            report.step("bench: parts of the matcher", || ablation(&sets))?,
        )
    } else {
        let peers = report.step("bench: peers", peers::get)?;
        let step = report.step("bench: matching", || comparison(&sets, peers));
        ("matching", step?)
    };
    println!("\n{text}");
    if options.write {
        docs::write(name, &text)?;
    }
    Ok(())
}

/// `kotae match` of this program, with or without a part.
fn ours(name: &str, without: Option<&str>, program: &Path) -> Engine {
    let mut args = vec!["match".to_owned(), "--bench".to_owned()];
    args.extend(without.map(|part| format!("--without={part}")));
    Engine {
        name: name.to_owned(),
        program: program.to_string_lossy().into_owned(),
        args,
    }
}

fn comparison(sets: &[Set], peers: Vec<Engine>) -> Result<String> {
    let mut engines = vec![ours("Kotae", None, &project::server())];
    engines.extend(peers);
    let mut rows = Vec::new();
    for set in sets {
        for engine in &engines {
            rows.push(row(set, engine)?);
        }
    }
    Ok(table::comparison(&rows))
}

fn ablation(sets: &[Set]) -> Result<String> {
    // Not the binary that is shipped: that one cannot leave anything out.
    let mut build = shell::cargo(&["build", "--package", "kotae", "--features", "ablation"]);
    shell::run(&mut build)?;
    let program = project::target()
        .join("debug")
        .join(format!("kotae{}", std::env::consts::EXE_SUFFIX));
    let mut variants = vec![ours("all parts", None, &program)];
    variants.extend(
        PARTS
            .iter()
            .map(|(part, title)| ours(&format!("without {title}"), Some(part), &program)),
    );
    let mut rows = Vec::new();
    for variant in &variants {
        for set in sets {
            rows.push(row(set, variant)?);
        }
    }
    Ok(table::ablation(&rows, sets))
}

fn row(set: &Set, engine: &Engine) -> Result<Row> {
    let row = Row::new(set, &engine.name, &engine.run(set)?);
    println!("{}", row.line());
    Ok(row)
}
