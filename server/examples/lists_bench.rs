//! Fills a workspace with 10,000 entries and 1,000,000 logged questions of a year, and asks for every list of the admin over HTTP;
//! prints a table for `docs/benchmarks.md`.
//!
//! `cargo run --release --example lists_bench [QUESTIONS] [FOLDER]`; a folder is kept, and is not filled again.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

mod served;

use anyhow::{Context, ensure};
use kotae::{
    clock::{Clock, SettableClock, SystemClock},
    knowledge::import,
    publish,
    store::{
        Actor, DEFAULT_WORKSPACE, DataDir, Sources, Store, Workspace, engine::Tx, entries, events, pinned,
        synonyms,
    },
};
use kotae_shared::{
    Lang, Uuid,
    api::{
        admin::{EntryPage, EntryQuery, QuestionPage},
        pinned::PinnedEdit,
        widget::{Candidate, Event, EventKind, Outcome, Question, Visit},
        words::SynonymEdit,
    },
};
use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

const ENTRIES: usize = 10_000;
const QUESTIONS: u64 = 1_000_000;
/// Requests for each list, after one to warm up.
const REQUESTS: usize = 50;
const YEAR_MS: i64 = 365 * 24 * 3_600_000;
/// Questions written in one transaction.
const BATCH: u64 = 500;
/// What no question has.
const NOWHERE: &str = "ぐんじょう色のペンギン";
const DEMO: &[u8] = include_bytes!("../data/inhouse-ja.csv");

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let questions = args.next().map_or(Ok(QUESTIONS), |number| number.parse())?;
    let temporary = tempfile::tempdir()?;
    let folder = args
        .next()
        .map_or_else(|| temporary.path().join("data"), PathBuf::from);
    if !folder.join("control.db").exists() {
        let place = folder.clone();
        tokio::task::spawn_blocking(move || fill(&place, questions)).await??;
    }
    measure(folder).await
}

/// Blocks.
fn fill(folder: &Path, questions: u64) -> anyhow::Result<()> {
    let begin = Instant::now();
    let now = SystemClock.now_ms();
    let clock = Arc::new(SettableClock::new(now - YEAR_MS));
    let store = Store::open(DataDir::open(folder)?, Sources::new(clock.clone()))?;
    let workspace = store.workspace_blocking(DEFAULT_WORKSPACE)?;
    let plan = import::plan(
        &workspace,
        table()?,
        &import::Reading::default(),
        &actor(),
        Lang::Ja,
        &mut |_| {},
    )?;
    let report = import::apply(&workspace, plan, import::Accept::default(), actor())?;
    ensure!(report.applied, "{:?}", report.errors);
    publish::publish(
        &workspace,
        actor(),
        publish::Why::default(),
        Lang::Ja,
        &mut |_| {},
    )?;
    words(&workspace)?;
    let first = EntryQuery {
        limit: 200,
        ..EntryQuery::default()
    };
    let mut ids = Vec::new();
    // Every other page of the list is never shown to anybody.
    for page in 0..ENTRIES as u32 / 400 {
        let query = EntryQuery {
            offset: page * 400,
            ..first.clone()
        };
        let page = workspace
            .main()
            .read_blocking(|read| entries::list(read, &query, Uuid::nil()))?;
        ids.extend(page.items.into_iter().map(|row| (row.id, row.title)));
    }
    println!("filled with entries in {:.0} s", begin.elapsed().as_secs_f64());
    let step = YEAR_MS / questions.max(1) as i64;
    let mut dice = Dice(7);
    let mut number = 0;
    while number < questions {
        let mut batch = Vec::new();
        for at in number..(number + BATCH).min(questions) {
            batch.push(asked(at, &ids, &mut dice));
        }
        number += BATCH;
        clock.advance(step * BATCH as i64);
        workspace.events().write_blocking(move |tx: &Tx<'_>| {
            for (visit, events) in &batch {
                events::record(tx, "demo", visit, events)?;
            }
            Ok(())
        })?;
    }
    // A later publication, so that there is something past.
    clock.set(now);
    store.close();
    println!("filled in {:.0} s", begin.elapsed().as_secs_f64());
    Ok(())
}

