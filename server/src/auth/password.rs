//! Passwords: hashed with Argon2id, a bounded number at a time, in equal time for known and unknown accounts.

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

/// OWASP's Password Storage Cheat Sheet: Argon2id with 19 MiB of memory, 2 passes, 1 lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// What a check said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The password is right.
    Right,
    /// The password is right, but its hash has weaker parameters than today's: store a new one.
    RightButOld,
    /// The password is wrong, or there is no such account.
    Wrong,
}

/// Hashes and checks passwords. Cheap to clone.
///
/// Each hash takes 19 MiB and some 20 ms, so at most `at_once` run at a time and the rest wait: a flood of
/// sign-ins cannot exhaust the memory.
#[derive(Clone)]
pub struct Passwords {
    slots: Arc<Semaphore>,
    /// The hash that an unknown account's password is checked against, so that the answer takes as long.
    decoy: Arc<OnceLock<String>>,
}

impl Passwords {
    /// At most `at_once` hashes at a time (at least 1).
    pub fn new(at_once: usize) -> Self {
        Self {
            slots: Arc::new(Semaphore::new(at_once.max(1))),
            decoy: Arc::default(),
        }
    }

    /// The hash to store for `password`, as a PHC string that carries its parameters. `salt` is 16 random bytes.
    pub async fn hash(&self, password: String, salt: [u8; 16]) -> anyhow::Result<String> {
        self.run(move || hash_now(&password, &salt)).await?
    }

    /// Checks `password` against the stored hash; `None` (no such account) takes as long and is wrong.
    pub async fn check(&self, password: String, stored: Option<String>) -> anyhow::Result<Check> {
        let decoy = Arc::clone(&self.decoy);
        self.run(move || {
            if let Some(stored) = stored {
                return check_now(&password, &stored);
            }
            let decoy = decoy.get_or_init(|| hash_now("", &[7; 16]).unwrap_or_default());
            check_now(&password, decoy);
            Check::Wrong
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
        let slot = Arc::clone(&self.slots).acquire_owned().await?;
        let done = tokio::task::spawn_blocking(move || {
            let _slot = slot;
            work()
        });
        Ok(done.await?)
    }
}

fn today() -> anyhow::Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The same as [`Passwords::hash`] for those who do not wait on a runtime (the command line).
pub fn hash_now(password: &str, salt: &[u8; 16]) -> anyhow::Result<String> {
    let hash: PasswordHash = today()?.hash_password_with_salt(password.as_bytes(), salt)?;
    Ok(hash.to_string())
}

fn check_now(password: &str, stored: &str) -> Check {
    let (Ok(parsed), Ok(argon2)) = (PasswordHash::new(stored), today()) else {
        return Check::Wrong;
    };
    // The parameters are those of the stored hash, not today's.
    if PasswordVerifier::<PasswordHash>::verify_password(&argon2, password.as_bytes(), &parsed).is_err() {
        return Check::Wrong;
    }
    match Params::try_from(&parsed) {
        Ok(params) if params.m_cost() >= MEMORY_KIB && params.t_cost() >= PASSES => Check::Right,
        _ => Check::RightButOld,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn right_wrong_unknown_and_old() {
        let passwords = Passwords::new(2);
        let hash = passwords
            .hash("正しい馬とバッテリー".into(), [1; 16])
            .await
            .unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let check = async |password: &str, stored: Option<&str>| {
            passwords
                .check(password.into(), stored.map(Into::into))
                .await
                .unwrap()
        };
        assert_eq!(check("正しい馬とバッテリー", Some(&hash)).await, Check::Right);
        assert_eq!(check("正しい馬とバッテリ", Some(&hash)).await, Check::Wrong);
        assert_eq!(check("", None).await, Check::Wrong);
        assert_eq!(check("x", Some("not a hash")).await, Check::Wrong);

        let weak = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(8_192, 1, 1, None).unwrap(),
        );
        let old: PasswordHash = weak
            .hash_password_with_salt(b"correct", b"0123456789abcdef")
            .unwrap();
        assert_eq!(check("correct", Some(&old.to_string())).await, Check::RightButOld);
    }
}
