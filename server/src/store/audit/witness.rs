//! What knows of the newest records in another file than theirs: the installation's database, which is told every half minute, and
//! a file of each workspace, to which the nightly look adds a line that is signed.

use super::cut::{Keys, Point};
use super::{Digest, Head, Noted};
use crate::store::engine::{Read, Tx, params, statements};
use crate::store::{Result, Store, Workspace, lock, workspaces};
use kotae_shared::api::audit::{ChainReport, Witness};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// Lines that a file keeps: more than a year of nights.
const LINES: usize = 400;
/// The name of the installation's own file; no workspace's name has a dot.
const INSTALLATION: &str = "installation.log";

/// What the installation's database was told last.
#[derive(Debug, Default)]
pub struct Anchored(i64);

/// A line of the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Line {
    at: i64,
    /// The workspace, so that a folder that was copied together says whose lines these are.
    of: Uuid,
    chain: Uuid,
    sequence: i64,
    hash: String,
    signature: String,
}

impl Store {
    /// Tells the installation's database how far the audit log of a workspace has come. Blocks.
    pub(in crate::store) fn anchor(&self, workspace: &Workspace) -> Result<()> {
        let id = workspace.id;
        let mut anchored = lock(&workspace.anchored);
        let head = workspace.main.read_blocking(super::head)?;
        if anchored.0 == head.sequence {
            return Ok(());
        }
        anchored.0 = head.sequence;
        let known = self.control.read_blocking(|control| noted_of(control, id))?;
        if let Some(known) = known
            && !workspace.main.read_blocking(|main| is_there(main, &known))?
        {
            // What is known stays known: it is the proof.
            tracing::error!(
                workspace = workspace.name,
                record = known.sequence,
                "the audit log has lost a record"
            );
            return Ok(());
        }
        self.control.write_blocking(move |tx| note(tx, id, &head))
    }

    /// Looks at the audit log of a workspace, against all that is known of it, and notes the outcome. Blocks.
    pub fn verify_audit(&self, workspace: &Workspace, keys: &Keys) -> Result<ChainReport> {
        let file = self.heads(workspace.name());
        // Both are read first, so that they know of no record that the look does not see.
        let mut noted = read_file(&file, keys)?;
        let id = workspace.id;
        noted.extend(self.control.read_blocking(move |control| noted_of(control, id))?);
        let report = workspace
            .main
            .read_blocking(|main| super::verify(main, keys, &noted))?;
        let checked = report.clone();
        workspace
            .main
            .write_blocking(move |tx| super::note_check(tx, &checked))?;
        Ok(report)
    }

    /// Looks at the audit log of the installation. Blocks.
    pub fn verify_installation(&self, keys: &Keys) -> Result<ChainReport> {
        let noted = read_file(&self.heads(INSTALLATION), keys)?;
        self.control
            .read_blocking(|control| super::verify(control, keys, &noted))
    }

    /// Writes the head of a log that was found whole into the workspace's file. Blocks.
    pub fn witness_audit(&self, workspace: &Workspace, keys: &Keys) -> Result<()> {
        let head = workspace.main.read_blocking(super::head)?;
        self.anchor(workspace)?;
        self.add_line(&self.heads(workspace.name()), workspace.id, &head, keys)
    }

    /// The same for the installation's own log. Blocks.
    pub fn witness_installation(&self, keys: &Keys) -> Result<()> {
        let head = self.control.read_blocking(super::head)?;
        self.add_line(&self.heads(INSTALLATION), Uuid::nil(), &head, keys)
    }

    /// Whether it is this workspace whose nightly look is at the installation's log too: the operators', else the first one.
    pub fn looks_after_the_installation(&self, name: &str) -> Result<bool> {
        let listed = self.control.read_blocking(workspaces::list)?;
        let one = listed.iter().find(|listed| listed.operators).or(listed.first());
        Ok(one.is_some_and(|listed| listed.name == name))
    }

