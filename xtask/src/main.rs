//! `cargo xtask`: everything about building, running and checking Kotae, in one place.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool talks to its user"
)]

mod bench;
mod build;
mod files;
mod fuzz;
mod project;
mod report;
mod serve;
mod setup;
mod shell;
mod size;
mod stamp;
mod test;
mod tools;

use clap::{Parser, Subcommand};
use report::Report;
use std::process::ExitCode;

/// Builds, runs and checks Kotae.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Finds or installs the tools that a build and a test run need.
    Setup(setup::Args),
    /// Builds both front ends and the server: `target/release/kotae` with everything embedded.
    Build(build::Args),
    /// Builds what changed, then runs `kotae serve --demo`.
    Serve(serve::Args),
    /// Format, lints, unit, HTTP, parity and browser tests, sizes.
    Test(test::Args),
    /// Benches; each prints what belongs into `docs/benchmarks.md`.
    Bench(bench::Args),
    /// Fuzzes the reading of packs and the matcher (needs a nightly compiler).
    Fuzz(fuzz::Args),
    /// Prints the size of each shipped file and fails over budget.
    Size,
    /// Saves a picture of every screen in `target/shots`.
    Shots(test::ShotArgs),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut report = Report::new();
    let result = match cli.command {
        Command::Setup(args) => setup::run(&args, &mut report),
        Command::Build(args) => build::run(&args, &mut report),
        Command::Serve(args) => serve::run(&args, &mut report),
        Command::Test(args) => test::run(&args, &mut report),
        Command::Bench(args) => bench::run(&args, &mut report),
        Command::Fuzz(args) => fuzz::run(&args, &mut report),
        Command::Size => size::run(&mut report),
        Command::Shots(args) => test::shots(&args, &mut report),
    };
    report.print();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nFAILED: {error:#}");
            ExitCode::FAILURE
        }
    }
}
