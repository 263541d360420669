//! `cargo xtask setup`.

use crate::{
    report::Report,
    tools::{self, Tools},
};
use anyhow::Result;

/// Options of `cargo xtask setup`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only what a build needs, not what the tests need.
    #[arg(long)]
    build_only: bool,
    /// cargo-deny as well.
    #[arg(long)]
    deny: bool,
}

/// Finds or installs what is missing.
pub(crate) fn run(args: &Args, report: &mut Report) -> Result<()> {
    report.step("tools of the build", Tools::get)?;
    if !args.build_only {
        report.step("browser and fonts", tools::browser::require)?;
        report.step("Firefox and its driver", tools::browser::firefox)?;
        report.step("Node", || tools::require_node("part of `cargo xtask test`"))?;
    }
    if args.deny {
        report.step("cargo-deny", tools::install_deny)?;
    }
    Ok(())
}
