//! What ours is compared with: the adapters in `tests/bench/engines`, with their libraries beside them.

use super::engine::Engine;
use crate::{files, project, shell, tools};
use anyhow::{Context, Result};
use std::path::Path;

const ENGINES: &str = "tests/bench/engines";

/// Adapters for Node, by the names of their packages.
const LIBRARIES: [(&str, &str, &str); 4] = [
    ("minisearch", "MiniSearch", "minisearch"),
    ("lunr", "Lunr", "lunr"),
    ("flexsearch", "FlexSearch", "flexsearch"),
    ("orama", "Orama", "@orama/orama"),
];

/// The peers that can run here. What cannot is said, and left out; in CI it is an error.
pub(super) fn get() -> Result<Vec<Engine>> {
    let mut peers = Vec::new();
    if tools::require_node("the peers MiniSearch, Lunr, FlexSearch and Orama")? {
        peers.extend(libraries()?);
    }
    peers.extend(sqlite()?);
    Ok(peers)
}

/// Copies the adapters to where npm puts their libraries: a folder named by what is pinned.
fn libraries() -> Result<Vec<Engine>> {
    let sources = project::root().join(ENGINES);
    let pinned = files::read_text(&sources.join("package.json"))?;
    let folder = tools::folder("bench-peers", &files::hash(pinned.as_bytes())[..12])?;
    for file in files::walk(&sources)? {
        files::write(
            &folder.join(file.file_name().unwrap_or_default()),
            files::read(&file)?,
        )?;
    }
    if !folder.join("node_modules/.package-lock.json").is_file() {
        let prefix = folder.to_string_lossy();
        let args = [
            "install",
            "--no-audit",
            "--no-fund",
            "--no-package-lock",
            "--loglevel=error",
            "--prefix",
            &prefix,
        ];
        shell::run(&mut shell::command("npm", &args)).context("the peers could not be installed")?;
    }
    LIBRARIES
        .iter()
        .map(|(adapter, title, package)| {
            let version = version(&folder, package)?;
            let program = folder.join("run.mjs").to_string_lossy().into_owned();
            Ok(Engine {
                name: format!("{title} {version}"),
                program: "node".to_owned(),
                args: vec![program, (*adapter).to_owned()],
            })
        })
        .collect()
}

/// The version that is installed.
fn version(folder: &Path, package: &str) -> Result<String> {
    let manifest = folder.join("node_modules").join(package).join("package.json");
    let manifest: serde_json::Value = serde_json::from_slice(&files::read(&manifest)?)?;
    let version = manifest["version"]
        .as_str()
        .context("a package without a version")?;
    Ok(version.to_owned())
}

/// FTS5 through Python's `sqlite3`.
fn sqlite() -> Result<Option<Engine>> {
    let probe = "import sqlite3; sqlite3.connect(':memory:').execute('CREATE VIRTUAL TABLE t USING fts5(a)'); print(sqlite3.sqlite_version)";
    let Some(version) = shell::output("python3", &["-c", probe]) else {
        anyhow::ensure!(!project::is_ci(), "SQLite's FTS5 needs python3 with sqlite3");
        println!("   SKIPPED: SQLite's FTS5 (needs python3 with sqlite3)");
        return Ok(None);
    };
    let program = project::root().join(ENGINES).join("fts5.py");
    Ok(Some(Engine {
        name: format!("SQLite FTS5 {version}"),
        program: "python3".to_owned(),
        args: vec![program.to_string_lossy().into_owned()],
    }))
}
