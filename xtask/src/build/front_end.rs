//! The widget and the admin: Trunk, wasm-opt, minifier, names by content, compression.

use super::{compress, glue_names, hashed_names, script, split, style};
use crate::{files, project, report::Work, shell, stamp::Stamp, tools::Tools};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

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
    ///
    /// `quick`: to try a change; not optimised, compressed a little, in one part.
    pub(super) fn build(&self, tools: &Tools, quick: bool) -> Result<Work> {
        let output = project::dist().join(self.name);
        let mut inputs = self.inputs.to_vec();
        inputs.extend(SHARED_INPUTS);
        inputs.push("xtask/src/build");
        let how = if quick { "quick" } else { "" };
        let stamp = Stamp::new(self.name, &inputs, &[&tools.versions()?, how], output.clone())?;
        if stamp.is_fresh()? {
            println!("   unchanged");
            return Ok(Work::Unchanged);
        }
        let stage = project::scratch().join("stage").join(self.name);
        files::remove_folder(&stage)?;
        std::fs::create_dir_all(&stage).with_context(|| format!("cannot make {}", stage.display()))?;
        let dist = stage.to_string_lossy();
        let mut args = vec!["build", "--offline", "--dist", &dist];
        if quick {
            args.extend(["--cargo-profile", "wasm-quick"]);
        }
        args.push(self.page);
        shell::run(&mut tools.trunk(&args, self.small && !quick)?)?;
        self.improve(&stage, tools, quick)?;
        if self.small {
            join_styles(&stage)?;
        }
        if !quick {
            glue_names::shorten(&stage)?;
        }
        hashed_names::apply(&stage)?;
        if self.small {
            name_late_style(&stage)?;
        }
        compress::folder(&stage, quick)?;
        files::replace_folder(&stage, &output)?;
        stamp.keep()?;
        Ok(Work::Done)
    }

    /// Optimises the program and splits it in two.
    fn split(&self, file: &Path, tools: &Tools) -> Result<()> {
        if let Some(wasm_opt) = &tools.wasm_opt {
            let how = before_the_split();
            run_optimiser(wasm_opt, file, &how.each_ref().map(String::as_str))?;
        }
        let mut files = vec![file.to_owned()];
        if let Some(parts) = split::split(&files::read(file)?)? {
            println!("   {} functions are loaded later", parts.moved);
            // The hash is made from the content when the file is finished.
            files.push(file.with_file_name("afterwards-0123456789abcdef.wasm"));
            files::write(file, parts.first)?;
            files::write(&files[1], parts.second)?;
        }
        if let Some(wasm_opt) = &tools.wasm_opt {
            for file in &files {
                optimise(wasm_opt, file, &[self.optimise])?;
            }
        }
        Ok(())
    }

    fn improve(&self, stage: &Path, tools: &Tools, quick: bool) -> Result<()> {
        for file in files::walk(stage)? {
            match file.extension().and_then(|extension| extension.to_str()) {
                Some("wasm") if quick => {}
                Some("wasm") if self.small => self.split(&file, tools)?,
                Some("wasm") => {
                    if let Some(wasm_opt) = &tools.wasm_opt {
                        optimise(wasm_opt, &file, &[self.optimise])?;
                    }
                }
                Some("css") => style::minify_file(&file)?,
                Some("js") => {
                    if self.small {
                        files::write(&file, lean(&files::read_text(&file)?))?;
                    }
                    script::minify_file(&file, &file, script::Kind::Module)?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The glue without the start that waits for nothing, which the frame's script does not use (the minifier drops what is
/// not exported), and without warnings to whoever uses it wrongly.
fn lean(glue: &str) -> String {
    let glue = glue.replacen("export { initSync, ", "export { ", 1);
    // Every browser that runs the program has it.
    let glue = glue.replacen("if (!('encodeInto' in cachedTextEncoder))", "if (false)", 1);
    // The frame's script gives the program itself, so no address of it stands here.
    let is_idle =
        |line: &str| line.trim_start().starts_with("console.warn(") || line.contains("import.meta.url");
    let kept = glue.lines().filter(|line| !is_idle(line));
    kept.collect::<Vec<_>>().join("\n")
}

/// Where the style sheet of the second part waits for its name.
const LATE_STYLE: &str = "late.css";

/// Makes one style sheet of all, in the order of the page: one request instead of three, and one name in the document
/// that names it. What belongs to the second part stays by itself, unless the program has none.
fn join_styles(stage: &Path) -> Result<()> {
    let page = files::read_text(&stage.join("index.html"))?;
    let all_files = files::walk(stage)?;
    let is_late = |file: &PathBuf| {
        let name = file.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with("afterwards-"))
    };
    let is_split = all_files
        .iter()
        .any(|file| is_late(file) && has_ending(file, "wasm"));
    let mut sheets: Vec<_> = all_files
        .into_iter()
        .filter(|file| has_ending(file, "css"))
        .collect();
    sheets.sort_by_key(|file| file.file_name().and_then(|name| page.find(name.to_str()?)));
    let (mut all, mut late) = (String::new(), String::new());
    for sheet in &sheets {
        let text = files::read_text(sheet)?;
        if is_split && is_late(sheet) {
            late += &text;
        } else {
            all += &text;
        }
        std::fs::remove_file(sheet).with_context(|| format!("cannot remove {}", sheet.display()))?;
    }
    if !late.is_empty() {
        files::write(&stage.join(LATE_STYLE), late)?;
    }
    files::write(&stage.join("chat-0123456789abcdef.css"), all)
}

/// Gives the second part's program and its style sheet one name, made of both, since the program finds the sheet by its own.
fn name_late_style(stage: &Path) -> Result<()> {
    let sheet = stage.join(LATE_STYLE);
    if !sheet.exists() {
        return Ok(());
    }
    let program = files::walk(stage)?.into_iter().find(|file| {
        let name = file.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with("afterwards-")) && has_ending(file, "wasm")
    });
    let program = program.context("the program has no second part")?;
    let name = hashed_names::of(&[files::read(&program)?, files::read(&sheet)?].concat());
    for (from, ending) in [(program, "wasm"), (sheet, "css")] {
        let to = stage.join(format!("afterwards-{name}.{ending}"));
        std::fs::rename(&from, &to).with_context(|| format!("cannot rename {}", from.display()))?;
    }
    Ok(())
}

fn has_ending(file: &Path, ending: &str) -> bool {
    file.extension().is_some_and(|extension| extension == ending)
}

/// Options of wasm-opt for a program that is split afterwards: names stay, and no function takes another one's body
/// in that belongs to the other module.
fn before_the_split() -> [String; 4] {
    let late = format!("--no-inline=*{}*", split::MARK);
    [
        late,
        "-Oz".into(),
        "--skip-pass=duplicate-function-elimination".into(),
        "--debuginfo".into(),
    ]
}

pub(super) fn optimise(wasm_opt: &Path, file: &Path, aim: &[&str]) -> Result<()> {
    let strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
    run_optimiser(wasm_opt, file, &[aim, &strip].concat())
}

fn run_optimiser(wasm_opt: &Path, file: &Path, how: &[&str]) -> Result<()> {
    let name = file.to_string_lossy();
    let mut args = how.to_vec();
    args.extend([
        &*name,
        "--output",
        &*name,
        // Rust puts the stack there; its last kilobyte is in use only in a program that is about to overflow it.
        "--low-memory-unused",
    ]);
    args.extend(FEATURES);
    shell::run(&mut shell::command(&wasm_opt.to_string_lossy(), &args))
}
