//! Secrets that must be read again (a mail server's password, the seed of a second factor) lie in the database sealed:
//! XChaCha20-Poly1305 under the master key, which lies elsewhere.

mod ring;

pub use ring::{Key, KeySource};

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::{
    fmt,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};

/// The form of a sealed secret: `1.KEY.BASE64`, the nonce before the text.
const FORM: &str = "1";
const NONCE_BYTES: usize = 24;

/// Why a secret could not be read.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// It was sealed under a key that is not here.
    #[error("a secret was sealed with the master key {0}, which is not among the keys that were given")]
    NoSuchKey(String),
    /// It was changed, or stands in another place than it was sealed for.
    #[error("a sealed secret is damaged")]
    Damaged,
}

/// Seals and opens secrets. Cheap to clone; all clones see a rotation.
#[derive(Clone)]
pub struct Vault {
    source: Arc<KeySource>,
    /// The first one seals; all open. Never empty.
    keys: Arc<RwLock<Vec<Key>>>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// Gets the master key; `fresh` is what a key file gets when there is none yet. `data` is the data folder.
    pub fn open(source: KeySource, data: &Path, fresh: [u8; 32]) -> anyhow::Result<Self> {
        let source = source.in_folder(data);
        let keys = source.read(fresh)?;
        Ok(Self {
            source: Arc::new(source),
            keys: Arc::new(RwLock::new(keys)),
        })
    }

    /// Seals `plain` for one place (`kind/id`), in which alone it opens again. `nonce` is random.
    pub fn seal(&self, place: &str, plain: &[u8], nonce: [u8; NONCE_BYTES]) -> Result<String, Error> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let key = keys.first().ok_or(Error::Damaged)?;
        let text = Payload {
            msg: plain,
            aad: place.as_bytes(),
        };
        let sealed = cipher(key)
            .encrypt(&XNonce::from(nonce), text)
            .map_err(|_| Error::Damaged)?;
        let bytes = [nonce.as_slice(), &sealed].concat();
        Ok(format!("{FORM}.{}.{}", key.name(), STANDARD_NO_PAD.encode(bytes)))
    }

    /// Opens what was sealed for this place.
    pub fn open_sealed(&self, place: &str, sealed: &str) -> Result<Vec<u8>, Error> {
        let mut parts = sealed.splitn(3, '.');
        let (Some(FORM), Some(name), Some(text)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(Error::Damaged);
        };
        let bytes = STANDARD_NO_PAD.decode(text).map_err(|_| Error::Damaged)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(Error::Damaged)?;
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let key = keys.iter().find(|key| key.name() == name);
        let key = key.ok_or_else(|| Error::NoSuchKey(name.chars().take(16).collect()))?;
        let text = Payload {
            msg: sealed,
            aad: place.as_bytes(),
        };
        cipher(key)
            .decrypt(&XNonce::from(*nonce), text)
            .map_err(|_| Error::Damaged)
    }

    /// Keys for one purpose, which tell nothing of the master keys nor of each other: the current one first, then those that still open.
    /// HMAC-SHA-256 of the purpose under the master key, which is HKDF-Expand (RFC 5869) for one block.
    pub fn derived(&self, purpose: &str) -> Vec<[u8; 32]> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let derive = |key: &Key| {
            let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key.bytes());
            let mac = mac.expect("HMAC takes a key of any length").chain_update(purpose);
            mac.chain_update([1]).finalize().into_bytes().into()
        };
        keys.iter().map(derive).collect()
    }

    /// Puts a new key before the others, where the keys are ours to write: first into the file, then into use. `false`:
    /// the operator gives the keys, and has put a new one first.
    pub fn begin_rotation(&self, fresh: [u8; 32]) -> anyhow::Result<bool> {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let mut next = keys.clone();
        next.insert(0, Key::new(fresh));
        let written = self.source.write(&next)?;
        if written {
            *keys = next;
        }
        Ok(written)
    }

    /// Forgets all keys but the first, once nothing is sealed with them any more.
    pub fn end_rotation(&self) -> anyhow::Result<()> {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let mut next = keys.clone();
        next.truncate(1);
        if self.source.write(&next)? {
            *keys = next;
        }
        Ok(())
    }
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(*key.bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(folder: &Path, fresh: u8) -> anyhow::Result<Vault> {
        Vault::open(KeySource::default(), folder, [fresh; 32])
    }

    #[test]
    fn a_secret_opens_in_its_place_alone_and_unchanged() {
        let temp = tempfile::tempdir().unwrap();
        let vault = vault(temp.path(), 1).unwrap();
        let sealed = vault.seal("totp/a", b"secret", [7; 24]).unwrap();
        assert!(!sealed.contains("secret"));
        assert_eq!(vault.open_sealed("totp/a", &sealed).unwrap(), b"secret");
        assert!(matches!(
            vault.open_sealed("totp/b", &sealed),
            Err(Error::Damaged)
        ));
        let mut bytes = sealed.clone().into_bytes();
        let last = bytes.len() - 1;
        bytes[last] = if bytes[last] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(vault.open_sealed("totp/a", &changed).is_err());
        for rubbish in ["", "1", "1.x", "1..", "2.x.AAAA", "1.x.AAAA"] {
            assert!(vault.open_sealed("totp/a", rubbish).is_err(), "{rubbish}");
        }
    }

    #[test]
    fn the_key_is_made_once_and_rotated() {
        let temp = tempfile::tempdir().unwrap();
        let first = vault(temp.path(), 1).unwrap();
        let sealed = first.seal("smtp/x", b"secret", [7; 24]).unwrap();
        // Another start finds the same key, whatever it would have made.
        let second = vault(temp.path(), 2).unwrap();
        assert_eq!(second.open_sealed("smtp/x", &sealed).unwrap(), b"secret");
        assert!(second.begin_rotation([3; 32]).unwrap());
        assert_eq!(second.open_sealed("smtp/x", &sealed).unwrap(), b"secret");
        let again = second.seal("smtp/x", b"secret", [8; 24]).unwrap();
        second.end_rotation().unwrap();
        let third = vault(temp.path(), 4).unwrap();
        assert_eq!(third.open_sealed("smtp/x", &again).unwrap(), b"secret");
        assert!(matches!(
            third.open_sealed("smtp/x", &sealed),
            Err(Error::NoSuchKey(_))
        ));
    }
}
