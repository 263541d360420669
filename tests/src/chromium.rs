//! Chromium, driven by ChromeDriver.

use crate::{
    browser::{Options, connect, program},
    devtools::DevTools,
    listener::Listener,
    process::Process,
};
use anyhow::{Context, Result};
use serde_json::json;
use std::path::Path;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, WebDriver};
use tokio::process::Command;

/// The driver and its port. It takes one port for IPv4 and for IPv6, one after the other, and gives up when somebody was
/// quicker; then it is started again.
async fn driver() -> Result<(Process, String)> {
    let driver = program("KOTAE_CHROMEDRIVER", &["chromedriver"])?;
    let mut tries = 0;
    loop {
        tries += 1;
        let process = Process::start("chromedriver", Command::new(&driver).arg("--port=0"))?;
        let port = process.line("its port", |line| {
            line.split_once("successfully on port ")
                .map(|(_, port)| port.trim_end_matches('.').to_owned())
        });
        match port.await {
            Ok(port) => return Ok((process, port)),
            Err(error) if tries == 5 || !error.to_string().contains("Address already in use") => {
                return Err(error);
            }
            Err(_) => {}
        }
    }
}

/// Starts it with a profile in this folder.
pub(crate) async fn start(options: &Options, folder: &Path) -> Result<(WebDriver, Listener, Process)> {
    let (process, port) = driver().await?;
    let mut wishes = DesiredCapabilities::chrome();
    wishes.set_binary(&program("KOTAE_CHROMIUM", &["chromium"])?)?;
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
        // So that a test can see what a page holds.
        "--enable-precise-memory-info",
        "--js-flags=--expose-gc",
    ] {
        wishes.add_arg(argument)?;
    }
    wishes.add_arg(&format!("--user-data-dir={}", folder.join("profile").display()))?;
    wishes.add_arg(&format!("--accept-lang={}", options.languages))?;
    wishes.add_experimental_option(
        "prefs",
        json!({
            "profile.block_third_party_cookies": true,
            "profile.cookie_controls_mode": 1,
            "intl.accept_languages": options.languages,
            "download.default_directory": folder,
            "download.prompt_for_download": false,
        }),
    )?;
    let driver = connect(&format!("http://127.0.0.1:{port}"), wishes).await?;
    let debugger = driver
        .capabilities()
        .get("goog:chromeOptions")
        .and_then(|chrome| chrome.get("debuggerAddress")?.as_str())
        .context("ChromeDriver does not say where the browser's DevTools are")?
        .to_owned();
    let devtools = DevTools::connect(&debugger).await?;
    Ok((driver, Listener::DevTools(devtools), process))
}

/// Changes size and colour scheme, and says where downloads go.
pub(crate) async fn look(driver: &WebDriver, options: &Options, downloads: &Path) -> Result<()> {
    let cdp = driver.cdp();
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
    let downloads = json!({ "behavior": "allow", "downloadPath": downloads });
    cdp.send_raw("Browser.setDownloadBehavior", downloads).await?;
    Ok(())
}
