//! A `.br` beside each asset, at the strongest level: it is done once, and sent many times.

use crate::files;
use anyhow::{Context, Result};
use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

/// Already compressed kinds gain nothing.
const KINDS: [&str; 8] = ["css", "csv", "html", "js", "json", "svg", "txt", "wasm"];

/// Compresses every file of a folder that gains from it, on all cores.
pub(super) fn folder(folder: &Path) -> Result<()> {
    let all: Vec<PathBuf> = files::walk(folder)?
        .into_iter()
        .filter(|file| gains(file))
        .collect();
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(all.len().max(1));
    std::thread::scope(|scope| {
        let work = || -> Result<()> {
            while let Some(file) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                let bytes = brotli(&files::read(file)?)?;
                let mut name = file.clone().into_os_string();
                name.push(".br");
                files::write(Path::new(&name), bytes)?;
            }
            Ok(())
        };
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().expect("a compressing thread panicked"))
    })
}

/// Brotli at level 11 with the largest common window.
pub(crate) fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut small, &params).context("brotli failed")?;
    Ok(small)
}

fn gains(file: &Path) -> bool {
    file.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| KINDS.contains(&extension))
}
