//! `cargo xtask fuzz`.

use crate::{
    files, project,
    report::Report,
    shell::{self, cargo},
    tools,
};
use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use std::path::Path;

/// Options of `cargo xtask fuzz`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only these targets (default: all).
    targets: Vec<Target>,
    /// How long each runs.
    #[arg(long, default_value_t = 60, value_name = "N")]
    seconds: u32,
}

/// A fuzz target in `fuzz/fuzz_targets`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Target {
    /// Bytes as a pack.
    PackDecode,
    /// Texts as questions.
    NormaliseQuery,
    /// Bytes as headers, cookies and ranges of addresses.
    Headers,
}

impl Target {
    fn name(self) -> &'static str {
        match self {
            Self::PackDecode => "pack_decode",
            Self::NormaliseQuery => "normalise_query",
            Self::Headers => "headers",
        }
    }
}

/// Runs the targets; what one finds fails the run and lies in `fuzz/artifacts`.
pub(crate) fn run(args: &Args, report: &mut Report) -> Result<()> {
    let program = report.step("cargo-fuzz and a nightly compiler", || {
        let nightly = shell::output("rustup", &["run", "nightly", "rustc", "--version"]);
        ensure!(
            nightly.is_some(),
            "fuzzing needs a nightly compiler: `rustup toolchain install nightly`"
        );
        tools::fuzz()
    })?;
    let targets = if args.targets.is_empty() {
        Target::value_variants()
    } else {
        &args.targets
    };
    let corpus = project::root().join("fuzz").join("corpus");
    report.step("seeds", || seeds(&corpus))?;
    for target in targets {
        report.step(&format!("fuzz: {}", target.name()), || {
            let folder = corpus.join(target.name());
            let time = format!("-max_total_time={}", args.seconds);
            let mut fuzz = shell::command("rustup", &["run", "nightly"]);
            // No `unsafe`, no sanitizer: panics are what is looked for.
            fuzz.arg(&program)
                .args(["run", "--sanitizer", "none", target.name()])
                .arg(&folder)
                .args(["--", &time, "-timeout=10", "-print_final_stats=1"])
                // It names the toolchain of this program, not the nightly one.
                .env_remove("CARGO")
                .env_remove("RUSTUP_TOOLCHAIN");
            shell::run(&mut fuzz)
        })?;
    }
    Ok(())
}

/// Headers and ranges as they come.
const HEADERS: [&str; 6] = [
    "1.1.1.1, 192.0.2.9, 10.0.0.2",
    "for=\"[2001:db8::9]:80\";proto=https;host=faq.example, for=10.0.0.2",
    "a=b; kotae-session-default=token; c",
    "ja,en;q=0.8\ngzip, br;q=0",
    "10.0.0.0/8",
    "::ffff:10.0.0.0/104",
];

/// The golden questions, the golden pack and some small ones.
fn seeds(corpus: &Path) -> Result<()> {
    let golden = project::root().join("shared/golden");
    let expected = files::read_text(&golden.join("expected.tsv"))?;
    let questions = expected.lines().filter_map(|line| line.split('\t').next());
    for (at, question) in questions.enumerate() {
        let file = corpus.join("normalise_query").join(format!("golden-{at}"));
        files::write(&file, question)?;
    }
    for (at, line) in HEADERS.iter().enumerate() {
        files::write(&corpus.join("headers").join(format!("own-{at}")), line)?;
    }
    let packs = corpus.join("pack_decode");
    std::fs::create_dir_all(&packs).with_context(|| format!("cannot make {}", packs.display()))?;
    let manifest = [
        "run",
        "--quiet",
        "--manifest-path",
        "fuzz/Cargo.toml",
        "--example",
        "seeds",
        "--",
    ];
    shell::run(cargo(&manifest).arg(packs))
}
