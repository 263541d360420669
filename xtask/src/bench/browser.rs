//! `cargo xtask bench browser`: a visit, and the matcher, in Chromium.

use super::docs;
use crate::{
    build, files, project,
    report::Report,
    shell::{self, cargo},
    tools::{self, Tools},
};
use anyhow::Result;

/// Runs the bench.
pub(super) fn run(write: bool, report: &mut Report) -> Result<()> {
    report.step("browser and fonts", tools::browser::require)?;
    let folder = project::scratch().join("bench-wasm");
    report.step("matcher for the browser (wasm-opt)", || {
        build::module::build("kotae-bench-wasm", &folder, &Tools::get()?)?;
        let page = project::root().join("tests/bench/wasm/measure.js");
        files::write(&folder.join("measure.js"), files::read(&page)?)
    })?;
    // What is measured runs in the browser: the harness around it needs no optimisation.
    let run = |name: &str, table: &std::path::Path| {
        let mut bench = cargo(&["test", "--package", "kotae-tests", "--bench", name]);
        bench.env("KOTAE_BIN", project::server());
        bench.env("KOTAE_BENCH_WASM", &folder);
        shell::run(bench.env("KOTAE_BENCH_TABLE", table))
    };
    let visits = folder.join("visits.md");
    report.step("bench: visits", || run("visit", &visits))?;
    let table = folder.join("table.md");
    report.step("bench: browser", || run("browser", &table))?;
    if write {
        docs::write("visit", &files::read_text(&visits)?)?;
        docs::write("browser", &files::read_text(&table)?)?;
    }
    Ok(())
}
