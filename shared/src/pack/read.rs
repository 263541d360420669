//! Reading a pack. Bytes come from a network: nothing is believed, nothing panics.

use super::strings::{ReadingTable, Strings};
use super::wire::{Reader, checksum};
use super::{MAGIC, Pack, PackCategory, PackError, Section, Synonyms, VERSION, limits};
use crate::Uuid;
use core::ops::Range;

impl Pack {
    /// Reads the first file of a pack, at once; [`Decoding`] does it in steps.
    pub fn decode(bytes: &[u8]) -> Result<Self, PackError> {
        Decoding::new(bytes.to_vec())?.finish()
    }
}

/// A pack that is being read, section by section: a browser stays responsive meanwhile.
pub struct Decoding {
    bytes: Vec<u8>,
    sections: Sections,
    /// How many steps are done.
    done: usize,
    pack: Pack,
}

impl Decoding {
    /// Reads the head of the first file of a pack, and its checksum.
    pub fn new(bytes: Vec<u8>) -> Result<Self, PackError> {
        Ok(Self {
            sections: Sections::read(&bytes, MAGIC)?,
            bytes,
            done: 0,
            pack: Pack::default(),
        })
    }

    /// Reads the next section; whether all is read.
    pub fn step(&mut self) -> Result<bool, PackError> {
        let all = self.section().ok_or(PackError::Damaged)?;
        self.done += 1;
        Ok(all)
    }

    /// Reads what is left.
    pub fn finish(mut self) -> Result<Pack, PackError> {
        while !self.step()? {}
        Ok(self.pack)
    }

    fn section(&mut self) -> Option<bool> {
        let pack = &mut self.pack;
        let get = |kind| Some(Reader(self.bytes.get(self.sections.place(kind)?)?));
        match self.done {
            0 => pack.categories = read_categories(get(Section::Categories)?)?,
            1 => read_entries(get(Section::Entries)?, pack)?,
            2 => read_phrases(get(Section::Phrases)?, pack)?,
            3 => pack.readings = read_readings(get(Section::Readings)?)?,
            4 => pack.synonyms = read_synonyms(get(Section::Synonyms)?, pack.len())?,
            _ => {
                if let Some(mut hash) = get(Section::Bodies) {
                    pack.bodies = Some(hash.array()?);
                }
                return Some(true);
            }
        }
        Some(false)
    }
}

/// The places of a file's sections, with their kinds.
pub(super) struct Sections(Vec<(u32, Range<usize>)>);

impl Sections {
    /// Reads the head of a file and the checksum of the rest.
    pub(super) fn read(bytes: &[u8], magic: [u8; 4]) -> Result<Self, PackError> {
        let mut reader = Reader(bytes);
        if reader.array() != Some(magic) {
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
        Self::table(bytes, reader).ok_or(PackError::Damaged)
    }

    fn table(bytes: &[u8], mut reader: Reader) -> Option<Self> {
        let count = u16::from_le_bytes(reader.array()?) as usize;
        let sum = u64::from_le_bytes(reader.array()?);
        if !cfg!(fuzzing) && checksum(reader.0) != sum {
            return None;
        }
        let mut heads = Reader(reader.take(count * 8)?);
        let mut table = Vec::with_capacity(count);
        for _ in 0..count {
            let kind = u32::from_le_bytes(heads.array()?);
            let length = u32::from_le_bytes(heads.array()?) as usize;
            let start = bytes.len() - reader.0.len();
            reader.take(length)?;
            table.push((kind, start..start + length));
        }
        reader.0.is_empty().then_some(Self(table))
    }

    /// Where the section of a kind lies; the last one, if there are several.
    pub(super) fn place(&self, kind: Section) -> Option<Range<usize>> {
        let found = self.0.iter().rev().find(|(other, _)| *other == kind as u32);
        found.map(|(_, place)| place.clone())
    }
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
        let name = Strings::read(&mut reader, 1)?.get(0).into();
        categories.push(PackCategory { id, parent, name });
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
    pack.titles = Strings::read(&mut reader, count)?;
    reader.0.is_empty().then_some(())
}

fn read_phrases(mut reader: Reader, pack: &mut Pack) -> Option<()> {
    pack.phrase_ends.reserve_exact(pack.len());
    let mut end = 0_u32;
    for _ in 0..pack.len() {
        let mut ends = [0; 3];
        for (at, limit) in [limits::PHRASES, limits::PHRASES, limits::LEARNED]
            .into_iter()
            .enumerate()
        {
            end += reader.varint().filter(|&count| count as usize <= limit)?;
            ends[at] = end;
        }
        pack.phrase_ends.push(ends);
    }
    // Each has a byte for its length at least.
    if end as usize > reader.0.len() {
        return None;
    }
    pack.phrases = Strings::read(&mut reader, end as usize)?;
    reader.0.is_empty().then_some(())
}

fn read_readings(mut reader: Reader) -> Option<ReadingTable> {
    let count = reader.count(limits::READINGS, 2)?;
    let table = ReadingTable {
        words: Strings::read(&mut reader, count)?,
        readings: Strings::read(&mut reader, count)?,
    };
    (reader.0.is_empty() && table.is_sorted()).then_some(table)
}

fn read_synonyms(mut reader: Reader, entries: usize) -> Option<Synonyms> {
    let count = reader.count(limits::SYNONYMS, 1)?;
    let mut groups = Vec::with_capacity(count);
    let mut end = 0_u32;
    for _ in 0..count {
        let terms = reader.varint()?;
        end = end.checked_add(terms / 2)?;
        groups.push((terms % 2 == 1, end));
    }
    if end as usize > reader.0.len() {
        return None;
    }
    let terms = Strings::read(&mut reader, end as usize)?;
    let mut found = vec![Vec::new(); count];
    for entry in 0..entries {
        let mut next = 0_u32;
        for _ in 0..reader.count(count, 1)? {
            let group = next.checked_add(reader.varint()?)?;
            found.get_mut(group as usize)?.push(entry as u32);
            next = group + 1;
        }
    }
    reader.0.is_empty().then_some(Synonyms {
        groups,
        terms,
        entries: found,
    })
}
