//! Skipping work whose inputs did not change.

use crate::{files, project};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// A piece of work: what it reads, what it leaves.
pub(crate) struct Stamp {
    name: &'static str,
    key: String,
    output: PathBuf,
}

impl Stamp {
    /// `inputs` are files and folders below the root, `extra` anything else that decides (versions of tools).
    pub(crate) fn new(name: &'static str, inputs: &[&str], extra: &[&str], output: PathBuf) -> Result<Self> {
        let mut key = extra.join("\n").into_bytes();
        for input in inputs {
            contents(&project::root().join(input), &mut key)?;
        }
        Ok(Self {
            name,
            key: files::hash(&key),
            output,
        })
    }

    /// The last run had these inputs, and its output is still as it left it.
    pub(crate) fn is_fresh(&self) -> Result<bool> {
        let kept = std::fs::read_to_string(self.file()).unwrap_or_default();
        Ok(self.output.exists() && kept == self.text()?)
    }

    /// Remembers inputs and output.
    pub(crate) fn keep(&self) -> Result<()> {
        files::write(&self.file(), self.text()?)
    }

    fn file(&self) -> PathBuf {
        project::scratch().join("stamps").join(self.name)
    }

    fn text(&self) -> Result<String> {
        let mut output = Vec::new();
        contents(&self.output, &mut output)?;
        Ok(format!("{}\n{}\n", self.key, files::hash(&output)))
    }
}

/// Names and bytes of all files, each with its length before it so that no two sets look alike.
fn contents(path: &Path, all: &mut Vec<u8>) -> Result<()> {
    for file in files::walk(path)? {
        // The same in every checkout.
        let name = file.strip_prefix(project::root()).unwrap_or(&file);
        let name = name.to_string_lossy().into_owned();
        let bytes = files::read(&file)?;
        all.extend_from_slice(format!("{name}\0{}\0", bytes.len()).as_bytes());
        all.extend_from_slice(&bytes);
    }
    Ok(())
}
