//! A mail server on loopback, of a library that knows nothing of Kotae (`mailin`), and what came into it.

use anyhow::{Context, Result, ensure};
use mail_parser::MessageParser;
use mailin::{Action, Handler, Response, SessionBuilder};
use std::{
    mem,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::Instant,
};

/// How long a mail may take to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mail, as another program than ours reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Whom the envelope names.
    pub to: Vec<String>,
    /// The subject, decoded.
    pub subject: String,
    /// The plain part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// `Message-ID`.
    pub id: String,
    /// `Auto-Submitted`.
    pub auto_submitted: String,
}

/// The server. It stops with the value.
#[derive(Debug)]
pub struct Mailbox {
    port: u16,
    mails: Arc<Mutex<Vec<Mail>>>,
    task: JoinHandle<()>,
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Mailbox {
    /// Starts it on a free port.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let mails = Arc::default();
        let kept = Arc::clone(&mails);
        let task = tokio::spawn(async move {
            while let Ok((stream, from)) = listener.accept().await {
                // A sender that breaks off is no fault of the server.
                tokio::spawn(converse(stream, from.ip(), Arc::clone(&kept)));
            }
        });
        Ok(Self { port, mails, task })
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Everything that came, the oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        lock(&self.mails).clone()
    }

    /// The one mail for this address with these words in its subject, once it is there.
    pub async fn mail_for(&self, address: &str, about: &str) -> Result<Mail> {
        let end = Instant::now() + PATIENCE;
        let is_meant = |mail: &Mail| mail.subject.contains(about) && mail.to.iter().any(|to| to == address);
        loop {
            let mut all = self.mails();
            all.retain(is_meant);
            if let Some(mail) = all.pop() {
                ensure!(
                    all.is_empty(),
                    "{address} got more than one: {all:#?} and {mail:#?}"
                );
                return Ok(mail);
            }
            ensure!(Instant::now() < end, "no mail about {about} came for {address}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a session has of the mail that is coming.
struct Session {
    to: Vec<String>,
    data: Vec<u8>,
    mails: Arc<Mutex<Vec<Mail>>>,
}

impl Handler for Session {
    fn data_start(&mut self, _domain: &str, _from: &str, _is_8bit: bool, to: &[String]) -> Response {
        self.to = to.to_vec();
        self.data.clear();
        mailin::response::OK
    }

    fn data(&mut self, part: &[u8]) -> std::io::Result<()> {
        self.data.extend_from_slice(part);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        match read(mem::take(&mut self.to), &self.data) {
            Ok(mail) => {
                lock(&self.mails).push(mail);
                mailin::response::OK
            }
            // The sender gives up, and its outbox says why.
            Err(error) => Response::custom(554, format!("this is no mail: {error:#}")),
        }
    }
}

fn read(to: Vec<String>, data: &[u8]) -> Result<Mail> {
    let mail = MessageParser::default().parse(data).context("not readable")?;
    let header = |name: &str| mail.header_raw(name).map(|value| value.trim().to_owned());
    let part = |text: Option<std::borrow::Cow<'_, str>>, what: &'static str| {
        text.map(std::borrow::Cow::into_owned).context(what)
    };
    ensure!(
        mail.text_body_count() == 1 && mail.html_body_count() == 1,
        "not one plain and one HTML part"
    );
    Ok(Mail {
        to,
        subject: mail.subject().context("no subject")?.to_owned(),
        text: part(mail.body_text(0), "no plain part")?,
        html: part(mail.body_html(0), "no HTML part")?,
        id: mail.message_id().context("no Message-ID")?.to_owned(),
        auto_submitted: header("Auto-Submitted").unwrap_or_default(),
    })
}

async fn converse(stream: TcpStream, from: IpAddr, mails: Arc<Mutex<Vec<Mail>>>) -> Result<()> {
    let mut stream = BufReader::new(stream);
    let handler = Session {
        to: Vec::new(),
        data: Vec::new(),
        mails,
    };
    let mut session = SessionBuilder::new("mail.example.co.jp").build(from, handler);
    stream.write_all(&session.greeting().buffer()?).await?;
    let mut line = Vec::new();
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let response = session.process(&line);
        stream.write_all(&response.buffer()?).await?;
        if response.action == Action::Close {
            return Ok(());
        }
    }
}
