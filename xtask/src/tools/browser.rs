//! Chromium, its driver and Japanese fonts, for the browser tests.

use crate::shell;
use anyhow::{Result, bail};

const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-noto-cjk"];

/// Makes sure that they are there: by apt-get as root on Debian, else by saying what to install.
pub(crate) fn require() -> Result<()> {
    let missing = missing();
    if missing.is_empty() {
        println!("   chromium, chromedriver and Japanese fonts: found");
        return Ok(());
    }
    println!("   missing: {}", missing.join(", "));
    let root = shell::output("id", &["-u"]).is_some_and(|id| id == "0");
    if root && shell::exists("apt-get") {
        println!("   installing them with apt-get (about 400 MB on disk)");
        let apt = |args: &[&str]| {
            shell::run(shell::command("apt-get", args).env("DEBIAN_FRONTEND", "noninteractive"))
        };
        apt(&["update", "-qq"])?;
        let mut args = vec!["install", "-y", "-qq", "--no-install-recommends"];
        args.extend(PACKAGES);
        apt(&args)?;
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