/// A question with what came of it.
fn asked(number: u64, entries: &[(Uuid, String)], dice: &mut Dice) -> (Visit, Vec<Event>) {
    let id = |part: u128| Uuid::from_u128((u128::from(number) << 8 | part) + 1);
    // Some entries are asked for much more often than others.
    let place = dice.below(entries.len() as u64) * dice.below(entries.len() as u64) / entries.len() as u64;
    let (entry, title) = &entries[place as usize];
    let fate = dice.below(100);
    let mut text: String = match dice.below(3) {
        0 => title.clone(),
        1 => format!("{title}を教えてください"),
        _ => title.chars().skip(2).collect(),
    };
    let outcome = match fate {
        0..10 => Outcome::NotFound,
        10..30 => Outcome::Candidates,
        _ => Outcome::Answer,
    };
    if outcome == Outcome::NotFound {
        let _ = write!(text, " {}", WORDS[dice.below(WORDS.len() as u64) as usize]);
    }
    let candidates: Vec<Candidate> = if outcome == Outcome::NotFound {
        Vec::new()
    } else {
        let near = (0..3).map(|step| Candidate {
            entry: entries[(place as usize + step * 7) % entries.len()].0,
            score: 600 - 50 * step as u16,
        });
        near.collect()
    };
    let visit = Visit {
        id: id(0),
        visitor: id(1),
        page: "https://portal.example.co.jp/it".into(),
        lang: Lang::Ja,
        claims: Vec::new(),
    };
    let event = |part: u128, seq: u32, kind| Event {
        id: id(part),
        conversation: id(2),
        seq,
        kind,
    };
    let question = EventKind::Question(Question {
        text,
        pack: "0".repeat(64),
        outcome,
        candidates,
    });
    let mut events = vec![event(3, 0, question)];
    // Of the candidates two in three are opened; one answer in five is judged.
    if outcome == Outcome::Answer || (outcome == Outcome::Candidates && !fate.is_multiple_of(3)) {
        let (question, entry) = (Some(id(3)), *entry);
        events.push(event(4, 1, EventKind::Answer { question, entry }));
        if dice.below(5) == 0 {
            let solved = dice.below(100) < 30 + place * 60 / entries.len() as u64;
            let kind = EventKind::Feedback {
                question,
                entry,
                solved,
            };
            events.push(event(5, 2, kind));
        }
    }
    (visit, events)
}

/// What people ask about that the FAQ does not know.
const WORDS: [&str; 12] = [
    "食堂",
    "駐輪場",
    "忘年会",
    "社歌",
    "観葉植物",
    "自販機",
    "喫煙所",
    "ロッカー",
    "空調",
    "傘立て",
    "名札",
    "懇親会",
];

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

fn words(workspace: &Workspace) -> anyhow::Result<()> {
    for number in 0..500 {
        let edit = SynonymEdit {
            terms: vec![format!("言葉{number}"), format!("用語{number}")],
            finds: Vec::new(),
            version: 0,
        };
        workspace
            .main()
            .write_blocking(move |tx| synonyms::create(tx, &actor(), &edit))?;
        let pin = PinnedEdit {
            question: format!("固定した質問 {number}"),
            ..PinnedEdit::default()
        };
        workspace
            .main()
            .write_blocking(move |tx| pinned::create(tx, &actor(), &pin))?;
    }
    Ok(())
}

fn actor() -> Actor {
    Actor::Cli {
        user: "bench".to_owned(),
    }
}

/// Entries made from the demo FAQ.
fn table() -> anyhow::Result<Vec<u8>> {
    let demo = DEMO.strip_prefix(b"\xef\xbb\xbf").unwrap_or(DEMO);
    let demo: Vec<csv::StringRecord> = csv::Reader::from_reader(demo)
        .into_records()
        .collect::<Result<_, _>>()?;
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record([
        "id",
        "category",
        "title",
        "keywords",
        "answer",
        "status",
        "review_on",
    ])?;
    for row in 0..ENTRIES {
        let cells = &demo[row % demo.len()];
        let number = row / demo.len();
        let status = if row % 100 == 0 { "draft" } else { "published" };
        let review = if row % 50 == 0 { "2025-04-01" } else { "" };
        csv.write_record([
            &format!("{}-{number:03}", &cells[0]),
            &format!("{} > 拠点{}", &cells[1], number % 20),
            &format!("拠点{number}での{}", &cells[2]),
            &cells[3],
            &format!("{}\n\n拠点{number}の担当者に連絡します。", &cells[4]),
            status,
            review,
        ])?;
    }
    Ok(csv.into_inner()?)
}

