//! Building a pack: grams of every field, weighed by BM25F, as an inverted index.

use super::wire::{checksum, put};
use super::{BuildError, MAGIC, Section, Source, SourceEntry, VERSION, limits};
use crate::Uuid;
use crate::matcher::gram;
use crate::text;

/// Where a text of an entry stands.
#[derive(Clone, Copy)]
enum Field {
    Title,
    /// Phrasings and keywords.
    Phrase,
    Category,
    Body,
}

/// What one occurrence in a field is worth, and how much the field's length takes from it.
const FIELDS: [(f32, f32); 4] = [(1.5, 0.2), (1.5, 0.5), (1.0, 0.4), (1.0, 0.5)];

/// How soon further occurrences stop to count.
const SATURATION: f32 = 2.5;

/// Among many entries, a gram that more than this share of them has tells too little for its bytes.
const COMMON: (usize, usize) = (3, 10);
const MANY: usize = 2_000;

/// Builds a pack: the same source gives the same bytes.
pub fn build(source: &Source) -> Result<Vec<u8>, BuildError> {
    if source.entries.len() > limits::ENTRIES {
        return Err(BuildError::TooManyEntries);
    }
    if source.categories.len() > limits::CATEGORIES {
        return Err(BuildError::TooManyCategories);
    }
    unique(source.categories.iter().map(|category| category.id))?;
    unique(source.entries.iter().map(|entry| entry.id))?;
    let sections = [
        (Section::Categories, categories(source)?),
        (Section::Entries, entries(source)?),
        (Section::Index, index(source)?),
    ];
    let mut body = Vec::new();
    for (kind, bytes) in &sections {
        let length = u32::try_from(bytes.len()).map_err(|_| BuildError::TooLarge)?;
        body.extend((*kind as u32).to_le_bytes());
        body.extend(length.to_le_bytes());
    }
    for (_, bytes) in sections {
        body.extend(bytes);
    }
    let mut pack = MAGIC.to_vec();
    pack.extend(VERSION.to_le_bytes());
    pack.extend(3_u16.to_le_bytes());
    pack.extend(checksum(&body).to_le_bytes());
    pack.append(&mut body);
    if pack.len() > limits::PACK_BYTES {
        return Err(BuildError::TooLarge);
    }
    Ok(pack)
}

fn unique(ids: impl Iterator<Item = Uuid>) -> Result<(), BuildError> {
    let mut ids: Vec<Uuid> = ids.collect();
    ids.sort_unstable();
    match ids.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(BuildError::Duplicate(pair[0])),
        None => Ok(()),
    }
}

fn categories(source: &Source) -> Result<Vec<u8>, BuildError> {
    let mut out = Vec::new();
    put(&mut out, source.categories.len() as u32);
    for (at, category) in source.categories.iter().enumerate() {
        out.extend(category.id.as_bytes());
        put(&mut out, position(&source.categories[..at], category.parent)?);
        name(&mut out, category.id, &category.name)?;
        out.extend(category.name.as_bytes());
    }
    Ok(out)
}

/// The index of `wanted` + 1; 0 for none.
fn position(categories: &[super::SourceCategory], wanted: Option<Uuid>) -> Result<u32, BuildError> {
    let Some(wanted) = wanted else { return Ok(0) };
    let at = categories.iter().position(|category| category.id == wanted);
    at.map(|at| at as u32 + 1)
        .ok_or(BuildError::UnknownCategory(wanted))
}

fn name(out: &mut Vec<u8>, id: Uuid, name: &str) -> Result<(), BuildError> {
    if name.len() > limits::NAME_BYTES {
        return Err(BuildError::NameTooLong(id));
    }
    put(out, name.len() as u32);
    Ok(())
}

fn entries(source: &Source) -> Result<Vec<u8>, BuildError> {
    let mut out = Vec::new();
    put(&mut out, source.entries.len() as u32);
    for entry in &source.entries {
        out.extend(entry.id.as_bytes());
    }
    for entry in &source.entries {
        put(&mut out, position(&source.categories, entry.category)?);
    }
    for entry in &source.entries {
        name(&mut out, entry.id, &entry.title)?;
    }
    for entry in &source.entries {
        out.extend(entry.title.as_bytes());
    }
    Ok(out)
}

/// Hash, entry and impact of one posting in one number, so that sorting numbers sorts postings.
fn posting(hash: u32, entry: usize, impact: u8) -> u64 {
    u64::from(hash) << 32 | (entry as u64) << 8 | u64::from(impact)
}

