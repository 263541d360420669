//! `cargo xtask bench`.

use crate::report::Report;
use anyhow::Result;

/// Options of `cargo xtask bench`.
#[derive(clap::Args)]
pub(crate) struct Args {}

/// Runs the benches.
pub(crate) fn run(_args: &Args, _report: &mut Report) -> Result<()> {
    Ok(())
}
