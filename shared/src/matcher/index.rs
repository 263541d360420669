//! The index of a pack's first file, made where it is read, in short steps: a browser stays responsive meanwhile.

use super::weigh::{self, FIELDS, Field, Lengths, is_common};
use super::{Matcher, gram, sound};
use crate::pack::{Pack, Phrase};
use crate::text;

/// Which entries have a gram, and which groups of synonyms.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// Sorted.
    hashes: Vec<u32>,
    /// Where the postings of each gram end.
    ends: Vec<u32>,
    /// Ascending for each gram: an entry, or the number of entries + a group; times 256; + the impact. None at all is a
    /// gram that too many have.
    postings: Vec<u32>,
}

impl Index {
    /// The postings of a gram: entries, then groups. `None` if nothing has it.
    pub(super) fn postings(&self, hash: u32) -> Option<&[u32]> {
        let at = self.hashes.binary_search(&hash).ok()?;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.postings.get(start..self.ends[at] as usize)
    }
}

/// Buckets for postings, by the first byte of their hashes: each is short enough to be sorted in one step.
pub(crate) const BUCKETS: usize = 256;

/// Entries, groups, or buckets of a step.
const STEP: usize = 32;

/// A matcher in the making.
///
/// ```
/// # use kotae_shared::{matcher::Building, pack::Pack};
/// # fn matcher(pack: Pack, pause: impl Fn()) -> kotae_shared::matcher::Matcher {
/// let mut building = Building::new(pack);
/// while !building.step() {
///     pause();
/// }
/// building.finish()
/// # }
/// ```
pub struct Building {
    pack: Pack,
    /// Each category's name behind its parents' names.
    categories: Vec<String>,
    /// The next entry, group or bucket.
    next: usize,
    /// Grams as they come: hash, entry or group, and field in one number.
    buckets: Vec<Vec<u64>>,
    /// Of each entry the lengths of its fields in characters.
    lengths: Vec<[u32; FIELDS]>,
    averages: Lengths,
    /// Room to sort in.
    spare: Vec<u64>,
    index: Index,
}

impl Building {
    /// Begins.
    pub fn new(pack: Pack) -> Self {
        let categories = 0..pack.categories().len() as u32;
        Self {
            categories: categories.map(|category| pack.category_path(category)).collect(),
            pack,
            next: 0,
            buckets: vec![Vec::new(); BUCKETS],
            lengths: Vec::new(),
            averages: Lengths::default(),
            spare: Vec::new(),
            index: Index::default(),
        }
    }

    /// Does a small part of the work, about a millisecond's but for very long texts. Whether all is done.
    pub fn step(&mut self) -> bool {
        let (entries, groups) = (self.pack.len(), self.pack.synonyms.len());
        let mut budget = STEP;
        while budget > 0 {
            let at = self.next;
            if at < entries {
                self.make_room(at);
                self.entry(at);
            } else if at < entries + groups {
                self.group(at - entries);
            } else if let Some(bucket) = self.buckets.get_mut(at - entries - groups) {
                let grams = core::mem::take(bucket);
                self.settle(grams);
                budget = 1;
            } else {
                return true;
            }
            self.next += 1;
            budget = budget.saturating_sub(1);
        }
        false
    }

    /// Does what is left.
    pub fn finish(mut self) -> Matcher {
        while !self.step() {}
        Matcher {
            pack: self.pack,
            index: self.index,
            bodies: None,
        }
    }

    /// Of many entries the first ones tell how much room all need: buckets that grow by doubling would take twice of it.
    /// One bucket an entry, since room for all at once would take too long.
    fn make_room(&mut self, at: usize) {
        const FIRST: usize = 1_000;
        if let Some(bucket) = at.checked_sub(FIRST).and_then(|at| self.buckets.get_mut(at)) {
            bucket.reserve_exact(bucket.len() * (self.pack.len() - at) / at);
        }
    }

