//! A mail server on this machine that does what a test tells it to: a small part of RFC 5321.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What the server does with one connection.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// Says this instead of a greeting.
    Greet(&'static str),
    /// Says nothing at all.
    Silent,
    /// Answers `RCPT TO` like this.
    Recipient(&'static str),
    /// Takes the message and answers like this.
    AfterData(&'static str),
    /// Takes the message and breaks off without an answer.
    DropAfterData,
    /// Takes the message and never answers.
    HangAfterData,
}

/// A message as it came.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) data: String,
    /// Whether the sender heard that we have it.
    pub(crate) acknowledged: bool,
}

impl Received {
    /// A header's line, with what it was folded into.
    pub(crate) fn header(&self, name: &str) -> String {
        let start = format!("{name}: ");
        let line = self.data.lines().find(|line| line.starts_with(&start));
        line.map_or_else(String::new, |line| line[start.len()..].to_owned())
    }
}

#[derive(Default)]
struct State {
    plan: VecDeque<Act>,
    received: Vec<Received>,
    connections: usize,
}

/// The server. It stops with the value.
pub(crate) struct Smtp {
    pub(crate) port: u16,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Smtp {
    /// A server that takes everything.
    pub(crate) async fn start() -> Self {
        Self::with(None).await
    }

    /// One that wants this name and password.
    pub(crate) async fn with(credentials: Option<(&'static str, &'static str)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let act = {
                    let mut state = shared.lock().unwrap();
                    state.connections += 1;
                    state.plan.pop_front()
                };
                tokio::spawn(converse(stream, act, credentials, Arc::clone(&shared)));
            }
        });
        Self { port, state, task }
    }

    /// What the next connections get; those after them are served as usual.
    pub(crate) fn plan(&self, acts: impl IntoIterator<Item = Act>) {
        self.state.lock().unwrap().plan.extend(acts);
    }

    /// Everything that came, the oldest first.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap().received.clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }
}

async fn converse(
    stream: TcpStream,
    act: Option<Act>,
    credentials: Option<(&'static str, &'static str)>,
    state: Arc<Mutex<State>>,
) {
    let mut stream = BufReader::new(stream);
    // A sender that breaks off is no fault of the server.
    let _ = serve(&mut stream, act, credentials, &state).await;
}

async fn serve(
    stream: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>,
    act: Option<Act>,
    credentials: Option<(&str, &str)>,
    state: &Mutex<State>,
) -> std::io::Result<()> {
    match act {
        Some(Act::Silent) => std::future::pending().await,
        Some(Act::Greet(line)) => return say(stream, line).await,
        _ => say(stream, "220 mail.test ESMTP").await?,
    }
    let mut signed_in = credentials.is_none();
    let (mut from, mut to) = (String::new(), String::new());
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        let verb = line.split(' ').next().unwrap_or("").to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" if credentials.is_some() => {
                say(stream, "250-mail.test\r\n250-8BITMIME\r\n250 AUTH PLAIN").await?;
            }
            "EHLO" => say(stream, "250-mail.test\r\n250 8BITMIME").await?,
            "AUTH" => {
                let given = line.rsplit(' ').next().unwrap();
                let given = STANDARD.decode(given).unwrap_or_default();
                let wanted = credentials.map(|(name, password)| format!("\0{name}\0{password}"));
                signed_in = wanted.is_some_and(|wanted| wanted.as_bytes() == given);
                let reply = if signed_in {
                    "235 ok"
                } else {
                    "535 5.7.8 bad credentials"
                };
                say(stream, reply).await?;
            }
            "MAIL" if !signed_in => say(stream, "530 5.7.0 sign in first").await?,
            "MAIL" => {
                line.clone_into(&mut from);
                say(stream, "250 ok").await?;
            }
            "RCPT" => {
                line.clone_into(&mut to);
                let reply = match act {
                    Some(Act::Recipient(reply)) => reply,
                    _ => "250 ok",
                };
                say(stream, reply).await?;
            }
            "DATA" => {
                say(stream, "354 go on").await?;
                let mut data = String::new();
                loop {
                    let mut line = String::new();
                    if stream.read_line(&mut line).await? == 0 {
                        return Ok(());
                    }
                    if line == ".\r\n" {
                        break;
                    }
                    data.push_str(line.strip_prefix('.').unwrap_or(&line));
                }
                let acknowledged = act.is_none();
                state.lock().unwrap().received.push(Received {
                    from: from.clone(),
                    to: to.clone(),
                    data,
                    acknowledged,
                });
                match act {
                    Some(Act::DropAfterData) => return Ok(()),
                    Some(Act::HangAfterData) => std::future::pending().await,
                    Some(Act::AfterData(reply)) => say(stream, reply).await?,
                    _ => say(stream, "250 2.0.0 queued").await?,
                }
            }
            "QUIT" => return say(stream, "221 bye").await,
            _ => say(stream, "250 ok").await?,
        }
    }
}

async fn say(stream: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>, line: &str) -> std::io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
    stream.flush().await
}
