//! wasm-opt, from npm's `binaryen`. Without it the front ends work as well, only larger.

use super::{folder, npm, version_in};
use crate::shell;
use std::path::{Path, PathBuf};

/// The pinned version of Binaryen.
pub(crate) const WASM_OPT_VERSION: &str = "132";

/// wasm-opt, or `None` with the reason printed.
pub(super) fn get() -> Option<PathBuf> {
    if is_wasm_opt(Path::new("wasm-opt")) {
        println!("   wasm-opt {WASM_OPT_VERSION}: on PATH");
        return Some("wasm-opt".into());
    }
    let root = folder("binaryen", WASM_OPT_VERSION).ok()?;
    let program = root.join("node_modules").join(".bin").join("wasm-opt");
    if is_wasm_opt(&program) {
        println!("   wasm-opt {WASM_OPT_VERSION}: {}", program.display());
        return Some(program);
    }
    if !shell::exists("npm") {
        println!("   wasm-opt: not here, and there is no npm to install it with; the wasm files stay larger");
        return None;
    }
    println!(
        "   wasm-opt {WASM_OPT_VERSION}: not here; npm installs it into {}",
        root.display()
    );
    if let Err(error) = npm::install(&root, &format!("binaryen@{WASM_OPT_VERSION}.0.0")) {
        println!("   {error:#}; the wasm files stay larger");
        return None;
    }
    is_wasm_opt(&program).then_some(program)
}

fn is_wasm_opt(program: &Path) -> bool {
    shell::output(&program.to_string_lossy(), &["--version"])
        .is_some_and(|line| version_in(&line) == Some(WASM_OPT_VERSION))
}
