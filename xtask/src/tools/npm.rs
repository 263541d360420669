//! Packages of npm that the tests use, each in a folder of its own.

use super::folder;
use crate::shell;
use anyhow::{Context, Result};
use std::path::PathBuf;

/// The folder of a package of this version, installed if need be.
pub(super) fn package(name: &str, version: &str) -> Result<PathBuf> {
    let root = folder(name, version)?;
    let there = root.join("node_modules").join(name);
    if !there.join("package.json").is_file() {
        std::fs::create_dir_all(&root).with_context(|| format!("cannot make {}", root.display()))?;
        let (package, prefix) = (format!("{name}@{version}"), root.to_string_lossy());
        let args = [
            "install",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "--prefix",
            &prefix,
            &package,
        ];
        shell::run(&mut shell::command("npm", &args))
            .with_context(|| format!("{name} could not be installed"))?;
    }
    println!("   {name} {version}: {}", there.display());
    Ok(there)
}
