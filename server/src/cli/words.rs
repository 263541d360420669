//! The language of the command line, and how its files and progress are read and shown.

use kotae_shared::Lang;
use std::{
    io::{IsTerminal, Read, Write},
    path::Path,
    time::{Duration, Instant},
};

/// The language of the messages: `KOTAE_LANG`, then `LC_ALL`, `LC_MESSAGES`, `LANG`, as POSIX orders them. English
/// when none names a language that we speak, since a terminal without a locale can often show no Japanese.
pub(crate) fn lang() -> Lang {
    ["KOTAE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .and_then(|value| Lang::from_preferences(&value))
        .unwrap_or(Lang::En)
}

/// The name of whoever typed the command, for the audit log.
pub(crate) fn os_user() -> String {
    ["SUDO_USER", "USER", "LOGNAME", "USERNAME"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .unwrap_or_else(|| "unknown".to_owned())
}

/// Reads a file that a flag or an argument names; `-` is standard input. At most `limit` bytes.
pub(crate) fn read_file(path: &Path, limit: usize, lang: Lang) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let taken = limit as u64 + 1;
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(taken).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(taken).read_to_end(&mut bytes))
    };
    match read {
        Err(error) => Err(match lang {
            Lang::Ja => format!("{} を読み込めません: {error}", path.display()),
            Lang::En => format!("cannot read {}: {error}", path.display()),
        }),
        Ok(_) if bytes.len() > limit => Err(match lang {
            Lang::Ja => format!("{} が大きすぎます（{} MB まで）", path.display(), limit >> 20),
            Lang::En => format!("{} is too large (at most {} MB)", path.display(), limit >> 20),
        }),
        Ok(_) => Ok(bytes),
    }
}

/// Writes the file that a command was asked for; `-` is standard output. A file is written beside and renamed, so
/// that an interrupted export never leaves half a file under the name.
pub(crate) fn write_file(path: &Path, bytes: &[u8], lang: Lang) -> Result<(), String> {
    let written = if path == Path::new("-") {
        std::io::stdout().lock().write_all(bytes)
    } else {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".part");
        std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, path))
    };
    written.map_err(|error| match lang {
        Lang::Ja => format!("{} に書き込めません: {error}", path.display()),
        Lang::En => format!("cannot write {}: {error}", path.display()),
    })
}

/// Shows progress on standard error: each step at once on a terminal (in one line), else a line every few seconds.
pub(crate) struct Progress {
    terminal: bool,
    shown: Option<Instant>,
}

impl Progress {
    const EVERY: Duration = Duration::from_secs(3);

    /// Nothing shown yet.
    pub(crate) fn new() -> Self {
        Self {
            terminal: std::io::stderr().is_terminal(),
            shown: None,
        }
    }

    /// Shows a step.
    pub(crate) fn show(&mut self, text: &str) {
        let mut stderr = std::io::stderr().lock();
        let due = self.shown.is_none_or(|shown| shown.elapsed() >= Self::EVERY);
        // Progress that cannot be shown stops nothing.
        let _ = match (self.terminal, due) {
            (true, _) => write!(stderr, "\r\x1b[K{text}").and_then(|()| stderr.flush()),
            (false, true) => writeln!(stderr, "{text}"),
            (false, false) => return,
        };
        self.shown = Some(Instant::now());
    }

    /// Clears the line on a terminal.
    pub(crate) fn end(&self) {
        if self.terminal && self.shown.is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
