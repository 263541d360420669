//! `www/`: the loader and the frame's start script, minified; the demo pages as they are.

use super::{compress, script};
use crate::{files, project, report::Work, stamp::Stamp};
use anyhow::{Context, Result};

/// Leaves `dist/www`.
pub(super) fn build() -> Result<Work> {
    let output = project::dist().join("www");
    let stamp = Stamp::new(
        "www",
        &["www", "xtask/src/build", "Cargo.lock"],
        &[],
        output.clone(),
    )?;
    if stamp.is_fresh()? {
        println!("   unchanged");
        return Ok(Work::Unchanged);
    }
    let source = project::root().join("www");
    let stage = project::scratch().join("stage").join("www");
    files::remove_folder(&stage)?;
    for file in files::walk(&source)? {
        let name = file.strip_prefix(&source).context("a file outside www")?;
        let to = stage.join(name);
        let is_ours = name.parent().is_some_and(|folder| folder.as_os_str().is_empty());
        if is_ours && name.extension().is_some_and(|extension| extension == "js") {
            files::write(&to, "")?;
            script::minify_file(&file, &to, script::Kind::Classic)?;
        } else {
            files::write(&to, files::read(&file)?)?;
        }
    }
    compress::folder(&stage, false)?;
    files::replace_folder(&stage, &output)?;
    stamp.keep()?;
    Ok(Work::Done)
}
