//! Start time with 10,000 published entries, memory when idle, and what an import of 50,000 entries takes.
//!
//! `cargo xtask bench start`

#![allow(clippy::print_stdout, reason = "a bench tells its result")]

use anyhow::{Context, Result};
use kotae_tests::{Kotae, Start, faq};
use std::time::Duration;
use tokio::time::Instant;

const ENTRIES: usize = 10_000;
const STARTS: usize = 7;

fn main() -> Result<()> {
    kotae_tests::run(async {
        let kotae = Kotae::start(&Start::default()).await?;
        let file = tempfile::Builder::new().suffix(".csv").tempfile()?;
        faq::write(file.path(), ENTRIES)?;
        kotae.cli(&["import", &file.path().to_string_lossy()]).await?;
        kotae.cli(&["publish"]).await?;
        let mut folder = kotae.stop().await?;

        let mut times = Vec::new();
        for _ in 0..STARTS {
            let begin = Instant::now();
            let kotae = Kotae::start_in(&Start::default(), folder).await?;
            while !is_ready(kotae.url()).await {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            times.push(begin.elapsed());
            if times.len() == STARTS {
                // What was needed for the start alone is given back after a while.
                tokio::time::sleep(Duration::from_secs(5)).await;
                let id = kotae.id().context("the server has ended")?;
                println!("idle after the start: {:.1} MB resident", resident(id)? / 1e6);
            }
            folder = kotae.stop().await?;
        }
        times.sort_unstable();
        println!(
            "start until readyz answers, {ENTRIES} entries, {STARTS} starts: median {:.0} ms, slowest {:.0} ms",
            times[STARTS / 2].as_secs_f64() * 1e3,
            times[STARTS - 1].as_secs_f64() * 1e3
        );
        Ok(())
    })
}

async fn is_ready(url: &str) -> bool {
    reqwest::get(format!("{url}readyz"))
        .await
        .is_ok_and(|reply| reply.status().is_success())
}

/// Resident memory in bytes.
fn resident(id: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).context("this needs Linux")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .context("no VmRSS")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes * 1024.0)
}
