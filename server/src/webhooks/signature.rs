//! The signature of a body, as `docs/webhooks.md` describes it.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt::Write as _;

/// The header with the delivery id, the same at each try.
pub const DELIVERY: &str = "kotae-delivery";
/// The header with the event's tag.
pub const EVENT: &str = "kotae-event";
/// The header with the seconds since 1970 at which this try was made.
pub const TIMESTAMP: &str = "kotae-timestamp";
/// The header with a signature for each secret.
pub const SIGNATURE: &str = "kotae-signature";
/// What secrets begin with, so that one that lies about is known for what it is.
pub const PREFIX: &str = "kwh_";

/// `v1=HEX` for each key, separated by commas: HMAC-SHA256 (RFC 2104) over the timestamp, a full stop and the body.
pub fn sign(keys: &[Vec<u8>], timestamp: i64, body: &[u8]) -> String {
    let mut line = String::new();
    for key in keys {
        // Keys of any length are good.
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(key) else {
            continue;
        };
        let mac = mac
            .chain_update(timestamp.to_string())
            .chain_update(".")
            .chain_update(body)
            .finalize();
        line.push_str(if line.is_empty() { "v1=" } else { ",v1=" });
        for byte in mac.into_bytes() {
            let _ = write!(line, "{byte:02x}");
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_as_openssl_does() {
        // printf '1760000000.{"a":1}' | openssl dgst -sha256 -hmac kwh_key
        let one = "v1=b82edef498076ea9";
        let line = sign(&[b"kwh_key".to_vec()], 1_760_000_000, br#"{"a":1}"#);
        assert_eq!((line.len(), &line[..19]), (67, one));
        let two = sign(
            &[b"a".to_vec(), b"kwh_key".to_vec()],
            1_760_000_000,
            br#"{"a":1}"#,
        );
        assert!(two.ends_with(&format!(",{line}")), "{two}");
    }
}
