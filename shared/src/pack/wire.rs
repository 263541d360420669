//! Numbers as bytes.

use core::iter;

/// Writes a LEB128 varint.
pub(super) fn put(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// A place in bytes that come from outside: every read may fail, none panics.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    /// A varint of at most 32 bits.
    pub(super) fn varint(&mut self) -> Option<u32> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            let bits = u32::from(byte & 0x7F);
            if shift == 28 && bits > 0x0F {
                return None;
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// A varint that counts things of at least `size` bytes each, all still to come, and at most `limit`.
    pub(super) fn count(&mut self, limit: usize, size: usize) -> Option<usize> {
        let count = self.varint()? as usize;
        (count <= limit && count <= self.0.len() / size).then_some(count)
    }
}

/// The postings of one gram: their number, gaps, impacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Postings<'a> {
    gaps: &'a [u8],
    impacts: &'a [u8],
}

impl<'a> Postings<'a> {
    /// Reads their number; as many bytes at the end are impacts. No bytes at all are no postings.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let count = if bytes.is_empty() {
            0
        } else {
            reader.varint()? as usize
        };
        let (gaps, impacts) = reader.0.split_at_checked(reader.0.len().checked_sub(count)?)?;
        Some(Self { gaps, impacts })
    }

    /// Whether too many entries have the gram to list them.
    pub(crate) const fn is_common(self) -> bool {
        self.impacts.is_empty()
    }

    /// How many entries are listed.
    pub(crate) const fn len(self) -> usize {
        self.impacts.len()
    }

    /// The entries' indexes with the gram's impacts.
    pub(crate) fn iter(self) -> impl Iterator<Item = (u32, u8)> {
        let mut gaps = Reader(self.gaps);
        let mut next = 0_u32;
        let indexes = iter::from_fn(move || {
            let index = next.checked_add(gaps.varint()?)?;
            next = index.checked_add(1)?;
            Some(index)
        });
        indexes.zip(self.impacts.iter().copied())
    }
}

/// FNV-1a (Fowler, Noll, Vo; the 64-bit offset basis and prime) over little-endian words of 64 bits instead of
/// bytes, the last one filled up with zeros, and then over the length.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |word: u64| {
        hash = (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3);
        // Carries the high bits down: a multiplication alone never does.
        hash ^= hash >> 32;
    };
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        add(u64::from_le_bytes(word.try_into().unwrap_or_default()));
    }
    let mut last = [0; 8];
    last[..words.remainder().len()].copy_from_slice(words.remainder());
    add(u64::from_le_bytes(last));
    add(bytes.len() as u64);
    hash
}
