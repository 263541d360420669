//! What a gram is worth in an entry: BM25F (Robertson, Zaragoza and Taylor, 2004), fields first, one saturation then.

/// Where a text of an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Title,
    /// Phrasings and keywords.
    Phrase,
    Category,
    Learned,
    /// How titles, phrasings, keywords and learned phrases sound.
    Sound,
    /// The answer.
    Body,
}

pub(crate) const FIELDS: usize = 6;

/// Of each field what one occurrence is worth, and how much the field's length takes from it.
const WEIGHTS: [(f32, f32); FIELDS] = [
    (1.6, 0.2),
    (1.2, 0.5),
    (1.2, 0.4),
    (1.5, 0.5),
    (1.5, 0.3),
    (0.85, 0.65),
];

/// How soon further occurrences stop to count.
const SATURATION: f32 = 2.9;

/// What a synonym is worth.
const SYNONYM: f32 = 0.6;

/// Among many entries, a gram that more than this share of them has tells too little for its bytes.
const COMMON: (usize, usize) = (3, 10);
const MANY: usize = 2_000;

/// Whether a gram that `having` of `entries` have is left out of the index.
pub(crate) const fn is_common(having: usize, entries: usize) -> bool {
    entries >= MANY && having > common(entries)
}

/// How many of `entries` have a gram at most that is in the index.
pub(super) const fn common(entries: usize) -> usize {
    entries * COMMON.0 / COMMON.1
}

/// How long fields are on average, where they are not empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lengths {
    sums: [u32; FIELDS],
    counts: [u32; FIELDS],
}

impl Lengths {
    /// Takes note of the lengths of an entry's fields in characters.
    pub(crate) fn count(&mut self, lengths: &[u32; FIELDS]) {
        for (field, &length) in lengths.iter().enumerate() {
            self.sums[field] += length;
            self.counts[field] += u32::from(length > 0);
        }
    }

    /// What one occurrence in a field of an entry of these lengths is worth.
    pub(crate) fn worth(&self, lengths: &[u32; FIELDS], field: usize) -> f32 {
        let (weight, by_length) = WEIGHTS[field];
        let average = (self.sums[field] as f32 / self.counts[field].max(1) as f32).max(1.0);
        weight / (1.0 - by_length + by_length * lengths[field] as f32 / average)
    }
}

/// What occurrences that are worth so much in all add to a score, in 255ths.
pub(crate) fn impact(worth: f32) -> u8 {
    (255.0 * worth / (SATURATION + worth) + 0.5).clamp(1.0, 255.0) as u8
}

/// The impact of a synonym.
pub(super) fn synonym() -> u8 {
    impact(SYNONYM)
}

/// The impact of occurrences that have these impacts alone: as if their worths had been added before saturation.
pub(super) fn together(a: u8, b: u8) -> u8 {
    let (a, b) = (u32::from(a), u32::from(b));
    let over = 255 * 255 - a * b;
    // `a` and `b` are 255 only at an endless worth.
    let sum = (255 * (255 * (a + b) - 2 * a * b)).checked_div(over);
    sum.map_or(255, |sum| sum.min(255) as u8)
}

#[cfg(test)]
mod tests {
    use super::{impact, together};

    #[test]
    fn impacts_add_up_as_their_worths_do() {
        for (a, b) in [(1.6, 0.85), (0.1, 4.0), (3.0, 3.0), (0.02, 0.02)] {
            let sum = together(impact(a), impact(b));
            assert!(sum.abs_diff(impact(a + b)) <= 1, "{a} {b}");
        }
        assert_eq!(together(255, 255), 255);
    }
}
