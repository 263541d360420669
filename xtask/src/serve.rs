//! `cargo xtask serve`.

use crate::{build, project, report::Report, shell};
use anyhow::Result;

/// Options of `cargo xtask serve`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Handed to `kotae serve`, for example `--listen 127.0.0.1:9000 --data /tmp/kotae`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    server: Vec<String>,
}

/// Builds what changed, then serves the demo until it is stopped.
pub(crate) fn run(args: &Args, report: &mut Report) -> Result<()> {
    build::run(&build::Args::default(), report)?;
    report.print();
    report.clear();
    println!();
    let mut command = shell::command(&project::server().to_string_lossy(), &["serve", "--demo"]);
    // Ours; the server refuses variables of its own kind that it does not know.
    command.env_remove("KOTAE_TOOLS").args(&args.server);
    shell::run(&mut command)
}
