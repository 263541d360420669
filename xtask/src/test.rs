//! `cargo xtask test`: every check, in the order of what fails fastest.

use crate::{
    build, project,
    report::Report,
    shell::{self, cargo},
    size,
    tools::{self, Tools},
};
use anyhow::{Context, Result};
use clap::ValueEnum;
use std::{path::PathBuf, process::Command};

/// Options of `cargo xtask test`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only these checks (default: all).
    checks: Vec<Check>,
    /// Only browser tests whose name has this in it.
    #[arg(long)]
    name: Option<String>,
    /// To try a change: what `cargo xtask build --quick` builds, without the parity test.
    #[arg(long)]
    quick: bool,
}

/// Options of `cargo xtask shots`.
#[derive(clap::Args)]
pub(crate) struct ShotArgs {
    /// Take the server as it stands, without building first.
    #[arg(long)]
    no_build: bool,
    /// Not optimised, as `cargo xtask build --quick` builds.
    #[arg(long)]
    quick: bool,
    /// Of these views alone, separated by commas, as the files are named: `ja-light-1280,en-dark`.
    #[arg(long)]
    only: Option<String>,
}

/// A group of checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Check {
    /// rustfmt.
    Format,
    /// clippy, native and wasm, no warning allowed.
    Lints,
    /// Unit and HTTP tests.
    Unit,
    /// Licences, advisories, duplicate versions, sources (cargo-deny).
    Deny,
    /// The front ends and the server.
    Build,
    /// Sizes within budget.
    Size,
    /// The matcher in a real browser, and the whole journey in a real browser.
    Browser,
}

impl Check {
    const ALL: [Self; 7] = [
        Self::Format,
        Self::Lints,
        Self::Unit,
        Self::Deny,
        Self::Build,
        Self::Size,
        Self::Browser,
    ];

    fn run(self, args: &Args, report: &mut Report) -> Result<()> {
        match self {
            Self::Format => report.step("format", || shell::run(&mut cargo(&["fmt", "--all", "--check"]))),
            Self::Lints => lints(report),
            Self::Unit => unit(report),
            Self::Deny => report.step("cargo deny", deny),
            Self::Build => {
                let quick = build::Args {
                    quick: args.quick,
                    ..build::Args::default()
                };
                build::run(&quick, report)
            }
            Self::Size => size::run(report),
            Self::Browser => browser(args, report),
        }
        .with_context(|| format!("the check `{}` failed (alone: cargo xtask test {0})", self.name()))
    }

    fn name(self) -> String {
        self.to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// Runs the checks; the first one that fails ends the run.
pub(crate) fn run(args: &Args, report: &mut Report) -> Result<()> {
    let checks = if args.checks.is_empty() {
        Check::ALL.to_vec()
    } else {
        args.checks.clone()
    };
    if checks.contains(&Check::Browser) {
        // Said before half an hour of other work, not after it.
        report.step("browser and fonts", tools::browser::require)?;
        report.step("Firefox and its driver", tools::browser::firefox)?;
        report.step("Node", || tools::require_node("`cargo xtask test`"))?;
    }
    for check in checks {
        check.run(args, report)?;
    }
    println!("\nAll checks passed.");
    Ok(())
}

fn lints(report: &mut Report) -> Result<()> {
    report.step("clippy, native", || {
        let native = [
            "--package",
            "kotae-shared",
            "--package",
            "kotae",
            "--package",
            "kotae-tests",
            "--package",
            "xtask",
        ];
        let mut clippy = cargo(&["clippy", "--all-targets"]);
        shell::run(clippy.args(native).args(["--", "--deny", "warnings"]))
    })?;
    report.step("clippy, wasm", || {
        // The profile of the release build, so that both compile the macros and build scripts only once.
        let mut clippy = cargo(&[
            "clippy",
            "--target",
            "wasm32-unknown-unknown",
            "--profile",
            "wasm-release",
        ]);
        let wasm = [
            "--package",
            "kotae-widget",
            "--package",
            "kotae-admin-ui",
            "--package",
            "kotae-shared",
        ];
        shell::run(clippy.args(wasm).args(["--", "--deny", "warnings"]))
    })
}

fn unit(report: &mut Report) -> Result<()> {
    report.step("unit and HTTP tests", || {
        shell::run(&mut cargo(&[
            "test",
            "--package",
            "kotae-shared",
            "--package",
            "kotae",
            "--package",
            "kotae-widget",
            "--package",
            "kotae-admin-ui",
            "--package",
            "xtask",
        ]))
    })
}

fn deny() -> Result<()> {
    let Some(program) = tools::find_deny() else {
        println!(
            "   SKIPPED: cargo-deny is not here (`cargo xtask setup --deny` installs it in about 5 minutes)"
        );
        return Ok(());
    };
    let program = program.to_string_lossy();
    shell::run(&mut shell::command(
        &program,
        &["--offline", "check", "bans", "licenses", "sources"],
    ))?;
    // The advisories come from a database that is not everywhere within reach.
    if shell::run(&mut shell::command(&program, &["fetch", "db"])).is_err() {
        println!("   SKIPPED: advisories (their database cannot be fetched from here)");
        return Ok(());
    }
    shell::run(&mut shell::command(
        &program,
        &["--offline", "check", "advisories"],
    ))
}

fn browser(args: &Args, report: &mut Report) -> Result<()> {
    let mut tests = browser_tests();
    if args.quick {
        tests.env("KOTAE_BIN", project::quick_server());
    }
    if tools::require_node("the accessibility checks")? {
        tests.env("KOTAE_AXE", report.step("axe-core", tools::axe::get)?);
        tests.env("KOTAE_OIDC", report.step("oidc-provider", tools::oidc::get)?);
    }
    if let Some(driver) = tools::browser::firefox()? {
        tests.env("KOTAE_GECKODRIVER", driver);
    }
    if !args.quick {
        tests.env("KOTAE_PARITY", report.step("parity test: compile", parity)?);
    }
    report.step("browser tests: compile", || {
        shell::run(&mut cargo(&["test", "--package", "kotae-tests", "--no-run"]))
    })?;
    report.step("parity and browser tests", || {
        shell::run(tests.args(args.name.as_deref()))
    })
}

/// Builds the matcher's golden questions for a browser, as the widget is built; the folder.
fn parity() -> Result<PathBuf> {
    let folder = project::scratch().join("parity");
    build::module::build("kotae-parity", &folder, &Tools::get()?)?;
    Ok(folder)
}

/// Saves pictures of every screen, for people to look at.
pub(crate) fn shots(args: &ShotArgs, report: &mut Report) -> Result<()> {
    report.step("browser and fonts", tools::browser::require)?;
    if !args.no_build {
        let how = build::Args {
            quick: args.quick,
            ..build::Args::default()
        };
        build::run(&how, report)?;
    }
    report.step("pictures", || {
        let mut tests = browser_tests();
        if args.quick {
            tests.env("KOTAE_BIN", project::quick_server());
        }
        if let Some(only) = &args.only {
            tests.env("KOTAE_SHOTS", only);
        }
        shell::run(tests.args(["shots::all", "--", "--ignored", "--exact"]))
    })?;
    println!("   {}", project::target().join("shots").display());
    Ok(())
}

/// `cargo test` of the end-to-end tests, which run the release server.
fn browser_tests() -> Command {
    let mut tests = cargo(&["test", "--package", "kotae-tests"]);
    tests
        .env("KOTAE_BIN", project::server())
        .env("RUST_BACKTRACE", "0");
    tests
}
