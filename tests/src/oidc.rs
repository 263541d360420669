//! A certified OpenID provider on loopback: npm's `oidc-provider`, whose folder `KOTAE_OIDC` names (`cargo xtask test` sets it).

use crate::{process::Process, root, server::free_port};
use anyhow::{Context, Result};
use std::path::PathBuf;
use tokio::process::Command;

/// What the provider knows Kotae by.
pub const CLIENT: &str = "kotae";
/// The secret that they share.
pub const SECRET: &str = "a secret of the tests, long enough for HS256";

/// Where a provider will be.
#[derive(Debug)]
pub struct Place {
    library: PathBuf,
    port: u16,
}

/// A running provider.
#[derive(Debug)]
pub struct Provider {
    _process: Process,
    issuer: String,
}

impl Place {
    /// `None` without `KOTAE_OIDC`.
    pub fn find() -> Result<Option<Self>> {
        let Some(library) = std::env::var_os("KOTAE_OIDC") else {
            return Ok(None);
        };
        Ok(Some(Self {
            library: library.into(),
            port: free_port()?,
        }))
    }

    /// Its issuer.
    pub fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts it. It sends people back to `redirect`, and to `after` when they have signed out.
    pub async fn start(self, redirect: &str, after: &str) -> Result<Provider> {
        let mut command = Command::new("node");
        command
            .arg(root().join("tests/oidc/provider.mjs"))
            .env("OIDC_LIBRARY", &self.library)
            .env("OIDC_PORT", self.port.to_string())
            .env("OIDC_REDIRECTS", redirect)
            .env("OIDC_AFTER", after);
        let process = Process::start("oidc-provider", &mut command)?;
        process
            .line("that it is ready", |line| {
                line.contains("the provider is ready").then_some(())
            })
            .await?;
        Ok(Provider {
            _process: process,
            issuer: self.issuer(),
        })
    }
}

impl Provider {
    /// Its signing key becomes another one.
    pub async fn rotate(&self) -> Result<()> {
        let client = reqwest::Client::new();
        let reply = client.post(format!("{}/rotate", self.issuer)).send().await;
        reply
            .and_then(reqwest::Response::error_for_status)
            .context("the key was not changed")?;
        Ok(())
    }
}
