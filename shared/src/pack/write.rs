//! Writing a pack.

use super::strings::Strings;
use super::wire::{checksum, put};
use super::{BuildError, MAGIC, Section, Source, SourceCategory, SourceEntry, VERSION, limits};
use crate::Uuid;

/// Builds the first file of a pack: the same source gives the same bytes. `bodies` is the SHA-256 of the second file, if
/// there is one.
pub fn build(source: &Source, bodies: Option<[u8; 32]>) -> Result<Vec<u8>, BuildError> {
    if source.entries.len() > limits::ENTRIES {
        return Err(BuildError::TooManyEntries);
    }
    if source.categories.len() > limits::CATEGORIES {
        return Err(BuildError::TooManyCategories);
    }
    unique(source.categories.iter().map(|category| category.id))?;
    unique(source.entries.iter().map(|entry| entry.id))?;
    let mut sections = vec![
        (Section::Categories, categories(source)?),
        (Section::Entries, entries(source)?),
        (Section::Phrases, phrases(source)?),
        (Section::Readings, readings(source)?),
        (Section::Synonyms, synonyms(source)?),
    ];
    if let Some(hash) = bodies {
        sections.push((Section::Bodies, hash.to_vec()));
    }
    file(MAGIC, sections)
}

/// A file of these sections.
pub(super) fn file(magic: [u8; 4], sections: Vec<(Section, Vec<u8>)>) -> Result<Vec<u8>, BuildError> {
    const HEADER: usize = 16;
    let length = sections.iter().map(|(_, bytes)| bytes.len() + 8).sum::<usize>() + HEADER;
    if length > limits::PACK_BYTES {
        return Err(BuildError::TooLarge);
    }
    let mut pack = Vec::with_capacity(length);
    pack.extend(magic);
    pack.extend(VERSION.to_le_bytes());
    pack.extend((sections.len() as u16).to_le_bytes());
    pack.extend([0; 8]);
    for (kind, bytes) in &sections {
        pack.extend((*kind as u32).to_le_bytes());
        pack.extend((bytes.len() as u32).to_le_bytes());
    }
    for (_, bytes) in sections {
        pack.extend(bytes);
    }
    let sum = checksum(&pack[HEADER..]);
    pack[HEADER - 8..HEADER].copy_from_slice(&sum.to_le_bytes());
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
        let name = core::iter::once(category.name.as_str());
        Strings::write(&mut out, name).ok_or(BuildError::NameTooLong(category.id))?;
    }
    Ok(out)
}

/// The index of `wanted` + 1; 0 for none.
fn position(categories: &[SourceCategory], wanted: Option<Uuid>) -> Result<u32, BuildError> {
    let Some(wanted) = wanted else { return Ok(0) };
    let at = categories.iter().position(|category| category.id == wanted);
    at.map(|at| at as u32 + 1)
        .ok_or(BuildError::UnknownCategory(wanted))
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
    let titles = source.entries.iter().map(|entry| entry.title.as_str());
    let too_long = || named(source, |entry| is_too_long(&entry.title));
    Strings::write(&mut out, titles).ok_or_else(too_long)?;
    Ok(out)
}

/// The complaint about the first entry that is `guilty`.
fn named(source: &Source, guilty: impl Fn(&SourceEntry) -> bool) -> BuildError {
    let entry = source.entries.iter().find(|entry| guilty(entry));
    BuildError::NameTooLong(entry.map_or(Uuid::nil(), |entry| entry.id))
}

const fn is_too_long(text: &str) -> bool {
    text.len() > limits::NAME_BYTES
}

/// The phrasings, keywords and learned phrases of an entry that are packed.
fn kept(entry: &SourceEntry) -> [&[String]; 3] {
    [
        &entry.phrasings[..entry.phrasings.len().min(limits::PHRASES)],
        &entry.keywords[..entry.keywords.len().min(limits::PHRASES)],
        &entry.learned[..entry.learned.len().min(limits::LEARNED)],
    ]
}

fn phrases(source: &Source) -> Result<Vec<u8>, BuildError> {
    let mut out = Vec::new();
    for entry in &source.entries {
        for list in kept(entry) {
            put(&mut out, list.len() as u32);
        }
    }
    let all = source.entries.iter().flat_map(kept).flatten().map(String::as_str);
    let too_long = || {
        named(source, |entry| {
            kept(entry)
                .into_iter()
                .flatten()
                .any(|phrase| is_too_long(phrase))
        })
    };
    Strings::write(&mut out, all).ok_or_else(too_long)?;
    Ok(out)
}

fn readings(source: &Source) -> Result<Vec<u8>, BuildError> {
    let mut words: Vec<(&str, &str)> = source
        .readings
        .iter()
        .map(|reading| (reading.word.as_str(), reading.reading.as_str()))
        .filter(|(word, _)| !word.is_empty())
        .collect();
    words.sort_unstable();
    words.dedup_by_key(|(word, _)| *word);
    if words.len() > limits::READINGS {
        return Err(BuildError::TooLarge);
    }
    let mut out = Vec::new();
    put(&mut out, words.len() as u32);
    let done = Strings::write(&mut out, words.iter().map(|(word, _)| *word))
        .and_then(|()| Strings::write(&mut out, words.iter().map(|(_, reading)| *reading)));
    done.ok_or(BuildError::TooLarge)?;
    Ok(out)
}

fn synonyms(source: &Source) -> Result<Vec<u8>, BuildError> {
    if source.synonyms.len() > limits::SYNONYMS {
        return Err(BuildError::TooLarge);
    }
    let mut out = Vec::new();
    put(&mut out, source.synonyms.len() as u32);
    for group in &source.synonyms {
        put(&mut out, group.said.len() as u32 * 2 + u32::from(group.built_in));
    }
    let terms = source
        .synonyms
        .iter()
        .flat_map(|group| &group.said)
        .map(String::as_str);
    Strings::write(&mut out, terms).ok_or(BuildError::TooLarge)?;
    for entry in &source.entries {
        let known = |group: &&u32| (**group as usize) < source.synonyms.len();
        let mut groups: Vec<u32> = entry.synonyms.iter().filter(known).copied().collect();
        groups.sort_unstable();
        groups.dedup();
        put(&mut out, groups.len() as u32);
        let mut next = 0;
        for group in groups {
            put(&mut out, group - next);
            next = group + 1;
        }
    }
    Ok(out)
}
