//! How long to wait before a try is repeated.

use std::time::Duration;

/// The longest wait, about, in milliseconds.
const MOST_MS: i64 = 6 * 3_600_000;

/// The wait after so many tries, in milliseconds: about `first` after one, doubled each time, then moved by up to a fifth either way,
/// so that what failed together does not come back together.
pub(super) fn wait_ms(first: Duration, attempts: u32, random: [u8; 4]) -> i64 {
    let first = i64::try_from(first.as_millis()).unwrap_or(MOST_MS);
    let doubled = first
        .min(MOST_MS)
        .checked_shl(attempts.saturating_sub(1).min(30))
        .map_or(MOST_MS, |ms| ms.min(MOST_MS));
    let spread = doubled / 5;
    let part = i64::from(u32::from_le_bytes(random));
    doubled - spread + (2 * spread * part) / i64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_six_hours_give_or_take_a_fifth() {
        let wait = |attempts, random| wait_ms(Duration::from_secs(30), attempts, random);
        let range = |attempts| (wait(attempts, [0; 4]), wait(attempts, [255; 4]));
        assert_eq!(range(1), (24_000, 36_000));
        assert_eq!(range(2), (48_000, 72_000));
        assert_eq!(range(12), (MOST_MS * 4 / 5, MOST_MS * 6 / 5));
        assert_eq!(range(u32::MAX), range(12));
    }
}
