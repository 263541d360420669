//! The sources of Rust's standard library, so that the widget's program gets one of its own: without the texts and
//! the formatting of panics, which nobody reads in a visitor's browser, it is a fifteenth smaller.
//!
//! Cargo calls this unstable, so `RUSTC_BOOTSTRAP` is set for this one build; `rust-toolchain.toml` pins the compiler
//! that it was tried with. Without the sources the widget is built with the library as it comes.

use crate::shell;
use std::{path::PathBuf, process::Command};

const FLAGS: &str =
    "--cfg erase_components -Zunstable-options -Cpanic=immediate-abort -Zmerge-functions=disabled";

/// Whether the standard library can be compiled here; asks rustup for its sources and cargo for what they use.
pub(super) fn get(target: &str) -> bool {
    let Some(manifest) = manifest() else {
        println!("   the widget gets Rust's library as it comes: it will be larger");
        return false;
    };
    let manifest = manifest.to_string_lossy().into_owned();
    let mut fetch = shell::cargo(&[
        "fetch",
        "--locked",
        "--target",
        target,
        "--manifest-path",
        &manifest,
    ]);
    let fetched = shell::run(fetch.env("RUSTC_BOOTSTRAP", "1").arg("--quiet")).is_ok();
    if !fetched {
        println!("   what Rust's library uses cannot be loaded: the widget will be larger");
    }
    fetched
}

fn manifest() -> Option<PathBuf> {
    let there = || {
        let root = shell::output("rustc", &["--print", "sysroot"])?;
        let file = PathBuf::from(root).join("lib/rustlib/src/rust/library/Cargo.toml");
        file.is_file().then_some(file)
    };
    there().or_else(|| {
        println!("   the sources of Rust's library are missing: asking rustup for them");
        shell::run(&mut shell::command("rustup", &["component", "add", "rust-src"])).ok()?;
        there()
    })
}

/// Makes a build compile the standard library too, in a folder of its own: the setting would make cargo compile
/// everything else anew, there and back.
pub(super) fn apply(command: &mut Command) {
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", FLAGS)
        .env("CARGO_TARGET_DIR", crate::project::target().join("own-std"));
}
