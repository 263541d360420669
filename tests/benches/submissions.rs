//! How long visitors wait who send a form with a file of 100 KB, 200 of them a second, beside a ceiling of the same run: a bare handler
//! that writes the same bytes to a file and a row to SQLite, both as durably. Nothing that was acknowledged may be missing from the inbox.
//!
//! `cargo xtask bench submissions`; `SECONDS` in the environment makes it shorter.

#![allow(clippy::print_stdout, reason = "a bench tells its result")]

use anyhow::{Context, Result, anyhow, ensure};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    routing::post,
};
use kotae_shared::{
    api::{
        forms::{FormPage, FormRecord, SubmissionPage, Submit},
        widget::Visit,
    },
    codec,
    form::answers::{Answer, Value},
};
use kotae_tests::{
    Kotae, Start,
    admin_api::AdminApi,
    load::{Journeys, Latencies, Step},
};
use reqwest::Method;
use serde_json::json;
use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{net::TcpListener, time::Instant};
use uuid::Uuid;

const RATE: u32 = 200;
const CONNECTIONS: u32 = 32;
const FILE: usize = 100_000;
const SECONDS: u64 = 30;
/// A form that comes back sooner is taken for a program's.
const HUMAN: Duration = Duration::from_millis(2_200);

fn main() -> Result<()> {
    kotae_tests::run(async {
        let seconds = std::env::var("SECONDS").ok();
        let seconds = seconds.map_or(Ok(SECONDS), |text| text.parse())?;
        let time = Duration::from_secs(seconds);
        println!(
            "{RATE} submissions a second for {seconds} s, each with a file of {FILE} bytes, {CONNECTIONS} connections"
        );
        let bare = bare(time).await?;
        table("bare: file and row, both synced", &bare, time);
        let ours = ours(time).await?;
        table("kotae", &ours, time);
        for part in [&bare, &ours] {
            ensure!(
                part.iter().all(|part| part.refused() == 0),
                "posts were refused: {:?}",
                part.iter().map(Latencies::statuses).collect::<Vec<_>>()
            );
        }
        Ok(())
    })
}

fn table(name: &str, parts: &[Latencies], time: Duration) {
    for (what, part) in ["the file", "the form", "both, from when due"].iter().zip(parts) {
        println!("{name:32} {what:20} {part}");
    }
    if let Some(whole) = parts.last() {
        println!(
            "{name:32} {:.1} a second",
            whole.count() as f64 / time.as_secs_f64()
        );
    }
}

/// A file that no other one is like; a text, which the server takes as it is.
fn file(number: u64) -> Vec<u8> {
    let line = format!("{number},画面が映りません,2027-01-31\n");
    let mut bytes = line.repeat(FILE / line.len() + 1).into_bytes();
    bytes.truncate(FILE / line.len() * line.len());
    bytes
}

/// The same bytes, written as durably with nothing around it.
async fn bare(time: Duration) -> Result<Vec<Latencies>> {
    let folder = tempfile::tempdir()?;
    let rows = rusqlite::Connection::open(folder.path().join("rows.db"))?;
    rows.pragma_update(None, "journal_mode", "WAL")?;
    rows.pragma_update(None, "synchronous", "FULL")?;
    rows.execute(
        "CREATE TABLE submission (id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
        (),
    )?;
    let state = Bare {
        folder: folder.path().to_owned(),
        rows: Arc::new(Mutex::new(rows)),
    };
    let router = Router::new()
        .route("/file", post(keep_file))
        .route("/form", post(keep_row))
        .layer(DefaultBodyLimit::max(2 * FILE))
        .with_state(state);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let steps = |number: u64| {
        let step = |path: &str, body| Step {
            path: path.to_owned(),
            kind: "application/octet-stream",
            head: String::new(),
            body,
        };
        vec![step("/file", file(number)), step("/form", vec![b'x'; 600])]
    };
    let load = Journeys {
        address,
        rate: RATE,
        connections: CONNECTIONS,
        steps: Arc::new(steps),
    };
    let found = load.run_for(time).await;
    server.abort();
    found
}

#[derive(Clone)]
struct Bare {
    folder: PathBuf,
    rows: Arc<Mutex<rusqlite::Connection>>,
}

async fn keep_file(State(bare): State<Bare>, body: Bytes) -> StatusCode {
    let work = move || write(&bare.folder, &body);
    status(
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Into::into)
            .flatten(),
    )
}

fn write(folder: &Path, body: &[u8]) -> Result<()> {
    let name = Uuid::now_v7().to_string();
    let unfinished = folder.join(format!("{name}.part"));
    let mut file = File::create(&unfinished)?;
    file.write_all(body)?;
    file.sync_all()?;
    std::fs::rename(&unfinished, folder.join(name))?;
    File::open(folder)?.sync_all()?;
    Ok(())
}

