//! A sign-in that is under way, kept in the browser: sealed, so that nobody reads or changes it, and for minutes only.

use super::Refusal;
use crate::{auth::token, clock::Ids, vault::Vault};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use kotae_shared::Uuid;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// For how long a sign-in may be under way, in milliseconds.
pub const LASTS_MS: i64 = 10 * 60_000;

/// What a sign-in is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// To begin a session of the admin screens.
    SignIn,
    /// To prove once more who holds a session.
    Prove {
        /// The session.
        session: Uuid,
    },
    /// To connect the provider with the user of a session.
    Connect {
        /// The session.
        session: Uuid,
    },
    /// To show a widget who its visitor is.
    Visit {
        /// The widget's key.
        widget: String,
        /// The one-time code of the frame that waits.
        code: String,
        /// Goes back to the widget's own page, where that frame waits.
        back: bool,
    },
}

/// A sign-in that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Ties the answer to this browser.
    pub state: String,
    /// Ties the token to this sign-in.
    pub nonce: String,
    /// Ties the code to us (RFC 7636).
    pub verifier: String,
    /// The provider.
    pub provider: Uuid,
    /// What it is for.
    pub purpose: Purpose,
    /// When it began, in epoch milliseconds.
    pub began_at: i64,
}

impl Pending {
    /// Begins one.
    pub fn new(ids: &Ids, provider: Uuid, purpose: Purpose, now: i64) -> Self {
        Self {
            state: token::new(ids),
            nonce: token::new(ids),
            verifier: token::new(ids),
            provider,
            purpose,
            began_at: now,
        }
    }

    /// The challenge that the provider gets in place of the verifier: S256.
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.as_bytes()))
    }

    /// What tells the cookies of several sign-ins apart: the beginning of the state, when it can be one.
    pub fn name_of(state: &str) -> Option<&str> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        state.get(..8).filter(|name| name.chars().all(plain))
    }

    /// Seals it for the browser.
    pub fn seal(&self, vault: &Vault, ids: &Ids, workspace: &str) -> anyhow::Result<String> {
        let plain = serde_json::to_vec(self)?;
        Ok(vault.seal(&place(workspace), &plain, ids.secret())?)
    }

    /// Opens what a browser sent back with `state`.
    pub fn open(
        sealed: &str,
        state: &str,
        vault: &Vault,
        workspace: &str,
        now: i64,
    ) -> Result<Self, Refusal> {
        let plain = vault
            .open_sealed(&place(workspace), sealed)
            .map_err(|_| Refusal::State)?;
        let pending: Self = serde_json::from_slice(&plain).map_err(|_| Refusal::State)?;
        let lasts = now.saturating_sub(pending.began_at) <= LASTS_MS;
        if lasts && token::same(&pending.state, state) {
            Ok(pending)
        } else {
            Err(Refusal::State)
        }
    }
}

fn place(workspace: &str) -> String {
    format!("sso-state/{workspace}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::SettableClock, vault::KeySource};
    use std::sync::Arc;

    #[test]
    fn a_pending_sign_in_opens_in_its_workspace_with_its_state_in_time() {
        let temp = tempfile::tempdir().unwrap();
        let vault = Vault::open(KeySource::default(), temp.path(), [1; 32]).unwrap();
        let ids = Ids::new(Arc::new(SettableClock::new(0)));
        let pending = Pending::new(&ids, ids.id(), Purpose::SignIn, 1_000);
        let sealed = pending.seal(&vault, &ids, "a").unwrap();
        assert!(!sealed.contains(&pending.state));
        let open =
            |sealed: &str, state: &str, workspace, now| Pending::open(sealed, state, &vault, workspace, now);
        assert_eq!(open(&sealed, &pending.state, "a", 2_000).unwrap(), pending);
        assert!(open(&sealed, &pending.state, "b", 2_000).is_err());
        assert!(open(&sealed, "other", "a", 2_000).is_err());
        assert!(open(&sealed, &pending.state, "a", 1_001 + LASTS_MS).is_err());
        assert!(open("", &pending.state, "a", 2_000).is_err());
        assert_eq!(Pending::name_of("short"), None);
        assert_eq!(Pending::name_of("abc;defgh"), None);
    }

    /// RFC 7636, appendix B.
    #[test]
    fn the_challenge_is_that_of_the_standard() {
        let ids = Ids::new(Arc::new(SettableClock::new(0)));
        let mut pending = Pending::new(&ids, ids.id(), Purpose::SignIn, 0);
        pending.verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into();
        assert_eq!(pending.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
