//! The widget and the admin: Trunk, wasm-opt, minifier, names by content, compression.

use super::{compress, glue_names, hashed_names, script, style};
use crate::{files, project, report::Work, shell, stamp::Stamp, tools::Tools};
use anyhow::{Context, Result};
use std::path::Path;

/// One of the two apps that Trunk builds.
pub(super) struct FrontEnd {
    /// The step's name.
    pub(super) title: &'static str,
    /// Its folder in `dist/`.
    name: &'static str,
    /// Its page, below the root.
    page: &'static str,
    /// What it is made from, besides what all share.
    inputs: &'static [&'static str],
    /// What wasm-opt should aim at.
    pub(super) optimise: &'static str,
    /// Whether every kilobyte counts.
    small: bool,
}

/// The wasm features that rustc 1.95 emits for wasm32-unknown-unknown. All browsers since 2023 have them;
/// `--all-features` would let wasm-opt use others that they do not have.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

const SHARED_INPUTS: [&str; 7] = [
    "shared/src",
    "shared/Cargo.toml",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    ".cargo/config.toml",
    "rust-toolchain.toml",
];

impl FrontEnd {
    pub(super) const WIDGET: Self = Self {
        title: "widget (Trunk, wasm-opt)",
        name: "widget",
        page: "widget/index.html",
        inputs: &["widget"],
        optimise: "-Oz",
        small: true,
    };
    pub(super) const ADMIN: Self = Self {
        title: "admin (Trunk, wasm-opt)",
        name: "admin",
        page: "admin-ui/index.html",
        inputs: &["admin-ui", "widget"],
        optimise: "-Oz",
        small: false,
    };

    /// Leaves `dist/NAME`, all or nothing.
    pub(super) fn build(&self, tools: &Tools) -> Result<Work> {
        let output = project::dist().join(self.name);
        let mut inputs = self.inputs.to_vec();
        inputs.extend(SHARED_INPUTS);
        inputs.push("xtask/src/build");
        let stamp = Stamp::new(self.name, &inputs, &[&tools.versions()?], output.clone())?;
        if stamp.is_fresh()? {
            println!("   unchanged");
            return Ok(Work::Unchanged);
        }
        let stage = project::scratch().join("stage").join(self.name);
        files::remove_folder(&stage)?;
        std::fs::create_dir_all(&stage).with_context(|| format!("cannot make {}", stage.display()))?;
        let dist = stage.to_string_lossy();
        let args = ["build", "--offline", "--dist", &dist, self.page];
        shell::run(&mut tools.trunk(&args, self.small)?)?;
        self.improve(&stage, tools)?;
        glue_names::shorten(&stage)?;
        hashed_names::apply(&stage)?;
        compress::folder(&stage)?;
        files::replace_folder(&stage, &output)?;
        stamp.keep()?;
        Ok(Work::Done)
    }

    fn improve(&self, stage: &Path, tools: &Tools) -> Result<()> {
        for file in files::walk(stage)? {
            match file.extension().and_then(|extension| extension.to_str()) {
                Some("wasm") => {
                    if let Some(wasm_opt) = &tools.wasm_opt {
                        optimise(wasm_opt, &file, self.optimise)?;
                    }
                }
                Some("css") => style::minify_file(&file)?,
                Some("js") => script::minify_file(&file, &file, script::Kind::Module)?,
                _ => {}
            }
        }
        Ok(())
    }
}

pub(super) fn optimise(wasm_opt: &Path, file: &Path, aim: &str) -> Result<()> {
    let name = file.to_string_lossy();
    let mut args = vec![
        aim,
        &*name,
        "--output",
        &*name,
        "--strip-debug",
        "--strip-producers",
        "--strip-target-features",
        // Rust puts the stack there; its last kilobyte is in use only in a program that is about to overflow it.
        "--low-memory-unused",
    ];
    args.extend(FEATURES);
    shell::run(&mut shell::command(&wasm_opt.to_string_lossy(), &args))
}
