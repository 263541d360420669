//! axe-core, the accessibility checker that the browser tests run in the pages.

use super::npm;
use anyhow::Result;
use std::path::PathBuf;

const VERSION: &str = "4.14.1";

/// Its script, installed by npm if need be.
pub(crate) fn get() -> Result<PathBuf> {
    Ok(npm::package("axe-core", VERSION)?.join("axe.min.js"))
}
