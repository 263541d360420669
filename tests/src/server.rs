//! The real `kotae`, on a folder of its own and a free port of 127.0.0.1.

use crate::process::Process;
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
};
use tempfile::TempDir;
use tokio::process::Command;

/// How to start it.
#[derive(Clone, Debug)]
pub struct Start {
    /// With the demo FAQ and widget.
    pub demo: bool,
    /// The prefix of all addresses, `/` or for example `/kotae/`.
    pub prefix: String,
    /// The scheme, host and port by which browsers reach it, when that is not the server itself.
    pub origin: Option<String>,
    /// More settings, as environment variables.
    pub settings: Vec<(&'static str, String)>,
    /// Files that lie in the data folder before the start: paths in it and texts.
    pub files: Vec<(&'static str, &'static str)>,
}

impl Default for Start {
    fn default() -> Self {
        Self {
            demo: false,
            prefix: "/".into(),
            origin: None,
            settings: Vec::new(),
            files: Vec::new(),
        }
    }
}

/// A running server.
#[derive(Debug)]
pub struct Kotae {
    process: Process,
    port: u16,
    url: String,
    folder: TempDir,
}

impl Kotae {
    /// Starts it on a fresh folder and waits until it serves.
    pub async fn start(start: &Start) -> Result<Self> {
        Self::start_in(start, tempfile::tempdir()?).await
    }

    /// Starts it on this folder, which may have been used before.
    pub async fn start_in(start: &Start, folder: TempDir) -> Result<Self> {
        for (path, text) in &start.files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().context("a file in a folder")?)?;
            fs::write(path, text)?;
        }
        // Known before it starts, since its own addresses have it in them.
        let port = free_port()?;
        let origin = start
            .origin
            .clone()
            .unwrap_or_else(|| format!("http://127.0.0.1:{port}"));
        let url = format!("{origin}{}", start.prefix);
        let mut command = Command::new(program()?);
        command.arg("serve").arg("--data").arg(folder.path());
        command
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .env("KOTAE_PUBLIC_URL", &url);
        command.envs(start.settings.iter().map(|(name, value)| (name, value)));
        if start.demo {
            command.arg("--demo");
        }
        let process = Process::start("kotae", &mut command)?;
        let kotae = Self {
            process,
            port,
            url,
            folder,
        };
        kotae
            .process
            .line("its address", |line| line.contains(&kotae.url).then_some(()))
            .await?;
        Ok(kotae)
    }

    /// Where browsers reach it, ending in `/`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What a page of this widget shows with each request, from its document.
    pub async fn visit(&self, widget: &str) -> Result<String> {
        let document = reqwest::get(format!("{}w/{widget}", self.url)).await?;
        let text = document.error_for_status()?.text().await?;
        let (_, rest) = text
            .split_once("\"kotae-visit\":\"")
            .context("the document has no visit token")?;
        Ok(rest.split('"').next().unwrap_or_default().to_owned())
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its data folder.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Its process id.
    pub fn id(&self) -> Option<u32> {
        self.process.id()
    }

    /// A figure of `/proc/PID/status` in bytes: `VmRSS`, the memory that it holds now, or `VmHWM`, the most so far.
    pub fn memory(&self, name: &str) -> Result<u64> {
        let id = self.id().context("the server has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).context("this needs Linux")?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        Ok(kilobytes.with_context(|| format!("no {name}"))? * 1024)
    }

    /// Everything that it has printed.
    pub fn output(&self) -> Vec<String> {
        self.process.output()
    }

    /// The one-time link that makes the first administrator.
    pub async fn set_up_link(&self) -> Result<String> {
        let link = |line: &str| {
            let start = line.find("http://")?;
            let link = line[start..].split_whitespace().next()?;
            link.contains("setup#").then(|| link.to_owned())
        };
        self.process.line("the set-up link", link).await
    }

    /// Runs a command of the same program on the same folder and gives what it printed.
    pub async fn cli(&self, args: &[&str]) -> Result<String> {
        let mut command = Command::new(program()?);
        command.args(args).arg("--data").arg(self.data());
        for (variable, _) in std::env::vars().filter(|(name, _)| name.starts_with("KOTAE_")) {
            command.env_remove(variable);
        }
        let output = command.output().await?;
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        ensure!(
            output.status.success(),
            "kotae {args:?} ended with {}:\n{said}",
            output.status
        );
        Ok(said)
    }

    /// Stops it gracefully, and hands its folder back.
    pub async fn stop(mut self) -> Result<TempDir> {
        self.process.stop().await?;
        Ok(self.folder)
    }
}

/// `KOTAE_BIN`, else what `cargo xtask build` leaves.
pub fn program() -> Result<PathBuf> {
    let program = std::env::var_os("KOTAE_BIN")
        .map_or_else(|| crate::root().join("target/release/kotae"), PathBuf::from);
    program.canonicalize().with_context(|| {
        format!(
            "{} is not there: run `cargo xtask build` first",
            program.display()
        )
    })
}

/// A port of 127.0.0.1 that nobody listens on.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
