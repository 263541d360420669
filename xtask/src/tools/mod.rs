//! The tools that we do not compile ourselves: found on PATH in the pinned version, else installed into a
//! folder outside `target/` that outlives any clean build.

pub(crate) mod axe;
mod binaryen;
pub(crate) mod browser;
mod crates;
mod node;
mod npm;
pub(crate) mod oidc;
mod own_std;

use crate::{project, shell};
use anyhow::{Context, Result, bail};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

pub(crate) use binaryen::WASM_OPT_VERSION;
pub(crate) use node::require as require_node;

const TRUNK_VERSION: &str = "0.21.14";
const DENY_VERSION: &str = "0.20.2";
const FUZZ_VERSION: &str = "0.13.1";

/// What building the front ends needs.
pub(crate) struct Tools {
    trunk: PathBuf,
    pub(crate) wasm_bindgen: PathBuf,
    /// `None`: it cannot be had here, and the wasm stays as the compiler made it.
    pub(crate) wasm_opt: Option<PathBuf>,
    /// Whether the widget gets a standard library of its own.
    own_std: bool,
}

const WASM_TARGET: &str = "wasm32-unknown-unknown";

impl Tools {
    /// Finds or installs them all.
    pub(crate) fn get() -> Result<Self> {
        wasm_target()?;
        let bindgen = project::locked_version("wasm-bindgen")?;
        Ok(Self {
            trunk: crates::get("trunk", "trunk", TRUNK_VERSION, true)?,
            // With `--locked` its own lock file asks for crates that do not build any more.
            wasm_bindgen: crates::get("wasm-bindgen-cli", "wasm-bindgen", &bindgen, false)?,
            wasm_opt: binaryen::get(),
            own_std: own_std::get(WASM_TARGET),
        })
    }

    /// Trunk, with our wasm-bindgen before any other on its PATH. `small` asks for the smallest program, which takes
    /// longer to build.
    pub(crate) fn trunk(&self, args: &[&str], small: bool) -> Result<Command> {
        let mut folders: Vec<PathBuf> = self
            .wasm_bindgen
            .parent()
            .map(Path::to_owned)
            .into_iter()
            .collect();
        folders.extend(std::env::split_paths(
            &std::env::var_os("PATH").unwrap_or_default(),
        ));
        let path = std::env::join_paths(folders).context("PATH cannot be extended")?;
        let mut command = shell::command(&self.trunk.to_string_lossy(), args);
        // Trunk takes NO_COLOR=1, a common setting, for a bad argument.
        command.env("PATH", path).env_remove("NO_COLOR");
        if small && self.own_std {
            own_std::apply(&mut command);
        }
        Ok(command)
    }

    /// Versions, for stamps: another tool may make another file.
    pub(crate) fn versions(&self) -> Result<String> {
        let opt = if self.wasm_opt.is_some() {
            WASM_OPT_VERSION
        } else {
            "none"
        };
        let bindgen = project::locked_version("wasm-bindgen")?;
        let own_std = self.own_std;
        Ok(format!(
            "trunk {TRUNK_VERSION} wasm-bindgen {bindgen} wasm-opt {opt} own std {own_std}"
        ))
    }
}

/// cargo-deny, if it is here: on PATH, or where `cargo xtask setup --deny` puts it.
pub(crate) fn find_deny() -> Option<PathBuf> {
    crates::find("cargo-deny", DENY_VERSION)
}

/// Installs cargo-deny.
pub(crate) fn install_deny() -> Result<()> {
    crates::get("cargo-deny", "cargo-deny", DENY_VERSION, true).map(|_| ())
}

/// cargo-fuzz, installed if need be.
pub(crate) fn fuzz() -> Result<PathBuf> {
    crates::get("cargo-fuzz", "cargo-fuzz", FUZZ_VERSION, true)
}

/// The folder of an installed tool: `KOTAE_TOOLS`, else `~/.cache/kotae-tools`, and `NAME-VERSION` in it.
pub(crate) fn folder(name: &str, version: &str) -> Result<PathBuf> {
    let base = match std::env::var_os("KOTAE_TOOLS") {
        Some(base) => project::root().join(base),
        None => cache_home()?.join("kotae-tools"),
    };
    Ok(base.join(format!("{name}-{version}")))
}

fn cache_home() -> Result<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value: &OsString| !value.is_empty());
    if let Some(cache) = set("XDG_CACHE_HOME") {
        return Ok(cache.into());
    }
    let home = set("HOME").or_else(|| set("USERPROFILE"));
    Ok(PathBuf::from(home.context("no HOME: set KOTAE_TOOLS to a folder for tools")?).join(".cache"))
}

/// The compiler's library for wasm32.
fn wasm_target() -> Result<()> {
    const TARGET: &str = WASM_TARGET;
    let there = || {
        let folder = shell::output("rustc", &["--print", "target-libdir", "--target", TARGET]);
        folder.is_some_and(|folder| Path::new(&folder).is_dir())
    };
    if there() {
        return Ok(());
    }
    println!("   the {TARGET} target is missing: asking rustup for it");
    shell::run(&mut shell::command("rustup", &["target", "add", TARGET]))
        .context("the wasm32 target is needed: `rustup target add wasm32-unknown-unknown`")?;
    if !there() {
        bail!("rustup added {TARGET}, but rustc does not find it");
    }
    Ok(())
}

/// The version in the line `NAME VERSION ...` or `NAME version VERSION ...`.
fn version_in(line: &str) -> Option<&str> {
    line.split_whitespace()
        .skip(1)
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn versions_are_read_from_what_tools_print() {
        assert_eq!(version_in("trunk 0.21.14"), Some("0.21.14"));
        assert_eq!(version_in("wasm-opt version 132 (version_132)"), Some("132"));
        assert_eq!(version_in("wasm-bindgen"), None);
    }
}
