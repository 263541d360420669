//! The second file of a pack: which answers have which grams.

use super::read::Sections;
use super::wire::{Postings, Reader, put};
use super::write::file;
use super::{BODIES_MAGIC, BuildError, Pack, PackError, Section, Source, ids_checksum, limits};
use crate::matcher::gram;
use crate::matcher::weigh::{FIELDS, Field, Lengths, impact, is_common};
use crate::text;

/// The index of the answers' texts.
#[derive(Clone, Debug, Default)]
pub struct Bodies {
    ids: u64,
    /// Sorted.
    hashes: Vec<u32>,
    /// Where the postings of each gram end.
    ends: Vec<u32>,
    postings: Vec<u8>,
}

impl Bodies {
    /// Reads the second file of a pack.
    pub fn decode(bytes: &[u8]) -> Result<Self, PackError> {
        let sections = Sections::read(bytes, BODIES_MAGIC)?;
        let index = sections.get(Section::BodyIndex);
        index.and_then(read).ok_or(PackError::Damaged)
    }

    /// Whether it was made for the entries of this pack.
    pub fn belongs_to(&self, pack: &Pack) -> bool {
        ids_checksum(pack.ids.iter()) == self.ids
    }

    /// The answers that have this gram.
    pub(crate) fn postings(&self, hash: u32) -> Option<Postings<'_>> {
        let at = self.hashes.binary_search(&hash).ok()?;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.postings
            .get(start..self.ends[at] as usize)
            .and_then(Postings::read)
    }
}

fn read(mut reader: Reader) -> Option<Bodies> {
    let ids = u64::from_le_bytes(reader.array()?);
    let count = reader.count(limits::GRAMS, 2)?;
    let mut hashes = Vec::with_capacity(count);
    let mut next = Some(0_u32);
    for _ in 0..count {
        let hash = next?.checked_add(reader.varint()?)?;
        hashes.push(hash);
        next = hash.checked_add(1);
    }
    let mut ends = Vec::with_capacity(count);
    let mut end = 0_u32;
    for _ in 0..count {
        end = end.checked_add(reader.varint()?)?;
        ends.push(end);
    }
    let postings = reader.take(end as usize)?.to_vec();
    reader.0.is_empty().then_some(Bodies {
        ids,
        hashes,
        ends,
        postings,
    })
}

/// Builds the second file of a pack: the same source gives the same bytes. `None` when no answer has text.
pub fn build_bodies(source: &Source) -> Result<Option<Vec<u8>>, BuildError> {
    if source.entries.len() > limits::ENTRIES {
        return Err(BuildError::TooManyEntries);
    }
    let bodies = || source.entries.iter().map(|entry| cut(&entry.body));
    let mut averages = Lengths::default();
    for body in bodies() {
        averages.count(&lengths(body));
    }
    if bodies().all(str::is_empty) {
        return Ok(None);
    }
    let mut postings: Vec<u64> = Vec::new();
    let mut grams: Vec<u32> = Vec::new();
    for (at, body) in bodies().enumerate() {
        gram::each(&text::chars(body), &mut |gram| grams.push(gram.hash));
        grams.sort_unstable();
        let worth = averages.worth(&lengths(body), Field::Body as usize);
        for same in grams.chunk_by(|a, b| a == b) {
            let impact = impact(same.len() as f32 * worth);
            postings.push(u64::from(same[0]) << 32 | (at as u64) << 8 | u64::from(impact));
        }
        grams.clear();
    }
    postings.sort_unstable();
    let mut index = ids_checksum(source.entries.iter().map(|entry| &entry.id))
        .to_le_bytes()
        .to_vec();
    write(&mut index, &postings, source.entries.len())?;
    drop(postings);
    file(BODIES_MAGIC, vec![(Section::BodyIndex, index)]).map(Some)
}

fn lengths(body: &str) -> [u32; FIELDS] {
    let mut lengths = [0; FIELDS];
    lengths[Field::Body as usize] = body.chars().count() as u32;
    lengths
}

/// The part of an answer that is matched.
fn cut(body: &str) -> &str {
    let end = body.char_indices().nth(limits::BODY_CHARS);
    end.map_or(body, |(end, _)| &body[..end])
}

fn write(out: &mut Vec<u8>, postings: &[u64], entries: usize) -> Result<(), BuildError> {
    let by_gram = || postings.chunk_by(|a, b| a >> 32 == b >> 32);
    let grams = by_gram().count();
    if grams > limits::GRAMS {
        return Err(BuildError::TooLarge);
    }
    put(out, grams as u32);
    let mut next = 0;
    for gram in by_gram() {
        let hash = (gram[0] >> 32) as u32;
        put(out, hash - next);
        next = hash.wrapping_add(1);
    }
    let mut lists = Vec::new();
    for gram in by_gram() {
        let start = lists.len();
        if !is_common(gram.len(), entries) {
            let mut next = 0;
            for posting in gram {
                let entry = (posting >> 8) as u32 & 0x00FF_FFFF;
                put(&mut lists, entry - next);
                next = entry + 1;
            }
            lists.extend(gram.iter().map(|&posting| posting as u8));
        }
        put(out, (lists.len() - start) as u32);
        if lists.len() > limits::PACK_BYTES {
            return Err(BuildError::TooLarge);
        }
    }
    out.append(&mut lists);
    Ok(())
}
