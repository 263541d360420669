//! Packs for visitors who may see more than everybody.
//!
//! A publication that has entries with an audience keeps what its packs are made from. The pack of a set of visible entries
//! is made when the first visitor who sees that set asks, outside every transaction, by the same steps as the pack for
//! everybody: what leads only to entries that he may not see is not in it.

use super::pack;
use crate::{
    lexicon,
    store::{
        Error, Result, Workspace,
        audiences::{self, Audiences, Visible},
        engine::Read,
        publications,
        visible_packs::Slot,
    },
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use kotae_shared::{Uuid, pack::Source};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    collections::{HashMap, HashSet},
    io::{Read as _, Write as _},
    sync::Arc,
};
use tokio::sync::Semaphore;

/// What the packs of a publication are made from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Whole {
    /// Every entry and category of the publication.
    pub(super) source: Source,
    /// The help desk's groups of synonyms.
    pub(super) own: Vec<lexicon::Group>,
    /// Which parts of the lexicon packs get.
    pub(super) options: lexicon::Options,
    /// The entries that are not for everybody, with the groups that they are meant for.
    pub(super) restricted: Vec<(Uuid, Vec<String>)>,
}

impl Whole {
    /// In few bytes; the same for the same contents.
    pub(super) fn encode(&self) -> Result<Vec<u8>> {
        pack_up(self)
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self> {
        unpack(bytes)
    }

    /// What a pack has for whom sees these entries, sorted, beside those for everybody, with readings and synonyms.
    pub(super) fn part(self, visible: &[Uuid]) -> Source {
        let mut source = self.source;
        if !self.restricted.is_empty() {
            let hidden = self.restricted.iter().map(|(id, _)| *id);
            let hidden: HashSet<Uuid> = hidden.filter(|id| visible.binary_search(id).is_err()).collect();
            source.entries.retain(|entry| !hidden.contains(&entry.id));
            let used: HashSet<Uuid> = source.entries.iter().filter_map(|entry| entry.category).collect();
            source.categories = pack::used_categories(source.categories, used);
        }
        lexicon::prepare(&mut source, &self.own, self.options);
        source
    }

    fn audiences(self, publication: u32) -> Audiences {
        let restricted: HashSet<Uuid> = self.restricted.iter().map(|(id, _)| *id).collect();
        // For each category what it holds, in it and below; `None`: something for everybody.
        let parents: HashMap<Uuid, Option<Uuid>> = self
            .source
            .categories
            .iter()
            .map(|category| (category.id, category.parent))
            .collect();
        let mut holds: HashMap<Uuid, Option<Vec<Uuid>>> = HashMap::new();
        for entry in &self.source.entries {
            let mut at = entry.category;
            while let Some(category) = at {
                let held = holds.entry(category).or_insert_with(|| Some(Vec::new()));
                match held {
                    Some(list) if restricted.contains(&entry.id) => list.push(entry.id),
                    held => *held = None,
                }
                at = parents.get(&category).copied().flatten();
            }
        }
        let mut entries = self.restricted;
        entries.sort_unstable_by_key(|(id, _)| *id);
        Audiences {
            publication,
            entries,
            categories: holds
                .into_iter()
                .filter_map(|(id, held)| Some((id, held?)))
                .collect(),
        }
    }
}

/// A part of a publication in few bytes; the same for the same contents.
pub(super) fn pack_up<T: Serialize>(part: &T) -> Result<Vec<u8>> {
    let plain = kotae_shared::codec::encode(part);
    let mut gzip = GzEncoder::new(Vec::with_capacity(plain.len() / 3), Compression::fast());
    gzip.write_all(&plain)?;
    Ok(gzip.finish()?)
}

/// What [`pack_up`] made.
pub(super) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut plain)?;
    kotae_shared::codec::decode(&plain).map_err(|_| Error::Corrupt("the source of packs".into()))
}

/// What a publication has for some visitors alone. Reads it once a publication.
pub async fn audiences(workspace: &Arc<Workspace>, publication: u32) -> Result<Arc<Audiences>> {
    if let Some(known) = workspace.visible_packs().audiences(publication) {
        return Ok(known);
    }
    let _reading = workspace.visible_packs().reading().await;
    if let Some(known) = workspace.visible_packs().audiences(publication) {
        return Ok(known);
    }
    let read = move |read: &Read<'_>| audiences::whole(read, publication);
    let found = match workspace.main().read(read).await? {
        Some(bytes) => {
            let decode = move || Whole::decode(&bytes).map(|whole| whole.audiences(publication));
            blocking(decode).await?
        }
        None => Audiences {
            publication,
            ..Audiences::default()
        },
    };
    Ok(workspace.visible_packs().note(found))
}

/// The hashes of the pack of who sees `visible`, which is not empty: of its first file, and of its second one if answers
/// have text. The first who asks has it made; that goes on when he does not wait. [`Error::Conflict`] when another
/// publication has taken the place of this one.
pub async fn pack(
    workspace: &Arc<Workspace>,
    at_once: &Arc<Semaphore>,
    publication: u32,
    visible: Visible,
) -> Result<Vec<String>> {
    let slot = workspace.visible_packs().slot(&visible);
    if let Some(files) = slot.get() {
        return Ok(files.clone());
    }
    let (workspace, at_once) = (Arc::clone(workspace), Arc::clone(at_once));
    let made = tokio::spawn(async move { fill(slot, workspace, at_once, publication, visible).await });
    made.await.unwrap_or_else(|error| Err(internal(error)))
}

async fn fill(
    slot: Slot,
    workspace: Arc<Workspace>,
    at_once: Arc<Semaphore>,
    publication: u32,
    visible: Visible,
) -> Result<Vec<String>> {
    let make = async || {
        let _turn = at_once.acquire().await.map_err(internal)?;
        let read = move |read: &Read<'_>| {
            let current = publications::current(read)?.map(|current| current.number);
            if current != Some(publication) {
                return Err(Error::Conflict);
            }
            audiences::whole(read, publication)?.ok_or(Error::NotFound)
        };
        let bytes = workspace.main().read(read).await?;
        let packs = Arc::clone(workspace.visible_packs());
        let make = move || {
            let source = Whole::decode(&bytes)?.part(&visible.entries);
            let (first, bodies) = pack::build(&source)?;
            let files = [Some(first), bodies];
            let files = files.into_iter().flatten().map(|file| {
                packs.put(&file)?;
                Ok(file.hash)
            });
            files.collect::<Result<Vec<String>>>()
        };
        blocking(make).await
    };
    slot.get_or_try_init(make).await.cloned()
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(internal(error)))
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(error.to_string().into())
}
