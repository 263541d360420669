//! What a change of an entry does to the last 1,000 questions, in the admin in headless Chromium, at 10,000 entries: the time that the
//! panel takes from the press on its button, after the first press, which loads the knowledge.
//!
//! `cargo xtask bench impact`

#![allow(clippy::print_stdout, reason = "a bench tells its result")]

#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../e2e/admin.rs"]
mod admin;
#[allow(dead_code, reason = "the other benches use the rest")]
#[path = "../../shared/benches/synthetic/mod.rs"]
mod synthetic;

use anyhow::{Context, Result, ensure};
use kotae_shared::{
    Lang, Uuid,
    api::widget::{Event, EventBatch, EventKind, Outcome, Question, Visit},
    codec,
};
use kotae_tests::{AdminApi, Browser, Kotae, Options, Page, Start, faq};
use synthetic::QUESTIONS;
use thirtyfour::{By, Key};

const ENTRIES: usize = 10_000;
const LOGGED: usize = 1_000;
/// Questions in one post.
const BATCH: usize = 50;
/// Presses that count.
const ROUNDS: usize = 30;

fn main() -> Result<()> {
    kotae_tests::run(async {
        let kotae = Kotae::start(&Start::default()).await?;
        let api = AdminApi::set_up(&kotae).await?;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("faq.csv");
        faq::write(&file, ENTRIES)?;
        kotae.cli(&["import", &file.to_string_lossy()]).await?;
        kotae.cli(&["publish"]).await?;
        let widgets = api.widgets().await?;
        let key = &widgets.first().context("there is no widget")?.key;
        log(&kotae, key).await?;
        ensure!(
            api.questions().await?.counts[0] as usize == LOGGED,
            "not all questions are logged"
        );
        Browser::run("bench-impact", &Options::default(), async |browser| {
            measure(browser, &kotae).await
        })
        .await
    })
}

/// Logs the questions of the other benches, each of them many times with another place, so that no two are alike.
async fn log(kotae: &Kotae, key: &str) -> Result<()> {
    let client = reqwest::Client::new();
    let url = format!("{}w/{key}/events", kotae.url());
    let visit = kotae.visit(key).await?;
    for part in 0..LOGGED / BATCH {
        let events = (0..BATCH).map(|at| {
            let number = part * BATCH + at;
            Event {
                id: Uuid::from_u128(1 + number as u128),
                conversation: Uuid::from_u128(1_000_000 + part as u128),
                seq: at as u32,
                kind: EventKind::Question(Question {
                    text: format!("{} 拠点 {number}", QUESTIONS[number % QUESTIONS.len()]),
                    pack: "0".repeat(64),
                    outcome: Outcome::Candidates,
                    candidates: Vec::new(),
                }),
            }
        });
        let batch = EventBatch {
            visit: Visit {
                id: Uuid::from_u128(2_000_000 + part as u128),
                visitor: Uuid::from_u128(3_000_000 + part as u128),
                page: String::new(),
                lang: Lang::Ja,
                claims: Vec::new(),
            },
            events: events.collect(),
        };
        let sent = client
            .post(&url)
            .header("kotae-visit", &visit)
            .body(codec::encode(&batch))
            .send()
            .await?;
        ensure!(sent.status().is_success(), "{}", sent.status());
    }
    Ok(())
}

async fn measure(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::sign_in(browser, kotae).await?;
    admin::open(browser, kotae, "entries").await?;
    browser
        .visible("main tbody a[href*='/entries/']")
        .await?
        .click()
        .await?;
    let keywords = browser.visible("[name=keywords]").await?;
    let mut times = Vec::new();
    for round in 0..=ROUNDS {
        // Another word each time, so that nothing can be taken from before.
        keywords
            .send_keys(format!("接続{round}{}", Key::Enter.value()))
            .await?;
        let script =
            "document.querySelectorAll('.impact [data-ms]').forEach((one) => one.removeAttribute('data-ms'))";
        browser.execute(script, vec![]).await?;
        browser.press("質問ログで試す").await?;
        let shown = browser.visible(".impact [data-ms]").await?;
        let time: f64 = shown.attr("data-ms").await?.context("no time")?.parse()?;
        // The first one loads what the others are compared with.
        if round > 0 {
            times.push(time);
        }
    }
    let text = browser.find(By::Css(".impact")).await?.text().await?;
    ensure!(text.contains("1,000"), "{text}");
    times.sort_unstable_by(f64::total_cmp);
    let share = |share: usize| times[(times.len() * share).div_ceil(100) - 1];
    println!(
        "\n| questions | entries | p50 | p95 | most | presses |\n|---|---|---|---|---|---|\n| {LOGGED} | {ENTRIES} | {:.0} ms | {:.0} ms | {:.0} ms | {ROUNDS} |",
        share(50),
        share(95),
        share(100)
    );
    Ok(())
}
