//! Reads the settings from a file, the environment and flags.

use super::{Config, LogFormat, Network, ProxyHeader, PublicUrl};
use crate::vault::KeySource;
use serde::Deserialize;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};
use toml::{Table, Value};

/// Why the settings could not be taken. The text names the file and the key.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file could not be read.
    #[error("{0}: {1}")]
    Read(PathBuf, std::io::Error),
    /// A key is unknown, or a value is not of its kind.
    #[error("{0}: {1}")]
    Parse(String, String),
    /// A value is outside what is allowed.
    #[error("{0}: {1}")]
    Value(&'static str, String),
}

/// What flags say; each wins over the file and the environment.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--data`.
    pub data: Option<PathBuf>,
    /// `--listen`.
    pub listen: Option<SocketAddr>,
    /// `--trusted-proxies`.
    pub trusted_proxies: Vec<Network>,
    /// `--demo`.
    pub demo: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    data: Option<PathBuf>,
    listen: Option<String>,
    public_url: Option<String>,
    trusted_proxies: Vec<String>,
    proxy_header: Option<ProxyHeader>,
    log: FileLog,
    secrets: FileSecrets,
    sessions: FileSessions,
    limits: FileLimits,
    mail: FileMail,
    webhooks: FileWebhooks,
    erasure: FileErasure,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileLog {
    format: Option<LogFormat>,
    level: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileSecrets {
    key_file: Option<PathBuf>,
    key_command: Vec<String>,
    /// From the environment alone: a file with settings is no place for it.
    #[serde(skip)]
    key: Option<String>,
}

impl std::fmt::Debug for FileSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileSecrets")
            .field("key_file", &self.key_file)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileSessions {
    idle_minutes: Option<u64>,
    absolute_hours: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileMail {
    attempts: Option<u64>,
    first_wait_ms: Option<u64>,
    timeout_seconds: Option<u64>,
    ca_file: Option<PathBuf>,
    allow: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileWebhooks {
    attempts: Option<u64>,
    first_wait_ms: Option<u64>,
    timeout_seconds: Option<u64>,
    allow: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileErasure {
    months_after: Option<u64>,
    day: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileLimits {
    visitor_per_minute: Option<u64>,
    address_per_minute: Option<u64>,
    submissions_per_minute: Option<u64>,
    widget_submissions_per_minute: Option<u64>,
    form_file_megabytes: Option<u64>,
    form_files_gigabytes: Option<u64>,
    connections: Option<u64>,
    header_seconds: Option<u64>,
    request_seconds: Option<u64>,
    stop_seconds: Option<u64>,
    password_checks: Option<u64>,
}

/// How a variable's text becomes a value.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Number,
    /// Separated by commas.
    List,
}

/// The variables, and the keys that they stand for.
const VARIABLES: &[(&str, &[&str], Kind)] = &[
    ("KOTAE_DATA", &["data"], Kind::Text),
    ("KOTAE_LISTEN", &["listen"], Kind::Text),
    ("KOTAE_PUBLIC_URL", &["public_url"], Kind::Text),
    ("KOTAE_TRUSTED_PROXIES", &["trusted_proxies"], Kind::List),
    ("KOTAE_PROXY_HEADER", &["proxy_header"], Kind::Text),
    ("KOTAE_LOG_FORMAT", &["log", "format"], Kind::Text),
    ("KOTAE_LOG_LEVEL", &["log", "level"], Kind::Text),
    ("KOTAE_SECRETS_KEY_FILE", &["secrets", "key_file"], Kind::Text),
    (
        "KOTAE_SECRETS_KEY_COMMAND",
        &["secrets", "key_command"],
        Kind::List,
    ),
    (
        "KOTAE_SESSIONS_IDLE_MINUTES",
        &["sessions", "idle_minutes"],
        Kind::Number,
    ),
    (
        "KOTAE_SESSIONS_ABSOLUTE_HOURS",
        &["sessions", "absolute_hours"],
        Kind::Number,
    ),
    (
        "KOTAE_ERASURE_MONTHS_AFTER",
        &["erasure", "months_after"],
        Kind::Number,
    ),
    ("KOTAE_ERASURE_DAY", &["erasure", "day"], Kind::Number),
    ("KOTAE_MAIL_ATTEMPTS", &["mail", "attempts"], Kind::Number),
    (
        "KOTAE_MAIL_FIRST_WAIT_MS",
        &["mail", "first_wait_ms"],
        Kind::Number,
    ),
    (
        "KOTAE_MAIL_TIMEOUT_SECONDS",
        &["mail", "timeout_seconds"],
        Kind::Number,
    ),
    ("KOTAE_MAIL_CA_FILE", &["mail", "ca_file"], Kind::Text),
    ("KOTAE_MAIL_ALLOW", &["mail", "allow"], Kind::List),
    ("KOTAE_WEBHOOKS_ATTEMPTS", &["webhooks", "attempts"], Kind::Number),
    (
        "KOTAE_WEBHOOKS_FIRST_WAIT_MS",
        &["webhooks", "first_wait_ms"],
        Kind::Number,
    ),
    (
        "KOTAE_WEBHOOKS_TIMEOUT_SECONDS",
        &["webhooks", "timeout_seconds"],
        Kind::Number,
    ),
    ("KOTAE_WEBHOOKS_ALLOW", &["webhooks", "allow"], Kind::List),
    (
        "KOTAE_LIMITS_VISITOR_PER_MINUTE",
        &["limits", "visitor_per_minute"],
        Kind::Number,
    ),
    (
        "KOTAE_LIMITS_ADDRESS_PER_MINUTE",
        &["limits", "address_per_minute"],
        Kind::Number,
    ),
    (
        "KOTAE_LIMITS_SUBMISSIONS_PER_MINUTE",
        &["limits", "submissions_per_minute"],
        Kind::Number,
    ),
    (
        "KOTAE_LIMITS_WIDGET_SUBMISSIONS_PER_MINUTE",
        &["limits", "widget_submissions_per_minute"],
        Kind::Number,
    ),
    (
        "KOTAE_LIMITS_FORM_FILE_MEGABYTES",
        &["limits", "form_file_megabytes"],
        Kind::Number,
    ),
    (
        "KOTAE_LIMITS_FORM_FILES_GIGABYTES",
        &["limits", "form_files_gigabytes"],
        Kind::Number,
    ),
    (
        "KOTAE_LIMITS_CONNECTIONS",
        &["limits", "connections"],
        Kind::Number,
    ),
    (
        "KOTAE_LIMITS_HEADER_SECONDS",
        &["limits", "header_seconds"],
        Kind::Number,
    ),
    (
        "KOTAE_LIMITS_REQUEST_SECONDS",
        &["limits", "request_seconds"],
        Kind::Number,
    ),
    (
        "KOTAE_LIMITS_STOP_SECONDS",
        &["limits", "stop_seconds"],
        Kind::Number,
    ),
    (
        "KOTAE_LIMITS_PASSWORD_CHECKS",
        &["limits", "password_checks"],
        Kind::Number,
    ),
];

/// The master key itself.
const KEY_VARIABLE: &str = "KOTAE_SECRETS_KEY";

/// Ours, but not settings: what flags read themselves, and what `cargo xtask` and the browser tests use.
const OTHER_VARIABLES: &[&str] = &[
    "KOTAE_CONFIG",
    "KOTAE_WORKSPACE",
    "KOTAE_LANG",
    "KOTAE_BIN",
    "KOTAE_TOOLS",
    "KOTAE_CHROMIUM",
    "KOTAE_CHROMEDRIVER",
    "KOTAE_AXE",
    "KOTAE_OIDC",
];

/// Puts the settings together. `environment` are all variables of the process; those that begin with
/// `KOTAE_` must be known.
pub fn load(
    file: Option<&Path>,
    environment: impl IntoIterator<Item = (String, String)>,
    flags: &Overrides,
) -> Result<Config, ConfigError> {
    let mut table = Table::new();
    if let Some(path) = file {
        let text = std::fs::read_to_string(path).map_err(|e| ConfigError::Read(path.to_owned(), e))?;
        let name = path.display().to_string();
        // Read once as `File` for an error with a line number, once as a table to lay variables over.
        toml::from_str::<File>(&text).map_err(|e| ConfigError::Parse(name.clone(), e.to_string()))?;
        table = text
            .parse()
            .map_err(|e: toml::de::Error| ConfigError::Parse(name, e.to_string()))?;
    }
    let mut key = None;
    for (name, text) in environment {
        if name == KEY_VARIABLE {
            key = Some(text);
            continue;
        }
        if name.starts_with("KOTAE_") && !OTHER_VARIABLES.contains(&name.as_str()) {
            overlay(&mut table, &name, &text)?;
        }
    }
    let mut file = File::deserialize(Value::Table(table))
        .map_err(|e| ConfigError::Parse("environment".to_owned(), e.to_string()))?;
    file.secrets.key = key;
    let mut config = check(file)?;
    config.data = flags.data.clone().unwrap_or(config.data);
    config.listen = flags.listen.unwrap_or(config.listen);
    if !flags.trusted_proxies.is_empty() {
        config.trusted_proxies.clone_from(&flags.trusted_proxies);
    }
    config.demo = flags.demo;
    Ok(config)
}

fn overlay(table: &mut Table, name: &str, text: &str) -> Result<(), ConfigError> {
    let Some((_, path, kind)) = VARIABLES.iter().find(|(known, _, _)| *known == name) else {
        return Err(ConfigError::Parse(name.to_owned(), "unknown variable".to_owned()));
    };
    let value = match kind {
        Kind::Text => Value::String(text.to_owned()),
        Kind::Number => Value::Integer(
            text.trim()
                .parse()
                .map_err(|_| ConfigError::Parse(name.to_owned(), "must be a whole number".to_owned()))?,
        ),
        Kind::List => Value::Array(
            text.split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(|item| Value::String(item.to_owned()))
                .collect(),
        ),
    };
    let mut place = table;
    let Some((last, parents)) = path.split_last() else {
        return Ok(());
    };
    for key in parents {
        let next = place.entry(*key).or_insert_with(|| Value::Table(Table::new()));
        let Value::Table(next) = next else { return Ok(()) };
        place = next;
    }
    place.insert((*last).to_owned(), value);
    Ok(())
}

fn check(file: File) -> Result<Config, ConfigError> {
    let mut config = Config::default();
    if let Some(data) = file.data {
        config.data = data;
    }
    if let Some(listen) = file.listen {
        config.listen = listen.parse().map_err(|_| {
            ConfigError::Value(
                "listen",
                format!("{listen}: not an address such as 127.0.0.1:8080"),
            )
        })?;
    }
    if let Some(url) = file.public_url {
        let parsed = url.parse::<PublicUrl>();
        config.public_url =
            Some(parsed.map_err(|why| ConfigError::Value("public_url", format!("{url}: {why}")))?);
    }
    for proxy in file.trusted_proxies {
        let parsed = proxy.parse::<Network>();
        config
            .trusted_proxies
            .push(parsed.map_err(|why| ConfigError::Value("trusted_proxies", format!("{proxy}: {why}")))?);
    }
    config.proxy_header = file.proxy_header.unwrap_or_default();
    let FileSecrets {
        key_file,
        key_command,
        key,
    } = file.secrets;
    config.key = match (key, key_file, key_command) {
        (None, None, command) if command.is_empty() => KeySource::OwnFile,
        (None, Some(path), command) if command.is_empty() => KeySource::File(path),
        (None, None, command) => KeySource::Command(command),
        (Some(key), None, command) if command.is_empty() => KeySource::Given(key),
        _ => {
            let text =
                "give the master key in one way: key_file, key_command or KOTAE_SECRETS_KEY".to_owned();
            return Err(ConfigError::Value("secrets", text));
        }
    };
    config.log.format = file.log.format.unwrap_or(config.log.format);
    config.log.level = file.log.level.unwrap_or(config.log.level);

    let seconds = |key, value: Option<u64>, unit: u64, default: Duration, most: u64| {
        number(key, value, default.as_secs() / unit, most).map(|n| Duration::from_secs(n * unit))
    };
    let (sessions, limits) = (&mut config.sessions, &mut config.limits);
    sessions.idle = seconds(
        "sessions.idle_minutes",
        file.sessions.idle_minutes,
        60,
        sessions.idle,
        60 * 24 * 30,
    )?;
    sessions.absolute = seconds(
        "sessions.absolute_hours",
        file.sessions.absolute_hours,
        3600,
        sessions.absolute,
        24 * 90,
    )?;
    let from = file.limits;
    limits.header_timeout = seconds(
        "limits.header_seconds",
        from.header_seconds,
        1,
        limits.header_timeout,
        300,
    )?;
    limits.request_timeout = seconds(
        "limits.request_seconds",
        from.request_seconds,
        1,
        limits.request_timeout,
        600,
    )?;
    limits.stop_timeout = seconds(
        "limits.stop_seconds",
        from.stop_seconds,
        1,
        limits.stop_timeout,
        600,
    )?;
    let count =
        |key, value, default: usize, most| number(key, value, default as u64, most).map(|n| n as usize);
    limits.connections = count(
        "limits.connections",
        from.connections,
        limits.connections,
        1_000_000,
    )?;
    config.mail.timeout = seconds(
        "mail.timeout_seconds",
        file.mail.timeout_seconds,
        1,
        config.mail.timeout,
        600,
    )?;
    let usual = config.erasure;
    let FileErasure { months_after, day } = file.erasure;
    config.erasure.months = number("erasure.months_after", months_after, usual.months as u64, 24)? as i8;
    config.erasure.day = number("erasure.day", day, usual.day as u64, 28)? as i8;
    config.mail.attempts = number(
        "mail.attempts",
        file.mail.attempts,
        u64::from(config.mail.attempts),
        100,
    )? as u32;
    config.mail.first_wait = wait(
        "mail.first_wait_ms",
        file.mail.first_wait_ms,
        config.mail.first_wait,
    )?;
    config.mail.ca_file = file.mail.ca_file;
    config.mail.allow = ranges("mail.allow", &file.mail.allow)?;
    let usual = &config.webhooks;
    config.webhooks = super::Webhooks {
        attempts: number(
            "webhooks.attempts",
            file.webhooks.attempts,
            u64::from(usual.attempts),
            100,
        )? as u32,
        first_wait: wait(
            "webhooks.first_wait_ms",
            file.webhooks.first_wait_ms,
            usual.first_wait,
        )?,
        timeout: seconds(
            "webhooks.timeout_seconds",
            file.webhooks.timeout_seconds,
            1,
            usual.timeout,
            60,
        )?,
        allow: ranges("webhooks.allow", &file.webhooks.allow)?,
    };
    limits.password_checks = count(
        "limits.password_checks",
        from.password_checks,
        limits.password_checks,
        64,
    )?;
    let rate =
        |key, value, default: u32| number(key, value, u64::from(default), 10_000_000).map(|n| n as u32);
    limits.visitor_per_minute = rate(
        "limits.visitor_per_minute",
        from.visitor_per_minute,
        limits.visitor_per_minute,
    )?;
    limits.address_per_minute = rate(
        "limits.address_per_minute",
        from.address_per_minute,
        limits.address_per_minute,
    )?;
    limits.submissions_per_minute = rate(
        "limits.submissions_per_minute",
        from.submissions_per_minute,
        limits.submissions_per_minute,
    )?;
    limits.widget_submissions_per_minute = rate(
        "limits.widget_submissions_per_minute",
        from.widget_submissions_per_minute,
        limits.widget_submissions_per_minute,
    )?;
    // It is looked at in memory as a whole.
    limits.form_file_bytes = number(
        "limits.form_file_megabytes",
        from.form_file_megabytes,
        limits.form_file_bytes >> 20,
        200,
    )? << 20;
    limits.form_files_bytes = number(
        "limits.form_files_gigabytes",
        from.form_files_gigabytes,
        limits.form_files_bytes >> 30,
        100_000,
    )? << 30;
    Ok(config)
}

fn ranges(key: &'static str, texts: &[String]) -> Result<Vec<Network>, ConfigError> {
    let range = |text: &String| {
        let parsed = text.trim().parse();
        parsed.map_err(|why| ConfigError::Value(key, format!("{text}: {why}")))
    };
    texts.iter().map(range).collect()
}

/// A wait between tries, in milliseconds.
fn wait(key: &'static str, value: Option<u64>, default: Duration) -> Result<Duration, ConfigError> {
    let ms = value.unwrap_or(default.as_millis() as u64);
    if (10..=3_600_000).contains(&ms) {
        Ok(Duration::from_millis(ms))
    } else {
        Err(ConfigError::Value(
            key,
            format!("{ms}: must be 10 to 3600000 milliseconds"),
        ))
    }
}

fn number(key: &'static str, value: Option<u64>, default: u64, most: u64) -> Result<u64, ConfigError> {
    let value = value.unwrap_or(default);
    if (1..=most).contains(&value) {
        Ok(value)
    } else {
        Err(ConfigError::Value(key, format!("{value}: must be 1 to {most}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(file: &str, environment: &[(&str, &str)]) -> Result<Config, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kotae.toml");
        std::fs::write(&path, file).unwrap();
        let environment = environment
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        load(Some(&path), environment, &Overrides::default()).map_err(|e| e.to_string())
    }

    #[test]
    fn a_variable_wins_over_the_file_and_a_flag_over_both() {
        let file = "listen = '127.0.0.1:1'\n[limits]\nconnections = 5\n[log]\nformat = 'json'";
        let config = with(
            file,
            &[
                ("KOTAE_LISTEN", "127.0.0.1:2"),
                ("KOTAE_TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
                ("KOTAE_PROXY_HEADER", "forwarded"),
            ],
        )
        .unwrap();
        assert_eq!(config.proxy_header, ProxyHeader::Forwarded);
        assert_eq!(config.listen.port(), 2);
        assert_eq!(config.limits.connections, 5);
        assert_eq!(config.log.format, LogFormat::Json);
        assert_eq!(config.trusted_proxies.len(), 2);
        let given = with("", &[("KOTAE_SECRETS_KEY", "c2VjcmV0")]).unwrap();
        assert!(matches!(given.key, KeySource::Given(_)) && !format!("{given:?}").contains("c2VjcmV0"));
        let both = with("[secrets]\nkey_file = 'x'", &[("KOTAE_SECRETS_KEY", "c2VjcmV0")]).unwrap_err();
        assert!(both.contains("secrets") && !both.contains("c2VjcmV0"), "{both}");
        let flags = Overrides {
            listen: Some("127.0.0.1:3".parse().unwrap()),
            trusted_proxies: vec!["192.0.2.1".parse().unwrap()],
            ..Overrides::default()
        };
        let config = load(
            None,
            [("KOTAE_LISTEN".to_owned(), "127.0.0.1:2".to_owned())],
            &flags,
        )
        .unwrap();
        assert_eq!((config.listen.port(), config.trusted_proxies.len()), (3, 1));
    }

    #[test]
    fn every_setting_is_documented() {
        let page = include_str!("../../../docs/configuration.md");
        for (variable, path, _) in VARIABLES {
            let row = format!("| `{}` | `{variable}` |", path.join("."));
            assert!(page.contains(&row), "{row}");
        }
    }

    #[test]
    fn a_mistake_is_named() {
        assert!(with("lissten = 'x'", &[]).unwrap_err().contains("lissten"));
        assert!(with("[log]\nformat = 'xml'", &[]).unwrap_err().contains("xml"));
        assert!(
            with("", &[("KOTAE_LISSTEN", "x")])
                .unwrap_err()
                .contains("KOTAE_LISSTEN")
        );
        assert!(
            with("", &[("KOTAE_LIMITS_CONNECTIONS", "many")])
                .unwrap_err()
                .contains("KOTAE_LIMITS_CONNECTIONS")
        );
        assert!(
            with("[limits]\nconnections = 0", &[])
                .unwrap_err()
                .contains("limits.connections")
        );
        for (file, key) in [
            ("day = 29", "erasure.day"),
            ("months_after = 0", "erasure.months_after"),
        ] {
            assert!(
                with(&format!("[erasure]\n{file}"), &[])
                    .unwrap_err()
                    .contains(key)
            );
        }
        let late = with("[erasure]\nday = 28", &[("KOTAE_ERASURE_MONTHS_AFTER", "3")]).unwrap();
        assert_eq!((late.erasure.months, late.erasure.day), (3, 28));
        assert!(
            with("public_url = 'faq'", &[])
                .unwrap_err()
                .contains("public_url")
        );
        assert!(
            with("proxy_header = 'via'", &[])
                .unwrap_err()
                .contains("proxy_header")
        );
        assert!(
            with("trusted_proxies = ['x']", &[])
                .unwrap_err()
                .contains("trusted_proxies")
        );
    }
}
