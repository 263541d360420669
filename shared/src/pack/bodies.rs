//! The second file of a pack: which answers have which grams.

use super::read::Sections;
use super::wire::{Postings, Reader};
use super::{BODIES_MAGIC, Pack, PackError, Section, ids_checksum, limits};

/// The index of the answers' texts. It is used as it lies in the file, which may be large: reading it is no more than a look
/// at its checksum.
#[derive(Clone, Debug)]
pub struct Bodies {
    bytes: Vec<u8>,
    ids: u64,
    /// How many grams there are.
    count: usize,
    /// Where their hashes begin; the ends of their postings and the postings follow.
    hashes: usize,
    /// Behind the last posting.
    end: usize,
}

impl Bodies {
    /// Reads the second file of a pack.
    pub fn decode(bytes: Vec<u8>) -> Result<Self, PackError> {
        let place = Sections::read(&bytes, BODIES_MAGIC)?.place(Section::BodyIndex);
        let read = || {
            let place = place?;
            let mut reader = Reader(bytes.get(place.clone())?);
            let ids = u64::from_le_bytes(reader.array()?);
            let count = u32::from_le_bytes(reader.array()?) as usize;
            let fits = count <= limits::GRAMS && count * 8 <= reader.0.len();
            fits.then_some((ids, count, place))
        };
        let (ids, count, place) = read().ok_or(PackError::Damaged)?;
        Ok(Self {
            bytes,
            ids,
            count,
            hashes: place.start + 12,
            end: place.end,
        })
    }

    /// Whether it was made for the entries of this pack.
    pub fn belongs_to(&self, pack: &Pack) -> bool {
        ids_checksum(pack.ids.iter()) == self.ids
    }

    /// The answers that have this gram; none are listed ([`Postings::is_common`]) when too many have it.
    pub(crate) fn postings(&self, hash: u32) -> Option<Postings<'_>> {
        let (mut from, mut to) = (0, self.count);
        while from < to {
            let middle = usize::midpoint(from, to);
            if self.number(middle) < hash {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        if from == self.count || self.number(from) != hash {
            return None;
        }
        let ends = self.count + from;
        let start = if from == 0 { 0 } else { self.number(ends - 1) };
        let lists = self.bytes.get(self.hashes + self.count * 8..self.end)?;
        Postings::read(lists.get(start as usize..self.number(ends) as usize)?)
    }

    /// The number at `at`, of the hashes and the ends.
    fn number(&self, at: usize) -> u32 {
        let start = self.hashes + at * 4;
        let bytes = self
            .bytes
            .get(start..start + 4)
            .and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u32::from_le_bytes)
    }
}
