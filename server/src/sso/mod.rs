//! Signing in at a company's own identity provider by OpenID Connect: the authorisation code flow with PKCE.
//!
//! The parts of the protocol that Kotae needs are few, and are written here over `ring`: the libraries that were looked at
//! bring an RSA implementation with an open advisory, or an HTTP client that follows redirects and reads without end.

mod claims;
mod client;
mod keys;
mod provider;
pub mod recheck;
mod refusal;
mod state;

pub use claims::{Person, SKEW_S};
pub use client::is_safe;
pub use provider::{Asked, Flow, Sso, Tokens};
pub use refusal::Refusal;
pub use state::{LASTS_MS, Pending, Purpose};
