//! The real binary: its links, its command line beside it, its end by force and by request.

use crate::{
    harness::{SignedIn, widget_of},
    widget::question,
};
use axum::http::{Method, Request, Uri};
use bytes::Bytes;
use http_body_util::Full;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use kotae::{
    clock::{Clock, SystemClock},
    http::widget::visit_token,
    vault::{KeySource, Vault},
};
use kotae_shared::{
    api::{admin::CSRF_HEADER, widget::Boot},
    codec,
};
use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// A running `kotae serve`.
pub(crate) struct Kotae {
    child: Child,
    /// What it printed before it was asked anything.
    links: Vec<String>,
    /// Another program runs it.
    nested: bool,
}

pub(crate) fn kotae(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kotae"));
    let settings = std::env::vars().filter(|(name, _)| name.starts_with("KOTAE_"));
    for (name, _) in settings {
        command.env_remove(name);
    }
    command.env("LC_ALL", "en_US.UTF-8").env("KOTAE_DATA", data);
    command
}

impl Kotae {
    fn start(data: &Path, flags: &[&str], links: usize) -> Self {
        Self::under(&[], data, flags, links)
    }

    /// Run by another program, which takes a command at its end.
    pub(crate) fn under(other: &[&str], data: &Path, flags: &[&str], links: usize) -> Self {
        let mut command = kotae(data);
        if let Some((program, arguments)) = other.split_first() {
            let own = command;
            command = Command::new(program);
            command.args(arguments).arg(own.get_program());
            for (name, value) in own.get_envs() {
                match value {
                    Some(value) => command.env(name, value),
                    None => command.env_remove(name),
                };
            }
        }
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(flags);
        command.env("KOTAE_LIMITS_VISITOR_PER_MINUTE", "1000000");
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let links = lines.take(links).map(Result::unwrap).collect();
        let nested = !other.is_empty();
        let server = Self { child, links, nested };
        let host = server.base()["http://".len()..].split('/').next().unwrap();
        FOLDERS.lock().unwrap().insert(host.to_owned(), data.to_owned());
        server
    }

    /// The base of its addresses.
    pub(crate) fn base(&self) -> &str {
        let (_, link) = self.links[0].split_once("http://").unwrap();
        let end = self.links[0].len() - link.len() + link.find('/').unwrap() + 1;
        &self.links[0][self.links[0].find("http://").unwrap()..end]
    }

    #[cfg(unix)]
    pub(crate) fn terminate(mut self) -> bool {
        Command::new("kill")
            .args(["-TERM", &self.process()])
            .status()
            .unwrap();
        self.child.wait().unwrap().success()
    }

    /// The id of Kotae's own process.
    fn process(&self) -> String {
        let pid = self.child.id().to_string();
        if !self.nested {
            return pid;
        }
        let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
        let first = children
            .ok()
            .and_then(|all| all.split(' ').next().map(str::to_owned));
        first.filter(|child| !child.is_empty()).unwrap_or(pid)
    }
}

