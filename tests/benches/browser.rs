//! The matcher in headless Chromium: by itself, at 10,000 and 50,000 entries, and in the chat as a visitor types.
//!
//! `cargo xtask bench browser`

#![allow(clippy::print_stdout, reason = "a bench tells its result")]

#[path = "../../shared/benches/synthetic/mod.rs"]
mod synthetic;

use anyhow::{Context, Result, ensure};
use kotae_shared::{
    api::widget::Boot,
    codec,
    pack::{Pack, Source, hash_text},
};
use kotae_tests::{AdminApi, Browser, Kotae, Options, Page, Start, host};
use serde_json::{Value, json};
use std::{collections::HashMap, fmt::Write as _, path::Path, time::Duration};
use synthetic::QUESTIONS;
use thirtyfour::By;

/// Entries of the packs.
const SIZES: [usize; 2] = [10_000, 50_000];
/// Entries behind the chat.
const CHAT: usize = 10_000;
/// How often each call counts.
const ROUNDS: u32 = 15;
/// How often each question is typed.
const TYPED: usize = 6;

fn main() -> Result<()> {
    // `cargo test` and `cargo bench` hand on flags of their own.
    let folder = std::env::var_os("KOTAE_BENCH_WASM").context("run `cargo xtask bench browser`")?;
    let folder = std::path::PathBuf::from(folder);
    kotae_tests::run(async {
        let mut tables = String::from(
            "| entries | read the first file | build the index, in steps | longest step | read the answers' file | ask: p50 / p99 / max | suggest, a keystroke: p50 / p99 / max | the same before the answers' file |\n|---|---|---|---|---|---|---|---|\n",
        );
        let (mut files, mut chat) = (String::new(), String::new());
        for entries in SIZES {
            let kotae = published(entries).await?;
            let key = key(&kotae).await?;
            let sizes = save_pack(&kotae, &key, &folder).await?;
            tables.push_str(&alone(&folder, entries).await?);
            let _ = writeln!(
                files,
                "- {entries} entries: first file {} bytes, {} as sent ({:.0} an entry); answers' file {} bytes, {} as sent",
                sizes.first.0,
                sizes.first.1,
                sizes.first.1 as f64 / entries as f64,
                sizes.bodies.0,
                sizes.bodies.1
            );
            if entries == CHAT {
                chat = in_the_chat(&kotae, &key).await?;
            }
        }
        let tables = format!("{tables}\n{files}\n{chat}");
        println!("\n{tables}");
        if let Some(file) = std::env::var_os("KOTAE_BENCH_TABLE") {
            std::fs::write(file, tables)?;
        }
        Ok(())
    })
}

/// A server that has published so many entries.
async fn published(entries: usize) -> Result<Kotae> {
    let kotae = Kotae::start(&Start::default()).await?;
    let file = tempfile::Builder::new().suffix(".csv").tempfile()?;
    write_csv(file.path(), &synthetic::source(entries))?;
    kotae.cli(&["import", &file.path().to_string_lossy()]).await?;
    kotae.cli(&["publish"]).await?;
    Ok(kotae)
}

fn write_csv(file: &Path, source: &Source) -> Result<()> {
    let categories: HashMap<_, _> = source
        .categories
        .iter()
        .map(|category| (category.id, category.name.as_str()))
        .collect();
    let mut rows = csv::Writer::from_path(file)?;
    rows.write_record(["category", "title", "phrasings", "keywords", "answer"])?;
    for entry in &source.entries {
        let category = entry.category.and_then(|id| categories.get(&id).copied());
        rows.write_record([
            category.unwrap_or_default(),
            &entry.title,
            &entry.phrasings.join("|"),
            &entry.keywords.join("|"),
            &entry.body,
        ])?;
    }
    rows.flush()?;
    Ok(())
}

async fn key(kotae: &Kotae) -> Result<String> {
    let widgets = AdminApi::set_up(kotae).await?.widgets().await?;
    Ok(widgets.first().context("there is no widget")?.key.clone())
}

/// Bytes of the files of a pack, each plain and as it is sent.
struct Sizes {
    first: (usize, usize),
    bodies: (usize, usize),
}

/// Saves both files of the pack where the page finds them.
async fn save_pack(kotae: &Kotae, key: &str, folder: &Path) -> Result<Sizes> {
    let api = format!("{}w/{key}/", kotae.url());
    let visit = kotae.visit(key).await?;
    let boot: Boot = codec::decode(&get(&format!("{api}boot"), "identity", &visit).await?)
        .ok()
        .context("the boot message cannot be read")?;
    let hash = boot.pack.context("nothing is published")?;
    let first = get(&format!("{api}pack/{hash}"), "identity", &visit).await?;
    let hash_of_bodies = Pack::decode(&first)?.bodies().context("no answers' file")?;
    let bodies_url = format!("{api}pack/{}", hash_text(&hash_of_bodies));
    let bodies = get(&bodies_url, "identity", &visit).await?;
    let sent = get(&format!("{api}pack/{hash}"), "br", &visit).await?.len();
    let bodies_sent = get(&bodies_url, "br", &visit).await?.len();
    std::fs::write(folder.join("first.bin"), &first)?;
    std::fs::write(folder.join("bodies.bin"), &bodies)?;
    Ok(Sizes {
        first: (first.len(), sent),
        bodies: (bodies.len(), bodies_sent),
    })
}

async fn get(url: &str, encoding: &str, visit: &str) -> Result<Vec<u8>> {
    let request = reqwest::Client::new()
        .get(url)
        .header("accept-encoding", encoding)
        .header("kotae-visit", visit);
    let reply = request.send().await?.error_for_status()?;
    Ok(reply.bytes().await?.to_vec())
}

