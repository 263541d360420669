//! Firefox, driven by geckodriver. `KOTAE_GECKODRIVER` names it, `KOTAE_FIREFOX` the browser.

use crate::{
    bidi::Bidi,
    browser::{Options, connect, program},
    listener::Listener,
    process::Process,
};
use anyhow::{Context, Result};
use serde_json::json;
use std::path::Path;
use thirtyfour::{CapabilitiesHelper, DesiredCapabilities, WebDriver};
use tokio::process::Command;

/// Starts it with a profile in this folder.
pub(crate) async fn start(options: &Options, folder: &Path) -> Result<(WebDriver, Listener, Process)> {
    let driver = program("KOTAE_GECKODRIVER", &["geckodriver"])?;
    let mut command = Command::new(driver);
    // Port 0 is a free one, for both; the second is taken by the browser itself.
    command.args(["--port", "0", "--websocket-port", "0", "--profile-root"]);
    let process = Process::start("geckodriver", command.arg(folder))?;
    let address = process
        .line("its port", |line| {
            line.split_once("Listening on ")
                .map(|(_, address)| address.trim().to_owned())
        })
        .await?;
    let mut wishes = DesiredCapabilities::firefox();
    let browser = json!({
        "binary": program("KOTAE_FIREFOX", &["firefox-esr", "firefox"])?,
        "args": ["-headless"],
        "prefs": {
            // All cookies and all storage of other sites are refused, not only partitioned.
            "network.cookie.cookieBehavior": 1,
            "intl.accept_languages": options.languages,
            "layout.css.prefers-color-scheme.content-override": u8::from(!options.dark),
            "ui.prefersReducedMotion": 1,
            "browser.download.folderList": 2,
            "browser.download.dir": folder,
            // A page without an icon would break its own policy.
            "browser.chrome.site_icons": false,
            "browser.chrome.favicons": false,
            // Nothing is asked of the network that a test does not ask.
            "network.captive-portal-service.enabled": false,
            "network.connectivity-service.enabled": false,
            "app.update.disabledForTesting": true,
            "datareporting.policy.dataSubmissionEnabled": false,
        },
    });
    wishes.set("moz:firefoxOptions", browser)?;
    wishes.set("webSocketUrl", true)?;
    let driver = connect(&format!("http://{address}"), wishes).await?;
    let socket = driver
        .capabilities()
        .get("webSocketUrl")
        .and_then(|url| url.as_str())
        .context("Firefox does not say where its BiDi socket is")?
        .to_owned();
    let bidi = Bidi::connect(&socket).await?;
    Ok((driver, Listener::Bidi(bidi), process))
}
