//! To the mail server. Kotae connects to the one that was set, and to none other.

use super::reach;
use crate::config::Network;
use kotae_shared::api::admin::{MailServer, Security, SendFault, SendFaultKind};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    transport::smtp::{
        Error,
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
        extension::ClientId,
    },
};
use std::{error::Error as _, fmt::Write as _, net::IpAddr, time::Duration};

/// The most that is kept of what a server said, in characters.
const DETAIL: usize = 300;

/// A mail server and what is needed to use it.
#[derive(Clone)]
pub struct Server {
    /// As it was set.
    pub settings: MailServer,
    /// Its password.
    pub password: Option<String>,
    /// Certificates (PEM) that are trusted beside the system's.
    pub authorities: Option<Vec<u8>>,
    /// The longest that sending one message may take.
    pub timeout: Duration,
    /// Link-local and metadata addresses at which it may lie nevertheless.
    pub allowed: Vec<Network>,
}

/// Whether to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The message is at fault: the same would happen again.
    GiveUp,
    /// This message later; others may go through.
    Later,
    /// The server cannot be used now: no message would go through.
    ServerLater,
}

impl Server {
    /// Hands over a message.
    pub async fn send(&self, message: Message) -> Result<(), (SendFault, Next)> {
        let send = async {
            let address = self.address().await?;
            let transport = self.transport(address).map_err(|error| judge(&error))?;
            transport.send(message).await.map_err(|error| judge(&error))
        };
        match tokio::time::timeout(self.timeout, send).await {
            Ok(sent) => sent.map(drop),
            Err(_) => Err((fault(SendFaultKind::Timeout, String::new()), Next::ServerLater)),
        }
    }

    /// Where the server lies. Looked up here and connected to by this address, so that the name cannot lead elsewhere
    /// between the check and the connection.
    async fn address(&self) -> Result<IpAddr, (SendFault, Next)> {
        let set = &self.settings;
        let unreachable = |error: std::io::Error| {
            let detail = error.to_string().chars().take(DETAIL).collect();
            (fault(SendFaultKind::Unreachable, detail), Next::ServerLater)
        };
        let found = tokio::net::lookup_host((set.host.as_str(), set.port))
            .await
            .map_err(unreachable)?;
        let mut all: Vec<IpAddr> = found.map(|address| address.ip()).collect();
        // A machine without IPv6 finds IPv6 addresses all the same.
        all.sort_by_key(IpAddr::is_ipv6);
        reach::first(&all, &self.allowed).ok_or_else(|| {
            let detail = all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let detail = detail.chars().take(DETAIL).collect();
            (fault(SendFaultKind::OutOfReach, detail), Next::ServerLater)
        })
    }

    fn transport(&self, address: IpAddr) -> Result<AsyncSmtpTransport<Tokio1Executor>, Error> {
        let set = &self.settings;
        let tls = || {
            let mut tls = TlsParameters::builder(set.host.clone());
            if let Some(pem) = &self.authorities {
                tls = tls.add_root_certificate(Certificate::from_pem(pem)?);
            }
            tls.build_rustls()
        };
        let tls = match set.security {
            Security::Tls => Tls::Wrapper(tls()?),
            Security::StartTls => Tls::Required(tls()?),
            // Only to this machine: `check` saw to it.
            Security::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(address.to_string())
            .port(set.port)
            .tls(tls)
            .hello_name(hello(&set.sender_address))
            .timeout(Some(self.timeout));
        if let Some(password) = self.password.as_ref().filter(|_| !set.user.is_empty()) {
            builder = builder.credentials(Credentials::new(set.user.clone(), password.clone()));
        }
        Ok(builder.build())
    }
}

/// What Kotae calls itself: the domain that it sends for. Its own host name is nobody's business.
fn hello(sender: &str) -> ClientId {
    let domain = sender.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    if domain.is_ascii() {
        ClientId::Domain(domain.to_owned())
    } else {
        ClientId::Domain("localhost".to_owned())
    }
}

fn judge(error: &Error) -> (SendFault, Next) {
    /// Replies (RFC 4954) that are about signing in, not about the message.
    const SIGN_IN: [u16; 5] = [454, 530, 534, 535, 538];
    let detail = detail(error);
    if let Some(code) = error.status().map(u16::from) {
        return if SIGN_IN.contains(&code) {
            (fault(SendFaultKind::SignIn, detail), Next::ServerLater)
        } else if error.is_permanent() {
            (fault(SendFaultKind::Refused, detail), Next::GiveUp)
        } else {
            // 421: the server goes down.
            let next = if code == 421 {
                Next::ServerLater
            } else {
                Next::Later
            };
            (fault(SendFaultKind::Later, detail), next)
        };
    }
    let kind = if error.is_tls() || is_about_certificates(error) {
        SendFaultKind::Tls
    } else if error.is_timeout() {
        SendFaultKind::Timeout
    } else if error.is_client() {
        SendFaultKind::Unsupported
    } else {
        SendFaultKind::Unreachable
    };
    (fault(kind, detail), Next::ServerLater)
}

/// The library reports a refused certificate as a fault of the connection.
fn is_about_certificates(error: &Error) -> bool {
    let mut source = error.source();
    while let Some(inner) = source {
        let text = inner.to_string();
        if text.contains("certificate")
            || text.contains("InvalidContentType")
            || text.contains("corrupt message")
        {
            return true;
        }
        source = inner.source();
    }
    false
}

fn fault(kind: SendFaultKind, detail: String) -> SendFault {
    SendFault { kind, detail }
}

/// What happened, in one line.
fn detail(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            let _ = write!(text, ": {inner_text}");
        }
        source = inner.source();
    }
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(plain).take(DETAIL).collect()
}
