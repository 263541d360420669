//! Engines: programs that speak the protocol of `tests/bench/README.md`.

use super::sets::{Query, Set};
use crate::shell;
use anyhow::{Context, Result, bail};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Stdio},
};

/// Questions that are asked before those that count.
const WARM_UP: usize = 20;
/// Documents asked for.
const HITS: usize = 10;

/// A program that can be asked.
#[derive(Clone)]
pub(super) struct Engine {
    /// As the table shows it.
    pub(super) name: String,
    pub(super) program: String,
    pub(super) args: Vec<String>,
}

/// What an engine made of a set.
pub(super) struct Run {
    pub(super) ready: Ready,
    /// One for each question, in order.
    pub(super) replies: Vec<Reply>,
}

/// The first line of an engine.
#[derive(Deserialize)]
pub(super) struct Ready {
    /// Milliseconds.
    pub(super) build_ms: f64,
    pub(super) index_bytes: u64,
    /// Ours alone: the bytes of the pack's first file as it is sent.
    pub(super) first_sent_bytes: Option<u64>,
}

/// What came for a question.
#[derive(Deserialize)]
pub(super) struct Reply {
    qid: String,
    pub(super) ids: Vec<String>,
    pub(super) scores: Vec<f64>,
    /// Microseconds.
    pub(super) us: f64,
}

/// A started engine; it ends with this value.
struct Process {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Engine {
    /// Starts the engine on a set and asks every question.
    pub(super) fn run(&self, set: &Set) -> Result<Run> {
        self.ask(set)
            .with_context(|| format!("{} on {}", self.name, set.name))
    }

    fn ask(&self, set: &Set) -> Result<Run> {
        let mut process = self.start(set)?;
        let ready = process.line()?;
        for query in set.queries.iter().take(WARM_UP) {
            process.question(query)?;
        }
        let replies = set.queries.iter().map(|query| process.question(query));
        Ok(Run {
            ready,
            replies: replies.collect::<Result<_>>()?,
        })
    }

    fn start(&self, set: &Set) -> Result<Process> {
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        let mut child = shell::command(&self.program, &args)
            .arg("--docs")
            .arg(&set.docs)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", self.program))?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            bail!("{} has no pipes", self.program);
        };
        Ok(Process {
            child,
            to,
            from: BufReader::new(from),
        })
    }
}

impl Process {
    fn question(&mut self, query: &Query) -> Result<Reply> {
        let line = json!({"qid": query.qid, "q": query.q, "k": HITS, "lang": query.lang});
        writeln!(self.to, "{line}")?;
        self.to.flush()?;
        let reply: Reply = self.line()?;
        if reply.qid != query.qid {
            bail!("asked {}, it answered {}", query.qid, reply.qid);
        }
        Ok(reply)
    }

    fn line<T: DeserializeOwned>(&mut self) -> Result<T> {
        let mut line = String::new();
        if self.from.read_line(&mut line)? == 0 {
            bail!("it ended too early");
        }
        serde_json::from_str(&line).with_context(|| format!("it said {}", line.trim_end()))
    }
}
