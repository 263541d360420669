//! The provider's public keys (RFC 7517) and the signatures made with them (RFC 7515, RFC 7518): RS256, PS256, ES256.
//!
//! What decides is the key's own kind: a token cannot choose how it is checked, and neither `none` nor an HMAC exists here.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use serde::Deserialize;

/// Keys of a set that are looked at.
const KEYS: usize = 50;

/// The algorithms that are known, as a provider names them.
pub(super) const ALGORITHMS: [&str; 3] = ["RS256", "PS256", "ES256"];

/// A provider's keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys(Vec<Key>);

#[derive(Clone, Debug)]
struct Key {
    kid: Option<String>,
    /// Only for this algorithm, when the provider says so.
    alg: Option<String>,
    public: Public,
}

#[derive(Clone, Debug)]
enum Public {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
}

/// As a provider serves them.
#[derive(Deserialize)]
pub(super) struct Set {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Raw {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    n: Option<String>,
    e: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl From<Set> for Keys {
    /// Keys of kinds that are not known are left out, as RFC 7517 (5) asks.
    fn from(set: Set) -> Self {
        let raws = set.keys.into_iter().take(KEYS);
        let raws = raws.filter_map(|key| serde_json::from_value::<Raw>(key).ok());
        Self(raws.filter_map(Key::read).collect())
    }
}

impl Key {
    fn read(raw: Raw) -> Option<Self> {
        if raw.purpose.as_deref().is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let part = |text: &Option<String>| URL_SAFE_NO_PAD.decode(text.as_ref()?).ok();
        let public = match raw.kty.as_str() {
            "RSA" => Public::Rsa {
                n: part(&raw.n)?,
                e: part(&raw.e)?,
            },
            "EC" if raw.crv.as_deref() == Some("P-256") => {
                let (x, y) = (part(&raw.x)?, part(&raw.y)?);
                if x.len() != 32 || y.len() != 32 {
                    return None;
                }
                // The uncompressed form of SEC 1, 2.3.3.
                Public::P256([&[4_u8][..], &x, &y].concat())
            }
            _ => return None,
        };
        Some(Self {
            kid: raw.kid,
            alg: raw.alg,
            public,
        })
    }

    fn verifies(&self, alg: &str, message: &[u8], signature: &[u8]) -> bool {
        if self.alg.as_deref().is_some_and(|own| own != alg) {
            return false;
        }
        match (&self.public, alg) {
            (Public::Rsa { n, e }, "RS256") => RsaPublicKeyComponents { n, e }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .is_ok(),
            (Public::Rsa { n, e }, "PS256") => RsaPublicKeyComponents { n, e }
                .verify(&RSA_PSS_2048_8192_SHA256, message, signature)
                .is_ok(),
            (Public::P256(point), "ES256") => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .verify(message, signature)
                .is_ok(),
            _ => false,
        }
    }
}

impl Keys {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether a key has this name; a token without a name may be of any key.
    pub(super) fn knows(&self, kid: Option<&str>) -> bool {
        self.named(kid).next().is_some()
    }

    /// Whether a key of this name made the signature.
    pub(super) fn verify(&self, kid: Option<&str>, alg: &str, message: &[u8], signature: &[u8]) -> bool {
        self.named(kid).any(|key| key.verifies(alg, message, signature))
    }

    fn named<'a>(&'a self, kid: Option<&'a str>) -> impl Iterator<Item = &'a Key> {
        self.0
            .iter()
            .filter(move |key| kid.is_none_or(|kid| key.kid.as_deref().is_none_or(|own| own == kid)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn keys(list: serde_json::Value) -> Keys {
        serde_json::from_value::<Set>(json!({ "keys": list }))
            .unwrap()
            .into()
    }

    /// RFC 7515, appendix A.3: ES256.
    #[test]
    fn verifies_the_example_of_the_standard_and_nothing_near_it() {
        let set = keys(json!([
            { "kty": "oct", "k": "AAAA" },
            { "kty": "EC", "crv": "P-256", "kid": "a", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
              "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" },
            { "kty": "EC", "crv": "P-256", "use": "enc", "kid": "b", "x": "AA", "y": "AA" },
        ]));
        assert_eq!(set.len(), 1);
        let message = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature = URL_SAFE_NO_PAD
            .decode("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")
            .unwrap();
        assert!(set.verify(Some("a"), "ES256", message.as_bytes(), &signature));
        assert!(set.verify(None, "ES256", message.as_bytes(), &signature));
        assert!(!set.verify(Some("c"), "ES256", message.as_bytes(), &signature));
        assert!(!set.verify(Some("a"), "none", message.as_bytes(), &signature));
        assert!(!set.verify(Some("a"), "HS256", message.as_bytes(), &signature));
        assert!(!set.verify(Some("a"), "RS256", message.as_bytes(), &signature));
        assert!(!set.verify(Some("a"), "ES256", &message.as_bytes()[1..], &signature));
        assert!(!set.verify(Some("a"), "ES256", message.as_bytes(), &signature[1..]));
        assert!(!set.verify(Some("a"), "ES256", message.as_bytes(), &[]));
    }
}
