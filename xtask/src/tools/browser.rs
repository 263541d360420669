//! The browsers, their drivers and Japanese fonts, for the browser tests.

use super::crates;
use crate::{project, shell};
use anyhow::{Result, bail};
use std::path::PathBuf;

const GECKODRIVER_VERSION: &str = "0.37.1";

const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-noto-cjk"];

/// Makes sure that they are there: by apt-get as root on Debian, else by saying what to install.
pub(crate) fn require() -> Result<()> {
    let missing = missing();
    if missing.is_empty() {
        println!("   chromium, chromedriver and Japanese fonts: found");
        return Ok(());
    }
    println!("   missing: {}", missing.join(", "));
    if has_apt() {
        println!("   installing them with apt-get (about 400 MB on disk)");
        apt(&PACKAGES)?;
        let still = self::missing();
        if still.is_empty() {
            return Ok(());
        }
        bail!("apt-get ran, but these are still missing: {}", still.join(", "));
    }
    bail!(
        "the browser tests need {}. On Debian and Ubuntu: `sudo apt-get install {}`; elsewhere install Chromium, \
         a ChromeDriver of the same version (both on PATH, or named by KOTAE_CHROMIUM and KOTAE_CHROMEDRIVER) \
         and Noto Sans CJK",
        missing.join(", "),
        PACKAGES.join(" ")
    );
}

/// Firefox's driver, when Firefox is here or apt-get can bring it. In CI it has to be; elsewhere it is said what is left out.
pub(crate) fn firefox() -> Result<Option<PathBuf>> {
    if !has_firefox() && has_apt() {
        println!("   installing firefox-esr with apt-get (about 270 MB on disk)");
        if let Err(error) = apt(&["firefox-esr"]) {
            println!("   {error:#}");
        }
    }
    if has_firefox() {
        return crates::get("geckodriver", "geckodriver", GECKODRIVER_VERSION, true).map(Some);
    }
    let how = "Firefox is missing. On Debian: `sudo apt-get install firefox-esr`; elsewhere install Firefox on PATH or name it by KOTAE_FIREFOX";
    if project::is_ci() {
        bail!("{how}");
    }
    println!("   SKIPPED: the browser tests in Firefox ({how})");
    Ok(None)
}

fn has_firefox() -> bool {
    match std::env::var("KOTAE_FIREFOX") {
        Ok(program) => shell::exists(&program),
        Err(_) => ["firefox-esr", "firefox"].into_iter().any(shell::exists),
    }
}

fn has_apt() -> bool {
    let root = shell::output("id", &["-u"]).is_some_and(|id| id == "0");
    root && shell::exists("apt-get")
}

fn apt(packages: &[&str]) -> Result<()> {
    let apt =
        |args: &[&str]| shell::run(shell::command("apt-get", args).env("DEBIAN_FRONTEND", "noninteractive"));
    apt(&["update", "-qq"])?;
    let mut args = vec!["install", "-y", "-qq", "--no-install-recommends"];
    args.extend(packages);
    apt(&args)
}

fn missing() -> Vec<&'static str> {
    let named = |variable: &str, program: &str| {
        let program = std::env::var(variable).unwrap_or_else(|_| program.to_owned());
        shell::exists(&program)
    };
    let mut missing = Vec::new();
    if !named("KOTAE_CHROMIUM", "chromium") {
        missing.push("chromium");
    }
    if !named("KOTAE_CHROMEDRIVER", "chromedriver") {
        missing.push("chromedriver");
    }
    let fonts = shell::output("fc-list", &[":lang=ja", "family"]);
    if fonts.is_none_or(|list| list.is_empty()) {
        missing.push("a Japanese font");
    }
    missing
}