async fn keep_row(State(bare): State<Bare>, body: Bytes) -> StatusCode {
    let work = move || -> Result<()> {
        let rows = bare.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.execute("INSERT INTO submission (body) VALUES (?1)", [&body[..]])?;
        Ok(())
    };
    status(
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Into::into)
            .flatten(),
    )
}

fn status(done: Result<()>) -> StatusCode {
    done.map_or(StatusCode::INTERNAL_SERVER_ERROR, |()| StatusCode::NO_CONTENT)
}

async fn ours(time: Duration) -> Result<Vec<Latencies>> {
    let settings = [
        "KOTAE_LIMITS_VISITOR_PER_MINUTE",
        "KOTAE_LIMITS_ADDRESS_PER_MINUTE",
        "KOTAE_LIMITS_SUBMISSIONS_PER_MINUTE",
        "KOTAE_LIMITS_WIDGET_SUBMISSIONS_PER_MINUTE",
    ];
    let start = Start {
        demo: true,
        // As many as each may be set to.
        settings: settings.map(|name| (name, "10000000".to_owned())).to_vec(),
        ..Start::default()
    };
    let kotae = Kotae::start(&start).await?;
    let admin = AdminApi::set_up(&kotae).await?;
    let form = open_form(&admin).await?;
    let visit = kotae.visit("demo").await?;
    let address = format!("{}w/demo/forms/{form}", kotae.url());
    let page = reqwest::Client::new()
        .get(&address)
        .header("kotae-visit", &visit)
        .send()
        .await?
        .error_for_status()?;
    let page: FormPage = codec::decode(&page.bytes().await?).map_err(|error| anyhow!("{error:?}"))?;
    tokio::time::sleep_until(Instant::now() + HUMAN).await;
    let head = format!("Kotae-Visit: {visit}\r\n");
    let steps = move |number: u64| steps(number, form, &page, &head);
    let load = Journeys {
        address: format!("127.0.0.1:{}", kotae.port()),
        rate: RATE,
        connections: CONNECTIONS,
        steps: Arc::new(steps),
    };
    let parts = load.run_for(time).await?;
    println!(
        "the server held at most {:.0} MB",
        kotae.memory("VmHWM")? as f64 / 1e6
    );
    let acknowledged = parts
        .last()
        .map_or(0, |whole| whole.count() as u64 - whole.refused());
    let list = admin.send(Method::GET, "submissions?limit=1", None).await?;
    let list: SubmissionPage = serde_json::from_str(&list)?;
    ensure!(
        u64::from(list.total) == acknowledged,
        "{acknowledged} were acknowledged, and {} are there",
        list.total
    );
    ensure!(list.counts[3] == 0, "some were taken for spam");
    println!("all {acknowledged} that were acknowledged are in the inbox");
    kotae.stop().await?;
    Ok(parts)
}

/// A form with a file that is open; its id.
async fn open_form(admin: &AdminApi) -> Result<Uuid> {
    let form = json!({ "form": {
        "name": { "ja": "PC の相談", "en": "PC trouble" },
        "pages": [{ "fields": [
            { "key": "what", "kind": "long_text", "label": { "ja": "内容" }, "required": true },
            { "key": "photo", "kind": "file", "label": { "ja": "写真" }, "required": true } ] }],
    } });
    let made = admin.send(Method::POST, "forms", Some(form)).await?;
    let made: FormRecord = serde_json::from_str(&made)?;
    let state = json!({ "state": "open", "version": made.version });
    admin
        .send(Method::PUT, &format!("forms/{}/state", made.id), Some(state))
        .await
        .context("the form is not open")?;
    Ok(made.id)
}

/// The file, and the form that names it.
fn steps(number: u64, form: Uuid, page: &FormPage, head: &str) -> Vec<Step> {
    let (visitor, file_id) = (Uuid::now_v7(), Uuid::now_v7());
    let submit = Submit {
        id: Uuid::now_v7(),
        version: page.version,
        visit: Visit {
            id: visitor,
            visitor,
            page: "http://localhost/portal".into(),
            ..Visit::default()
        },
        answers: vec![
            Answer {
                key: "what".into(),
                value: Value::Text(format!("画面が映りません。({number})")),
            },
            Answer {
                key: "photo".into(),
                value: Value::Files(vec![file_id]),
            },
        ],
        start: page.start.clone(),
        ..Submit::default()
    };
    let path = format!("/w/demo/forms/{form}");
    vec![
        Step {
            path: format!(
                "{path}/files?file={file_id}&name=screen.csv&visitor={visitor}&start={}",
                page.start
            ),
            kind: "application/octet-stream",
            head: head.to_owned(),
            body: file(number),
        },
        Step {
            path,
            kind: codec::MEDIA_TYPE,
            head: head.to_owned(),
            body: codec::encode(&submit),
        },
    ]
}
