//! How long visitors' events wait while 50,000 entries are imported and 20 people edit other entries, beside two ceilings of
//! the same run: a bare handler that does nothing, and the same server without the import. No edit that was acknowledged may
//! be lost, and the import is applied all the same.
//!
//! `cargo xtask bench events`

#![allow(clippy::print_stdout, reason = "a bench tells its result")]

use anyhow::{Context, Result, ensure};
use axum::{Router, body::Bytes, http::StatusCode, routing::post};
use kotae_shared::{
    Lang,
    api::widget::{Event, EventBatch, EventKind, Outcome, Question, Visit},
    codec,
};
use kotae_tests::{
    Kotae, Start,
    admin_api::AdminApi,
    faq,
    load::{Latencies, Load},
};
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{net::TcpListener, time::Instant};
use uuid::Uuid;

const ENTRIES: usize = 50_000;
const RATE: u32 = 200;
const CONNECTIONS: u32 = 16;
const VISITORS: u64 = 500;
/// People who edit at the same time, each one entry of the demo after the other.
const EDITORS: usize = 20;
const QUIET: Duration = Duration::from_secs(10);
/// What the issue promises.
const LIMIT: Duration = Duration::from_millis(100);

fn main() -> Result<()> {
    kotae_tests::run(async {
        println!(
            "{RATE} posts a second with one question each, {CONNECTIONS} connections, {VISITORS} visitors"
        );
        let bare = bare().await?;
        println!("bare handler:            {bare}");
        let limits = ["VISITOR", "ADDRESS"].map(|whose| match whose {
            "VISITOR" => ("KOTAE_LIMITS_VISITOR_PER_MINUTE", "1000000".to_owned()),
            _ => ("KOTAE_LIMITS_ADDRESS_PER_MINUTE", "1000000".to_owned()),
        });
        let start = Start {
            demo: true,
            settings: limits.to_vec(),
            ..Start::default()
        };
        let kotae = Kotae::start(&start).await?;
        let admin = Arc::new(AdminApi::set_up(&kotae).await?);
        let visit = kotae.visit("demo").await?;
        let load = load(format!("127.0.0.1:{}", kotae.port()), "/w/demo/events", visit);
        let quiet = load.run_for(QUIET).await?;
        println!("kotae, nothing else:     {quiet}");
        let file = tempfile::Builder::new().suffix(".csv").tempfile()?;
        faq::write(file.path(), ENTRIES)?;
        let path = file.path().to_string_lossy();
        let over = Arc::new(AtomicBool::new(false));
        let editors = editors(&admin, &over).await?;
        let begin = Instant::now();
        let (busy, said) = load.run_while(kotae.cli(&["import", &path])).await?;
        let took = begin.elapsed();
        said.context("the import failed")?;
        over.store(true, Ordering::Relaxed);
        println!("kotae during the import: {busy}");
        println!(
            "the import of {ENTRIES} entries took {:.1} s beside this load",
            took.as_secs_f64()
        );
        let mut waits = Vec::new();
        for editor in editors {
            let Edited {
                id,
                answer,
                waits: own,
            } = editor.await??;
            waits.extend(own);
            let now: Value =
                serde_json::from_str(&admin.send(Method::GET, &format!("entries/{id}"), None).await?)?;
            ensure!(now["answer"] == answer, "an edit of {id} is lost");
        }
        waits.sort_unstable();
        let longest = waits.last().copied().unwrap_or_default();
        println!(
            "{EDITORS} editors saved {} times meanwhile, no edit is lost; the longest waited {longest:?}",
            waits.len()
        );
        println!(
            "the server held at most {:.0} MB",
            kotae.memory("VmHWM")? as f64 / 1e6
        );
        kotae.stop().await?;

        // The same once more, with nothing beside it.
        let kotae = Kotae::start(&Start::default()).await?;
        let begin = Instant::now();
        kotae.cli(&["import", &path]).await?;
        println!("alone it takes {:.1} s", begin.elapsed().as_secs_f64());
        println!(
            "the server held at most {:.0} MB",
            kotae.memory("VmHWM")? as f64 / 1e6
        );
        kotae.stop().await?;
        for part in [&bare, &quiet, &busy] {
            ensure!(part.refused() == 0, "posts were refused");
        }
        verdict(&busy)
    })
}

/// What an editor left.
struct Edited {
    id: String,
    answer: String,
    waits: Vec<Duration>,
}

/// People who save again and again, each an entry of his own, until it is over.
async fn editors(
    admin: &Arc<AdminApi>,
    over: &Arc<AtomicBool>,
) -> Result<Vec<tokio::task::JoinHandle<Result<Edited>>>> {
    let page = format!("entries?limit={EDITORS}");
    let page: Value = serde_json::from_str(&admin.send(Method::GET, &page, None).await?)?;
    let items = page["items"].as_array().context("no entries")?.clone();
    let edit = |item: Value| {
        let (admin, over) = (Arc::clone(admin), Arc::clone(over));
        tokio::spawn(async move {
            let id = item["id"].as_str().context("no id")?.to_owned();
            let path = format!("entries/{id}");
            let mut now: Value = serde_json::from_str(&admin.send(Method::GET, &path, None).await?)?;
            let (mut answer, mut waits) = (String::new(), Vec::new());
            while !over.load(Ordering::Relaxed) {
                answer = format!("{} 回目の変更です。", waits.len() + 1);
                let form = json!({
                    "code": now["code"], "title": now["title"], "phrasings": now["phrasings"], "keywords": now["keywords"],
                    "category": now["category"], "answer": answer, "status": now["status"], "version": now["version"],
                });
                let begin = Instant::now();
                now = serde_json::from_str(&admin.send(Method::PUT, &path, Some(form)).await?)?;
                waits.push(begin.elapsed());
                // A person needs a while.
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            Ok(Edited { id, answer, waits })
        })
    };
    Ok(items.into_iter().map(edit).collect())
}

fn verdict(busy: &Latencies) -> Result<()> {
    let p99 = busy.share(0.99);
    ensure!(p99 < LIMIT, "p99 is {p99:?}, more than {LIMIT:?}");
    println!("p99 {p99:?} is under {LIMIT:?}");
    Ok(())
}

async fn bare() -> Result<Latencies> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    let router = Router::new().route("/", post(|_: Bytes| async { StatusCode::NO_CONTENT }));
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let latencies = load(address, "/", String::new()).run_for(QUIET).await;
    server.abort();
    latencies
}

fn load(address: String, path: &str, visit: String) -> Load {
    let visitors: Vec<Uuid> = (0..VISITORS).map(|_| Uuid::now_v7()).collect();
    let body =
        Arc::new(move |number: u64| codec::encode(&batch(visitors[(number % VISITORS) as usize], number)));
    Load {
        address,
        path: path.to_owned(),
        rate: RATE,
        connections: CONNECTIONS,
        kind: codec::MEDIA_TYPE,
        head: Arc::new(move |_| format!("Kotae-Visit: {visit}\r\n")),
        body,
    }
}

fn batch(visitor: Uuid, number: u64) -> EventBatch {
    let question = Question {
        text: format!("パスワード わすれた {number}"),
        pack: "0".repeat(64),
        outcome: Outcome::NotFound,
        candidates: Vec::new(),
    };
    let event = Event {
        id: Uuid::now_v7(),
        conversation: visitor,
        seq: number as u32,
        kind: EventKind::Question(question),
    };
    let visit = Visit {
        id: visitor,
        visitor,
        page: "http://localhost/portal".into(),
        lang: Lang::Ja,
        claims: Vec::new(),
    };
    EventBatch {
        visit,
        events: vec![event],
    }
}
