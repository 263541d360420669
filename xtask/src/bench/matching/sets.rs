//! The sets of a bench: documents, questions, and which documents answer them.

use crate::files;
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, de::DeserializeOwned};
use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
};

/// A set.
pub(super) struct Set {
    /// The folder's name.
    pub(super) name: String,
    /// Its `docs.jsonl`.
    pub(super) docs: PathBuf,
    /// How many documents it has.
    pub(super) documents: usize,
    pub(super) queries: Vec<Query>,
    /// The documents that answer a question, by its `qid`.
    pub(super) right: HashMap<String, HashSet<String>>,
}

/// A question.
#[derive(Clone, Deserialize)]
pub(super) struct Query {
    pub(super) qid: String,
    pub(super) q: String,
    #[serde(default = "japanese")]
    pub(super) lang: String,
    /// Its kind, for example `k`.
    #[serde(rename = "type", default)]
    pub(super) kind: String,
    #[serde(default = "yes")]
    pub(super) answerable: bool,
}

#[derive(Deserialize)]
struct Relevance {
    qid: String,
    id: String,
    rel: i64,
}

fn japanese() -> String {
    "ja".to_owned()
}

const fn yes() -> bool {
    true
}

impl Set {
    /// The sets in a folder, by name; the folder itself when it is one.
    pub(super) fn all(folder: &Path) -> Result<Vec<Self>> {
        let mut folders = vec![folder.to_owned()];
        if !folder.join("docs.jsonl").is_file() {
            let items =
                std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
            folders = items
                .map(|item| item.map(|item| item.path()))
                .collect::<std::io::Result<_>>()?;
            folders.retain(|folder| folder.join("docs.jsonl").is_file());
            folders.sort();
        }
        ensure!(
            !folders.is_empty(),
            "no set (a folder with docs.jsonl) in {}",
            folder.display()
        );
        folders.iter().map(|folder| Self::read(folder)).collect()
    }

    fn read(folder: &Path) -> Result<Self> {
        let queries: Vec<Query> = lines(&folder.join("queries.jsonl"))?;
        ensure!(!queries.is_empty(), "no question in {}", folder.display());
        let mut right: HashMap<String, HashSet<String>> = HashMap::new();
        for Relevance { qid, id, rel } in lines(&folder.join("qrels.jsonl"))? {
            if rel > 0 {
                right.entry(qid).or_default().insert(id);
            }
        }
        let docs = std::path::absolute(folder.join("docs.jsonl"))?;
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        Ok(Self {
            name: name.into_owned(),
            documents: files::read_text(&docs)?
                .lines()
                .filter(|line| !line.is_empty())
                .count(),
            docs,
            queries,
            right,
        })
    }
}

fn lines<T: DeserializeOwned>(file: &Path) -> Result<Vec<T>> {
    let text = files::read_text(file)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line).with_context(|| format!("{}, line {}", file.display(), at + 1))
        })
        .collect()
}
