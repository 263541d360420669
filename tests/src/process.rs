//! A child process whose output is kept, read line by line, and which ends with its value.

use anyhow::{Context, Result, bail};
use std::{
    process::Stdio,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    process::{Child, Command},
    sync::watch,
};

/// How long a process may take to say what is awaited of it.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running program.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
    news: watch::Receiver<usize>,
}

impl Process {
    /// Starts it; nothing of our own settings is handed on, and the child dies with this value.
    pub fn start(name: &str, command: &mut Command) -> Result<Self> {
        for (variable, _) in std::env::vars_os() {
            if variable.to_string_lossy().starts_with("KOTAE_") && !is_set(command, &variable) {
                command.env_remove(variable);
            }
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        let lines = Arc::new(Mutex::new(Vec::new()));
        let (teller, news) = watch::channel(0);
        let teller = Arc::new(teller);
        if let Some(output) = child.stdout.take() {
            tokio::spawn(keep(output, Arc::clone(&lines), Arc::clone(&teller)));
        }
        if let Some(output) = child.stderr.take() {
            tokio::spawn(keep(output, Arc::clone(&lines), teller));
        }
        Ok(Self {
            name: name.to_owned(),
            child,
            lines,
            news,
        })
    }

    /// Everything that it has printed, on either stream.
    pub fn output(&self) -> Vec<String> {
        lock(&self.lines).clone()
    }

    /// The first line that `pick` takes, as soon as it is there.
    pub async fn line<T>(&self, what: &str, pick: impl Fn(&str) -> Option<T>) -> Result<T> {
        let mut news = self.news.clone();
        let wait = async {
            loop {
                news.borrow_and_update();
                if let Some(found) = self.output().iter().find_map(|line| pick(line)) {
                    return Some(found);
                }
                if news.changed().await.is_err() {
                    return None;
                }
            }
        };
        match tokio::time::timeout(PATIENCE, wait).await {
            Ok(Some(found)) => Ok(found),
            Ok(None) => bail!(
                "{} ended without printing {what}:\n{}",
                self.name,
                self.output().join("\n")
            ),
            Err(_) => bail!(
                "{} did not print {what}:\n{}",
                self.name,
                self.output().join("\n")
            ),
        }
    }

    /// The process's id while it runs.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Asks it to stop and waits until it has; its exit status has to be a success.
    pub async fn stop(&mut self) -> Result<()> {
        if let Some(id) = self.child.id() {
            let kill = Command::new("kill")
                .args(["-TERM", &id.to_string()])
                .status()
                .await?;
            anyhow::ensure!(kill.success(), "{} could not be told to stop", self.name);
        }
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        let status = ended.with_context(|| format!("{} did not stop", self.name))??;
        anyhow::ensure!(
            status.success(),
            "{} ended with {status}:\n{}",
            self.name,
            self.output().join("\n")
        );
        Ok(())
    }
}

fn is_set(command: &Command, variable: &std::ffi::OsStr) -> bool {
    command
        .as_std()
        .get_envs()
        .any(|(name, value)| name == variable && value.is_some())
}

async fn keep(
    output: impl AsyncRead + Unpin,
    lines: Arc<Mutex<Vec<String>>>,
    news: Arc<watch::Sender<usize>>,
) {
    let mut reader = BufReader::new(output).lines();
    while let Ok(Some(line)) = reader.next_line().await {
        lock(&lines).push(line);
        news.send_modify(|count| *count += 1);
    }
}

fn lock(lines: &Mutex<Vec<String>>) -> MutexGuard<'_, Vec<String>> {
    lines.lock().unwrap_or_else(PoisonError::into_inner)
}
