//! A mail server on this machine that does what a test tells it to: a small part of RFC 5321.

use crate::harness::{Server, SignedIn};
use axum::http::{Method, StatusCode};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use kotae_shared::api::admin::MailState;
use serde_json::json;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

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

/// How connections are protected.
#[derive(Clone)]
pub(crate) enum Protection {
    /// Not at all.
    None,
    /// From the first byte.
    Tls(TlsAcceptor),
    /// When the sender asks for it.
    StartTls(TlsAcceptor),
}

/// A message as it came.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) data: String,
    /// Whether the sender heard that we have it.
    pub(crate) acknowledged: bool,
    /// Whether it came over a protected connection.
    pub(crate) protected: bool,
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
    /// Every line of a command that came without protection.
    in_the_open: Vec<String>,
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
    /// Sets it as the mail server of who is signed in.
    pub(crate) async fn serve(&self, server: &Server, who: &SignedIn) {
        Self::set(server, who, self.port).await;
    }

    /// The same of whatever will listen on a port.
    pub(crate) async fn set(server: &Server, who: &SignedIn, port: u16) {
        let form = json!({ "host": "127.0.0.1", "port": port, "security": "none",
            "sender_name": "社内ヘルプデスク", "sender_address": "faq@example.co.jp" });
        let call = server.request(Method::PUT, &who.api("mail")).by(who);
        let reply = call.json(&form).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        assert!(reply.json::<MailState>().server.is_some());
    }

    /// A server that takes everything.
    pub(crate) async fn start() -> Self {
        Self::with(None).await
    }

    /// One that wants this name and password.
    pub(crate) async fn with(credentials: Option<(&'static str, &'static str)>) -> Self {
        Self::protected(credentials, Protection::None).await
    }

    /// One whose connections are protected.
    pub(crate) async fn protected(
        credentials: Option<(&'static str, &'static str)>,
        protection: Protection,
    ) -> Self {
        Self::on(0, credentials, protection).await
    }

    /// One that takes everything, on a port on which nobody listened so far.
    pub(crate) async fn at(port: u16) -> Self {
        Self::on(port, None, Protection::None).await
    }

    async fn on(
        port: u16,
        credentials: Option<(&'static str, &'static str)>,
        protection: Protection,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
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
                tokio::spawn(converse(
                    stream,
                    act,
                    credentials,
                    protection.clone(),
                    Arc::clone(&shared),
                ));
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

    /// What everybody on the way could read.
    pub(crate) fn in_the_open(&self) -> Vec<String> {
        self.state.lock().unwrap().in_the_open.clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }
}

async fn converse(
    stream: TcpStream,
    act: Option<Act>,
    credentials: Option<(&'static str, &'static str)>,
    protection: Protection,
    state: Arc<Mutex<State>>,
) {
    // A sender that breaks off is no fault of the server.
    let acceptor = match protection {
        Protection::None => {
            let mut stream = BufReader::new(stream);
            let _ = serve(&mut stream, act, credentials, &state, Stage::Open).await;
            return;
        }
        Protection::Tls(acceptor) => {
            if let Ok(stream) = acceptor.accept(stream).await {
                let mut stream = BufReader::new(stream);
                let _ = serve(&mut stream, act, credentials, &state, Stage::Protected).await;
            }
            return;
        }
        Protection::StartTls(acceptor) => acceptor,
    };
    let mut stream = BufReader::new(stream);
    if !matches!(
        serve(&mut stream, act, credentials, &state, Stage::Before).await,
        Ok(true)
    ) {
        return;
    }
    if let Ok(stream) = acceptor.accept(stream.into_inner()).await {
        let mut stream = BufReader::new(stream);
        let _ = serve(&mut stream, act, credentials, &state, Stage::After).await;
    }
}

/// Where a connection is in being protected.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It never is.
    Open,
    /// It was from the start.
    Protected,
    /// It is offered.
    Before,
    /// It was offered and taken: no greeting again.
    After,
}

async fn serve(
    stream: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>,
    act: Option<Act>,
    credentials: Option<(&str, &str)>,
    state: &Mutex<State>,
    stage: Stage,
) -> std::io::Result<bool> {
    let protected = matches!(stage, Stage::Protected | Stage::After);
    match act {
        _ if stage == Stage::After => {}
        Some(Act::Silent) => std::future::pending().await,
        Some(Act::Greet(line)) => {
            say(stream, line).await?;
            return Ok(false);
        }
        _ => say(stream, "220 mail.test ESMTP").await?,
    }
    let mut signed_in = credentials.is_none();
    let (mut from, mut to) = (String::new(), String::new());
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(false);
        }
        let line = line.trim_end();
        if !protected {
            state.lock().unwrap().in_the_open.push(line.to_owned());
        }
        let verb = line.split(' ').next().unwrap_or("").to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" if stage == Stage::Before => say(stream, "250-mail.test\r\n250 STARTTLS").await?,
            "STARTTLS" if stage == Stage::Before => {
                say(stream, "220 go ahead").await?;
                return Ok(true);
            }
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
                        return Ok(false);
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
                    protected,
                });
                match act {
                    Some(Act::DropAfterData) => return Ok(false),
                    Some(Act::HangAfterData) => std::future::pending().await,
                    Some(Act::AfterData(reply)) => say(stream, reply).await?,
                    _ => say(stream, "250 2.0.0 queued").await?,
                }
            }
            "QUIT" => {
                say(stream, "221 bye").await?;
                return Ok(false);
            }
            _ => say(stream, "250 ok").await?,
        }
    }
}

async fn say(stream: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>, line: &str) -> std::io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
    stream.flush().await
}
