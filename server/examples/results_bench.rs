//! Fills a workspace with 100,000 submissions of a survey, from a year, and asks for its results over HTTP; prints a table for
//! `docs/benchmarks.md`, with what reading the rows alone takes.
//!
//! `cargo run --release --example results_bench [SUBMISSIONS] [FOLDER]`; a folder is kept, and is not filled again.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

mod served;

use anyhow::{Context, ensure};
use kotae::{
    clock::{Clock, SettableClock, SystemClock},
    store::{
        Actor, DEFAULT_WORKSPACE, DataDir, Sources, Store, Workspace,
        engine::Tx,
        forms,
        submissions::{self, Mailing, NewSubmission},
    },
    vault::{KeySource, Vault},
};
use kotae_shared::{
    Lang, Uuid,
    api::{
        forms::{FormEdit, FormRow, FormState, FormStateEdit},
        results::Results,
    },
    form::answers::{Answer, Value},
};
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

const SUBMISSIONS: u64 = 100_000;
/// Requests for each line of the table, after one to warm up.
const REQUESTS: usize = 20;
const YEAR_MS: i64 = 365 * 24 * 3_600_000;
/// Submissions written in one transaction.
const BATCH: u64 = 500;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let count = args.next().map_or(Ok(SUBMISSIONS), |number| number.parse())?;
    let temporary = tempfile::tempdir()?;
    let folder = args
        .next()
        .map_or_else(|| temporary.path().join("data"), PathBuf::from);
    if !folder.join("control.db").exists() {
        let place = folder.clone();
        tokio::task::spawn_blocking(move || fill(&place, count)).await??;
    }
    measure(folder, count).await
}

/// A survey with a question of each kind that is added up.
fn survey() -> anyhow::Result<FormEdit> {
    let form = json!({ "purpose": "survey", "form": {
        "name": { "ja": "満足度", "en": "Satisfaction" },
        "pages": [{ "fields": [
            { "key": "nps", "kind": "nps", "label": { "ja": "同僚に勧めますか" } },
            { "key": "why", "kind": "choice", "label": { "ja": "理由" },
              "choices": [{ "value": "fast", "label": { "ja": "早い" } }, { "value": "clear", "label": { "ja": "分かりやすい" } },
                          { "value": "none", "label": { "ja": "解決しない" } }] },
            { "key": "used", "kind": "choices", "label": { "ja": "使った機能" },
              "choices": [{ "value": "search", "label": { "ja": "検索" } }, { "value": "chat", "label": { "ja": "チャット" } },
                          { "value": "form", "label": { "ja": "フォーム" } }] },
            { "key": "stars", "kind": "stars", "label": { "ja": "回答の質" } },
            { "key": "minutes", "kind": "number", "label": { "ja": "かかった分" } },
            { "key": "word", "kind": "long_text", "label": { "ja": "ひとこと" } } ] }],
    } });
    Ok(serde_json::from_value(form)?)
}

/// Blocks.
fn fill(folder: &Path, count: u64) -> anyhow::Result<()> {
    let begin = Instant::now();
    let now = SystemClock.now_ms();
    let clock = Arc::new(SettableClock::new(now - YEAR_MS));
    let store = Store::open(DataDir::open(folder)?, Sources::new(clock.clone()))?;
    let workspace = store.workspace_blocking(DEFAULT_WORKSPACE)?;
    let form = open(&workspace)?;
    let mailing = Mailing {
        vault: Vault::open(KeySource::OwnFile, folder, [7; 32])?,
        base: "http://localhost/".into(),
        workspace: DEFAULT_WORKSPACE.into(),
    };
    let step = YEAR_MS / count.max(1) as i64;
    let mut dice = Dice(7);
    let mut number = 0;
    while number < count {
        let batch: Vec<NewSubmission> = (number..(number + BATCH).min(count))
            .map(|at| filled(at, form, &mut dice))
            .collect();
        number += BATCH;
        clock.advance(step * BATCH as i64);
        let mailing = mailing.clone();
        workspace.main().write_blocking(move |tx: &Tx<'_>| {
            for new in &batch {
                submissions::receive(tx, new, &mailing)?;
            }
            Ok(())
        })?;
    }
    clock.set(now);
    store.close();
    println!(
        "filled with {count} submissions in {:.0} s",
        begin.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Makes the survey and opens it.
fn open(workspace: &Workspace) -> anyhow::Result<Uuid> {
    let edit = survey()?;
    let open = move |tx: &Tx<'_>| {
        let actor = Actor::Cli {
            user: "bench".to_owned(),
        };
        let id = forms::create(tx, &actor, &edit)?;
        let state = FormStateEdit {
            state: FormState::Open,
            version: 1,
        };
        forms::set_state(tx, &actor, id, state)?;
        Ok(id)
    };
    Ok(workspace.main().write_blocking(open)?)
}

