//! Erasing a workspace: its databases, its uploads, the copies made before migrations, its widgets' keys.

use super::engine::{Read, params, statements};
use super::standing::{self, Certificate, Standing, State};
use super::{Actor, Error, Result, Store, Workspace, lock, workspaces::Listed};
use std::{fs, io::ErrorKind, path::Path, sync::Arc};

impl Store {
    /// Erases every workspace whose time has come, and what a stop in the middle left. Blocks; returns the names.
    pub fn erase_due(&self, actor: &Actor) -> Result<Vec<String>> {
        let now = self.sources.clock.now_ms();
        let mut erased = Vec::new();
        for listed in self.control.read_blocking(super::workspaces::list)? {
            let is_due = match listed.standing.state {
                State::Erasing => true,
                State::Ending => listed.standing.erase_at.is_some_and(|at| at <= now),
                State::Active | State::Suspended => false,
            };
            if is_due {
                self.erase(actor, &listed)?;
                erased.push(listed.name);
            }
        }
        Ok(erased)
    }

    fn erase(&self, actor: &Actor, listed: &Listed) -> Result<()> {
        let _changing = lock(&self.changing);
        let folder = self.dir.workspace(&listed.name);
        let mut certificate = Certificate {
            workspace: listed.name.clone(),
            id: listed.id,
            created_at: listed.created_at,
            ended_at: listed.standing.ends_at,
            ..Certificate::default()
        };
        // What is there is counted as long as it is whole; after a stop in the middle it may not be.
        if listed.standing.state != State::Erasing && folder.exists() {
            let open = lock(&self.open).remove(&listed.name);
            let workspace = open.map_or_else(|| self.open_workspace(listed.clone()).map(Arc::new), Ok)?;
            count(&workspace, &mut certificate)?;
            let erasing = Standing {
                state: State::Erasing,
                ..listed.standing.clone()
            };
            *lock(&workspace.standing) = erasing.clone();
            let (id, by) = (listed.id, actor.clone());
            self.control
                .write_blocking(move |tx| standing::set(tx, &by, id, &erasing))?;
            workspace.close();
        }
        lock(&self.keys).retain(|_, name| *name != listed.name);
        self.forget_witness(&listed.name)?;
        certificate.files = remove(&folder)? + self.remove_copies(&listed.name)?;
        certificate.erased_at = self.sources.clock.now_ms();
        let by = actor.clone();
        self.control
            .write_blocking(move |tx| standing::erased(tx, &by, &certificate))?;
        self.load_hosts()
    }

    /// The copies of a workspace's databases that were made before migrations.
    fn remove_copies(&self, name: &str) -> Result<u64> {
        let mut removed = 0;
        let files = match fs::read_dir(self.dir.copies()) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
            files => files?,
        };
        for file in files {
            let file = file?;
            let file_name = file.file_name();
            let file_name = file_name.to_string_lossy();
            let of_it = ["main", "events"].iter().any(|kind| {
                // A workspace `a` has nothing to do with `a-main`.
                let rest = file_name
                    .strip_prefix(name)
                    .and_then(|rest| rest.strip_prefix('-'));
                rest.and_then(|rest| rest.strip_prefix(kind))
                    .is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric()))
            });
            if of_it {
                fs::remove_file(file.path())?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

fn count(workspace: &Workspace, certificate: &mut Certificate) -> Result<()> {
    let [entries, users, uploads, bytes] = workspace.main.read_blocking(content)?;
    let [questions, ..] = workspace.events.read_blocking(super::questions::counts)?;
    (certificate.entries, certificate.users) = (entries, users);
    (certificate.uploads, certificate.upload_bytes) = (uploads, bytes);
    certificate.questions = u64::from(questions);
    Ok(())
}

/// How many entries, users and uploads there are, and the uploads' bytes.
fn content(main: &Read<'_>) -> Result<[u64; 4]> {
    let count = |sql| main.value::<i64>(sql, params![]).map(|count| count.max(0) as u64);
    Ok([
        count(ENTRIES)?,
        count(USERS)?,
        count(UPLOADS)?,
        count(UPLOAD_BYTES)?,
    ])
}

/// Removes a folder with all that is in it; how many files there were.
fn remove(folder: &Path) -> Result<u64> {
    let count = files_in(folder)?;
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
        done => done.map(|()| count).map_err(Error::from),
    }
}

fn files_in(folder: &Path) -> Result<u64> {
    let mut count = 0;
    let list = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        list => list?,
    };
    for file in list {
        let file = file?;
        count += if file.file_type()?.is_dir() {
            files_in(&file.path())?
        } else {
            1
        };
    }
    Ok(count)
}

statements! {
    ENTRIES = "SELECT COUNT(*) FROM entry";
    USERS = "SELECT COUNT(*) FROM users";
    UPLOADS = "SELECT COUNT(*) FROM upload";
    UPLOAD_BYTES = "SELECT COALESCE(SUM(bytes), 0) FROM upload";
}
