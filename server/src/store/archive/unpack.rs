//! Making a workspace from an archive: all of it or nothing.
//!
//! The archive is read twice. First every file is held against the manifest, before anything is made; then a folder beside
//! the workspaces is filled, brought to this version's schema and looked at. Only then it becomes a workspace.

use super::verify::{open, verify};
use super::{Failure, LINE_BYTES, Listed as File, Manifest, Place, Refusal, is_in, row};
use crate::store::engine::{self, Engine, Schema, Tx};
use crate::store::{Actor, Error, Store, Workspace, blobs::Blobs, lock, schemas, users, widgets, workspaces};
use kotae_shared::api::problem::Fault;
use std::{
    collections::HashSet,
    fs,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    sync::mpsc,
};

/// A file in a new workspace's folder while the installation's list has it not yet.
const UNLISTED: &str = "not-listed-yet";

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Widgets whose key was taken here, with the one that they got instead.
    pub new_keys: Vec<(String, String)>,
    /// Owners who have no password here, by mail address.
    pub without_password: Vec<String>,
}

type Done<T> = Result<T, Failure>;

impl Store {
    /// Makes a workspace from the archive in a file, which must not change meanwhile. Blocks. Whatever fails, nothing was made.
    pub fn import_workspace(&self, actor: Actor, name: &str, archive: &Path) -> Done<Imported> {
        workspaces::check_name(name)?;
        crate::store::not_the_operators(name)?;
        let is_taken = |control: &engine::Read<'_>| match workspaces::by_name(control, name) {
            Err(Error::NotFound) => Ok(()),
            Ok(_) => Err(Error::field("name", Fault::Taken)),
            Err(error) => Err(error),
        };
        self.control.read_blocking(is_taken)?;
        let manifest = verify(archive)?;
        let staging = Staging(self.dir.staging(&self.sources.ids.id().to_string()));
        fs::create_dir_all(&staging.0)?;
        for (database, schema, done) in [
            ("main", &schemas::MAIN, manifest.schemas.main),
            ("events", &schemas::EVENTS, manifest.schemas.events),
        ] {
            self.fill(&staging.0, archive, database, schema, done, &manifest)?;
        }
        let mut expected = [HashSet::new(), HashSet::new()];
        for (folder, known) in ["uploads", "attachments"].iter().zip(&mut expected) {
            known.extend(files(&manifest, folder).map(|(_, hash)| hash.to_owned()));
            let blobs = Blobs::open(staging.0.join(folder), known)?;
            copy_files(archive, &manifest, folder, &blobs)?;
        }
        let imported = self.look(&staging.0, name, &expected)?;
        self.enter(actor, name, &manifest, &staging.0)?;
        Ok(imported)
    }

    /// Makes one database as the archive's Kotae knew it. When it is opened next it is brought to our schema.
    fn fill(
        &self,
        folder: &Path,
        archive: &Path,
        database: &'static str,
        schema: &Schema,
        done: u32,
        manifest: &Manifest,
    ) -> Done<()> {
        let old = Schema {
            name: schema.name,
            migrations: &schema.migrations[..done as usize],
        };
        let engine = Engine::open(&place(folder, database), &old, self.sources.clone())?;
        let (archive, files) = (archive.to_owned(), manifest.files.clone());
        // The database takes back what was begun and says no more than that; the reason comes this way.
        let (tell, told) = mpsc::channel();
        let filled = engine.write_blocking(move |tx| {
            fill(tx, &archive, database, &files).map_err(|failure| {
                let _ = tell.send(failure);
                Error::Conflict
            })
        });
        engine.close();
        match filled {
            Ok(()) => Ok(()),
            Err(error) => Err(match (told.try_recv(), error) {
                (Ok(failure), _) => failure,
                // Something refers to what is not there.
                (Err(_), Error::Internal(why)) => Refusal::Unsound(why.to_string()).into(),
                (Err(_), error) => error.into(),
            }),
        }
    }

    /// Opens what was filled once as the new workspace will be, reads what everything depends on, and gives widgets new keys
    /// where theirs are taken.
    fn look(&self, folder: &Path, name: &str, files: &[HashSet<String>; 2]) -> Done<Imported> {
        let open = |kind: &str, schema| Engine::open(&place(folder, kind), schema, self.sources.of(name));
        let (main, events) = (open("main", &schemas::MAIN)?, open("events", &schemas::EVENTS)?);
        let unsound = |error: Error| match error {
            Error::Corrupt(why) | Error::Internal(why) => Refusal::Unsound(why.to_string()).into(),
            other => Failure::Store(other),
        };
        let (widgets, people, known) = main
            .read_blocking(|read| {
                crate::store::entries::each(read, |_| Ok(std::ops::ControlFlow::Continue(())))?;
                crate::store::publications::current(read)?;
                crate::store::categories::list(read)?;
                crate::store::notices::list(read)?;
                crate::store::scenarios::all(read)?;
                Ok((
                    widgets::list(read)?,
                    users::owners_without_password(read)?,
                    [
                        crate::store::uploads::hashes(read)?,
                        crate::store::form_files::hashes(read)?,
                    ],
                ))
            })
            .map_err(unsound)?;
        if known != *files {
            return Err(Refusal::Unsound("uploads".into()).into());
        }
        let mut imported = Imported {
            new_keys: Vec::new(),
            without_password: people,
        };
        for widget in widgets {
            widgets::check_key(&widget.key).map_err(|_| Refusal::Unsound("widget".into()))?;
            let key = widget.key.clone();
            if self
                .control
                .read_blocking(move |control| workspaces::is_claimed(control, &key))?
            {
                imported
                    .new_keys
                    .push((widget.key, widgets::random_key(&self.sources)));
            }
        }
        for (old, new) in imported.new_keys.clone() {
            let key = (old.clone(), new.clone());
            main.write_blocking(move |tx| widgets::rename(tx, &key.0, &key.1))?;
            events.write_blocking(move |tx| crate::store::events::rename_widget(tx, &old, &new))?;
        }
        events.write_blocking(crate::store::events::forget_numbers)?;
        events.close();
        main.close();
        Ok(imported)
    }

    /// Puts the folder in its place and the workspace on the list.
    fn enter(&self, actor: Actor, name: &str, manifest: &Manifest, staging: &Path) -> Done<()> {
        let _changing = lock(&self.changing);
        let folder = self.dir.workspace(name);
        remove_unlisted(&folder)?;
        if folder.exists() {
            return Err(Error::field("name", Fault::Taken).into());
        }
        let _ = fs::remove_dir_all(staging.join("copies"));
        fs::write(staging.join(UNLISTED), [])?;
        if let Some(parent) = folder.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::rename(staging, &folder)?;
        let keys = {
            let main = Engine::open(&place(&folder, "main"), &schemas::MAIN, self.sources.of(name))?;
            let keys = main.read_blocking(widgets::list);
            main.close();
            keys?
        };
        let (listed, from) = (name.to_owned(), manifest.clone());
        let entered = self.control.write_blocking(move |tx| {
            let made = workspaces::create(tx, &actor, &listed)?;
            for widget in keys {
                workspaces::claim_key(tx, &actor, made.id, &widget.key)?;
            }
            workspaces::imported(tx, &actor, made.id, &from)
        });
        if let Err(error) = entered {
            fs::remove_dir_all(&folder)?;
            return Err(error.into());
        }
        Ok(fs::remove_file(folder.join(UNLISTED))?)
    }
}

