//! `cargo xtask size`.

use crate::report::Report;
use anyhow::Result;

/// Prints sizes and fails over budget.
pub(crate) fn run(_report: &mut Report) -> Result<()> {
    Ok(())
}
