//! A program of the company that webhooks tell of things, on loopback. It checks signatures by another library than the server's.

use anyhow::{Context, Result, ensure};
use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use ring::hmac;
use serde_json::Value;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{net::TcpListener, task::JoinHandle, time::Instant};

/// How long a delivery may take to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// A delivery as it came.
#[derive(Clone, Debug)]
pub struct Told {
    headers: HeaderMap,
    /// Byte for byte.
    pub body: Bytes,
}

impl Told {
    /// A header.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The body, read.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body).context("the body is no JSON")
    }

    /// Whether one of the signatures is of this secret, as `docs/webhooks.md` says it.
    pub fn is_signed_by(&self, secret: &str) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let signed = [self.header("kotae-timestamp").as_bytes(), b".", &self.body].concat();
        let is_good = |part: &str| {
            let bytes = part.strip_prefix("v1=").and_then(bytes_of);
            bytes.is_some_and(|bytes| hmac::verify(&key, &signed, &bytes).is_ok())
        };
        self.header("kotae-signature").split(',').any(is_good)
    }
}

/// What hexadecimal digits say.
fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let pairs = hex.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    pairs.map(byte).collect()
}

#[derive(Debug, Default)]
struct State {
    told: Vec<Told>,
    plan: VecDeque<u16>,
}

/// The program. It stops with the value.
#[derive(Debug)]
pub struct Hook {
    url: String,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl Drop for Hook {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Hook {
    /// Starts it on a free port.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/hook", listener.local_addr()?);
        let state = Arc::<Mutex<State>>::default();
        let kept = Arc::clone(&state);
        let take = move |headers: HeaderMap, body: Bytes| async move {
            let mut state = lock(&kept);
            state.told.push(Told { headers, body });
            let status = state.plan.pop_front().unwrap_or(200);
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, "受領しました")
        };
        let app = Router::new().route("/hook", post(take));
        let task = tokio::spawn(async move {
            // It ends with the task.
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { url, state, task })
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What the next deliveries are answered with; those after them are taken.
    pub fn plan(&self, statuses: impl IntoIterator<Item = u16>) {
        lock(&self.state).plan.extend(statuses);
    }

    /// Everything that came, the oldest first.
    pub fn told(&self) -> Vec<Told> {
        lock(&self.state).told.clone()
    }

    /// The same once so many have come.
    pub async fn until(&self, count: usize) -> Result<Vec<Told>> {
        let end = Instant::now() + PATIENCE;
        loop {
            let told = self.told();
            if told.len() >= count {
                return Ok(told);
            }
            ensure!(Instant::now() < end, "{} of {count} deliveries came", told.len());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

fn lock(of: &Mutex<State>) -> MutexGuard<'_, State> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
