//! A load generator: so many posts a second, whether or not the server keeps up.
//!
//! Each post has the moment at which it is due. Its latency counts from that moment, not from when a free
//! connection could send it, so that a server that stalls cannot hide the posts that wait behind the stall.

use anyhow::{Context, Result, bail};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::Instant,
};

/// What to send and how fast.
#[derive(Clone)]
pub struct Load {
    /// `HOST:PORT`.
    pub address: String,
    /// The path.
    pub path: String,
    /// Posts a second, all connections together.
    pub rate: u32,
    /// Connections that stay open.
    pub connections: u32,
    /// The bodies' media type.
    pub kind: &'static str,
    /// More header lines of post number so much, each with its line end.
    pub head: Arc<dyn Fn(u64) -> String + Send + Sync>,
    /// The body of post number so much.
    pub body: Arc<dyn Fn(u64) -> Vec<u8> + Send + Sync>,
}

/// How long each post took.
#[derive(Clone, Debug, Default)]
pub struct Latencies {
    sorted: Vec<Duration>,
    refused: u64,
    statuses: BTreeMap<u16, u64>,
}

impl Load {
    /// Posts for so long.
    pub async fn run_for(&self, time: Duration) -> Result<Latencies> {
        self.run_while(tokio::time::sleep(time))
            .await
            .map(|(latencies, ())| latencies)
    }

    /// Posts until this is done.
    pub async fn run_while<T>(&self, work: impl Future<Output = T>) -> Result<(Latencies, T)> {
        let over = Arc::new(AtomicBool::new(false));
        let next = Arc::new(AtomicU64::new(0));
        let start = Instant::now();
        let workers: Vec<_> = (0..self.connections)
            .map(|_| tokio::spawn(worker(self.clone(), start, Arc::clone(&next), Arc::clone(&over))))
            .collect();
        let result = work.await;
        over.store(true, Ordering::Relaxed);
        let mut all = Latencies::default();
        for worker in workers {
            let part = worker.await??;
            all.sorted.extend(part.sorted);
            all.refused += part.refused;
            for (status, count) in part.statuses {
                *all.statuses.entry(status).or_default() += count;
            }
        }
        all.sorted.sort_unstable();
        Ok((all, result))
    }
}

async fn worker(
    load: Load,
    start: Instant,
    next: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
) -> Result<Latencies> {
    let mut stream = TcpStream::connect(&load.address)
        .await
        .context("cannot connect")?;
    stream.set_nodelay(true)?;
    let mut part = Latencies::default();
    while !over.load(Ordering::Relaxed) {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let due = start + Duration::from_secs(1).mul_f64(number as f64 / f64::from(load.rate));
        tokio::time::sleep_until(due).await;
        let step = Step {
            path: load.path.clone(),
            kind: load.kind,
            head: (load.head)(number),
            body: (load.body)(number),
        };
        let status = post(&mut stream, &load.address, &step).await?;
        part.note(due.elapsed(), status);
    }
    Ok(part)
}

