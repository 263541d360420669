//! The data folder and its lock.

use super::{Error, Result};
use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    path::{Path, PathBuf},
};

const HANDOVER: &str = "handover";

/// A data folder that this process, and no other, works on. The lock ends with the value, or with the process
/// however it ends.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    _lock: File,
}

impl DataDir {
    /// Makes the folder when there is none (readable by its owner alone) and locks it.
    /// [`Error::AlreadyRunning`] when another process has it.
    pub fn open(path: &Path) -> Result<Self> {
        make_folder(path)?;
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path.join("kotae.lock"))?;
        match lock.try_lock() {
            Ok(()) => {
                lock.set_len(0)?;
                lock.rewind()?;
                writeln!(lock, "{}", std::process::id())?;
                Ok(Self {
                    path: path.to_owned(),
                    _lock: lock,
                })
            }
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let _ = lock.read_to_string(&mut pid);
                Err(Error::AlreadyRunning(pid.trim().parse().unwrap_or(0)))
            }
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The Unix socket of the running server.
    pub fn socket(path: &Path) -> PathBuf {
        path.join("kotae.sock")
    }

    /// Whether a data folder lies at `path` (it has a control database).
    pub fn exists(path: &Path) -> bool {
        path.join("control.db").is_file()
    }

    pub(super) fn workspace(&self, name: &str) -> PathBuf {
        self.path.join("workspaces").join(name)
    }

    /// A folder in which something is made that is moved when it is whole.
    pub(super) fn staging(&self, name: &str) -> PathBuf {
        self.path.join("staging").join(name)
    }

    /// Where the command line and the server hand each other large files: `name` is letters, digits and `-` alone.
    /// What lies there goes when a server starts.
    pub fn handover(path: &Path, name: &str) -> Option<PathBuf> {
        let is_plain = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_plain.then(|| path.join(HANDOVER).join(format!("{name}.zip")))
    }

    /// Removes what a command that was stopped left of a file on its way.
    pub fn clear_handover(path: &Path) -> Result<()> {
        match std::fs::remove_dir_all(path.join(HANDOVER)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    pub(super) fn copies(&self) -> PathBuf {
        self.path.join("backups-before-migration")
    }
}

#[cfg(unix)]
fn make_folder(path: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)?;
    Ok(())
}

#[cfg(not(unix))]
fn make_folder(path: &Path) -> Result<()> {
    Ok(std::fs::create_dir_all(path)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_opener_is_told_who_has_it() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("deep/data");
        let first = DataDir::open(&path).unwrap();
        let second = DataDir::open(&path);
        assert!(matches!(second, Err(Error::AlreadyRunning(pid)) if pid == std::process::id()));
        drop(first);
        DataDir::open(&path).unwrap();
    }
}
