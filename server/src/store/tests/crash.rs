//! `kill -9` in the middle of a burst of writes loses nothing that was acknowledged.

use super::knowledge::edit;
use super::*;
use crate::clock::SystemClock;
use kotae_shared::api::admin::QuestionQuery;
use kotae_shared::api::widget::{Event, EventKind, Outcome, Question, Visit};
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Where the child finds its data folder; without it the child's test does nothing.
const FOLDER: &str = "KOTAE_TEST_CRASH_FOLDER";
/// Acknowledged writes before the child is killed.
const ENOUGH: usize = 400;

fn open(folder: &Path) -> Arc<Store> {
    let sources = Sources::new(Arc::new(SystemClock));
    Arc::new(Store::open(DataDir::open(folder).unwrap(), sources).unwrap())
}

#[test]
fn nothing_that_was_acknowledged_is_lost_when_the_process_is_killed() {
    let temp = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "store::tests::crash::burst",
            "--ignored",
            "--nocapture",
        ])
        .env(FOLDER, temp.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged: HashSet<String> = HashSet::new();
    let mut killed = false;
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    // What is still in the pipe after the kill was acknowledged too; a line that was cut was not.
    while output.read_line(&mut line).unwrap() > 0 {
        if let (Some(ack), true) = (line.trim_end().strip_prefix("ack "), line.ends_with('\n')) {
            acknowledged.insert(ack.to_owned());
        }
        line.clear();
        if acknowledged.len() >= ENOUGH && !killed {
            child.kill().unwrap();
            killed = true;
        }
    }
    assert!(killed, "the child ended by itself");
    child.wait().unwrap();

    let started = Instant::now();
    let store = open(temp.path());
    let workspace = store.workspace_blocking(DEFAULT_WORKSPACE).unwrap();
    let opened = started.elapsed();
    let mut there: HashSet<String> = HashSet::new();
    workspace
        .main()
        .read_blocking(|read| {
            entries::each(read, |entry| {
                there.insert(format!("entry {}", entry.id));
                Ok(std::ops::ControlFlow::Continue(()))
            })
        })
        .unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (log, _) = runtime
        .block_on(questions::part(&workspace, &QuestionQuery::default(), 1_000_000))
        .unwrap();
    let counts = workspace.events().read_blocking(questions::counts).unwrap();
    assert_eq!(
        counts[0] as usize,
        log.len(),
        "a counter is part of the write that it counts"
    );
    there.extend(log.into_iter().map(|row| format!("event {}", row.id)));
    let lost: Vec<_> = acknowledged.difference(&there).collect();
    assert!(
        lost.is_empty(),
        "{} of {} lost: {lost:?}",
        lost.len(),
        acknowledged.len()
    );
    println!(
        "{} writes acknowledged, {} there; opened again in {opened:?}",
        acknowledged.len(),
        there.len()
    );
}

/// The child: writes from many threads until it is killed, and prints each write that was acknowledged.
#[test]
#[ignore = "the child process of the test above"]
fn burst() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let store = open(Path::new(&folder));
    let workspace = store.workspace_blocking(DEFAULT_WORKSPACE).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..12 {
            let (store, workspace) = (&store, &workspace);
            scope.spawn(move || {
                loop {
                    let ack = if thread % 3 == 0 {
                        write_entry(workspace)
                    } else {
                        write_question(workspace, store.sources())
                    };
                    // One call, so that a line is whole or not there.
                    let line = format!("ack {ack}\n");
                    std::io::stdout().write_all(line.as_bytes()).unwrap();
                }
            });
        }
    });
}

fn write_entry(workspace: &Workspace) -> String {
    let made = workspace
        .main()
        .write_blocking(|tx| entries::create(tx, &cli(), &edit("burst")))
        .unwrap();
    format!("entry {}", made.id)
}

fn write_question(workspace: &Workspace, sources: &Sources) -> String {
    let visit = Visit {
        id: sources.ids.id(),
        ..Visit::default()
    };
    let event = Event {
        id: sources.ids.id(),
        conversation: visit.id,
        seq: 0,
        kind: EventKind::Question(Question {
            text: "パスワード".into(),
            pack: "hash".into(),
            outcome: Outcome::NotFound,
            candidates: Vec::new(),
        }),
    };
    let id = event.id;
    workspace
        .events()
        .write_blocking(move |tx| events::record(tx, "demo", &visit, &[event]))
        .unwrap();
    format!("event {id}")
}
