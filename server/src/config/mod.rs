//! What the operator sets: defaults, then a TOML file, then `KOTAE_*` variables, then flags.
//!
//! An unknown key is an error that names it, so that a typing mistake never passes in silence.

mod file;
mod net;
mod public_url;

pub use file::{ConfigError, Overrides, load};
pub use net::{Network, ProxyHeader, any_contains};
pub use public_url::PublicUrl;

use crate::{store::EraseRule, vault::KeySource};
use std::{net::SocketAddr, path::PathBuf, time::Duration};

/// The settings of a running server, complete and checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// Where to listen. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where Kotae is reached from outside; `None`: at `listen`.
    pub public_url: Option<PublicUrl>,
    /// Proxies that are believed when they name the client.
    pub trusted_proxies: Vec<Network>,
    /// Where they name it.
    pub proxy_header: ProxyHeader,
    /// How logs are written.
    pub log: Log,
    /// Where the master key of stored secrets comes from.
    pub key: KeySource,
    /// How long a session lasts.
    pub sessions: Sessions,
    /// What one visitor or address may do.
    pub limits: Limits,
    /// When the data of a workspace that has ended is erased.
    pub erasure: EraseRule,
    /// How mail is sent; to which server, each workspace sets.
    pub mail: Mail,
    /// How webhooks are told; which, each workspace sets.
    pub webhooks: Webhooks,
    /// Demo FAQ, widget and intranet page.
    pub demo: bool,
}

/// How logs are written.
#[derive(Clone, Debug)]
pub struct Log {
    /// For people or for machines.
    pub format: LogFormat,
    /// `error`, `warn`, `info`, `debug`, `trace`, or a `tracing` filter.
    pub level: String,
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// A sentence, then fields.
    Text,
    /// One JSON object a line.
    Json,
}

/// How long a session lasts.
#[derive(Clone, Copy, Debug)]
pub struct Sessions {
    /// It ends when nothing was asked for so long.
    pub idle: Duration,
    /// It ends after so long in any case.
    pub absolute: Duration,
}

/// How mail is sent.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Tries until a message is given up.
    pub attempts: u32,
    /// The wait after the first failure, about; it doubles with each further one.
    pub first_wait: Duration,
    /// The longest that sending one message may take.
    pub timeout: Duration,
    /// A file with certificates (PEM) that are trusted beside the system's, for mail servers of one's own.
    pub ca_file: Option<PathBuf>,
    /// Link-local and metadata addresses at which a mail server may lie nevertheless.
    pub allow: Vec<Network>,
}

/// How webhooks are told.
#[derive(Clone, Debug)]
pub struct Webhooks {
    /// Tries until a delivery is given up.
    pub attempts: u32,
    /// The wait after the first failure, about; it doubles with each further one.
    pub first_wait: Duration,
    /// The longest that one try may take.
    pub timeout: Duration,
    /// Addresses that are not the world's at which a target may lie nevertheless, and without encryption.
    pub allow: Vec<Network>,
}

impl Mail {
    /// The certificates in the file.
    pub fn authorities(&self) -> anyhow::Result<Option<Vec<u8>>> {
        use anyhow::Context as _;
        let Some(path) = &self.ca_file else {
            return Ok(None);
        };
        let name = || format!("mail.ca_file: {}", path.display());
        let pem = std::fs::read(path).with_context(name)?;
        lettre::transport::smtp::client::Certificate::from_pem(&pem).with_context(name)?;
        Ok(Some(pem))
    }
}

/// What one visitor or address may do, and how long a request may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Widget requests that one visitor of one widget may make in a minute.
    pub visitor_per_minute: u32,
    /// Widget requests that one address may make in a minute. High: a whole company may stand behind it.
    pub address_per_minute: u32,
    /// Forms that one visitor of one widget may send in a minute.
    pub submissions_per_minute: u32,
    /// Forms that all visitors of one widget may send in a minute.
    pub widget_submissions_per_minute: u32,
    /// The most bytes of a file that comes with a form.
    pub form_file_bytes: u64,
    /// The most bytes of all such files of a workspace.
    pub form_files_bytes: u64,
    /// Open connections.
    pub connections: usize,
    /// How long a client may take to send its request's head.
    pub header_timeout: Duration,
    /// How long an ordinary request may take as a whole.
    pub request_timeout: Duration,
    /// How long a stop waits for requests that were accepted.
    pub stop_timeout: Duration,
    /// Password checks at the same time; each takes 19 MiB.
    pub password_checks: usize,
}

/// At least one, at most four: the other half serves visitors while passwords are hashed.
fn half_of_the_cores() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    (cores / 2).clamp(1, 4)
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("kotae-data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            trusted_proxies: Vec::new(),
            proxy_header: ProxyHeader::default(),
            log: Log {
                format: LogFormat::Text,
                level: "info".to_owned(),
            },
            key: KeySource::default(),
            sessions: Sessions {
                idle: Duration::from_hours(12),
                absolute: Duration::from_hours(7 * 24),
            },
            limits: Limits {
                visitor_per_minute: 120,
                address_per_minute: 30_000,
                submissions_per_minute: 6,
                widget_submissions_per_minute: 600,
                form_file_bytes: 20 << 20,
                form_files_bytes: 20 << 30,
                connections: 10_000,
                header_timeout: Duration::from_secs(10),
                request_timeout: Duration::from_secs(30),
                stop_timeout: Duration::from_secs(20),
                password_checks: half_of_the_cores(),
            },
            erasure: EraseRule::default(),
            mail: Mail {
                attempts: 12,
                first_wait: Duration::from_secs(30),
                timeout: Duration::from_mins(1),
                ca_file: None,
                allow: Vec::new(),
            },
            webhooks: Webhooks {
                attempts: 12,
                first_wait: Duration::from_secs(30),
                timeout: Duration::from_secs(10),
                allow: Vec::new(),
            },
            demo: false,
        }
    }
}

impl Config {
    /// The address from outside: as set, or derived from `listen`.
    pub fn public_url(&self) -> PublicUrl {
        self.public_url
            .clone()
            .unwrap_or_else(|| PublicUrl::of(self.listen))
    }

    /// Where the files of further languages of the widget lie.
    pub fn languages(&self) -> PathBuf {
        self.data.join("languages")
    }
}