async fn measure(folder: PathBuf) -> anyhow::Result<()> {
    let admin = served::Admin::of(folder).await?;
    let entries: EntryPage = serde_json::from_slice(&admin.get("entries?limit=1&offset=500").await?)?;
    let entry = entries.items.first().context("no entries")?;
    let mut place = String::new();
    for _ in 0..20 {
        let path = format!("questions?limit=200&before={place}");
        let page: QuestionPage =
            serde_json::from_slice(&admin.get(path.trim_end_matches("&before=")).await?)?;
        place = page.next.unwrap_or(place);
    }
    // As far back as the log goes, nearly.
    let old = SystemClock.now_ms() - YEAR_MS + YEAR_MS / 20;
    let deep = format!("questions?before={old}-{}", Uuid::nil().simple());
    let q = |word: &str| {
        word.bytes().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "%{byte:02X}");
            text
        })
    };
    let nowhere = q(NOWHERE);
    let lists: Vec<(&str, String)> = vec![
        ("entries by code", "entries".into()),
        ("entries by title", "entries?sort=title".into()),
        ("entries by change", "entries?sort=updated".into()),
        ("entries, last page", "entries?offset=9950".into()),
        ("entries, drafts", "entries?status=draft".into()),
        (
            "entries of a category",
            format!("entries?category={}", entry.category.context("no category")?),
        ),
        ("entries without owner", "entries?unowned=true".into()),
        ("entries past their review date", "entries?review_due=true".into()),
        ("entries not published", "entries?unpublished=true".into()),
        (
            "entries with 「パスワード」",
            format!("entries?q={}", q("パスワード")),
        ),
        ("entries, finds nothing", format!("entries?q={nowhere}")),
        ("an entry's history", format!("entries/{}/versions", entry.id)),
        ("questions", "questions".into()),
        ("questions, far back", deep),
        ("questions, 4,000 back", format!("questions?before={place}")),
        (
            "questions that found nothing",
            "questions?filter=not_found".into(),
        ),
        ("questions not solved", "questions?filter=not_solved".into()),
        ("questions solved", "questions?filter=solved".into()),
        (
            "questions with 「パスワード」",
            format!("questions?q={}", q("パスワード")),
        ),
        ("questions with 「有給」", format!("questions?q={}", q("有給"))),
        ("questions, finds nothing", format!("questions?q={nowhere}")),
        (
            "not solved, with 「パスワード」",
            format!("questions?filter=not_solved&q={}", q("パスワード")),
        ),
        (
            "not found, finds nothing",
            format!("questions?filter=not_found&q={nowhere}"),
        ),
        ("to improve", "improve?state=new".into()),
        ("to improve, newest first", "improve?sort=newest".into()),
        ("to improve, abandoned", "improve?kind=abandoned".into()),
        ("to improve, never shown", "improve?kind=never_shown".into()),
        ("to improve, seldom solve", "improve?kind=low_solved".into()),
        ("to improve, review due", "improve?kind=review_due".into()),
        (
            "to improve with 「パスワード」",
            format!("improve?q={}", q("パスワード")),
        ),
        ("to improve, last 7 days", "improve?days=7".into()),
        ("learned phrases", "phrases".into()),
        ("synonyms", "synonyms".into()),
        ("synonyms with 「言葉」", format!("synonyms?q={}", q("言葉"))),
        ("proposed synonyms", "synonyms/proposals".into()),
        ("pinned questions", "pinned".into()),
        ("categories", "categories".into()),
        ("publications", "publications".into()),
        ("what is not published", "publish".into()),
        ("files", "uploads".into()),
        ("scenarios", "scenarios".into()),
        ("people", "people".into()),
        ("report of a year", "reports/overview?days=365".into()),
        (
            "report of a year, of a category",
            format!(
                "reports/overview?days=365&category={}",
                entry.category.context("no category")?
            ),
        ),
        ("report of a year, entries", "reports/entries?days=365".into()),
        ("report of a year, questions", "reports/questions?days=365".into()),
        ("report of a year, scenarios", "reports/scenarios?days=365".into()),
        ("report of 30 days", "reports/overview".into()),
    ];
    println!("| list | p50 | p95 | p99 |\n|---|---|---|---|");
    for (name, path) in lists {
        println!("{}", admin.row(name, &path, REQUESTS).await?);
    }
    Ok(())
}
