//! Addresses of files that not everybody may have: an `<img>` shows no bearer, so what it asks for is signed.

use hmac::{Hmac, KeyInit, Mac};
use kotae_shared::{Uuid, pack::hash_text};
use serde::Deserialize;
use sha2::Sha256;

/// How long an address holds, in milliseconds.
pub const LASTS_MS: i64 = 10 * 60_000;

/// Signs addresses. Its key lives as long as the process: what an earlier one signed is asked for anew with the answer.
pub struct Signer([u8; 32]);

/// The query of a signed address.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Signed {
    /// The visitor's session.
    #[serde(rename = "v")]
    pub visitor: Uuid,
    /// Until when it holds, in epoch milliseconds.
    #[serde(rename = "e")]
    expires_at: i64,
    /// The signature, in hex digits.
    #[serde(rename = "s")]
    signature: String,
}

impl Signer {
    /// With a random key.
    pub const fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// The query that lets a visitor have a file of a widget for [`LASTS_MS`] from now, or until his session ends.
    pub fn sign(&self, widget: &str, file: &str, visitor: Uuid, now_ms: i64) -> String {
        let expires_at = now_ms + LASTS_MS;
        let signature = self
            .mac(widget, file, visitor, expires_at)
            .finalize()
            .into_bytes();
        let hex = hash_text(&signature.into());
        format!("?v={}&e={expires_at}&s={hex}", visitor.simple())
    }

    /// Whether it was signed here, for this file, and still holds. Takes the same time wherever signatures differ.
    pub fn holds(&self, widget: &str, file: &str, signed: &Signed, now_ms: i64) -> bool {
        let digits = signed.signature.as_bytes();
        let Some(bytes) = hex(digits) else { return false };
        let mac = self.mac(widget, file, signed.visitor, signed.expires_at);
        mac.verify_slice(&bytes).is_ok() && now_ms < signed.expires_at
    }

    fn mac(&self, widget: &str, file: &str, visitor: Uuid, expires_at: i64) -> Hmac<Sha256> {
        // Neither a key nor a file name holds a line end.
        let message = format!("file\n{widget}\n{file}\n{visitor}\n{expires_at}");
        let mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.chain_update(message)
    }
}

fn hex(digits: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let pairs = digits.chunks_exact(2);
    if digits.len() != 64 || !pairs.remainder().is_empty() {
        return None;
    }
    pairs
        .map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_one_file_one_widget_one_visitor_and_ten_minutes() {
        let signer = Signer::new([7; 32]);
        let (visitor, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let query = signer.sign("demo", "a.png", visitor, 1_000);
        let uri: axum::http::Uri = format!("/x{query}").parse().unwrap();
        let signed = axum::extract::Query::<Signed>::try_from_uri(&uri).unwrap().0;
        let holds = |widget, file, signed: &Signed, now| signer.holds(widget, file, signed, now);
        assert!(holds("demo", "a.png", &signed, 1_000 + LASTS_MS - 1));
        assert!(!holds("demo", "a.png", &signed, 1_000 + LASTS_MS));
        assert!(!holds("demo", "b.png", &signed, 1_000) && !holds("other", "a.png", &signed, 1_000));
        let with = |change: fn(&mut Signed, Uuid)| {
            let mut changed = signed.clone();
            change(&mut changed, other);
            changed
        };
        for changed in [
            with(|signed, other| signed.visitor = other),
            with(|signed, _| signed.expires_at += 1),
            with(|signed, _| signed.signature.replace_range(..1, "g")),
            with(|signed, _| signed.signature.truncate(62)),
            with(|signed, _| signed.signature = "0".repeat(64)),
            with(|signed, _| signed.signature.clear()),
        ] {
            assert!(!holds("demo", "a.png", &changed, 1_000), "{changed:?}");
        }
        assert!(!Signer::new([8; 32]).holds("demo", "a.png", &signed, 1_000));
    }
}
