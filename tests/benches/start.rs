//! Start time with 10,000 published entries, and memory when idle.
//!
//! `cargo xtask bench start`

#![allow(clippy::print_stdout, reason = "a bench tells its result")]

use anyhow::Result;
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
                println!(
                    "idle after the start: {:.1} MB resident",
                    kotae.memory("VmRSS")? as f64 / 1e6
                );
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
