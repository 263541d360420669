//! Packages of npm that the tests use, each in a folder of its own.

use super::folder;
use crate::shell;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The folder of a package of this version, installed if need be.
pub(super) fn package(name: &str, version: &str) -> Result<PathBuf> {
    let root = folder(name, version)?;
    let there = root.join("node_modules").join(name);
    if !there.join("package.json").is_file() {
        install(&root, &format!("{name}@{version}"))?;
    }
    println!("   {name} {version}: {}", there.display());
    Ok(there)
}

/// Installs a package (`axe-core@4.14.1`) below a folder.
pub(super) fn install(root: &Path, package: &str) -> Result<()> {
    std::fs::create_dir_all(root).with_context(|| format!("cannot make {}", root.display()))?;
    let prefix = root.to_string_lossy();
    let args = [
        "install",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        "--prefix",
        &prefix,
        package,
    ];
    shell::run(&mut shell::command("npm", &args)).with_context(|| format!("npm could not install {package}"))
}
