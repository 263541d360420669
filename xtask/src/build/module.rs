//! A crate as a module that a page imports, compiled as the widget is.

use super::front_end::{FrontEnd, optimise};
use crate::{project, shell, tools::Tools};
use anyhow::Result;
use std::path::Path;

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "wasm-release";

/// Leaves `NAME.js` and `NAME_bg.wasm` in the folder.
pub(crate) fn build(package: &str, folder: &Path, tools: &Tools) -> Result<()> {
    let args = [
        "build",
        "--package",
        package,
        "--target",
        TARGET,
        "--profile",
        PROFILE,
    ];
    shell::run(&mut shell::cargo(&args))?;
    let name = package.replace('-', "_");
    let module = project::target()
        .join(TARGET)
        .join(PROFILE)
        .join(format!("{name}.wasm"));
    let mut bindgen = shell::command(
        &tools.wasm_bindgen.to_string_lossy(),
        &["--target", "web", "--no-typescript"],
    );
    shell::run(bindgen.arg("--out-dir").arg(folder).arg(module))?;
    if let Some(wasm_opt) = &tools.wasm_opt {
        optimise(
            wasm_opt,
            &folder.join(format!("{name}_bg.wasm")),
            &[FrontEnd::WIDGET.optimise],
        )?;
    }
    Ok(())
}
