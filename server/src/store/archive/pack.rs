//! Writing an archive, row by row, so that its size does not matter.

use super::{FORMAT, Listed, MANIFEST, Manifest, Schemas, VERSION, is_in, row};
use crate::store::engine::{Read, Sql};
use crate::store::{Error, Result, Workspace, form_files, schemas, uploads};
use kotae_shared::pack::hash_text;
use sha2::{Digest, Sha256};
use std::{
    io::{self, BufWriter, Write},
    ops::ControlFlow,
};
use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

/// Bytes that are collected before they are compressed.
const BUFFER: usize = 64 << 10;

/// Writes everything of a workspace that can leave it to `to`. With `passwords` the users' password hashes are in it, and
/// they can sign in elsewhere as they do here; else each needs a new link. Blocks.
///
/// The knowledge is of one moment, and so are the events; they change meanwhile for others as ever.
pub fn write(workspace: &Workspace, passwords: bool, to: impl Write) -> Result<Manifest> {
    let mut packing = Packing {
        zip: ZipWriter::new_stream(to),
        files: Vec::new(),
    };
    let mut made_at = 0;
    workspace.main.read_blocking(|read| {
        made_at = read.now();
        tables(&mut packing, read, "main", passwords)?;
        let mut hashes = Vec::new();
        for (folder, blobs, of) in [
            ("uploads", &workspace.blobs, uploads::hashes(read)?),
            ("attachments", &workspace.attachments, form_files::hashes(read)?),
        ] {
            hashes.extend(of.into_iter().map(|hash| (folder, blobs, hash)));
        }
        hashes.sort_by(|one, other| (one.0, &one.2).cmp(&(other.0, &other.2)));
        for (folder, blobs, hash) in hashes {
            let bytes = blobs.get(&hash).map_err(|error| match error {
                // Deleted since this read began.
                Error::NotFound => Error::Conflict,
                other => other,
            })?;
            packing.file(format!("{folder}/{hash}"), CompressionMethod::Stored, |file| {
                file.write_all(&bytes)?;
                Ok(1)
            })?;
        }
        Ok(())
    })?;
    workspace
        .events
        .read_blocking(|read| tables(&mut packing, read, "events", passwords))?;
    let manifest = Manifest {
        format: FORMAT.into(),
        version: VERSION,
        kotae: env!("CARGO_PKG_VERSION").into(),
        workspace: workspace.name.clone(),
        id: workspace.id,
        made_at,
        passwords,
        schemas: Schemas {
            main: schemas::MAIN.migrations.len() as u32,
            events: schemas::EVENTS.migrations.len() as u32,
        },
        files: packing.files,
    };
    let mut zip = packing.zip;
    zip.start_file(MANIFEST, options(CompressionMethod::Deflated))
        .map_err(broken)?;
    serde_json::to_writer_pretty(&mut zip, &manifest).map_err(io::Error::from)?;
    zip.finish().map_err(broken)?.flush()?;
    Ok(manifest)
}

fn tables<W: Write>(
    packing: &mut Packing<W>,
    read: &Read<'_>,
    database: &str,
    passwords: bool,
) -> Result<()> {
    for table in read.tables()? {
        if !is_in(database, &table.name) {
            continue;
        }
        let path = format!("{database}/{}.jsonl", table.name);
        packing.file(path, CompressionMethod::Deflated, |file| {
            let mut rows = 0;
            read.each(Sql::new(&table.select()), &[], |found| {
                row::write(file, &table, found, passwords)?;
                rows += 1;
                Ok(ControlFlow::Continue(()))
            })?;
            Ok(rows)
        })?;
    }
    Ok(())
}

fn options(method: CompressionMethod) -> SimpleFileOptions {
    // Nobody knows yet how large a file becomes. Without a time, the same content is the same archive.
    SimpleFileOptions::DEFAULT
        .compression_method(method)
        .large_file(true)
        .unix_permissions(0o600)
}

fn broken(error: zip::result::ZipError) -> Error {
    io::Error::from(error).into()
}

/// An archive that is being written.
struct Packing<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    files: Vec<Listed>,
}

impl<W: Write> Packing<W> {
    /// A file that `write` writes; it says how many rows that were.
    fn file(
        &mut self,
        path: String,
        method: CompressionMethod,
        write: impl FnOnce(&mut BufWriter<Hashing<&mut ZipWriter<StreamWriter<W>>>>) -> Result<u64>,
    ) -> Result<()> {
        self.zip
            .start_file(path.as_str(), options(method))
            .map_err(broken)?;
        let mut file = BufWriter::with_capacity(
            BUFFER,
            Hashing {
                to: &mut self.zip,
                hash: Sha256::new(),
                bytes: 0,
            },
        );
        let rows = write(&mut file)?;
        let Hashing { hash, bytes, .. } = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        self.files.push(Listed {
            path,
            bytes,
            rows,
            sha256: hash_text(&hash.finalize().into()),
        });
        Ok(())
    }
}

/// Counts and hashes what passes.
struct Hashing<W> {
    to: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
