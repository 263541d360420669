//! What the end-to-end tests stand on: the real server, a real browser, a host page on another site.

pub mod admin_api;
pub mod axe;
pub mod bidi;
pub mod browser;
pub mod chromium;
pub mod devtools;
pub mod faq;
pub mod firefox;
pub mod guard;
pub mod hook;
pub mod host;
pub mod listener;
pub mod load;
pub mod mailbox;
pub mod oidc;
pub mod page;
pub mod picture;
pub mod process;
pub mod proxy;
pub mod server;
pub mod wire;

pub use admin_api::AdminApi;
pub use browser::{Browser, Engine, Options};
pub use page::Page;
pub use server::{Kotae, Start};
use std::path::PathBuf;

/// The workspace's root.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Where pictures go, those of `cargo xtask shots` and those of failed tests.
pub fn pictures() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("shots")
}

/// Runs an end-to-end test on a runtime of its own.
pub fn run(test: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(test)
}
