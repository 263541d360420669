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
const BUCKETS: usize = 256;

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
    lengths: Lengths,
    /// Of each category the length of its path, and the path's grams.
    categories: Vec<(usize, Vec<u32>)>,
    /// The next entry, group or bucket.
    next: usize,
    /// Hash, entry or group, and impact in one number, so that sorting numbers sorts postings.
    buckets: Vec<Vec<u64>>,
    /// Hash and field of each gram of an entry.
    grams: Vec<u64>,
    index: Index,
}

impl Building {
    /// Begins; a matter of a few milliseconds even for the largest pack.
    pub fn new(pack: Pack) -> Self {
        let paths = (0..pack.categories().len()).map(|category| {
            let path = text::chars(&pack.category_path(category as u32));
            let mut grams = Vec::new();
            gram::each(&path, &mut |gram| grams.push(gram.hash));
            (path.len(), grams)
        });
        let categories: Vec<(usize, Vec<u32>)> = paths.collect();
        let mut lengths = Lengths::default();
        for index in 0..pack.len() {
            for (field, length) in field_lengths(&pack, &categories, index) {
                lengths.count(field, length);
            }
        }
        Self {
            pack,
            lengths,
            categories,
            next: 0,
            buckets: vec![Vec::new(); BUCKETS],
            grams: Vec::new(),
            index: Index::default(),
        }
    }

    /// Does a small part of the work, well below a millisecond but for very long texts. Whether all is done.
    pub fn step(&mut self) -> bool {
        let (entries, groups) = (self.pack.len(), self.pack.synonyms.len());
        let mut budget = STEP;
        while budget > 0 {
            let at = self.next;
            if at < entries {
                self.entry(at);
            } else if at < entries + groups {
                self.group(at - entries);
            } else if let Some(bucket) = self.buckets.get_mut(at - entries - groups) {
                let postings = core::mem::take(bucket);
                self.sort(postings);
                budget = budget.saturating_sub(STEP / 4);
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

    fn entry(&mut self, index: usize) {
        let Self { pack, grams, .. } = self;
        let Some(entry) = pack.entry(index as u32) else {
            return;
        };
        let mut add = |field, text: &str| {
            let chars = text::chars(text);
            let mut push = |hash, field| grams.push(u64::from(hash) << 8 | field as u64);
            gram::each(&chars, &mut |gram| push(gram.hash, field));
            if !pack.readings.is_empty() {
                sound::each(&sound::of(&chars, &pack.readings), &mut |sound| {
                    push(sound.hash, Field::Sound);
                });
            }
        };
        add(Field::Title, entry.title);
        for (phrase, text) in pack.phrases(index) {
            add(field_of(phrase), text);
        }
        if let Some((_, path)) = entry.category.and_then(|at| self.categories.get(at as usize)) {
            grams.extend(
                path.iter()
                    .map(|&hash| u64::from(hash) << 8 | Field::Category as u64),
            );
        }
        grams.sort_unstable();
        let mut worths = [0.0; FIELDS];
        for (field, length) in field_lengths(pack, &self.categories, index) {
            worths[field as usize] = self.lengths.worth(field, length);
        }
        for same in grams.chunk_by(|a, b| a >> 8 == b >> 8) {
            let worth: f32 = same.iter().map(|gram| worths[(gram & 0xFF) as usize]).sum();
            post(
                &mut self.buckets,
                (same[0] >> 8) as u32,
                index,
                weigh::impact(worth),
            );
        }
        grams.clear();
    }

    /// A group stands for the entries that it finds; all its terms are worth the same.
    fn group(&mut self, group: usize) {
        let mut hashes = Vec::new();
        for term in self.pack.synonyms.terms(group) {
            gram::each(&text::chars(term), &mut |gram| hashes.push(gram.hash));
        }
        hashes.sort_unstable();
        hashes.dedup();
        for hash in hashes {
            post(&mut self.buckets, hash, self.pack.len() + group, weigh::synonym());
        }
    }

    fn sort(&mut self, mut postings: Vec<u64>) {
        postings.sort_unstable();
        let Index {
            hashes,
            ends,
            postings: all,
        } = &mut self.index;
        for gram in postings.chunk_by(|a, b| a >> 32 == b >> 32) {
            let entries = self.pack.len();
            if !is_common(gram.len(), entries) {
                all.extend(gram.iter().map(|&posting| posting as u32));
            }
            hashes.push((gram[0] >> 32) as u32);
            ends.push(all.len() as u32);
        }
    }
}

fn post(buckets: &mut [Vec<u64>], hash: u32, at: usize, impact: u8) {
    let posting = u64::from(hash) << 32 | (at as u64) << 8 | u64::from(impact);
    if let Some(bucket) = buckets.get_mut((hash >> 24) as usize) {
        bucket.push(posting);
    }
}

const fn field_of(phrase: Phrase) -> Field {
    match phrase {
        Phrase::Phrasing | Phrase::Keyword => Field::Phrase,
        Phrase::Learned => Field::Learned,
    }
}

/// The lengths of an entry's fields in characters.
fn field_lengths(pack: &Pack, categories: &[(usize, Vec<u32>)], index: usize) -> [(Field, usize); 5] {
    let entry = pack.entry(index as u32);
    let title = entry.map_or(0, |entry| entry.title.chars().count());
    let category = entry
        .and_then(|entry| categories.get(entry.category? as usize))
        .map_or(0, |(length, _)| *length);
    let (mut phrases, mut learned) = (0, 0);
    for (phrase, text) in pack.phrases(index) {
        *match field_of(phrase) {
            Field::Learned => &mut learned,
            _ => &mut phrases,
        } += text.chars().count();
    }
    [
        (Field::Title, title),
        (Field::Phrase, phrases),
        (Field::Category, category),
        (Field::Learned, learned),
        (Field::Sound, title + phrases + learned),
    ]
}
