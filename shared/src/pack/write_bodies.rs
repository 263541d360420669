//! Writing the second file of a pack.

use super::wire::put;
use super::write::file;
use super::{BODIES_MAGIC, BuildError, Section, Source, ids_checksum, limits};
use crate::matcher::gram;
use crate::matcher::index::{BUCKETS, sort_by_hash};
use crate::matcher::weigh::{FIELDS, Field, Lengths, impact, is_common};
use crate::text;
use std::thread;

/// Entries that are worth a thread of their own.
const CHUNK: usize = 1_000;
/// Threads at most: beyond them memory sets the pace.
const THREADS: usize = 4;

/// Builds the second file of a pack: the same source gives the same bytes. `None` when no answer has text.
pub fn build_bodies(source: &Source) -> Result<Option<Vec<u8>>, BuildError> {
    let entries = source.entries.len();
    if entries > limits::ENTRIES {
        return Err(BuildError::TooManyEntries);
    }
    let bodies: Vec<&str> = source.entries.iter().map(|entry| cut(&entry.body)).collect();
    if bodies.iter().all(|body| body.is_empty()) {
        return Ok(None);
    }
    let mut averages = Lengths::default();
    for body in &bodies {
        averages.count(&lengths(body));
    }
    let mut index = Index::default();
    let mut spare = Vec::new();
    let mut parts = buckets(&bodies, &averages);
    for bucket in 0..BUCKETS {
        // The parts stand in the order of their entries, and sorting keeps that order.
        let mut postings: Vec<u64> = Vec::new();
        for part in &mut parts {
            postings.append(&mut core::mem::take(&mut part[bucket]));
        }
        sort_by_hash(&mut postings, &mut spare);
        index.add(&postings, entries)?;
    }
    let ids = ids_checksum(source.entries.iter().map(|entry| &entry.id));
    file(BODIES_MAGIC, vec![(Section::BodyIndex, index.bytes(ids))]).map(Some)
}

/// The part of an answer that is matched.
fn cut(body: &str) -> &str {
    let end = body.char_indices().nth(limits::BODY_CHARS);
    end.map_or(body, |(end, _)| &body[..end])
}

fn lengths(body: &str) -> [u32; FIELDS] {
    let mut lengths = [0; FIELDS];
    lengths[Field::Body as usize] = body.chars().count() as u32;
    lengths
}

/// The postings of all bodies, by the first byte of their hashes, for chunks of the bodies: hash, entry and impact in one
/// number.
fn buckets(bodies: &[&str], averages: &Lengths) -> Vec<Vec<Vec<u64>>> {
    let threads = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(THREADS);
    let chunk = bodies.len().div_ceil(threads).max(CHUNK);
    thread::scope(|scope| {
        let part = |(at, bodies)| scope.spawn(move || fill(at * chunk, bodies, averages));
        let parts: Vec<_> = bodies.chunks(chunk).enumerate().map(part).collect();
        let join = |part: thread::ScopedJoinHandle<'_, _>| match part.join() {
            Ok(buckets) => buckets,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        parts.into_iter().map(join).collect()
    })
}

fn fill(first: usize, bodies: &[&str], averages: &Lengths) -> Vec<Vec<u64>> {
    let mut buckets = vec![Vec::new(); BUCKETS];
    let mut grams: Vec<u32> = Vec::new();
    for (at, body) in (first..).zip(bodies) {
        gram::each(&text::chars(body), &mut |gram| grams.push(gram.hash));
        grams.sort_unstable();
        let worth = averages.worth(&lengths(body), Field::Body as usize);
        for same in grams.chunk_by(|a, b| a == b) {
            let impact = impact(same.len() as f32 * worth);
            let posting = u64::from(same[0]) << 32 | (at as u64) << 8 | u64::from(impact);
            buckets[(same[0] >> 24) as usize].push(posting);
        }
        grams.clear();
    }
    buckets
}

/// The parts of the index.
#[derive(Default)]
struct Index {
    hashes: Vec<u8>,
    ends: Vec<u8>,
    lists: Vec<u8>,
}

impl Index {
    /// Appends sorted postings.
    fn add(&mut self, postings: &[u64], entries: usize) -> Result<(), BuildError> {
        for gram in postings.chunk_by(|a, b| a >> 32 == b >> 32) {
            if !is_common(gram.len(), entries) {
                put(&mut self.lists, gram.len() as u32);
                let mut next = 0;
                for posting in gram {
                    let entry = (posting >> 8) as u32 & 0x00FF_FFFF;
                    put(&mut self.lists, entry - next);
                    next = entry + 1;
                }
                self.lists.extend(gram.iter().map(|&posting| posting as u8));
            }
            self.hashes.extend(((gram[0] >> 32) as u32).to_le_bytes());
            self.ends.extend((self.lists.len() as u32).to_le_bytes());
        }
        let too_large = self.lists.len() > limits::PACK_BYTES || self.hashes.len() / 4 > limits::GRAMS;
        if too_large {
            Err(BuildError::TooLarge)
        } else {
            Ok(())
        }
    }

    fn bytes(mut self, ids: u64) -> Vec<u8> {
        let mut bytes = ids.to_le_bytes().to_vec();
        bytes.extend((self.hashes.len() as u32 / 4).to_le_bytes());
        bytes.append(&mut self.hashes);
        bytes.append(&mut self.ends);
        bytes.append(&mut self.lists);
        bytes
    }
}
