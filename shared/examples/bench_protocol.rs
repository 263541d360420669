//! Speaks the protocol of a retrieval bench: `bench_protocol --docs DOCS.jsonl`.
//!
//! Indexes the documents (`id`, `title`, `keywords`, `category`, `body`; phrasings count as keywords), prints a
//! line when ready, then for each line `{"qid", "q", "k"}` on its input one line with ids, scores and its own time.

#![allow(clippy::print_stdout)]

use kotae_shared::Uuid;
use kotae_shared::api::widget::Outcome;
use kotae_shared::matcher::Matcher;
use kotae_shared::pack::{Pack, Source, SourceCategory, SourceEntry, build};
use serde_json::{Value, json};
use std::error::Error;
use std::io::{self, BufRead, Write};
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--docs");
    let path = arguments
        .nth(1)
        .ok_or("usage: bench_protocol --docs DOCS.jsonl")?;
    let (names, source) = read(&std::fs::read_to_string(path)?)?;
    let start = Instant::now();
    let bytes = build(&source)?;
    let build_ms = start.elapsed().as_secs_f64() * 1e3;
    let matcher = Matcher::new(Pack::decode(&bytes)?);
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{}",
        json!({"ready": true, "build_ms": build_ms, "index_bytes": bytes.len()})
    )?;
    out.flush()?;
    for line in io::stdin().lock().lines() {
        let query: Value = serde_json::from_str(&line?)?;
        let text = query["q"].as_str().unwrap_or_default();
        let start = Instant::now();
        let hits = matcher.rank(text, query["k"].as_u64().unwrap_or(10) as usize);
        let us = start.elapsed().as_secs_f64() * 1e6;
        let outcome = match matcher.ask(text).outcome {
            Outcome::Answer => "answer",
            Outcome::Candidates => "candidates",
            Outcome::NotFound => "not_found",
        };
        let ids: Vec<&str> = hits
            .iter()
            .map(|hit| names[hit.index as usize].as_str())
            .collect();
        let scores: Vec<u16> = hits.iter().map(|hit| hit.score).collect();
        writeln!(
            out,
            "{}",
            json!({"qid": query["qid"], "ids": ids, "scores": scores, "us": us, "outcome": outcome})
        )?;
        out.flush()?;
    }
    Ok(())
}

/// The documents' ids and the same as a source; ids and categories are numbered.
fn read(lines: &str) -> Result<(Vec<String>, Source), Box<dyn Error>> {
    let mut names = Vec::new();
    let mut source = Source::default();
    for (at, line) in lines.lines().enumerate() {
        let doc: Value = serde_json::from_str(line)?;
        let text = |field: &str| doc[field].as_str().unwrap_or_default().to_owned();
        let keywords = doc["keywords"].as_array().into_iter().flatten();
        names.push(
            doc["id"]
                .as_str()
                .map_or_else(|| doc["id"].to_string(), str::to_owned),
        );
        source.entries.push(SourceEntry {
            id: Uuid::from_u128(at as u128),
            title: text("title"),
            keywords: keywords.filter_map(Value::as_str).map(str::to_owned).collect(),
            category: category(&mut source.categories, text("category")),
            body: text("body"),
            ..SourceEntry::default()
        });
    }
    Ok((names, source))
}

/// The id of the category with this name, made when it is new.
fn category(categories: &mut Vec<SourceCategory>, name: String) -> Option<Uuid> {
    if name.is_empty() {
        return None;
    }
    if let Some(known) = categories.iter().find(|category| category.name == name) {
        return Some(known.id);
    }
    let id = Uuid::from_u128(categories.len() as u128);
    categories.push(SourceCategory {
        id,
        parent: None,
        name,
    });
    Some(id)
}
