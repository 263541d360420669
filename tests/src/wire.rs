//! A socket to a browser over which commands with numbers go out, answers with the same numbers come back, and
//! events come in between: what Chromium's DevTools and WebDriver BiDi have in common.

use anyhow::{Context, Result};
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
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

/// An open socket.
#[derive(Debug)]
pub struct Wire {
    mouth: Mouth,
    task: JoinHandle<()>,
}

/// The sending side.
#[derive(Clone, Debug)]
pub struct Mouth {
    state: Arc<Mutex<State>>,
    commands: mpsc::UnboundedSender<Message>,
}

#[derive(Debug, Default)]
struct State {
    last: u64,
    waiting: HashMap<u64, oneshot::Sender<Value>>,
}

impl Wire {
    /// Connects; `hear` gets each message that answers nothing, and may send commands itself.
    pub async fn connect(url: &str, hear: impl FnMut(&Value, &Mouth) + Send + 'static) -> Result<Self> {
        let (socket, _) = connect_async(url).await?;
        let (commands, queue) = mpsc::unbounded_channel();
        let state = Arc::default();
        let mouth = Mouth { state, commands };
        let task = tokio::spawn(listen(socket, queue, mouth.clone(), hear));
        Ok(Self { mouth, task })
    }

    /// Sends a command, which gets its number here, and gives what came back, a refusal included.
    pub async fn ask(&self, mut command: Value) -> Result<Value> {
        let (answer, answered) = oneshot::channel();
        let id = lock(&self.mouth.state).next();
        lock(&self.mouth.state).waiting.insert(id, answer);
        command["id"] = id.into();
        self.mouth.commands.send(Message::text(command.to_string()))?;
        tokio::time::timeout(PATIENCE, answered)
            .await
            .with_context(|| format!("no answer to {command}"))?
            .with_context(|| format!("the browser went away at {command}"))
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Mouth {
    /// Sends a command without waiting for its answer.
    pub fn tell(&self, mut command: Value) {
        command["id"] = lock(&self.state).next().into();
        let _ = self.commands.send(Message::text(command.to_string()));
    }
}

impl State {
    fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }
}

async fn listen(
    socket: Socket,
    mut queue: mpsc::UnboundedReceiver<Message>,
    mouth: Mouth,
    mut hear: impl FnMut(&Value, &Mouth),
) {
    let (mut to_browser, mut from_browser) = socket.split();
    loop {
        tokio::select! {
            Some(message) = queue.recv() => if to_browser.send(message).await.is_err() { break },
            message = from_browser.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    let Ok(message) = serde_json::from_str::<Value>(&text) else { continue };
                    let Some(id) = message["id"].as_u64() else {
                        hear(&message, &mouth);
                        continue;
                    };
                    if let Some(answer) = lock(&mouth.state).waiting.remove(&id) {
                        let _ = answer.send(message);
                    }
                }
                Some(Ok(_)) => {}
                _ => break,
            },
        }
    }
    // Nobody will answer any more.
    lock(&mouth.state).waiting.clear();
}

/// The lock, also after a panic of another holder.
pub(crate) fn lock<T>(state: &Mutex<T>) -> MutexGuard<'_, T> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
