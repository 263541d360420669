//! The packs of visitors who may see more than everybody: made when the first of them asks, kept as files while they are
//! asked for. Derived from the publication, so nothing of it outlives a restart, and no backup has it.

use super::audiences::{Audiences, Visible};
use super::packs::{Encoding, NewPack};
use super::{Error, Result};
use flate2::read::GzDecoder;
use std::{
    collections::HashMap,
    fs,
    io::{ErrorKind, Read as _},
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::OnceCell;

/// How many packs are kept; the one that was asked for least lately goes first.
pub const KEPT: usize = 200;

/// The hashes of a pack's one or two files.
pub type Files = Vec<String>;

/// A place for one pack. Whoever comes first fills it; the others wait for him.
pub type Slot = Arc<OnceCell<Files>>;

/// A workspace's folder of them.
pub struct VisiblePacks {
    folder: PathBuf,
    state: Mutex<State>,
    reading: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    audiences: Option<Arc<Audiences>>,
    slots: HashMap<[u8; 32], (u64, Slot)>,
    /// Raised by each use.
    uses: u64,
}

impl VisiblePacks {
    /// Empties the folder, which is made with the first pack.
    pub(super) fn open(folder: PathBuf) -> Result<Self> {
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        Ok(Self {
            folder,
            state: Mutex::default(),
            reading: tokio::sync::Mutex::default(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a publication has for some visitors alone, if it was noted here.
    pub fn audiences(&self, publication: u32) -> Option<Arc<Audiences>> {
        let known = self.state().audiences.clone();
        known.filter(|known| known.publication == publication)
    }

    /// Held while a publication is read for it, so that a crowd does not read it all at once.
    pub async fn reading(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.reading.lock().await
    }

    /// Notes it; the packs of an earlier publication go. One that is older than what is known is not noted.
    pub fn note(&self, audiences: Audiences) -> Arc<Audiences> {
        let audiences = Arc::new(audiences);
        let mut state = self.state();
        let known = state.audiences.as_ref().map_or(0, |known| known.publication);
        if known < audiences.publication {
            state.audiences = Some(Arc::clone(&audiences));
            let gone: Vec<Slot> = state.slots.drain().map(|(_, (_, slot))| slot).collect();
            for slot in gone {
                self.forget(&state, &slot);
            }
        }
        audiences
    }

    /// The place of a set's pack, which counts as used now. The packs that were used least lately make room for it.
    pub fn slot(&self, visible: &Visible) -> Slot {
        let mut state = self.state();
        state.uses += 1;
        let uses = state.uses;
        let (used, slot) = state.slots.entry(visible.key).or_default();
        *used = uses;
        let slot = Arc::clone(slot);
        while state.slots.len() > KEPT {
            let oldest = state.slots.iter().min_by_key(|(_, (used, _))| *used);
            let Some(oldest) = oldest.map(|(key, _)| *key) else {
                break;
            };
            if let Some((_, gone)) = state.slots.remove(&oldest) {
                self.forget(&state, &gone);
            }
        }
        slot
    }

    /// Forgets a set's pack, whose files are gone.
    pub fn discard(&self, visible: &Visible) {
        self.state().slots.remove(&visible.key);
    }

    /// How many packs there are.
    pub fn count(&self) -> usize {
        let state = self.state();
        state
            .slots
            .values()
            .filter(|(_, slot)| slot.initialized())
            .count()
    }

    /// Deletes the files that no other pack has.
    fn forget(&self, state: &State, slot: &Slot) {
        for hash in slot.get().into_iter().flatten() {
            let mut others = state.slots.values().filter_map(|(_, slot)| slot.get());
            if !others.any(|files| files.contains(hash)) {
                for form in ["br", "gz"] {
                    // One that stays is replaced by the same bytes, or goes with the next start.
                    let _ = fs::remove_file(self.place(hash, form));
                }
            }
        }
    }

    fn place(&self, hash: &str, form: &str) -> PathBuf {
        self.folder.join(format!("{hash}.{form}"))
    }

    /// Keeps a file of a pack. Blocks.
    pub fn put(&self, file: &NewPack) -> Result<()> {
        fs::create_dir_all(&self.folder)?;
        for (form, bytes) in [("br", &file.brotli), ("gz", &file.gzip)] {
            let to = self.place(&file.hash, form);
            let unfinished = to.with_extension(format!("{form}-unfinished"));
            fs::write(&unfinished, bytes)?;
            fs::rename(&unfinished, &to)?;
        }
        Ok(())
    }

    /// A file's bytes. [`Error::NotFound`] when it has made room for another. Blocks.
    pub fn get(&self, hash: &str, encoding: Encoding) -> Result<Vec<u8>> {
        let form = if encoding == Encoding::Brotli { "br" } else { "gz" };
        let bytes = match fs::read(self.place(hash, form)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(Error::NotFound),
            bytes => bytes?,
        };
        if encoding != Encoding::Plain {
            return Ok(bytes);
        }
        let mut plain = Vec::new();
        GzDecoder::new(&*bytes).read_to_end(&mut plain)?;
        Ok(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visible(key: u8, more: u8) -> Visible {
        let mut bytes = [0; 32];
        (bytes[0], bytes[1]) = (key, more);
        Visible {
            key: bytes,
            entries: Vec::new(),
        }
    }

    fn pack(hash: &str) -> NewPack {
        NewPack {
            hash: hash.to_owned(),
            plain: b"plain".to_vec(),
            brotli: b"brotli".to_vec(),
            gzip: vec![],
        }
    }

    #[test]
    fn two_hundred_are_kept_and_the_least_used_goes() {
        let folder = tempfile::tempdir().unwrap();
        let packs = VisiblePacks::open(folder.path().join("packs")).unwrap();
        let fill = |key: u8, more: u8| {
            let name = format!("{key}-{more}");
            packs.put(&pack(&name)).unwrap();
            packs.put(&pack("shared")).unwrap();
            let _ = packs.slot(&visible(key, more)).set(vec![name, "shared".into()]);
        };
        for key in 0..200 {
            fill(key, 0);
        }
        assert_eq!(packs.count(), KEPT);
        // The first one is asked for again, so the second is the one to go.
        let first = packs.slot(&visible(0, 0));
        assert!(first.initialized());
        fill(0, 1);
        assert_eq!(packs.count(), KEPT);
        let has = |hash: &str| packs.get(hash, Encoding::Brotli).is_ok();
        assert!(has("0-0") && !has("1-0") && has("2-0") && has("0-1") && has("shared"));
        assert!(!packs.slot(&visible(1, 0)).initialized());
        // The next publication begins anew.
        packs.note(Audiences {
            publication: 2,
            ..Audiences::default()
        });
        assert_eq!((packs.count(), has("0-0"), has("shared")), (0, false, false));
        assert!(packs.audiences(2).is_some() && packs.audiences(1).is_none());
    }
}
