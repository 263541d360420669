//! Tools that `cargo install` makes.

use super::{folder, version_in};
use crate::shell;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// The program `name` of the package `package` in just this version.
pub(super) fn get(package: &str, name: &str, version: &str, locked: bool) -> Result<PathBuf> {
    if is(Path::new(name), version) {
        println!("   {name} {version}: on PATH");
        return Ok(name.into());
    }
    let root = folder(name, version)?;
    let program = root
        .join("bin")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if is(&program, version) {
        println!("   {name} {version}: {}", program.display());
        return Ok(program);
    }
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
