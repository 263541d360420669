//! Node.js, which some checks run on.

use crate::{project, shell};
use anyhow::{Result, bail};

const OLDEST: u32 = 20;

/// True when Node 20 and npm are there. In CI they have to be; elsewhere it is said what is left out.
pub(crate) fn require(what: &str) -> Result<bool> {
    let major = shell::output("node", &["--version"]).and_then(|line| {
        line.trim_start_matches('v')
            .split('.')
            .next()?
            .parse::<u32>()
            .ok()
    });
    let problem = match major {
        Some(major) if major >= OLDEST && shell::exists("npm") => return Ok(true),
        Some(major) if major >= OLDEST => "npm is missing".to_owned(),
        Some(major) => format!("node is version {major}, {OLDEST} is needed"),
        None => "node is missing".to_owned(),
    };
    if project::is_ci() {
        bail!("{what} needs Node {OLDEST} or newer with npm: {problem}");
    }
    println!("   SKIPPED: {what} (needs Node {OLDEST} or newer with npm: {problem})");
    Ok(false)
}
