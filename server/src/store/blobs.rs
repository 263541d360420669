//! The bytes of uploads: a folder of files named by the SHA-256 of what they hold. Every call blocks.

use super::{Error, Result};
use kotae_shared::pack::hash_text;
use sha2::{Digest, Sha256};
use std::{
    collections::HashSet,
    fs::{self, File},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// A workspace's folder of bytes.
#[derive(Debug)]
pub struct Blobs {
    folder: PathBuf,
    changing: Mutex<()>,
    /// Files that were begun, which names the next one.
    begun: AtomicU64,
}

/// A file that is being written. It goes with the value unless it was kept.
#[derive(Debug)]
pub struct Unfinished {
    file: File,
    path: PathBuf,
    hash: Sha256,
    bytes: u64,
}

impl Unfinished {
    /// Writes more.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// How much was written.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What was written.
    pub fn read(&self) -> Result<Vec<u8>> {
        Ok(fs::read(&self.path)?)
    }

    /// The SHA-256 of it, 64 hex digits.
    pub fn hash(&self) -> String {
        hash_text(&self.hash.clone().finalize().into())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Nothing is there any more when it was kept.
        let _ = fs::remove_file(&self.path);
    }
}

impl Blobs {
    /// The folder, which is made with the first file. What a crash left behind goes: files that `known` does not name.
    pub(super) fn open(folder: PathBuf, known: &HashSet<String>) -> Result<Self> {
        if let Ok(files) = fs::read_dir(&folder) {
            for file in files {
                let file = file?;
                if !known.contains(&*file.file_name().to_string_lossy()) {
                    fs::remove_file(file.path())?;
                }
            }
        }
        Ok(Self {
            folder,
            changing: Mutex::default(),
            begun: AtomicU64::default(),
        })
    }

    /// Held while bytes and their row come or go together, so that one does not go while the other comes.
    pub fn change(&self) -> MutexGuard<'_, ()> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps bytes under their hash. They are on the disk when it returns.
    pub fn put(&self, hash: &str, bytes: &[u8]) -> Result<()> {
        let to = self.place(hash)?;
        // What is there has this hash, and so these bytes; unless the disk lost some of them.
        if fs::metadata(&to).is_ok_and(|known| known.len() == bytes.len() as u64) {
            return Ok(());
        }
        fs::create_dir_all(&self.folder)?;
        let unfinished = to.with_extension("unfinished");
        let mut file = File::create(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&unfinished, &to)?;
        sync_folder(&self.folder)
    }

    /// A file beside the others, to be written bit by bit.
    pub fn begin(&self) -> Result<Unfinished> {
        fs::create_dir_all(&self.folder)?;
        let number = self.begun.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(number.to_string()).with_extension("unfinished");
        Ok(Unfinished {
            file: File::create(&path)?,
            path,
            hash: Sha256::new(),
            bytes: 0,
        })
    }

    /// Keeps such a file under its hash. It is on the disk when it returns.
    pub fn keep(&self, unfinished: Unfinished, hash: &str) -> Result<()> {
        let to = self.place(hash)?;
        unfinished.file.sync_all()?;
        fs::rename(&unfinished.path, &to)?;
        sync_folder(&self.folder)
    }

    /// The bytes of a hash; [`Error::NotFound`] without any.
    pub fn get(&self, hash: &str) -> Result<Vec<u8>> {
        match fs::read(self.place(hash)?) {
            Err(error) if error.kind() == ErrorKind::NotFound => Err(Error::NotFound),
            bytes => Ok(bytes?),
        }
    }

    /// Deletes the bytes of a hash, if there are any.
    pub fn remove(&self, hash: &str) -> Result<()> {
        match fs::remove_file(self.place(hash)?) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// A hash is all that ever becomes part of a path here.
    fn place(&self, hash: &str) -> Result<PathBuf> {
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hash {
            Ok(self.folder.join(hash))
        } else {
            Err(Error::NotFound)
        }
    }
}

/// The new name is on the disk too.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<()> {
    Ok(File::open(folder)?.sync_all()?)
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_and_go() {
        let temp = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(temp.path().join("uploads"), &HashSet::new()).unwrap();
        let hash = "ab".repeat(32);
        assert!(matches!(blobs.get(&hash), Err(Error::NotFound)));
        blobs.put(&hash, b"picture").unwrap();
        blobs.put(&hash, b"picture").unwrap();
        assert_eq!(blobs.get(&hash).unwrap(), b"picture");
        assert!(matches!(blobs.get("../control.db"), Err(Error::NotFound)));
        blobs.remove(&hash).unwrap();
        blobs.remove(&hash).unwrap();
        assert!(matches!(blobs.get(&hash), Err(Error::NotFound)));
    }

    #[test]
    fn what_is_written_bit_by_bit_is_kept_or_goes() {
        let temp = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(temp.path().join("attachments"), &HashSet::new()).unwrap();
        let files = || fs::read_dir(temp.path().join("attachments")).unwrap().count();
        let write = || {
            let mut file = blobs.begin().unwrap();
            file.write(b"pic").unwrap();
            file.write(b"ture").unwrap();
            file
        };
        let (one, other) = (write(), write());
        assert_eq!((files(), one.bytes()), (2, 7));
        assert_eq!(one.read().unwrap(), b"picture");
        let hash = one.hash();
        assert_eq!(hash, hash_text(&Sha256::digest(b"picture").into()));
        blobs.keep(one, &hash).unwrap();
        drop(other);
        assert_eq!(files(), 1);
        assert_eq!(blobs.get(&hash).unwrap(), b"picture");
    }

    #[test]
    fn what_a_crash_left_behind_goes() {
        let temp = tempfile::tempdir().unwrap();
        let [known, lost] = ["a", "b"].map(|letter| letter.repeat(64));
        let blobs = Blobs::open(temp.path().to_owned(), &HashSet::new()).unwrap();
        blobs.put(&known, b"x").unwrap();
        blobs.put(&lost, b"x").unwrap();
        fs::write(temp.path().join(&known).with_extension("unfinished"), b"x").unwrap();
        let blobs = Blobs::open(temp.path().to_owned(), &HashSet::from([known.clone()])).unwrap();
        assert!(blobs.get(&known).is_ok() && blobs.get(&lost).is_err());
        assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 1);
    }
}