fn filled(number: u64, form: Uuid, dice: &mut Dice) -> NewSubmission {
    let answer = |key: &str, value| Answer {
        key: key.into(),
        value,
    };
    let why = ["fast", "clear", "none"][dice.below(3) as usize];
    let used = ["search", "chat", "form"]
        .into_iter()
        .filter(|_| dice.below(2) == 0);
    let used: Vec<String> = used.map(str::to_owned).collect();
    let words = format!("{number} 回目の感想です。たいへん助かりました。");
    let mut answers = vec![
        answer("nps", Value::Scale(dice.below(11) as u8)),
        answer("why", Value::Text(why.into())),
        answer("stars", Value::Scale(1 + dice.below(5) as u8)),
        answer("minutes", Value::Text(dice.below(90).to_string())),
    ];
    if !used.is_empty() {
        answers.insert(2, answer("used", Value::Choices(used)));
    }
    if dice.below(3) == 0 {
        answers.push(answer("word", Value::Text(words.clone())));
    }
    NewSubmission {
        id: Uuid::from_u128(u128::from(number) + 1),
        form,
        version: 1,
        widget: ["demo", "portal"][dice.below(2) as usize].into(),
        answers,
        summary: words.clone(),
        words,
        page: "https://portal.example.co.jp/it".into(),
        lang: Lang::Ja,
        ..NewSubmission::default()
    }
}

/// Numbers that look random, the same each time (Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

async fn measure(folder: PathBuf, count: u64) -> anyhow::Result<()> {
    let file = folder.join("workspaces").join(DEFAULT_WORKSPACE).join("main.db");
    let admin = served::Admin::of(folder).await?;
    let forms: Vec<FormRow> = serde_json::from_slice(&admin.get("forms").await?)?;
    let form = forms.first().context("no form")?.id;
    let results = format!("forms/{form}/results");
    let found: Results = serde_json::from_slice(&admin.get(&results).await?)?;
    ensure!(u64::from(found.total) == count, "{} of {count}", found.total);
    println!("| results of {count} submissions | p50 | p95 | p99 |\n|---|---|---|---|");
    for (name, path) in [
        ("all of them", results.clone()),
        ("of a week", format!("{results}?{}", week())),
        ("of one widget", format!("{results}?widget=portal")),
        (
            "what was written, first page",
            format!("forms/{form}/texts?field=word"),
        ),
        ("as CSV", format!("export/results.csv?form={form}")),
    ] {
        println!("{}", admin.row(name, &path, REQUESTS).await?);
    }
    let mut times = Vec::new();
    let rows = rusqlite::Connection::open(file)?;
    for _ in 0..REQUESTS {
        let begin = Instant::now();
        let mut all = rows.prepare("SELECT created_at, answers FROM submission ORDER BY created_at")?;
        let mut all = all.query([])?;
        let mut bytes = 0;
        while let Some(row) = all.next()? {
            bytes += row.get_ref(1)?.as_str()?.len();
        }
        ensure!(bytes > 0 || count == 0, "nothing was read");
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    let share = |share: usize| served::ms(times[(REQUESTS * share).div_ceil(100) - 1]);
    println!(
        "| ceiling: reading the rows alone | {} | {} | {} |",
        share(50),
        share(95),
        share(99)
    );
    Ok(())
}

/// The last seven days, as the query has them.
fn week() -> String {
    let day = |back: i64| {
        let at = jiff::Timestamp::from_millisecond(SystemClock.now_ms() - back * 24 * 3_600_000);
        at.unwrap_or_default()
            .to_zoned(jiff::tz::TimeZone::UTC)
            .strftime("%Y-%m-%d")
            .to_string()
    };
    format!("from={}&until={}", day(7), day(0))
}
