//! Chromium with a fresh profile and without third-party cookies, driven by ChromeDriver.

use crate::{devtools::DevTools, process::Process};
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::{ops::Deref, path::Path, sync::Mutex, time::Duration};
use tempfile::TempDir;
use thirtyfour::{
    ChromiumLikeCapabilities, DesiredCapabilities, WebDriver, extensions::query::ElementPollerWithTimeout,
};
use tokio::process::Command;

/// How long an element may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);
const INTERVAL: Duration = Duration::from_millis(50);

/// How the browser looks.
#[derive(Clone, Debug)]
pub struct Options {
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
    devtools: DevTools,
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
        let process = Process::start("chromedriver", Command::new(driver_program()).arg("--port=0"))?;
        let port = process
            .line("its port", |line| {
                line.split_once("successfully on port ")
                    .map(|(_, port)| port.trim_end_matches('.').to_owned())
            })
            .await?;
        let mut wishes = DesiredCapabilities::chrome();
        wishes.set_binary(&browser_program()?)?;
        for argument in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--force-prefers-reduced-motion",
        ] {
            wishes.add_arg(argument)?;
        }
        wishes.add_arg(&format!(
            "--user-data-dir={}",
            folder.path().join("profile").display()
        ))?;
        wishes.add_arg(&format!("--accept-lang={}", options.languages))?;
        wishes.add_experimental_option(
            "prefs",
            json!({
                "profile.block_third_party_cookies": true,
                "profile.cookie_controls_mode": 1,
                "intl.accept_languages": options.languages,
                "download.default_directory": folder.path(),
                "download.prompt_for_download": false,
            }),
        )?;
        let address = format!("http://127.0.0.1:{port}");
        let driver = WebDriver::builder(&address, wishes)
            .poller(std::sync::Arc::new(ElementPollerWithTimeout::new(
                PATIENCE, INTERVAL,
            )))
            .connect()
            .await
            .context("no browser session")?;
        let given = driver.capabilities();
        let debugger = given
            .get("goog:chromeOptions")
            .and_then(|chrome| chrome.get("debuggerAddress")?.as_str())
            .context("ChromeDriver does not say where the browser's DevTools are")?;
        let devtools = DevTools::connect(debugger).await?;
        let browser = Self {
            driver,
            devtools,
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

    /// Changes size and colour scheme.
    pub async fn look(&self, options: &Options) -> Result<()> {
        let cdp = self.driver.cdp();
        let size = json!({
            "width": options.width, "height": options.height, "deviceScaleFactor": 1, "mobile": options.width < 500
        });
        cdp.send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        let scheme = if options.dark { "dark" } else { "light" };
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        cdp.send_raw("Emulation.setEmulatedMedia", features).await?;
        let downloads = json!({ "behavior": "allow", "downloadPath": self.downloads() });
        cdp.send_raw("Browser.setDownloadBehavior", downloads).await?;
        Ok(())
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
        let mut faults = self.devtools.faults().await?;
        if let Ok(expected) = self.expected.lock() {
            faults.retain(|fault| !expected.iter().any(|text| fault.contains(text)));
        }
        Ok(faults)
    }

    /// What the pages have written into the console since the last call, whatever its level.
    pub async fn said(&self) -> Result<Vec<String>> {
        self.devtools.said().await
    }

    /// The addresses that any page or frame has asked for.
    pub fn requests(&self) -> Vec<String> {
        self.devtools.requests()
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

fn driver_program() -> String {
    std::env::var("KOTAE_CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into())
}

fn browser_program() -> Result<String> {
    if let Ok(program) = std::env::var("KOTAE_CHROMIUM") {
        return Ok(program);
    }
    std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .map(|folder| folder.join("chromium"))
        .find(|program| program.is_file())
        .map(|program| program.to_string_lossy().into_owned())
        .context("chromium is not on PATH: run `cargo xtask setup`")
}
