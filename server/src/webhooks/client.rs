//! One request to a target: the address that was looked at is the one that is connected to, no redirect is followed, and
//! neither the other side's silence nor its flood lasts long.

use super::{reach, signature};
use crate::config::Network;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, Uri, header};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_rustls::{ConfigBuilderExt, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::Client as Pool,
    rt::{TokioExecutor, TokioIo},
};
use kotae_shared::{
    Uuid,
    api::{
        admin::{SendFault, SendFaultKind},
        webhooks::limits,
    },
};
use rustls::ClientConfig;
use std::{
    error::Error,
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::OnceLock,
    task::{Context, Poll},
    time::Duration,
};
use tokio::net::TcpStream;
use tower::Service;
use url::{Host, Url};

/// What is read of an answer, in bytes. The rest is left unread, and the connection with it.
const ANSWER_BYTES: usize = 4 * 1024;
/// The largest head of an answer, in bytes.
const HEAD_BYTES: usize = 16 * 1024;
/// The longest wait that a target may ask for, in seconds.
const RETRY_AFTER: u32 = 6 * 3_600;
/// The most that is kept of why a connection failed, in characters.
const DETAIL: usize = 300;

/// Sends to targets. Certificates are the system's, read when the first message is sent.
pub struct Client {
    config: OnceLock<ClientConfig>,
    lookup: Lookup,
}

/// Finds the addresses of a name.
type Lookup = Box<dyn Fn(String, u16) -> Looking + Send + Sync>;
type Looking = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

impl Default for Client {
    fn default() -> Self {
        Self::looking_up(|name, port| {
            Box::pin(async move {
                let found = tokio::net::lookup_host((name, port)).await?;
                Ok(found.map(|address| address.ip()).collect())
            })
        })
    }
}

/// What is sent.
#[derive(Clone, Copy, Debug)]
pub struct Post<'a> {
    /// Where to.
    pub url: &'a str,
    /// The delivery id.
    pub delivery: Uuid,
    /// The event's tag.
    pub event: &'a str,
    /// What the body is signed with.
    pub keys: &'a [Vec<u8>],
    /// Now, in epoch milliseconds.
    pub now: i64,
    /// The body.
    pub body: &'a [u8],
}

/// Whether to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The target does not want it any more.
    GiveUp,
    /// This message later, not before so many seconds; others may go through.
    Later(u32),
    /// Nothing would go through now.
    Rest(u32),
}

/// How a request went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The status; `None`: none came.
    pub status: Option<u16>,
    /// How the answer's body begins.
    pub response: String,
    /// What went wrong; `None`: the target has it.
    pub fault: Option<(SendFault, Next)>,
}

impl Outcome {
    fn broken(kind: SendFaultKind, detail: &str) -> Self {
        Self {
            status: None,
            response: String::new(),
            fault: Some((fault(kind, detail), Next::Rest(0))),
        }
    }
}

impl Client {
    /// One that finds addresses in its own way.
    fn looking_up(lookup: impl Fn(String, u16) -> Looking + Send + Sync + 'static) -> Self {
        Self {
            config: OnceLock::new(),
            lookup: Box::new(lookup),
        }
    }

    /// Sends once. `allowed`: addresses at which a target may lie though they are not the world's, and without encryption.
    pub async fn send(&self, post: Post<'_>, allowed: &[Network], timeout: Duration) -> Outcome {
        match tokio::time::timeout(timeout, self.ask(post, allowed)).await {
            Ok(outcome) => outcome.unwrap_or_else(|broken| broken),
            Err(_) => Outcome::broken(SendFaultKind::Timeout, ""),
        }
    }