/// Removes what a crash left of an import between its last two steps. Only for a name that is not on the list.
pub(in crate::store) fn remove_unlisted(folder: &Path) -> std::io::Result<()> {
    if folder.join(UNLISTED).exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

fn place(folder: &Path, kind: &str) -> engine::Place {
    engine::Place {
        file: engine::file(folder, kind),
        label: format!("import-{kind}"),
        copies: folder.join("copies"),
        readers: 1,
    }
}

/// The folder in which a workspace is made; gone with the value unless it was moved.
struct Staging(PathBuf);

impl Drop for Staging {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Puts the rows of the archive in the place of those that a new database has.
fn fill(tx: &Tx<'_>, archive: &Path, database: &str, files: &[File]) -> Done<()> {
    tx.defer_references()?;
    let mut archive = open(archive)?;
    let tables = tx.tables()?;
    for table in tables.iter().filter(|table| is_in(database, &table.name)) {
        tx.execute_built(&table.clear(), &[])?;
    }
    for file in files {
        let Some(Place::Table { database: of, table }) = Place::of(&file.path) else {
            continue;
        };
        if of != database {
            continue;
        }
        let bad = || Failure::from(Refusal::BadRow(file.path.clone()));
        let Some(table) = tables.iter().find(|known| known.name == table) else {
            return Err(Refusal::Strange(file.path.clone()).into());
        };
        let insert = table.insert();
        let mut lines = BufReader::new(archive.by_name(&file.path).map_err(|_| bad())?);
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = lines.by_ref().take(LINE_BYTES).read_until(b'\n', &mut line);
            if read.map_err(|_| bad())? == 0 {
                break;
            }
            let values = row::read(&line, table).map_err(|_| bad())?;
            let values: Vec<_> = values.iter().map(row::Owned::value).collect();
            tx.execute_built(&insert, &values).map_err(|error| match error {
                Error::Io(_) | Error::Unavailable(_) => error.into(),
                _ => bad(),
            })?;
        }
    }
    Ok(())
}

fn files<'m>(manifest: &'m Manifest, folder: &str) -> impl Iterator<Item = (&'m File, &'m str)> {
    let uploads = folder == "uploads";
    manifest
        .files
        .iter()
        .filter_map(move |file| match Place::of(&file.path) {
            Some(Place::Upload(hash)) if uploads => Some((file, hash)),
            Some(Place::Attachment(hash)) if !uploads => Some((file, hash)),
            _ => None,
        })
}

fn copy_files(archive: &Path, manifest: &Manifest, folder: &str, blobs: &Blobs) -> Done<()> {
    let mut archive = open(archive)?;
    for (file, hash) in files(manifest, folder) {
        let differs = || Refusal::Differs(file.path.clone());
        let mut bytes = Vec::with_capacity(file.bytes as usize);
        archive
            .by_name(&file.path)
            .map_err(|_| differs())?
            .take(file.bytes)
            .read_to_end(&mut bytes)
            .map_err(|_| differs())?;
        blobs.put(hash, &bytes)?;
    }
    Ok(())
}

impl Workspace {
    /// Notes in its audit log that its archive is being taken.
    pub fn note_export(&self, actor: Actor, passwords: bool) -> crate::store::Result<()> {
        let id = self.id;
        self.main
            .write_blocking(move |tx| workspaces::exported(tx, &actor, id, passwords))
    }
}