impl Drop for Kotae {
    fn drop(&mut self) {
        // Whoever runs it does not take it along when it is killed.
        if self.nested && matches!(self.child.try_wait(), Ok(None)) {
            let _ = Command::new("kill").args(["-KILL", &self.process()]).status();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn run(data: &Path, arguments: &[&str]) -> Output {
    kotae(data).args(arguments).output().unwrap()
}

pub(crate) fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The data folders of the servers that run, by host and port.
static FOLDERS: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());

/// What a page of the widget at this address would show; a binary without front ends has no page that could be asked.
fn visit_token(address: &str) -> Option<String> {
    let address: Uri = address.parse().unwrap();
    let widget = widget_of(address.path())?;
    let folders = FOLDERS.lock().unwrap();
    let data = folders.get(address.authority()?.as_str())?;
    let vault = Vault::open(KeySource::OwnFile, data, [0; 32]).unwrap();
    Some(visit_token::issue(&vault, widget, SystemClock.now_ms()))
}

pub(crate) async fn ask(method: Method, address: &str, body: Vec<u8>) -> Option<(u16, Bytes)> {
    let request = Request::builder()
        .method(method)
        .uri(address)
        .header(visit_token::HEADER, visit_token(address).unwrap_or_default())
        .body(Full::from(body))
        .unwrap();
    exchange(request).await
}

/// The same as somebody who is signed in.
pub(crate) async fn ask_as(who: &SignedIn, method: Method, address: &str) -> Option<(u16, Bytes)> {
    let request = Request::builder()
        .method(method)
        .uri(address)
        .header("cookie", &who.cookie)
        .header(CSRF_HEADER, &who.csrf)
        .body(Full::default())
        .unwrap();
    exchange(request).await
}

async fn exchange(request: Request<Full<Bytes>>) -> Option<(u16, Bytes)> {
    use http_body_util::BodyExt;
    let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let response = client.request(request).await.ok()?;
    let status = response.status().as_u16();
    Some((status, response.into_body().collect().await.ok()?.to_bytes()))
}

async fn pack(base: &str) -> Option<String> {
    let (status, body) = ask(Method::GET, &format!("{base}w/demo/boot"), Vec::new())
        .await
        .unwrap();
    assert_eq!(status, 200);
    codec::decode::<Boot>(&body).unwrap().pack
}

#[test]
fn a_workbook_is_whole_or_not_there_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let file = folder.path().join("in.csv");
    std::fs::write(&file, "id,title,answer\nX-1,質問,答え\n").unwrap();
    let imported = run(&data, &["import", file.to_str().unwrap()]);
    assert!(imported.status.success(), "{}", text(&imported));
    let book = folder.path().join("out.xlsx");
    let export = || {
        let mut command = kotae(&data);
        command.arg("export").arg(&book);
        command
    };
    // Rows wait in the folder for temporary files.
    let missing = folder.path().join("missing");
    let refused = export().env("TMPDIR", missing).output().unwrap();
    assert!(!refused.status.success() && !book.exists(), "{}", text(&refused));
    assert!(export().status().unwrap().success());
    assert!(std::fs::read(&book).unwrap().starts_with(b"PK"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_prints_three_links_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Kotae::start(&data, &["--demo"], 3);
    assert!(server.links[0].ends_with("/demo/"), "{:?}", server.links);
    assert!(server.links[1].ends_with("/admin/"), "{:?}", server.links);
    assert!(
        server.links[2].contains("/admin/default/setup#"),
        "{:?}",
        server.links
    );
    let first = pack(server.base()).await.expect("the FAQ is published");
    assert!(server.terminate(), "SIGTERM ends it well");
    let publish = run(&data, &["publish", "--note", "again"]);
    assert!(publish.status.success(), "{}", text(&publish));
    let again = Kotae::start(&data, &["--demo"], 3);
    assert_eq!(pack(again.base()).await, Some(first));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_work_through_the_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Kotae::start(&data, &["--demo"], 3);
    let before = pack(server.base()).await;
    let file = folder.path().join("more.csv");
    std::fs::write(&file, "id,title,answer\nX-1,新しい質問,答え\n").unwrap();
    let file = file.to_str().unwrap();
    let dry = run(&data, &["import", file, "--dry-run"]);
    assert!(
        dry.status.success() && text(&dry).contains("X-1"),
        "{}",
        text(&dry)
    );
    assert_eq!(pack(server.base()).await, before);
    assert!(run(&data, &["import", file]).status.success());
    assert_eq!(pack(server.base()).await, before, "not before it is published");
    let publish = run(&data, &["publish"]);
    assert!(publish.status.success(), "{}", text(&publish));
    assert_ne!(pack(server.base()).await, before, "the next boot shows it");
    std::fs::write(file, "id,title,answer\nX-2,,答え\n").unwrap();
    let wrong = run(&data, &["import", file]);
    assert!(
        !wrong.status.success() && text(&wrong).contains("title"),
        "{}",
        text(&wrong)
    );
    let out = folder.path().join("out.csv");
    assert!(run(&data, &["export", out.to_str().unwrap()]).status.success());
    let exported = std::fs::read_to_string(&out).unwrap();
    assert!(exported.starts_with('\u{feff}') && exported.contains("X-1") && !exported.contains("X-2"));
    let added = run(
        &data,
        &["user", "add", "--email", "sato@example.co.jp", "--name", "佐藤"],
    );
    assert!(
        added.status.success() && text(&added).contains("/admin/default/password#"),
        "{}",
        text(&added)
    );
    assert!(run(&data, &["workspace", "create", "sales"]).status.success());
    assert!(text(&run(&data, &["workspace", "list"])).contains("sales"));
    assert!(
        !run(&data, &["publish", "--workspace", "nowhere"])
            .status
            .success()
    );
    assert_eq!(run(&data, &["serve", "--frobnicate"]).status.code(), Some(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workspace_moves_to_another_kotae_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    let server = Kotae::start(&first, &["--demo"], 3);
    let asked = codec::encode(&question(1 << 80, 7, "有給"));
    let (status, _) = ask(Method::POST, &format!("{}w/demo/events", server.base()), asked)
        .await
        .unwrap();
    assert_eq!(status, 204);
    let zip = folder.path().join("moved.zip");
    let zip = zip.to_str().unwrap();
    let out = run(&first, &["workspace", "export", "default", "--to", zip]);
    assert!(out.status.success(), "{}", text(&out));
    let before = pack(server.base()).await.unwrap();
    // Into a folder that nobody serves, then the same beside it through the server.
    let made = run(&second, &["workspace", "import", zip, "--as", "moved"]);
    assert!(made.status.success(), "{}", text(&made));
    let other = Kotae::start(&second, &[], 2);
    assert_eq!(
        pack(other.base()).await,
        Some(before.clone()),
        "the same knowledge matches the same"
    );
    let fetch = async |base: &str| ask(Method::GET, &format!("{base}w/demo/pack/{before}"), Vec::new()).await;
    assert_eq!(fetch(server.base()).await, fetch(other.base()).await);
    let again = run(&second, &["workspace", "import", zip, "--as", "again"]);
    assert!(
        again.status.success() && text(&again).contains("widget key demo"),
        "{}",
        text(&again)
    );
    let taken = run(&second, &["workspace", "import", zip, "--as", "again"]);
    assert_eq!(taken.status.code(), Some(1), "{}", text(&taken));
    let back = folder.path().join("back.zip");
    let out = run(
        &second,
        &[
            "workspace",
            "export",
            "moved",
            "--to",
            back.to_str().unwrap(),
            "--with-passwords",
        ],
    );
    assert!(out.status.success(), "{}", text(&out));
    // Whatever the manifests say of files is the same.
    let listed = |path: &str| {
        let mut files = kotae::store::archive::verify(Path::new(path)).unwrap().files;
        // Each export leaves its own record, and one that was moved has numbered its questions anew.
        let own = [
            "main/audit.jsonl",
            "main/audit_head.jsonl",
            "events/counter.jsonl",
        ];
        files.retain(|file| !own.contains(&&*file.path));
        files
    };
    assert_eq!(listed(zip), listed(back.to_str().unwrap()));
    // The chain of its audit log goes on where it came to.
    let verified = run(&second, &["verify"]);
    assert!(verified.status.success(), "{}", text(&verified));
    let broken = folder.path().join("broken.zip");
    std::fs::write(&broken, "PK").unwrap();
    let refused = run(
        &second,
        &["workspace", "import", broken.to_str().unwrap(), "--as", "x"],
    );
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused).contains("Nothing was made"), "{}", text(&refused));
    assert!(!text(&run(&second, &["workspace", "list"])).contains('x'));
    for data in [&first, &second] {
        let left = std::fs::read_dir(data.join("handover")).map_or(0, Iterator::count);
        assert_eq!(left, 0, "nothing stays in the handover");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_acknowledged_is_lost_by_a_kill_in_the_middle_of_a_burst() {
    const WRITERS: u128 = 8;
    const ENOUGH: u64 = 200;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = Kotae::start(&data, &["--demo"], 3);
    let address = format!("{}w/demo/events", server.base());
    let (acknowledged, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        let (address, acknowledged, stop) = (address.clone(), Arc::clone(&acknowledged), Arc::clone(&stop));
        writers.push(tokio::spawn(async move {
            let mut kept = Vec::new();
            for number in 0_u128.. {
                let id = (writer << 64) + number + 1;
                let body = codec::encode(&question((writer + 1) << 80, id, &format!("{id:x}")));
                match ask(Method::POST, &address, body).await {
                    Some((204, _)) => {
                        kept.push(format!("{id:x}"));
                        acknowledged.fetch_add(1, Ordering::SeqCst);
                    }
                    Some((status, _)) => panic!("{status}"),
                    None => break,
                }
                if stop.load(Ordering::SeqCst) {
                    break;
                }
            }
            kept
        }));
    }
    while acknowledged.load(Ordering::SeqCst) < ENOUGH {
        tokio::task::yield_now().await;
    }
    // SIGKILL: no handler runs.
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    stop.store(true, Ordering::SeqCst);
    let mut kept = Vec::new();
    for writer in writers {
        kept.extend(writer.await.unwrap());
    }
    assert!(kept.len() as u64 >= ENOUGH);
    drop(server);

    let began = Instant::now();
    let again = Kotae::start(&data, &[], 2);
    let took = began.elapsed();
    assert!(
        took < Duration::from_secs(if cfg!(debug_assertions) { 5 } else { 1 }),
        "{took:?}"
    );
    assert!(again.terminate());
    let clock = Arc::new(kotae::clock::SystemClock);
    let dir = kotae::store::DataDir::open(&data).unwrap();
    let store = tokio::task::spawn_blocking(move || {
        kotae::store::Store::open(dir, kotae::store::Sources::new(clock))
    });
    let store = Arc::new(store.await.unwrap().unwrap());
    let workspace = store.workspace("default").await.unwrap();
    let mut query = kotae_shared::api::admin::QuestionQuery::default();
    let mut found = std::collections::HashSet::new();
    loop {
        let (rows, next) = kotae::store::questions::part(&workspace, &query, 1_000)
            .await
            .unwrap();
        found.extend(rows.into_iter().map(|row| row.text));
        query.before = next;
        if query.before.is_none() {
            break;
        }
    }
    let lost: Vec<&String> = kept.iter().filter(|id| !found.contains(*id)).collect();
    assert!(lost.is_empty(), "{} of {} lost", lost.len(), kept.len());
}
