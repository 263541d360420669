//! Tools that `cargo install` makes.

use super::{folder, version_in};
use crate::shell;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// The program in just this version: on PATH, or installed by us before.
pub(super) fn find(name: &str, version: &str) -> Option<PathBuf> {
    let program = installed(name, version).ok()?;
    let places = [PathBuf::from(name), program];
    let found = places.into_iter().find(|place| is(place, version))?;
    let place = if found.is_absolute() {
        found.display().to_string()
    } else {
        "on PATH".to_owned()
    };
    println!("   {name} {version}: {place}");
    Some(found)
}

fn installed(name: &str, version: &str) -> Result<PathBuf> {
    Ok(folder(name, version)?
        .join("bin")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

/// The program `name` of the package `package` in just this version, installed if need be.
pub(super) fn get(package: &str, name: &str, version: &str, locked: bool) -> Result<PathBuf> {
    if let Some(found) = find(name, version) {
        return Ok(found);
    }
    let root = folder(name, version)?;
    let program = installed(name, version)?;
    println!(
        "   {name} {version}: not here; cargo installs it into {} (2 to 4 minutes)",
        root.display()
    );
    let root_text = root.to_string_lossy();
    let mut args = vec![
        "install",
        package,
        "--version",
        version,
        "--root",
        &root_text,
        "--force",
    ];
    if locked {
        args.push("--locked");
    }
    // Its own target folder: the workspace's would be locked by, and mixed with, our own builds.
    shell::run(shell::cargo(&args).env_remove("CARGO_TARGET_DIR")).with_context(|| {
        format!("{package} {version} could not be installed; is the crate registry reachable?")
    })?;
    if !is(&program, version) {
        bail!(
            "{} was installed but does not say that it is {version}",
            program.display()
        );
    }
    Ok(program)
}

fn is(program: &Path, version: &str) -> bool {
    shell::output(&program.to_string_lossy(), &["--version"])
        .is_some_and(|line| version_in(&line) == Some(version))
}
