//! oidc-provider, a certified OpenID provider, by which the browser tests sign in.

use super::npm;
use anyhow::Result;
use std::path::PathBuf;

const VERSION: &str = "9.13.3";

/// Its folder, installed by npm if need be.
pub(crate) fn get() -> Result<PathBuf> {
    npm::package("oidc-provider", VERSION)
}
