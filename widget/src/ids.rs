//! Ids made in the browser: UUIDs of version 7, so that they sort by time.

use kotae_shared::Uuid;

/// A UUIDv7 of `ms` (epoch milliseconds) and 10 random bytes.
pub fn v7(ms: u64, random: [u8; 10]) -> Uuid {
    let time = ms.to_be_bytes();
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&time[2..]);
    bytes[6..].copy_from_slice(&random);
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::v7;

    #[test]
    fn sorts_by_time_and_says_its_version() {
        let early = v7(1_700_000_000_000, [0xff; 10]);
        let late = v7(1_700_000_000_001, [0; 10]);
        assert!(early < late);
        assert_eq!(early.get_version_num(), 7);
        assert_eq!(early.get_variant() as u8, 1);
        assert_eq!(v7(1, [7; 10]), v7(1, [7; 10]));
    }
}
