//! Where things are.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
        .to_owned()
}

/// What the server embeds.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// Cargo's output folder.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Our own scratch files: stamps and stages.
pub(crate) fn scratch() -> PathBuf {
    target().join("xtask")
}

/// The finished server.
pub(crate) fn server() -> PathBuf {
    program("release")
}

/// The server of `cargo xtask build --quick`.
pub(crate) fn quick_server() -> PathBuf {
    program("debug")
}

fn program(profile: &str) -> PathBuf {
    target()
        .join(profile)
        .join(format!("kotae{}", std::env::consts::EXE_SUFFIX))
}

/// The version of a package in Cargo.lock.
pub(crate) fn locked_version(package: &str) -> Result<String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines
        .find(|line| *line == name)
        .and_then(|_| lines.next())
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .with_context(|| format!("no {package} in Cargo.lock"))
}

/// Continuous integration: nothing may be skipped.
pub(crate) fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false" && value != "0")
}