    /// Forgets what was noted of a workspace that is erased.
    pub(in crate::store) fn forget_witness(&self, name: &str) -> Result<()> {
        match fs::remove_file(self.heads(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn heads(&self, name: &str) -> PathBuf {
        self.dir.path().join("audit-heads").join(format!("{name}.jsonl"))
    }

    fn add_line(&self, file: &Path, of: Uuid, head: &Head, keys: &Keys) -> Result<()> {
        let point = point(head.chain, head.sequence, head.hash);
        let line = Line {
            at: self.sources.clock.now_ms(),
            of,
            chain: head.chain,
            sequence: head.sequence,
            hash: hex(&head.hash),
            signature: hex(&keys.sign(&point)),
        };
        let mut lines: Vec<String> = text(file)?.lines().map(str::to_owned).collect();
        lines.push(serde_json::to_string(&line)?);
        let old = lines.len().saturating_sub(LINES);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        // Another name first: a stop in the middle must not cost what was known.
        let new = file.with_extension("new");
        let mut out = fs::File::create(&new)?;
        for line in &lines[old..] {
            writeln!(out, "{line}")?;
        }
        out.sync_all()?;
        Ok(fs::rename(&new, file)?)
    }
}

/// Whether a record that was noted is still there, or went behind a checkpoint.
fn is_there(main: &Read<'_>, noted: &Noted) -> Result<bool> {
    if let Some(hash) = main.first(HASH, params![noted.sequence], |row| row.get::<Digest>(0))? {
        return Ok(hash == noted.hash);
    }
    let cut = super::cut::checkpoint(main)?;
    Ok(cut.is_some_and(|(sequence, ..)| sequence >= noted.sequence))
}

/// Notes where a chain stands, if that is further than what is known.
fn note(tx: &Tx<'_>, workspace: Uuid, head: &Head) -> Result<()> {
    tx.execute(NOTE, params![workspace, head.sequence, &head.hash, tx.now()])?;
    Ok(())
}

pub(in crate::store) fn forget(tx: &Tx<'_>, workspace: Uuid) -> Result<()> {
    tx.execute(FORGET, params![workspace])?;
    Ok(())
}

fn noted_of(control: &Read<'_>, workspace: Uuid) -> Result<Option<Noted>> {
    control.first(NOTED, params![workspace], |row| {
        Ok(Noted {
            sequence: row.get(0)?,
            hash: row.get(1)?,
            at: row.get(2)?,
            witness: Witness::Installation,
        })
    })
}

/// What a file says, as far as it is signed by us: whoever can write a false line cannot make the chain look wrong.
fn read_file(file: &Path, keys: &Keys) -> Result<Vec<Noted>> {
    let noted = |line: &str| {
        let line: Line = serde_json::from_str(line).ok()?;
        let hash = unhex(&line.hash)?;
        let signature = unhex(&line.signature)?;
        keys.vouch(&point(line.chain, line.sequence, hash), &signature)
            .then_some(Noted {
                sequence: line.sequence,
                hash,
                at: line.at,
                witness: Witness::File,
            })
    };
    Ok(text(file)?.lines().filter_map(noted).collect())
}

fn text(file: &Path) -> Result<String> {
    match fs::read(file) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error.into()),
    }
}

fn point(chain: Uuid, sequence: i64, hash: Digest) -> Point {
    Point {
        chain,
        sequence,
        hash,
    }
}

fn hex(hash: &Digest) -> String {
    kotae_shared::pack::hash_text(hash)
}

fn unhex(text: &str) -> Option<Digest> {
    let mut hash = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (index, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(hash)
}

statements! {
    HASH = "SELECT hash FROM audit WHERE sequence = $1";
    NOTE = "INSERT INTO audit_anchor (workspace, sequence, hash, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (workspace) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash, at = excluded.at
        WHERE audit_anchor.sequence < excluded.sequence";
    NOTED = "SELECT sequence, hash, at FROM audit_anchor WHERE workspace = $1";
    FORGET = "DELETE FROM audit_anchor WHERE workspace = $1";
}