/// A post.
#[derive(Clone, Debug)]
pub struct Step {
    /// The path, with its query.
    pub path: String,
    /// The body's media type.
    pub kind: &'static str,
    /// More header lines, each with its line end.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

/// Journeys of several posts, one after another on one connection; so many journeys a second, whether or not the server keeps up.
#[derive(Clone)]
pub struct Journeys {
    /// `HOST:PORT`.
    pub address: String,
    /// Journeys a second, all connections together.
    pub rate: u32,
    /// Connections that stay open.
    pub connections: u32,
    /// The posts of a journey; as many of each.
    pub steps: Arc<dyn Fn(u64) -> Vec<Step> + Send + Sync>,
}

impl Journeys {
    /// Makes them for so long. The latencies of each step, then those of whole journeys from the moment at which each was due; a
    /// journey ends with the first post that is refused, and counts as refused.
    pub async fn run_for(&self, time: Duration) -> Result<Vec<Latencies>> {
        let over = Arc::new(AtomicBool::new(false));
        let next = Arc::new(AtomicU64::new(0));
        let start = Instant::now();
        let workers: Vec<_> = (0..self.connections)
            .map(|_| {
                tokio::spawn(traveller(
                    self.clone(),
                    start,
                    Arc::clone(&next),
                    Arc::clone(&over),
                ))
            })
            .collect();
        tokio::time::sleep(time).await;
        over.store(true, Ordering::Relaxed);
        let mut all: Vec<Latencies> = Vec::new();
        for worker in workers {
            let parts = worker.await??;
            all.resize_with(all.len().max(parts.len()), Latencies::default);
            for (whole, part) in all.iter_mut().zip(parts) {
                whole.sorted.extend(part.sorted);
                whole.refused += part.refused;
                for (status, count) in part.statuses {
                    *whole.statuses.entry(status).or_default() += count;
                }
            }
        }
        for part in &mut all {
            part.sorted.sort_unstable();
        }
        Ok(all)
    }
}

async fn traveller(
    load: Journeys,
    start: Instant,
    next: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
) -> Result<Vec<Latencies>> {
    let mut stream = TcpStream::connect(&load.address)
        .await
        .context("cannot connect")?;
    stream.set_nodelay(true)?;
    let mut parts: Vec<Latencies> = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let due = start + Duration::from_secs(1).mul_f64(number as f64 / f64::from(load.rate));
        let steps = (load.steps)(number);
        parts.resize_with(steps.len() + 1, Latencies::default);
        tokio::time::sleep_until(due).await;
        let mut begin = due;
        let mut last = 0;
        for (place, step) in steps.iter().enumerate() {
            last = post(&mut stream, &load.address, step).await?;
            parts[place].note(begin.elapsed(), last);
            begin = Instant::now();
            if !(200..300).contains(&last) {
                break;
            }
        }
        parts[steps.len()].note(due.elapsed(), last);
    }
    Ok(parts)
}

async fn post(stream: &mut TcpStream, address: &str, step: &Step) -> Result<u16> {
    let mut request = format!(
        "POST {} HTTP/1.1\r\nHost: {address}\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}\r\n",
        step.path,
        step.kind,
        step.body.len(),
        step.head
    )
    .into_bytes();
    request.extend_from_slice(&step.body);
    stream.write_all(&request).await?;
    let mut reply = Vec::with_capacity(1024);
    let head = loop {
        if stream.read_buf(&mut reply).await? == 0 {
            bail!("the server closed the connection");
        }
        if let Some(end) = reply.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let text = String::from_utf8_lossy(&reply[..head]).to_lowercase();
    let status = text
        .split(' ')
        .nth(1)
        .and_then(|word| word.parse().ok())
        .context("no status")?;
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    while reply.len() < head + length.unwrap_or(0) {
        if stream.read_buf(&mut reply).await? == 0 {
            bail!("the server closed the connection");
        }
    }
    Ok(status)
}

impl Latencies {
    fn note(&mut self, took: Duration, status: u16) {
        self.sorted.push(took);
        *self.statuses.entry(status).or_default() += 1;
        if !(200..300).contains(&status) {
            self.refused += 1;
        }
    }

    /// The time within which this share (0 to 1) of the posts was answered.
    pub fn share(&self, share: f64) -> Duration {
        let place = (self.sorted.len() as f64 * share).ceil() as usize;
        self.sorted
            .get(place.saturating_sub(1))
            .copied()
            .unwrap_or_default()
    }

    /// How many posts there were.
    pub fn count(&self) -> usize {
        self.sorted.len()
    }

    /// How many were answered with which status.
    pub fn statuses(&self) -> &BTreeMap<u16, u64> {
        &self.statuses
    }

    /// How many were not accepted.
    pub fn refused(&self) -> u64 {
        self.refused
    }
}

impl fmt::Display for Latencies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [half, most, nearly_all, all] =
            [0.5, 0.99, 0.999, 1.0].map(|share| self.share(share).as_secs_f64() * 1e3);
        write!(
            f,
            "{:6} posts, {} refused | p50 {half:6.1} ms | p99 {most:6.1} ms | p99.9 {nearly_all:6.1} ms | max {all:6.1} ms",
            self.count(),
            self.refused
        )
    }
}