fn index(source: &Source) -> Result<Vec<u8>, BuildError> {
    let categories = category_texts(source);
    let texts = |at: usize| Texts::of(&source.entries[at], &source.categories, &categories);
    let averages = averages((0..source.entries.len()).map(|at| texts(at).lengths()));
    let mut postings = Vec::new();
    let mut grams = Vec::new();
    for at in 0..source.entries.len() {
        let texts = texts(at);
        let lengths = texts.lengths();
        texts.each(&mut |field, text| {
            gram::each(&text::chars(text), &mut |gram| {
                grams.push(u64::from(gram.hash) << 8 | field as u64);
            });
        });
        grams.sort_unstable();
        for same in grams.chunk_by(|a, b| a >> 8 == b >> 8) {
            let worth = worth(
                same.iter().map(|gram| (gram & 0xFF) as usize),
                &lengths,
                &averages,
            );
            let impact = (255.0 * worth / (SATURATION + worth) + 0.5).clamp(1.0, 255.0);
            postings.push(posting((same[0] >> 8) as u32, at, impact as u8));
        }
        grams.clear();
    }
    postings.sort_unstable();
    write_index(&postings, source.entries.len())
}

fn write_index(postings: &[u64], entries: usize) -> Result<Vec<u8>, BuildError> {
    let by_gram = || postings.chunk_by(|a, b| a >> 32 == b >> 32);
    let grams = by_gram().count();
    if grams > limits::GRAMS {
        return Err(BuildError::TooLarge);
    }
    let mut out = Vec::new();
    put(&mut out, grams as u32);
    let mut next = 0;
    for gram in by_gram() {
        let hash = (gram[0] >> 32) as u32;
        put(&mut out, hash - next);
        next = hash.wrapping_add(1);
    }
    let mut lengths = Vec::new();
    let mut lists = Vec::new();
    for gram in by_gram() {
        let start = lists.len();
        let common = entries >= MANY && gram.len() * COMMON.1 > entries * COMMON.0;
        if !common {
            let mut next = 0;
            for posting in gram {
                let entry = (posting >> 8) as u32 & 0x00FF_FFFF;
                put(&mut lists, entry - next);
                next = entry + 1;
            }
            lists.extend(gram.iter().map(|&posting| posting as u8));
        }
        put(&mut lengths, (lists.len() - start) as u32);
        if lists.len() > limits::PACK_BYTES {
            return Err(BuildError::TooLarge);
        }
    }
    out.append(&mut lengths);
    out.append(&mut lists);
    Ok(out)
}

/// Term frequencies of all fields, each by its weight and length, before saturation (BM25F).
fn worth(fields: impl Iterator<Item = usize>, lengths: &[usize; 4], averages: &[f32; 4]) -> f32 {
    fields
        .map(|field| {
            let (weight, by_length) = FIELDS[field];
            weight / (1.0 - by_length + by_length * lengths[field] as f32 / averages[field])
        })
        .sum()
}

fn averages(lengths: impl Iterator<Item = [usize; 4]>) -> [f32; 4] {
    let mut sums = [0_usize; 4];
    let mut counts = [0_usize; 4];
    for lengths in lengths {
        for (field, length) in lengths.into_iter().enumerate() {
            sums[field] += length;
            counts[field] += usize::from(length > 0);
        }
    }
    core::array::from_fn(|field| (sums[field] as f32 / counts[field].max(1) as f32).max(1.0))
}

/// Each category's name behind its parents' names.
fn category_texts(source: &Source) -> Vec<String> {
    let mut texts: Vec<String> = Vec::with_capacity(source.categories.len());
    for category in &source.categories {
        let parent = source
            .categories
            .iter()
            .position(|other| Some(other.id) == category.parent);
        let mut text = parent.and_then(|at| texts.get(at)).cloned().unwrap_or_default();
        text.push(' ');
        text.push_str(&category.name);
        texts.push(text);
    }
    texts
}

/// What is matched of one entry.
struct Texts<'a> {
    entry: &'a SourceEntry,
    category: &'a str,
    body: &'a str,
}

impl<'a> Texts<'a> {
    fn of(entry: &'a SourceEntry, categories: &[super::SourceCategory], texts: &'a [String]) -> Self {
        let at = categories
            .iter()
            .position(|category| Some(category.id) == entry.category);
        let body_end = entry
            .body
            .char_indices()
            .nth(limits::BODY_CHARS)
            .map_or(entry.body.len(), |(end, _)| end);
        Self {
            entry,
            category: at.map_or("", |at| &texts[at]),
            body: &entry.body[..body_end],
        }
    }

    fn each(&self, visit: &mut dyn FnMut(Field, &str)) {
        visit(Field::Title, &self.entry.title);
        for phrase in self.entry.phrasings.iter().chain(&self.entry.keywords) {
            visit(Field::Phrase, phrase);
        }
        visit(Field::Category, self.category);
        visit(Field::Body, self.body);
    }

    /// The fields' lengths in characters.
    fn lengths(&self) -> [usize; 4] {
        let mut lengths = [0; 4];
        self.each(&mut |field, text| lengths[field as usize] += text.chars().count());
        lengths
    }
}
