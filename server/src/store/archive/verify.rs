//! Holding an archive against its manifest, before anything is made of it.

use super::{
    FORMAT, Failure, Listed as File, MANIFEST, MANIFEST_BYTES, Manifest, Place, Refusal, SWELL, SWELL_FREE,
    VERSION, is_in,
};
use crate::store::schemas;
use kotae_shared::{api::uploads::limits, pack::hash_text};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    fs,
    io::{BufReader, Read},
    path::Path,
};
use zip::{CompressionMethod, ZipArchive};

type Done<T> = Result<T, Failure>;

pub(super) type Archive = ZipArchive<BufReader<fs::File>>;

pub(super) fn open(archive: &Path) -> Done<Archive> {
    let file = fs::File::open(archive)?;
    ZipArchive::new(BufReader::new(file)).map_err(|_| Refusal::NoArchive.into())
}

/// The largest file that came with a submission (`limits.form_file_megabytes`).
const ATTACHMENT_BYTES: u64 = 200 << 20;

/// Reads the manifest and holds every file against it: nothing is missing, nothing more is there, each is as it says.
pub fn verify(path: &Path) -> Done<Manifest> {
    let size = fs::metadata(path)?.len();
    let mut archive = open(path)?;
    let manifest = manifest(&mut archive)?;
    if manifest.format != FORMAT {
        return Err(Refusal::NoArchive.into());
    }
    let known = (
        schemas::MAIN.migrations.len() as u32,
        schemas::EVENTS.migrations.len() as u32,
    );
    let of = manifest.schemas;
    if manifest.version > VERSION || of.main > known.0 || of.events > known.1 {
        return Err(Refusal::Newer(manifest.kotae).into());
    }
    if of.main == 0 || of.events == 0 {
        return Err(Refusal::NoArchive.into());
    }
    let mut listed: HashMap<&str, &File> = HashMap::with_capacity(manifest.files.len());
    let mut all = 0_u64;
    for file in &manifest.files {
        let belongs = match Place::of(&file.path) {
            Some(Place::Table { database, table }) => is_in(database, table),
            Some(Place::Upload(_)) => file.bytes <= limits::BYTES as u64,
            // As large as any installation lets one be.
            Some(Place::Attachment(_)) => file.bytes <= ATTACHMENT_BYTES,
            None => false,
        };
        if !belongs || listed.insert(&file.path, file).is_some() {
            return Err(Refusal::Strange(file.path.clone()).into());
        }
        all = all.saturating_add(file.bytes);
    }
    if all > size.saturating_mul(SWELL).saturating_add(SWELL_FREE) {
        return Err(Refusal::Swells.into());
    }
    if archive.has_duplicate_names() || archive.has_overlapping_files().unwrap_or(true) {
        return Err(Refusal::NoArchive.into());
    }
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(|_| Refusal::NoArchive)?;
        let path = String::from_utf8_lossy(file.name_raw()).into_owned();
        if path == MANIFEST {
            continue;
        }
        let plain = matches!(
            file.compression(),
            CompressionMethod::Stored | CompressionMethod::Deflated
        );
        let Some(said) = listed.remove(path.as_str()).filter(|_| file.is_file() && plain) else {
            return Err(Refusal::Strange(path).into());
        };
        check(&mut file, said)?;
    }
    match listed.keys().min() {
        Some(missing) => Err(Refusal::Missing((*missing).to_owned()).into()),
        None => Ok(manifest),
    }
}

fn manifest(archive: &mut Archive) -> Done<Manifest> {
    let file = archive.by_name(MANIFEST).map_err(|_| Refusal::NoArchive)?;
    let mut text = Vec::new();
    file.take(MANIFEST_BYTES)
        .read_to_end(&mut text)
        .map_err(|_| Refusal::NoArchive)?;
    serde_json::from_slice(&text).map_err(|_| Refusal::NoArchive.into())
}

/// Reads a file to its end, and no further than the manifest says.
fn check(file: &mut impl Read, said: &File) -> Done<()> {
    let differs = || Refusal::Differs(said.path.clone());
    let (mut hash, mut bytes, mut lines) = (Sha256::new(), 0_u64, 0_u64);
    let mut part = vec![0; 64 << 10];
    loop {
        let read = file.read(&mut part).map_err(|_| differs())?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        if bytes > said.bytes {
            return Err(differs().into());
        }
        hash.update(&part[..read]);
        lines += line_ends(&part[..read]);
    }
    let hash = hash_text(&hash.finalize().into());
    let rows = match Place::of(&said.path) {
        Some(Place::Upload(name) | Place::Attachment(name)) if name != hash => {
            return Err(differs().into());
        }
        Some(Place::Upload(_) | Place::Attachment(_)) => 1,
        _ => lines,
    };
    if (bytes, rows) == (said.bytes, said.rows) && hash == said.sha256 {
        Ok(())
    } else {
        Err(differs().into())
    }
}

#[expect(clippy::naive_bytecount, reason = "the hash beside it takes longer")]
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}