    fn entry(&mut self, index: usize) {
        let Self { pack, buckets, .. } = self;
        let Some(entry) = pack.entry(index as u32) else {
            return;
        };
        let mut lengths = [0; FIELDS];
        let mut add = |field, text: &str| {
            let chars = text::chars(text);
            lengths[field as usize] += chars.len() as u32;
            gram::each(&chars, &mut |gram| post(buckets, gram.hash, index, field));
            if field != Field::Category && !pack.readings.is_empty() {
                lengths[Field::Sound as usize] += chars.len() as u32;
                sound::each(&sound::of(&chars, &pack.readings), &mut |chord| {
                    post(buckets, chord.hash, index, Field::Sound);
                });
            }
        };
        add(Field::Title, entry.title);
        for (phrase, text) in pack.phrases(index) {
            add(field_of(phrase), text);
        }
        if let Some(path) = entry.category.and_then(|at| self.categories.get(at as usize)) {
            add(Field::Category, path);
        }
        self.averages.count(&lengths);
        self.lengths.push(lengths);
    }

    /// A group stands for the entries that it finds; all its terms are worth the same.
    fn group(&mut self, group: usize) {
        for term in self.pack.synonyms.terms(group) {
            gram::each(&text::chars(term), &mut |gram| {
                post(
                    &mut self.buckets,
                    gram.hash,
                    self.pack.len() + group,
                    Field::Phrase,
                );
            });
        }
    }

    /// Sorts the grams of a bucket and puts them into the index.
    fn settle(&mut self, mut grams: Vec<u64>) {
        sort_by_hash(&mut grams, &mut self.spare);
        let Index {
            hashes,
            ends,
            postings,
        } = &mut self.index;
        for gram in grams.chunk_by(|a, b| a >> 32 == b >> 32) {
            let start = postings.len();
            for same in gram.chunk_by(|a, b| a >> 8 == b >> 8) {
                let at = (same[0] >> 8) as u32 & 0x00FF_FFFF;
                let impact = match self.lengths.get(at as usize) {
                    Some(lengths) => {
                        let worth = same
                            .iter()
                            .map(|gram| self.averages.worth(lengths, (gram & 0xFF) as usize));
                        weigh::impact(worth.sum())
                    }
                    None => weigh::synonym(),
                };
                postings.push(at << 8 | u32::from(impact));
            }
            if is_common(postings.len() - start, self.lengths.len()) {
                postings.truncate(start);
            }
            hashes.push((gram[0] >> 32) as u32);
            ends.push(postings.len() as u32);
        }
    }
}

fn post(buckets: &mut [Vec<u64>], hash: u32, at: usize, field: Field) {
    if let Some(bucket) = buckets.get_mut((hash >> 24) as usize) {
        bucket.push(u64::from(hash) << 32 | (at as u64) << 8 | field as u64);
    }
}

pub(super) const fn field_of(phrase: Phrase) -> Field {
    match phrase {
        Phrase::Phrasing | Phrase::Keyword => Field::Phrase,
        Phrase::Learned => Field::Learned,
    }
}

/// Sorts a bucket by what of the hashes differs in it, three bytes; grams of the same hash stay in order. A byte after the
/// other, the last one first: faster here than the standard library's sort, and a tenth of its bytes.
pub(crate) fn sort_by_hash(grams: &mut Vec<u64>, spare: &mut Vec<u64>) {
    for shift in [32, 40, 48] {
        let byte = |gram: u64| (gram >> shift) as usize & 0xFF;
        let mut places = [0_usize; 257];
        for &gram in &*grams {
            places[byte(gram) + 1] += 1;
        }
        for at in 1..places.len() {
            places[at] += places[at - 1];
        }
        spare.clear();
        spare.resize(grams.len(), 0);
        for &gram in &*grams {
            let place = &mut places[byte(gram)];
            spare[*place] = gram;
            *place += 1;
        }
        core::mem::swap(grams, spare);
    }
}
