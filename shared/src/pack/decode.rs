//! Reading a pack. Bytes come from a network: nothing is believed, nothing panics.

use super::wire::{Reader, checksum};
use super::{Index, MAGIC, Pack, PackCategory, PackError, Section, VERSION, limits};
use crate::Uuid;

impl Pack {
    /// Reads a pack.
    pub fn decode(bytes: &[u8]) -> Result<Self, PackError> {
        let mut reader = Reader(bytes);
        if reader.array() != Some(MAGIC) {
            return Err(PackError::NotAPack);
        }
        match reader.array().map(u16::from_le_bytes) {
            Some(VERSION) => {}
            Some(version) => return Err(PackError::Version(version)),
            None => return Err(PackError::Damaged),
        }
        if bytes.len() > limits::PACK_BYTES {
            return Err(PackError::Damaged);
        }
        sections(reader).ok_or(PackError::Damaged)
    }
}

fn sections(mut reader: Reader) -> Option<Pack> {
    let count = u16::from_le_bytes(reader.array()?) as usize;
    let sum = u64::from_le_bytes(reader.array()?);
    if !cfg!(fuzzing) && checksum(reader.0) != sum {
        return None;
    }
    let mut table = Reader(reader.take(count * 8)?);
    let (mut categories, mut entries, mut index) = (None, None, None);
    for _ in 0..count {
        let kind = u32::from_le_bytes(table.array()?);
        let length = u32::from_le_bytes(table.array()?);
        let section = Some(Reader(reader.take(length as usize)?));
        match kind {
            kind if kind == Section::Categories as u32 => categories = section,
            kind if kind == Section::Entries as u32 => entries = section,
            kind if kind == Section::Index as u32 => index = section,
            _ => {}
        }
    }
    let categories = read_categories(categories?)?;
    let mut pack = Pack {
        categories,
        ids: Vec::new(),
        entry_categories: Vec::new(),
        titles: String::new(),
        title_ends: Vec::new(),
        index: read_index(index?)?,
    };
    read_entries(entries?, &mut pack)?;
    reader.0.is_empty().then_some(pack)
}

fn read_categories(mut reader: Reader) -> Option<Vec<PackCategory>> {
    let count = reader.count(limits::CATEGORIES, 18)?;
    let mut categories = Vec::with_capacity(count);
    for at in 0..count {
        let id = Uuid::from_bytes(reader.array()?);
        let parent = reader.varint()?.checked_sub(1);
        if parent.is_some_and(|parent| parent as usize >= at) {
            return None;
        }
        let length = reader.count(limits::NAME_BYTES, 1)?;
        let name = core::str::from_utf8(reader.take(length)?).ok()?;
        categories.push(PackCategory {
            id,
            parent,
            name: name.into(),
        });
    }
    reader.0.is_empty().then_some(categories)
}

fn read_entries(mut reader: Reader, pack: &mut Pack) -> Option<()> {
    let count = reader.count(limits::ENTRIES, 18)?;
    pack.ids.reserve_exact(count);
    for _ in 0..count {
        pack.ids.push(Uuid::from_bytes(reader.array()?));
    }
    pack.entry_categories.reserve_exact(count);
    for _ in 0..count {
        let category = reader.varint()?.checked_sub(1);
        if category.is_some_and(|category| category as usize >= pack.categories.len()) {
            return None;
        }
        pack.entry_categories.push(category);
    }
    pack.title_ends.reserve_exact(count);
    let mut end = 0_u32;
    for _ in 0..count {
        let length = reader
            .varint()
            .filter(|&length| length as usize <= limits::NAME_BYTES)?;
        end = end.checked_add(length)?;
        pack.title_ends.push(end);
    }
    let titles = core::str::from_utf8(reader.take(end as usize)?).ok()?;
    if !pack
        .title_ends
        .iter()
        .all(|&end| titles.is_char_boundary(end as usize))
    {
        return None;
    }
    pack.titles = titles.into();
    reader.0.is_empty().then_some(())
}

fn read_index(mut reader: Reader) -> Option<Index> {
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
    reader.0.is_empty().then_some(Index {
        hashes,
        ends,
        postings,
    })
}
