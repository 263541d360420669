//! axe-core, the accessibility checker that the browser tests run in the pages.

use super::folder;
use crate::shell;
use anyhow::{Context, Result};
use std::path::PathBuf;

const VERSION: &str = "4.14.1";

/// Its script, installed by npm if need be.
pub(crate) fn get() -> Result<PathBuf> {
    let root = folder("axe-core", VERSION)?;
    let script = root.join("node_modules").join("axe-core").join("axe.min.js");
    if !script.is_file() {
        std::fs::create_dir_all(&root).with_context(|| format!("cannot make {}", root.display()))?;
        let (package, prefix) = (format!("axe-core@{VERSION}"), root.to_string_lossy());
        let args = [
            "install",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "--prefix",
            &prefix,
            &package,
        ];
        shell::run(&mut shell::command("npm", &args)).context("axe-core could not be installed")?;
    }
    println!("   axe-core {VERSION}: {}", script.display());
    Ok(script)
}
