//! A real browser with a fresh profile and without third-party cookies.

use crate::{chromium, firefox, listener::Listener, process::Process};
use anyhow::{Context, Result, bail};
use std::{ops::Deref, path::Path, sync::Arc, sync::Mutex, time::Duration};
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver, extensions::query::ElementPollerWithTimeout};

/// How long an element may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);
const INTERVAL: Duration = Duration::from_millis(50);

/// Whose browser it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, which stands for Chrome and Edge.
    #[default]
    Chromium,
    /// Firefox.
    Firefox,
}

impl Engine {
    /// Those that are here. Chromium always has to be; Firefox is when `KOTAE_GECKODRIVER` names its driver, as
    /// `cargo xtask test` sets it.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Chromium];
        if std::env::var_os("KOTAE_GECKODRIVER").is_some() {
            all.push(Self::Firefox);
        }
        all
    }
}

/// How the browser looks.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which browser.
    pub engine: Engine,
    /// Width of the page in CSS pixels.
    pub width: u32,
    /// Height of the page.
    pub height: u32,
    /// `prefers-color-scheme: dark`.
    pub dark: bool,
    /// `navigator.languages`.
    pub languages: &'static str,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            engine: Engine::default(),
            width: 1280,
            height: 900,
            dark: false,
            languages: "ja",
        }
    }
}

/// A running browser. Everything of [`WebDriver`] can be called on it.
#[derive(Debug)]
pub struct Browser {
    driver: WebDriver,
    listener: Listener,
    expected: Mutex<Vec<String>>,
    folder: TempDir,
    _process: Process,
}

impl Deref for Browser {
    type Target = WebDriver;
    fn deref(&self) -> &WebDriver {
        &self.driver
    }
}

impl Browser {
    /// Runs a test in every browser that is here, one after the other, as [`Browser::run`] does.
    pub async fn run_in_all(
        name: &str,
        options: &Options,
        test: impl AsyncFn(&Self) -> Result<()>,
    ) -> Result<()> {
        for engine in Engine::all() {
            let options = Options {
                engine,
                ..options.clone()
            };
            let run = Self::run(name, &options, &test).await;
            run.with_context(|| format!("in {engine:?}"))?;
        }
        Ok(())
    }

    /// Runs a test in a browser. Afterwards the log of every page has to be clean; when anything failed, a
    /// picture of the page is kept as `target/shots/failed/NAME.png`.
    pub async fn run(
        name: &str,
        options: &Options,
        test: impl AsyncFnOnce(&Self) -> Result<()>,
    ) -> Result<()> {
        let browser = Self::start(options).await?;
        let result = test(&browser).await;
        let faults = browser.faults().await;
        let outcome = match (result, faults) {
            (Err(error), Ok(faults)) if !faults.is_empty() => {
                Err(error.context(format!("and the pages logged:\n{}", faults.join("\n"))))
            }
            (Err(error), _) | (Ok(()), Err(error)) => Err(error),
            (Ok(()), Ok(faults)) if faults.is_empty() => Ok(()),
            (Ok(()), Ok(faults)) => Err(anyhow::anyhow!("the pages logged:\n{}", faults.join("\n"))),
        };
        if outcome.is_err() {
            let picture = crate::pictures().join("failed").join(format!("{name}.png"));
            let _ = browser.picture(&picture).await;
        }
        let _ = browser.quit().await;
        outcome
    }

    /// Starts one without any check afterwards; [`Browser::quit`] ends it.
    pub async fn start(options: &Options) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let (driver, listener, process) = match options.engine {
            Engine::Chromium => chromium::start(options, folder.path()).await?,
            Engine::Firefox => firefox::start(options, folder.path()).await?,
        };
        let browser = Self {
            driver,
            listener,
            expected: Mutex::default(),
            folder,
            _process: process,
        };
        browser.look(options).await?;
        Ok(browser)
    }

    /// Ends it.
    pub async fn quit(self) -> Result<()> {
        Ok(self.driver.quit().await?)
    }

    /// Changes size and colour scheme; of Firefox the size alone, since its colours are a setting of its start.
    pub async fn look(&self, options: &Options) -> Result<()> {
        if let Listener::Bidi(bidi) = &self.listener {
            return bidi.resize(options.width, options.height).await;
        }
        chromium::look(&self.driver, options, self.downloads()).await
    }

    /// Whether a frame of another site has storage, of its own, when third-party cookies are blocked. In Firefox it has none.
    pub fn keeps(&self) -> bool {
        matches!(self.listener, Listener::DevTools(_))
    }

    /// Where downloads land.
    pub fn downloads(&self) -> &Path {
        self.folder.path()
    }

    /// A downloaded file whose name ends like this, as soon as it is whole.
    pub async fn download(&self, ending: &str) -> Result<Vec<u8>> {
        let end = tokio::time::Instant::now() + PATIENCE;
        while tokio::time::Instant::now() < end {
            for item in std::fs::read_dir(self.downloads())? {
                let path = item?.path();
                if path.to_string_lossy().ends_with(ending) {
                    return Ok(std::fs::read(path)?);
                }
            }
            tokio::time::sleep(INTERVAL).await;
        }
        bail!("no file *{ending} was downloaded");
    }

    /// A log entry with this text is part of the test and no fault.
    pub fn expect_log(&self, text: &str) {
        if let Ok(mut expected) = self.expected.lock() {
            expected.push(text.to_owned());
        }
    }

    /// What the pages have logged since the last call that no page may log.
    pub async fn faults(&self) -> Result<Vec<String>> {
        let mut faults = self
            .listener
            .heard(|heard| std::mem::take(&mut heard.faults))
            .await;
        if let Ok(expected) = self.expected.lock() {
            faults.retain(|fault| !expected.iter().any(|text| fault.contains(text)));
        }
        Ok(faults)
    }

    /// What the pages have written into the console since the last call, whatever its level.
    pub async fn said(&self) -> Result<Vec<String>> {
        Ok(self.listener.heard(|heard| std::mem::take(&mut heard.said)).await)
    }

    /// The addresses that any page or frame has asked for.
    pub fn requests(&self) -> Vec<String> {
        self.listener.requests()
    }

    /// Sends a DevTools command to every page and every frame of another site, those that come later included; Chromium alone.
    pub async fn tell_all(&self, method: &str, params: serde_json::Value) {
        if let Listener::DevTools(devtools) = &self.listener {
            devtools.tell_all(method, params).await;
        }
    }

    /// Saves a picture of the page.
    pub async fn picture(&self, file: &Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        self.driver.screenshot(file).await?;
        Ok(())
    }
}

/// A session with the driver at this address.
pub(crate) async fn connect(address: &str, wishes: impl Into<Capabilities>) -> Result<WebDriver> {
    WebDriver::builder(address, wishes)
        .poller(Arc::new(ElementPollerWithTimeout::new(PATIENCE, INTERVAL)))
        .connect()
        .await
        .context("no browser session")
}

/// The program that an environment variable names, else the first of these on PATH.
pub(crate) fn program(variable: &str, names: &[&str]) -> Result<String> {
    if let Ok(program) = std::env::var(variable) {
        return Ok(program);
    }
    std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|program| program.is_file())
        .map(|program| program.to_string_lossy().into_owned())
        .with_context(|| format!("{} is not on PATH: run `cargo xtask setup`", names.join(" or ")))
}
