//! Secret tokens: session cookies, CSRF tokens and one-time links.

use crate::clock::Ids;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// 256 random bits in URL-safe base64 (43 characters). The client keeps it; we keep only [`digest`] of it.
pub fn new(ids: &Ids) -> String {
    URL_SAFE_NO_PAD.encode(ids.secret::<32>())
}

/// SHA-256 of a token: what is stored and looked up. A token has 256 bits of its own, so no salt and no slow hash
/// are needed.
pub fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// A value that belongs to a session's token but does not reveal it: the session's CSRF token.
pub fn derived(token: &str, purpose: &str) -> String {
    let hash = Sha256::new()
        .chain_update(purpose)
        .chain_update([0])
        .chain_update(token)
        .finalize();
    URL_SAFE_NO_PAD.encode(hash)
}

/// Compares secrets in a time that does not depend on where they differ.
pub fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SettableClock;
    use std::sync::Arc;

    #[test]
    fn tokens_differ_and_their_digest_is_sha_256() {
        let ids = Ids::new(Arc::new(SettableClock::new(0)));
        let (a, b) = (new(&ids), new(&ids));
        assert_ne!(a, b);
        assert_eq!(a.len(), 43);
        // FIPS 180-2, appendix B.1.
        assert_eq!(digest("abc")[..4], [0xba, 0x78, 0x16, 0xbf]);
        assert_eq!(digest("abc")[28..], [0xf2, 0x00, 0x15, 0xad]);
        assert_ne!(derived(&a, "csrf"), derived(&b, "csrf"));
        assert_ne!(derived(&a, "csrf"), a);
        assert!(same(&a, &a.clone()) && !same(&a, &b) && !same(&a, ""));
    }
}
