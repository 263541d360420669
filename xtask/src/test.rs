//! `cargo xtask test`.

use crate::report::Report;
use anyhow::Result;

/// Options of `cargo xtask test`.
#[derive(clap::Args)]
pub(crate) struct Args {}

/// Options of `cargo xtask shots`.
#[derive(clap::Args)]
pub(crate) struct ShotArgs {}

/// Runs every check.
pub(crate) fn run(_args: &Args, _report: &mut Report) -> Result<()> {
    Ok(())
}

/// Saves pictures.
pub(crate) fn shots(_args: &ShotArgs, _report: &mut Report) -> Result<()> {
    Ok(())
}