    async fn ask(&self, post: Post<'_>, allowed: &[Network]) -> Result<Outcome, Outcome> {
        let malformed = || Outcome::broken(SendFaultKind::Malformed, "");
        let url = Url::parse(post.url).map_err(|_| malformed())?;
        let address = self.address(&url, allowed).await?;
        let request = request(&url, post).ok_or_else(malformed)?;
        let config = self.config().map_err(|error| {
            tracing::error!(%error, "The system's certificates could not be read");
            Outcome::broken(SendFaultKind::Tls, &error.to_string())
        })?;
        let https = HttpsConnectorBuilder::new()
            .with_tls_config(config.clone())
            .https_or_http()
            .enable_http1()
            .wrap_connector(Pinned(address));
        // One connection a message: what is sent now shall not depend on what an earlier address was.
        let pool: Pool<_, Full<Bytes>> = Pool::builder(TokioExecutor::new())
            .pool_max_idle_per_host(0)
            .retry_canceled_requests(false)
            .http1_max_buf_size(HEAD_BYTES)
            .build(https);
        let response = pool.request(request).await.map_err(|error| {
            let kind = if is_about_tls(&error) {
                SendFaultKind::Tls
            } else {
                SendFaultKind::Unreachable
            };
            Outcome::broken(kind, &innermost(&error))
        })?;
        let (parts, body) = response.into_parts();
        Ok(Outcome {
            status: Some(parts.status.as_u16()),
            response: beginning(body).await,
            fault: judge(parts.status, &parts.headers),
        })
    }

    fn config(&self) -> io::Result<&ClientConfig> {
        if let Some(config) = self.config.get() {
            return Ok(config);
        }
        let provider = rustls::crypto::ring::default_provider();
        let config = ClientConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_native_roots()?
            .with_no_client_auth();
        Ok(self.config.get_or_init(|| config))
    }

    /// Where a target lies: looked up here and connected to by this address, so that the name cannot lead elsewhere between the
    /// check and the connection.
    async fn address(&self, url: &Url, allowed: &[Network]) -> Result<SocketAddr, Outcome> {
        let port = url.port_or_known_default().unwrap_or(443);
        let mut all = match url.host() {
            Some(Host::Ipv4(address)) => vec![address.into()],
            Some(Host::Ipv6(address)) => vec![address.into()],
            Some(Host::Domain(name)) => {
                let found = (self.lookup)(name.to_owned(), port).await;
                found.map_err(|error| Outcome::broken(SendFaultKind::Unreachable, &error.to_string()))?
            }
            None => Vec::new(),
        };
        // A machine without IPv6 finds IPv6 addresses all the same.
        all.sort_by_key(IpAddr::is_ipv6);
        let Some(reached) = reach::first(&all, allowed) else {
            let detail = all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            return Err(Outcome::broken(SendFaultKind::OutOfReach, &detail));
        };
        if url.scheme() != "https" && !reached.allowed {
            return Err(Outcome::broken(SendFaultKind::NotProtected, ""));
        }
        Ok(SocketAddr::new(reached.address, port))
    }
}

fn request(url: &Url, post: Post<'_>) -> Option<Request<Full<Bytes>>> {
    let seconds = post.now.div_euclid(1_000);
    Request::post(url.as_str())
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, concat!("Kotae/", env!("CARGO_PKG_VERSION")))
        .header(signature::DELIVERY, post.delivery.to_string())
        .header(signature::EVENT, post.event)
        .header(signature::TIMESTAMP, seconds)
        .header(
            signature::SIGNATURE,
            signature::sign(post.keys, seconds, post.body),
        )
        .body(Full::new(Bytes::copy_from_slice(post.body)))
        .ok()
}

fn judge(status: StatusCode, headers: &HeaderMap) -> Option<(SendFault, Next)> {
    if status.is_success() {
        return None;
    }
    let wait = headers
        .get(header::RETRY_AFTER)
        .and_then(|value: &HeaderValue| value.to_str().ok()?.trim().parse::<u32>().ok())
        .map_or(0, |seconds| seconds.min(RETRY_AFTER));
    let kind = if status.is_redirection() {
        SendFaultKind::Redirected
    } else {
        SendFaultKind::Status
    };
    let next = match status {
        StatusCode::GONE => Next::GiveUp,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Next::Rest(wait),
        _ => Next::Later(wait),
    };
    Some((fault(kind, status.as_str()), next))
}