/// The matcher in a page of its own, whose clock is exact to 5 microseconds since the page is isolated.
async fn alone(folder: &Path, entries: usize) -> Result<String> {
    const MEASURE: &str = "const [questions, rounds, done] = arguments;
        import('/measure.js')
            .then(({ measure }) => measure('/first.bin', '/bodies.bin', questions, rounds))
            .then(done, (error) => done({ error: String(error) }));";
    let host = host::serve_folder(folder.to_owned()).await?;
    let browser = Browser::start(&Options::default()).await?;
    browser.set_script_timeout(Duration::from_mins(10)).await?;
    browser.goto(format!("{}/", host.origin())).await?;
    let result = browser
        .execute_async(MEASURE, vec![json!(QUESTIONS), json!(ROUNDS)])
        .await?;
    let result = result.json().clone();
    browser.quit().await?;
    ensure!(result["entries"] == entries, "{result}");
    ensure!(result["isolated"] == true, "the page's clock is coarse");
    let time = |name: &str| ms(result[name].as_f64().unwrap_or_default());
    let row = [
        entries.to_string(),
        time("open"),
        ms(result["build"].as_f64().unwrap_or_default() + result["finish"].as_f64().unwrap_or_default()),
        time("longest_step"),
        time("sharpen"),
        distribution(&result["ask"]),
        distribution(&result["suggest"]),
        distribution(&result["suggest_first_file"]),
    ];
    Ok(format!("| {} |\n", row.join(" | ")))
}

fn distribution(value: &Value) -> String {
    let figure = |name: &str| format!("{:.2}", value[name].as_f64().unwrap_or_default());
    format!("{} / {} / {} ms", figure("p50"), figure("p99"), figure("max"))
}

fn ms(time: f64) -> String {
    format!("{time:.1} ms")
}

/// Notes, in the chat's page, how long it takes from an input event to the change of the list of suggestions.
const WATCH: &str = "
    window.kotaeTimes = [];
    let begun = null;
    addEventListener('input', () => { begun = performance.now(); }, true);
    new MutationObserver((changes) => {
        if (begun === null || !changes.some(({ target }) => target.closest?.('[role=listbox]'))) return;
        window.kotaeTimes.push(performance.now() - begun);
        begun = null;
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    window.kotaeTasks = [];
    new PerformanceObserver((list) => window.kotaeTasks.push(...list.getEntries().map(({ duration }) => duration)))
        .observe({ type: 'longtask', buffered: true });";

/// The chat by itself: what is typed comes as input events, character by character.
async fn in_the_chat(kotae: &Kotae, key: &str) -> Result<String> {
    let browser = Browser::start(&Options::default()).await?;
    browser.goto(format!("{}w/{key}", kotae.url())).await?;
    let input = browser.field("質問").await?;
    browser.execute(WATCH, vec![]).await?;
    input.click().await?;
    let until = tokio::time::Instant::now() + Duration::from_mins(1);
    // Until the first suggestions are there, the pack is on its way.
    loop {
        clear(&browser).await?;
        type_text(&browser, "パ").await?;
        let options = browser.find_all(By::Css("[role=option]")).await?.len();
        if options > 0 {
            ensure!(options <= 5, "{options} suggestions");
            break;
        }
        ensure!(tokio::time::Instant::now() < until, "no suggestion came");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // The answers' file comes when the page is idle.
    let packs = || {
        browser
            .requests()
            .iter()
            .filter(|url| url.contains("/pack/"))
            .count()
    };
    while packs() < 2 && tokio::time::Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    ensure!(packs() >= 2, "the answers' file was not loaded");
    browser.execute("window.kotaeTimes = [];", vec![]).await?;
    for _ in 0..TYPED {
        for question in QUESTIONS {
            clear(&browser).await?;
            for c in question.chars() {
                type_text(&browser, &c.to_string()).await?;
            }
        }
    }
    let result = browser
        .execute("return [window.kotaeTimes, window.kotaeTasks];", vec![])
        .await?;
    let result = result.json().clone();
    browser.quit().await?;
    let numbers = |value: &Value| -> Vec<f64> {
        let list = value.as_array().into_iter().flatten();
        list.filter_map(Value::as_f64).collect()
    };
    let (mut times, tasks) = (numbers(&result[0]), numbers(&result[1]));
    times.sort_by(f64::total_cmp);
    ensure!(
        times.len() > 100,
        "only {} keystrokes changed the list",
        times.len()
    );
    let percentile = |share: f64| times[(share * times.len() as f64).ceil() as usize - 1];
    let mut text = format!(
        "In the chat with {CHAT} entries, from an input event to the change of the list in the document, {} keystrokes: p50 {:.1} ms, p99 {:.1} ms, most {:.1} ms. ",
        times.len(),
        percentile(0.5),
        percentile(0.99),
        percentile(1.0)
    );
    match tasks.iter().copied().reduce(f64::max) {
        None => text.push_str("No task of the page took 50 ms or more, from the start on.\n"),
        Some(longest) => {
            let _ = writeln!(
                text,
                "Tasks of the page that took 50 ms or more, from the start on: {}, the longest {longest:.0} ms.",
                tasks.len()
            );
        }
    }
    Ok(text)
}

async fn type_text(browser: &Browser, text: &str) -> Result<()> {
    browser
        .cdp()
        .send_raw("Input.insertText", json!({ "text": text }))
        .await?;
    Ok(())
}

/// Empties the input without an event, so that the next character is the first one.
async fn clear(browser: &Browser) -> Result<()> {
    browser
        .execute("document.activeElement.select();", vec![])
        .await?;
    Ok(())
}
