//! `cargo xtask bench`: each bench prints what belongs into `docs/benchmarks.md`.

mod browser;
mod docs;
mod matching;

use crate::{
    build, project,
    report::Report,
    shell::{self, cargo},
};
use anyhow::Result;
use clap::ValueEnum;

/// Options of `cargo xtask bench`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only these benches (default: all).
    benches: Vec<Bench>,
    /// Take the server as it stands, without building first.
    #[arg(long)]
    no_build: bool,
    #[command(flatten)]
    matching: matching::Options,
}

/// A bench.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Bench {
    /// The matcher: build, decode, ask, suggest (criterion).
    Matcher,
    /// A visit in headless Chromium, from the press on the launcher; the matcher there, by itself and in the chat.
    Browser,
    /// The matcher beside search libraries and SQLite: hit rates, latency, sizes.
    Matching,
    /// Import of 50,000 rows: time and memory.
    Import,
    /// What a change of an entry does to 1,000 questions, in the admin in headless Chromium.
    Impact,
    /// 2,000 pinned questions asked of 10,000 entries.
    Pinned,
    /// Packs for visitors of 50 groups.
    Audience,
    /// A look at the health of 10,000 entries.
    Health,
    /// Every list of the admin over HTTP, with 10,000 entries and 1,000,000 logged questions.
    Lists,
    /// Visitors' events while 50,000 rows are imported.
    Events,
    /// Visitors' events while somebody tries 200 passwords a second.
    SignIn,
    /// 200 submissions a second, each with a file.
    Submissions,
    /// Results of a survey with 100,000 submissions.
    Results,
    /// Start time with 10,000 entries, idle memory.
    Start,
}

impl Bench {
    /// Runs the release server.
    fn needs_server(self) -> bool {
        matches!(
            self,
            Self::Browser
                | Self::Matching
                | Self::Impact
                | Self::Events
                | Self::SignIn
                | Self::Submissions
                | Self::Start
        )
    }

    fn run(self, args: &Args, report: &mut Report) -> Result<()> {
        let (name, args): (&str, &[&str]) = match self {
            Self::Matcher => ("bench: matcher", &["bench", "--package", "kotae-shared"]),
            Self::Browser => return browser::run(args.matching.write, report),
            Self::Matching => return matching::run(&args.matching, report),
            Self::Import => (
                "bench: import",
                &[
                    "run",
                    "--release",
                    "--package",
                    "kotae",
                    "--example",
                    "import_bench",
                ],
            ),
            Self::Impact => (
                "bench: impact",
                &["test", "--package", "kotae-tests", "--bench", "impact"],
            ),
            Self::Pinned => (
                "bench: pinned",
                &[
                    "run",
                    "--release",
                    "--package",
                    "kotae",
                    "--example",
                    "pinned_bench",
                ],
            ),
            Self::Audience => (
                "bench: audience",
                &[
                    "run",
                    "--release",
                    "--package",
                    "kotae",
                    "--example",
                    "audience_bench",
                ],
            ),
            Self::Health => (
                "bench: health",
                &[
                    "run",
                    "--release",
                    "--package",
                    "kotae",
                    "--example",
                    "health_bench",
                ],
            ),
            Self::Lists => (
                "bench: lists",
                &[
                    "run",
                    "--release",
                    "--package",
                    "kotae",
                    "--example",
                    "lists_bench",
                ],
            ),
            Self::Events => (
                "bench: events",
                &["bench", "--package", "kotae-tests", "--bench", "events"],
            ),
            Self::SignIn => (
                "bench: sign-in",
                &["bench", "--package", "kotae-tests", "--bench", "sign_in"],
            ),
            Self::Submissions => (
                "bench: submissions",
                &["bench", "--package", "kotae-tests", "--bench", "submissions"],
            ),
            Self::Results => (
                "bench: results",
                &[
                    "run",
                    "--release",
                    "--package",
                    "kotae",
                    "--example",
                    "results_bench",
                ],
            ),
            Self::Start => (
                "bench: start",
                &["bench", "--package", "kotae-tests", "--bench", "start"],
            ),
        };
        report.step(name, || {
            shell::run(cargo(args).env("KOTAE_BIN", project::server()))
        })
    }
}

/// Runs the benches.
pub(crate) fn run(args: &Args, report: &mut Report) -> Result<()> {
    let benches = if args.benches.is_empty() {
        Bench::value_variants()
    } else {
        &args.benches
    };
    if benches.iter().any(|bench| bench.needs_server()) && !args.no_build {
        build::run(&build::Args::default(), report)?;
    }
    benches.iter().try_for_each(|bench| bench.run(args, report))
}
