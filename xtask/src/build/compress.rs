//! A `.br` beside each asset, at the strongest level: it is done once, and sent many times.

use crate::files;
use anyhow::{Context, Result};
use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

/// Already compressed kinds gain nothing.
const KINDS: [&str; 8] = ["css", "csv", "html", "js", "json", "svg", "txt", "wasm"];

/// Compresses every file of a folder that gains from it, on all cores; a `quick` build cares for no byte.
pub(super) fn folder(folder: &Path, quick: bool) -> Result<()> {
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
                let bytes = files::read(file)?;
                let bytes = if quick {
                    encode(&bytes, 2, WAYS[0])?
                } else {
                    brotli(&bytes)?
                };
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

/// Windows and blocks of input that are tried, as powers of two (0: as the encoder thinks best). The first is the best for most
/// files; of a program another one often wins a hundred bytes.
const WAYS: [(i32, i32); 4] = [(22, 0), (18, 16), (17, 16), (17, 0)];

/// A file beyond this many bytes is tried in the first way alone: others gain little there, and cost time.
const SMALL: usize = 400_000;

/// Brotli at level 11, the smallest of several ways.
pub(crate) fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let ways = if bytes.len() < SMALL {
        &WAYS[..]
    } else {
        &WAYS[..1]
    };
    let mut best: Option<Vec<u8>> = None;
    for &way in ways {
        let small = encode(bytes, 11, way)?;
        if best.as_ref().is_none_or(|best| small.len() < best.len()) {
            best = Some(small);
        }
    }
    best.context("no way was tried")
}

fn encode(bytes: &[u8], quality: i32, (lgwin, lgblock): (i32, i32)) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin,
        lgblock,
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