/// How a body begins, as text that can be shown. What comes late or breaks off is left out: the status says all.
async fn beginning(body: hyper::body::Incoming) -> String {
    const PATIENCE: Duration = Duration::from_secs(1);
    let mut body = std::pin::pin!(body);
    let mut bytes = Vec::new();
    let read = async {
        while bytes.len() < ANSWER_BYTES {
            let Some(Ok(frame)) = body.frame().await else {
                return;
            };
            if let Some(data) = frame.data_ref() {
                bytes.extend_from_slice(&data[..data.len().min(ANSWER_BYTES)]);
            }
        }
    };
    let _ = tokio::time::timeout(PATIENCE, read).await;
    bytes.truncate(ANSWER_BYTES);
    let text = String::from_utf8_lossy(&bytes);
    let shown = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    shown.take(limits::RESPONSE).collect()
}

fn fault(kind: SendFaultKind, detail: &str) -> SendFault {
    let shown = detail.chars().filter(|c| !c.is_control());
    SendFault {
        kind,
        detail: shown.take(DETAIL).collect(),
    }
}

/// A refused certificate lies deep inside of what the client reports.
fn is_about_tls(error: &(dyn Error + 'static)) -> bool {
    if error.is::<rustls::Error>() {
        return true;
    }
    // What an error of the system has inside is not its source, but that one's source is.
    let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    if inside.is_some_and(|inside| is_about_tls(inside)) {
        return true;
    }
    error.source().is_some_and(is_about_tls)
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}

/// Connects to one address, whatever the name.
#[derive(Clone, Copy)]
struct Pinned(SocketAddr);

impl Service<Uri> for Pinned {
    type Response = TokioIo<TcpStream>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let address = self.0;
        Box::pin(async move { TcpStream::connect(address).await.map(TokioIo::new) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    };
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    /// Answers everybody well; how many came.
    fn serve(listener: TcpListener) -> Arc<AtomicUsize> {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                counted.fetch_add(1, SeqCst);
                let _ = stream.read(&mut [0; 4_096]).await;
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                let _ = stream.write_all(answer).await;
            }
        });
        count
    }

    /// The whole of 127.0.0.0/8 is this machine: 127.0.0.2 is where the target lies, 127.0.0.1 what nobody may reach by it.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_name_that_leads_elsewhere_after_the_check_leads_nowhere() {
        let there = TcpListener::bind("127.0.0.2:0").await.unwrap();
        let port = there.local_addr().unwrap().port();
        let inside = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let (there, inside) = (serve(there), serve(inside));
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        // Whoever runs its name server says something else each time.
        let client = Client::looking_up(move |_, _| {
            let answer: &[[u8; 4]] = match counted.fetch_add(1, SeqCst) {
                1 => &[[127, 0, 0, 1]],
                2 => &[[127, 0, 0, 2], [127, 0, 0, 1]],
                _ => &[[127, 0, 0, 2]],
            };
            let all = answer.iter().map(|octets| IpAddr::from(*octets)).collect();
            Box::pin(async move { Ok(all) })
        });
        let url = format!("http://rebound.example.co.jp:{port}/hook");
        let allowed: Vec<Network> = vec!["127.0.0.2/32".parse().unwrap()];
        let send = async || {
            let post = Post {
                url: &url,
                delivery: Uuid::nil(),
                event: "ping",
                keys: &[b"k".to_vec()],
                now: 0,
                body: b"{}",
            };
            let outcome = client.send(post, &allowed, Duration::from_secs(10)).await;
            (outcome.status, outcome.fault.map(|(fault, _)| fault.kind))
        };
        assert_eq!(send().await, (Some(200), None));
        assert_eq!(
            (asked.load(SeqCst), there.load(SeqCst)),
            (1, 1),
            "looked up once: what was looked at is what is connected to"
        );
        let refused = (None, Some(SendFaultKind::OutOfReach));
        assert_eq!(send().await, refused);
        assert_eq!(
            send().await,
            refused,
            "one good address beside it is no way around"
        );
        assert_eq!(send().await, (Some(200), None));
        assert_eq!((asked.load(SeqCst), there.load(SeqCst)), (4, 2));
        assert_eq!(inside.load(SeqCst), 0);
    }
}
