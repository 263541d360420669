//! The browser's DevTools socket: what every page and every frame, of whichever site, throws, logs and asks for.

use crate::guard;
use anyhow::{Context, Result};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    net::TcpStream,
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

/// How long the browser may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A listener on all pages of a browser.
#[derive(Debug)]
pub struct DevTools {
    state: Arc<Mutex<State>>,
    commands: mpsc::UnboundedSender<Message>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct State {
    last: u64,
    waiting: HashMap<u64, oneshot::Sender<()>>,
    /// Pages and frames of other sites that are open now.
    sessions: Vec<String>,
    faults: Vec<String>,
    said: Vec<String>,
    requests: Vec<String>,
}

impl DevTools {
    /// Listens to the browser at `HOST:PORT`, from now on and back to what its pages have logged already.
    pub async fn connect(address: &str) -> Result<Self> {
        let version = reqwest::get(format!("http://{address}/json/version"))
            .await?
            .text()
            .await?;
        let version: Value = serde_json::from_str(&version)?;
        let url = version["webSocketDebuggerUrl"]
            .as_str()
            .context("the browser has no DevTools socket")?;
        let (socket, _) = connect_async(url).await?;
        let (commands, queue) = mpsc::unbounded_channel();
        let state = Arc::new(Mutex::new(State::default()));
        let task = tokio::spawn(listen(socket, queue, commands.clone(), Arc::clone(&state)));
        let devtools = Self {
            state,
            commands,
            task,
        };
        devtools.ask(None, "Target.setAutoAttach", auto_attach()).await?;
        Ok(devtools)
    }

    /// What has gone wrong since the last call, on any page that is or was open.
    pub async fn faults(&self) -> Result<Vec<String>> {
        self.hear_out().await;
        Ok(std::mem::take(&mut lock(&self.state).faults))
    }

    /// What pages have written into the console since the last call, whatever its level.
    pub async fn said(&self) -> Result<Vec<String>> {
        self.hear_out().await;
        Ok(std::mem::take(&mut lock(&self.state).said))
    }

    async fn hear_out(&self) {
        // A page's answer comes after all that it said before.
        let sessions = lock(&self.state).sessions.clone();
        for session in sessions {
            // A page that has gone meanwhile does not answer; what it said has come before that was known.
            let _ = self
                .ask(Some(&session), "Runtime.evaluate", json!({ "expression": "0" }))
                .await;
        }
    }

    /// The addresses that any page or frame has asked for.
    pub fn requests(&self) -> Vec<String> {
        lock(&self.state).requests.clone()
    }

    async fn ask(&self, session: Option<&str>, method: &str, params: Value) -> Result<()> {
        let (answer, answered) = oneshot::channel();
        let id = lock(&self.state).next();
        lock(&self.state).waiting.insert(id, answer);
        self.commands.send(command(id, session, method, params))?;
        tokio::time::timeout(PATIENCE, answered)
            .await
            .with_context(|| format!("no answer to {method}"))??;
        Ok(())
    }
}

impl Drop for DevTools {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl State {
    fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    fn take(&mut self, message: &Value, commands: &mpsc::UnboundedSender<Message>) {
        if let Some(id) = message["id"].as_u64() {
            if let Some(answer) = self.waiting.remove(&id) {
                let _ = answer.send(());
            }
            return;
        }
        let (method, event) = (message["method"].as_str().unwrap_or_default(), &message["params"]);
        self.faults.extend(guard::fault(method, event));
        self.said.extend(guard::said(method, event));
        let session = event["sessionId"].as_str().unwrap_or_default();
        match method {
            "Target.attachedToTarget" => {
                self.sessions.push(session.to_owned());
                for (method, params) in [
                    ("Runtime.enable", json!({})),
                    ("Log.enable", json!({})),
                    ("Network.enable", json!({})),
                    ("Target.setAutoAttach", auto_attach()),
                ] {
                    let _ = commands.send(command(self.next(), Some(session), method, params));
                }
            }
            "Target.detachedFromTarget" => self.sessions.retain(|open| open != session),
            "Network.requestWillBeSent" => {
                self.requests
                    .extend(event["request"]["url"].as_str().map(str::to_owned));
            }
            _ => {}
        }
    }
}

async fn listen(
    socket: Socket,
    mut queue: mpsc::UnboundedReceiver<Message>,
    commands: mpsc::UnboundedSender<Message>,
    state: Arc<Mutex<State>>,
) {
    let (mut to_browser, mut from_browser) = socket.split();
    loop {
        tokio::select! {
            Some(message) = queue.recv() => if to_browser.send(message).await.is_err() { break },
            message = from_browser.next() => match message {
                Some(Ok(Message::Text(text))) => if let Ok(message) = serde_json::from_str(&text) {
                    lock(&state).take(&message, &commands);
                },
                Some(Ok(_)) => {}
                _ => break,
            },
        }
    }
    // Nobody will answer any more.
    lock(&state).waiting.clear();
}

fn auto_attach() -> Value {
    json!({ "autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true })
}

fn command(id: u64, session: Option<&str>, method: &str, params: Value) -> Message {
    let mut command = json!({ "id": id, "method": method, "params": params });
    if let Some(session) = session {
        command["sessionId"] = session.into();
    }
    Message::text(command.to_string())
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
