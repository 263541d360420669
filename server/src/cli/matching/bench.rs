//! The protocol of the matching bench: documents are indexed, a line says that this is done, then each question on standard
//! input gets a line with the best documents, their scores and the time that it took.

use super::{Group, Parts, Stop, build, failed, faq::Categories};
use crate::{cli::words, publish};
use kotae_shared::{
    Lang, Uuid,
    pack::{Source, SourceEntry, limits},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{
    io::{self, BufRead, Write},
    path::Path,
    time::Instant,
};

const FILE_BYTES: usize = limits::PACK_BYTES;

/// A document.
#[derive(Deserialize)]
struct Doc {
    id: Value,
    #[serde(default)]
    title: String,
    #[serde(default)]
    phrasings: Vec<String>,
    #[serde(default)]
    keywords: Vec<String>,
    #[serde(default)]
    category: String,
    #[serde(default)]
    body: String,
}

#[derive(Deserialize)]
struct Query {
    qid: Value,
    q: String,
    #[serde(default)]
    k: Option<usize>,
}

#[derive(Serialize)]
struct Reply<'a> {
    qid: Value,
    ids: Vec<&'a str>,
    scores: Vec<u16>,
    /// Microseconds.
    us: f64,
    outcome: kotae_shared::api::widget::Outcome,
}

/// Speaks the protocol until the input ends.
pub(super) fn run(docs: &Path, own: &[Group], parts: Parts, lang: Lang) -> Result<(), Stop> {
    let bytes = words::read_file(docs, FILE_BYTES, lang).map_err(Stop::Failed)?;
    let (ids, mut source) = read(&bytes).map_err(|(line, error)| bad_line(docs, line, &error, lang))?;
    let start = Instant::now();
    let files = build(&mut source, own, parts).map_err(|error| failed(&error, lang))?;
    let build_ms = start.elapsed().as_secs_f64() * 1e3;
    drop(source);
    let sent = publish::sent_bytes(&files.first).map_err(|error| failed(&error, lang))?;
    let bytes = files.len();
    let matcher = files.matcher().map_err(|error| failed(&error, lang))?;
    let mut out = io::stdout().lock();
    // Beside what every engine says: of the first file, which is all that a visitor waits for, the bytes that are sent.
    let ready = json!({"ready": true, "build_ms": build_ms, "index_bytes": bytes, "first_sent_bytes": sent});
    send(&mut out, &ready, lang)?;
    for (at, line) in io::stdin().lock().split(b'\n').enumerate() {
        let line = line.map_err(|error| failed(&error, lang))?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let query: Query = serde_json::from_slice(&line)
            .map_err(|error| bad_line(Path::new("-"), at + 1, &error.to_string(), lang))?;
        let start = Instant::now();
        let hits = matcher.rank(&query.q, query.k.unwrap_or(10));
        let us = start.elapsed().as_secs_f64() * 1e6;
        let reply = Reply {
            qid: query.qid,
            ids: hits.iter().map(|hit| ids[hit.index as usize].as_str()).collect(),
            scores: hits.iter().map(|hit| hit.score).collect(),
            us,
            outcome: matcher.ask(&query.q).outcome,
        };
        send(&mut out, &reply, lang)?;
    }
    Ok(())
}

fn send(out: &mut impl Write, value: &impl Serialize, lang: Lang) -> Result<(), Stop> {
    let line = serde_json::to_vec(value).map_err(|error| failed(&error, lang))?;
    let sent = out
        .write_all(&line)
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush());
    sent.map_err(|error| failed(&error, lang))
}

/// The documents' ids, and the same as a source. `Err`: the line and what is wrong with it.
fn read(bytes: &[u8]) -> Result<(Vec<String>, Source), (usize, String)> {
    let mut ids = Vec::new();
    let mut source = Source::default();
    let mut categories = Categories::default();
    for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let mut deserializer = serde_json::Deserializer::from_slice(line);
        let doc: Doc = serde_path_to_error::deserialize(&mut deserializer)
            .map_err(|error| (at + 1, error.to_string()))?;
        let path: Vec<String> = [doc.category]
            .into_iter()
            .filter(|name| !name.is_empty())
            .collect();
        source.entries.push(SourceEntry {
            id: Uuid::from_u128(ids.len() as u128 + 1),
            title: doc.title,
            phrasings: doc.phrasings,
            keywords: doc.keywords,
            category: categories.get(&path),
            body: cut(doc.body),
            ..SourceEntry::default()
        });
        ids.push(match doc.id {
            Value::String(id) => id,
            id => id.to_string(),
        });
    }
    source.categories = categories.list;
    Ok((ids, source))
}

/// As much of a body as a publication takes.
fn cut(mut body: String) -> String {
    if let Some((end, _)) = body.char_indices().nth(limits::BODY_CHARS) {
        body.truncate(end);
    }
    body
}

fn bad_line(file: &Path, line: usize, error: &str, lang: Lang) -> Stop {
    let file = file.display();
    Stop::BadInput(match lang {
        Lang::Ja => format!("{file} の {line} 行目: {error}"),
        Lang::En => format!("{file}, line {line}: {error}"),
    })
}
