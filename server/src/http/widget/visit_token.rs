//! The visit token: what a frame document gives to the requests of its page.
//!
//! A browser loads that document only where `frame-ancestors` lets it, so a request that shows a token comes from a page which was
//! let in, or from a program that fetched the document itself: this keeps other pages out, not a person who has the link. All
//! documents of a widget that are made within an hour carry the same token, so that they can be cached and compressed once.

use crate::vault::Vault;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The header in which a request shows it.
pub const HEADER: &str = "kotae-visit";

/// How long a page may stay open, in hours: 30 days.
pub const LASTS_HOURS: u32 = 30 * 24;

/// What the clock may have been set back, in hours.
const SLACK_HOURS: u32 = 24;

const HOUR_MS: i64 = 60 * 60_000;
/// 80 bits of the HMAC, the least that RFC 2104 allows: the frame document counts its bytes, and a guess must go over the network.
const MAC_BYTES: usize = 10;
/// The hour of issue, the low bytes of the hours of the epoch: they come again after seven years.
const HOUR_BYTES: usize = 2;

/// The token of a widget's documents at this time.
pub fn issue(vault: &Vault, widget: &str, now_ms: i64) -> String {
    let hour = hours(now_ms);
    let mac = mac(&vault.derived(PURPOSE)[0], widget, hour)
        .finalize()
        .into_bytes();
    let low = &hour.to_be_bytes()[size_of::<u32>() - HOUR_BYTES..];
    URL_SAFE_NO_PAD.encode([low, &mac[..MAC_BYTES]].concat())
}

/// Whether it was issued for this widget by this installation, and not too long ago. Takes the same time wherever tokens differ.
pub fn holds(vault: &Vault, widget: &str, token: &str, now_ms: i64) -> bool {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else {
        return false;
    };
    let Some((&low, shown)) = bytes.split_first_chunk::<HOUR_BYTES>() else {
        return false;
    };
    // The hour with these low bytes that is not too far ahead; the HMAC is over all of it.
    let latest = hours(now_ms) + SLACK_HOURS;
    let age = (latest as u16).wrapping_sub(u16::from_be_bytes(low));
    let issued = latest.saturating_sub(u32::from(age));
    if shown.len() != MAC_BYTES || u32::from(age) > LASTS_HOURS + SLACK_HOURS {
        return false;
    }
    let keys = vault.derived(PURPOSE);
    keys.iter()
        .any(|key| mac(key, widget, issued).verify_truncated_left(shown).is_ok())
}

const PURPOSE: &str = "visit token";

fn hours(now_ms: i64) -> u32 {
    u32::try_from(now_ms.div_euclid(HOUR_MS)).unwrap_or(0)
}

fn mac(key: &[u8; 32], widget: &str, hour: u32) -> Hmac<Sha256> {
    let mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.chain_update(hour.to_be_bytes()).chain_update(widget)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::KeySource;

    const NOW: i64 = 1_790_000_000_000;

    fn vault(key: u8) -> (tempfile::TempDir, Vault) {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(KeySource::OwnFile, folder.path(), [key; 32]).unwrap();
        (folder, vault)
    }

    #[test]
    fn it_holds_for_its_widget_and_thirty_days() {
        let (_folder, vault) = vault(7);
        let token = issue(&vault, "demo", NOW);
        assert_eq!(token.len(), 16);
        let days = i64::from(LASTS_HOURS) * HOUR_MS;
        assert!(holds(&vault, "demo", &token, NOW) && holds(&vault, "demo", &token, NOW + days));
        assert!(!holds(&vault, "demo", &token, NOW + days + HOUR_MS));
        assert!(holds(&vault, "demo", &token, NOW - 24 * HOUR_MS));
        assert!(!holds(&vault, "demo", &token, NOW - 26 * HOUR_MS));
        assert!(!holds(&vault, "other", &token, NOW));
        assert_eq!(
            token,
            issue(&vault, "demo", NOW + 60_000),
            "the same within an hour"
        );
    }

    #[test]
    fn what_was_changed_or_comes_from_elsewhere_does_not_hold() {
        let (_folder, own) = vault(7);
        let token = issue(&own, "demo", NOW);
        let (_other_folder, other) = vault(8);
        assert!(!holds(&other, "demo", &token, NOW));
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(!holds(&own, "demo", &changed, NOW), "{changed}");
        }
        for wrong in [
            "",
            "A",
            "AAAA",
            "AAAAA",
            "答え",
            &token[..15],
            &format!("{token}A"),
            &"A".repeat(16),
        ] {
            assert!(!holds(&own, "demo", wrong, NOW), "{wrong}");
        }
    }

    #[test]
    fn it_outlives_the_process_but_not_the_key() {
        let (folder, before) = vault(7);
        let token = issue(&before, "demo", NOW);
        let again = Vault::open(KeySource::OwnFile, folder.path(), [9; 32]).unwrap();
        assert!(holds(&again, "demo", &token, NOW));
        again.begin_rotation([8; 32]).unwrap();
        assert!(
            holds(&again, "demo", &token, NOW),
            "both keys count while it goes on"
        );
        again.end_rotation().unwrap();
        assert!(!holds(&again, "demo", &token, NOW));
    }
}
