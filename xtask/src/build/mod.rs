//! From sources to `target/release/kotae` with everything embedded.

pub(crate) mod compress;
mod front_end;
mod glue_names;
mod hashed_names;
pub(crate) mod module;
mod script;
mod split;
mod style;
mod www;

use crate::{project, report::Report, shell, tools::Tools};
use anyhow::Result;
use front_end::FrontEnd;

/// Options of `cargo xtask build`.
#[derive(clap::Args, Default)]
pub(crate) struct Args {
    /// Only what the server embeds (`dist/`), not the server itself.
    #[arg(long)]
    pub(crate) no_server: bool,
    /// Only what visitors get: the widget, the loader, the frame's script.
    #[arg(long)]
    pub(crate) widget: bool,
    /// To try a change: front ends that are not optimised, and the debug server, `target/debug/kotae`, which reads them from
    /// `dist/`.
    #[arg(long)]
    pub(crate) quick: bool,
}

/// Builds what changed.
pub(crate) fn run(args: &Args, report: &mut Report) -> Result<()> {
    let tools = report.step("tools", Tools::get)?;
    report.cached(FrontEnd::WIDGET.title, || {
        FrontEnd::WIDGET.build(&tools, args.quick)
    })?;
    if !args.widget {
        report.cached(FrontEnd::ADMIN.title, || {
            FrontEnd::ADMIN.build(&tools, args.quick)
        })?;
    }
    report.cached("www: loader, frame script, demo page", www::build)?;
    if args.no_server || args.widget {
        return Ok(());
    }
    if args.quick {
        return report.step("server (debug)", || {
            shell::run(&mut shell::cargo(&["build", "--package", "kotae"]))
        });
    }
    report.step("server (release)", || {
        shell::run(&mut shell::cargo(&["build", "--release", "--package", "kotae"]))?;
        println!("   {}", project::server().display());
        Ok(())
    })
}
