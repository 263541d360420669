//! `cargo xtask size`: what a visitor and an administrator download, against budgets.
//!
//! KB are 1,000 bytes; "brotli" is level 11, as the server sends it.

mod frame_document;

use crate::{build::compress::brotli, files, project, report::Report};
use anyhow::{Result, bail};

/// Something that is downloaded as a whole.
struct Bundle {
    name: &'static str,
    /// Bytes after brotli, at most.
    budget: usize,
    parts: Vec<Part>,
}

struct Part {
    name: String,
    raw: usize,
    brotli: usize,
}

impl Part {
    fn new(name: String, bytes: &[u8]) -> Result<Self> {
        Ok(Self {
            name,
            raw: bytes.len(),
            brotli: brotli(bytes)?.len(),
        })
    }
}

/// Prints sizes and fails over budget.
pub(crate) fn run(report: &mut Report) -> Result<()> {
    report.step("size", || {
        let widget = folder("widget", &["css", "js", "wasm"])?;
        let (late, mut widget): (Vec<_>, Vec<_>) = widget
            .into_iter()
            .partition(|part| part.name.contains("afterwards-"));
        let frame = frame_document::fetch()?;
        let frame = || Part::new("w/KEY (frame document)".into(), &frame);
        widget.insert(0, frame()?);
        let loader = files::read(&project::dist().join("www/kotae.js"))?;
        check(&[
            Bundle {
                name: "loader",
                budget: 3_000,
                parts: vec![Part::new("www/kotae.js".into(), &loader)?],
            },
            Bundle {
                name: "frame document",
                budget: 2_000,
                parts: vec![frame()?],
            },
            Bundle {
                name: "widget to the first answer",
                budget: 80_000,
                parts: widget,
            },
            Bundle {
                // Forms of every kind are filled in and judged by it.
                name: "widget, after the first answer",
                budget: 70_000,
                parts: late,
            },
            Bundle {
                name: "admin",
                budget: 1_300_000,
                parts: folder("admin", &["html", "css", "js", "wasm", "svg"])?,
            },
        ])
    })
}

fn folder(name: &str, kinds: &[&str]) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    for file in files::walk(&project::dist().join(name))? {
        let kind = file
            .extension()
            .and_then(|kind| kind.to_str())
            .unwrap_or_default();
        // Trunk's page of the widget is not sent: the server makes the frame document.
        if kinds.contains(&kind) {
            let shown = file
                .strip_prefix(project::dist())
                .unwrap_or(&file)
                .display()
                .to_string();
            parts.push(Part::new(shown, &files::read(&file)?)?);
        }
    }
    if parts.is_empty() {
        bail!("dist/{name} has no files: run `cargo xtask build` first");
    }
    Ok(parts)
}

fn check(bundles: &[Bundle]) -> Result<()> {
    let mut over = Vec::new();
    println!("        raw     brotli     budget");
    for bundle in bundles {
        for part in &bundle.parts {
            println!("{:>11} {:>10}             {}", part.raw, part.brotli, part.name);
        }
        let raw: usize = bundle.parts.iter().map(|part| part.raw).sum();
        let sum: usize = bundle.parts.iter().map(|part| part.brotli).sum();
        let verdict = if sum > bundle.budget { "  OVER" } else { "" };
        println!(
            "{raw:>11} {sum:>10} {:>10}  {}{verdict}",
            bundle.budget, bundle.name
        );
        if sum > bundle.budget {
            over.push(format!("{} by {} bytes", bundle.name, sum - bundle.budget));
        }
    }
    if !over.is_empty() {
        bail!("over budget: {}", over.join(", "));
    }
    Ok(())
}
