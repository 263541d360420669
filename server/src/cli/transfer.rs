//! Archives of workspaces: files of any size, which the command line and the server hand each other in the data folder
//! instead of holding them in memory.

use super::{Job, Place, perform, wire::Task};
use crate::store::DataDir;
use kotae_shared::Lang;
use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// A file in the handover; gone with the value.
struct Handed {
    name: String,
    path: PathBuf,
}

impl Handed {
    fn new(data: &Path) -> Result<Self, String> {
        let name = format!("{}-{:08x}", std::process::id(), rand::random::<u32>());
        let path = DataDir::handover(data, &name).ok_or("handover")?;
        Ok(Self { name, path })
    }
}

impl Drop for Handed {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Has the archive of a workspace written, and takes it to where it was asked for.
pub(super) fn export(place: Place, to: &Path, with_passwords: bool, lang: Lang) -> Result<ExitCode, String> {
    let handed = Handed::new(&place.data)?;
    let task = Task::WorkspaceExport {
        handover: handed.name.clone(),
        with_passwords,
    };
    let code = perform(job(place, task), lang)?;
    if handed.path.exists() {
        bring(&handed.path, to).map_err(|error| match lang {
            Lang::Ja => format!("{} に書き込めません: {error}", to.display()),
            Lang::En => format!("cannot write {}: {error}", to.display()),
        })?;
    }
    Ok(code)
}

/// Has a workspace made from an archive.
pub(super) fn import(place: Place, file: &Path, lang: Lang) -> Result<ExitCode, String> {
    let handed = Handed::new(&place.data)?;
    let task = Task::WorkspaceImport {
        handover: handed.name.clone(),
    };
    let copied = private(&handed.path).and_then(|mut to| {
        let mut from = fs::File::open(file)?;
        io::copy(&mut from, &mut to)
    });
    copied.map_err(|error| match lang {
        Lang::Ja => format!("{} を読み込めません: {error}", file.display()),
        Lang::En => format!("cannot read {}: {error}", file.display()),
    })?;
    perform(job(place, task), lang)
}

fn job(place: Place, task: Task) -> Job {
    Job {
        place,
        task,
        file: Vec::new(),
        target: None,
    }
}

/// Moves a file, also to another disk. It has its name only when it is whole.
fn bring(from: &Path, to: &Path) -> io::Result<()> {
    if fs::rename(from, to).is_ok() {
        return Ok(());
    }
    let mut beside = to.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let copied = private(&beside).and_then(|mut file| {
        io::copy(&mut fs::File::open(from)?, &mut file)?;
        file.sync_all()?;
        fs::rename(&beside, to)
    });
    if copied.is_err() {
        let _ = fs::remove_file(&beside);
    }
    copied
}

/// A new file that only its owner can read.
pub(super) fn private(path: &Path) -> io::Result<fs::File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
