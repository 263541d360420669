//! Sizes that a workspace may reach. Ignored by default: they take a while and print what they measured
//! (`cargo test --release -p kotae --lib large -- --ignored --nocapture`).

use super::knowledge::edit;
use super::*;
use entries::EntryChange;
use kotae_shared::Lang;
use kotae_shared::api::admin::{
    BulkEdit, EntryEdit, EntryQuery, EntrySort, QuestionFilter, QuestionQuery, Status,
};
use kotae_shared::api::widget::{Event, EventKind, Outcome, Question, Visit};
use std::time::Instant;

const ENTRIES: usize = 50_000;
const QUESTIONS: u128 = 1_000_000;

fn timed<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = run();
    println!("{what}: {:?}", started.elapsed());
    result
}

#[test]
#[ignore = "takes a while; prints measurements"]
fn fifty_thousand_entries() {
    let world = world();
    let body = "社内ポータルの「パスワードをお忘れの方」から再設定できます。登録済みの携帯電話に確認コードが届きます。".repeat(4);
    let new = |n: usize| EntryEdit {
        code: format!("IT-{n}"),
        phrasings: vec![format!("聞き方 {n}"), "別の聞き方".into()],
        keywords: vec!["キーワード".into(), format!("word{n}")],
        answer: format!("{body}{n}"),
        ..edit(&format!("パスワードを忘れた場合の再設定方法 {n}"))
    };
    let changes: Vec<_> = (0..ENTRIES).map(|n| EntryChange::New(new(n))).collect();
    let visitors = workspace_visitors(&world);
    let applied = timed("import of new entries, while visitors write", || {
        world
            .main(move |tx| entries::apply(tx, &cli(), &changes))
            .unwrap()
    });
    visitors();
    assert_eq!(applied.new as usize, ENTRIES);
    let workspace = world.workspace();
    let mut all = Vec::new();
    timed("read all", || {
        workspace
            .main()
            .read_blocking(|read| {
                entries::each(read, |entry| {
                    all.push((entry.id, entry.version));
                    Ok(std::ops::ControlFlow::Continue(()))
                })
            })
            .unwrap();
    });
    let changes: Vec<_> = all
        .iter()
        .enumerate()
        .map(|(n, (id, version))| {
            let edit = EntryEdit {
                code: String::new(),
                version: *version,
                ..new(n + 1)
            };
            EntryChange::Edit(*id, edit)
        })
        .collect();
    timed("import of changed entries", || {
        world
            .main(move |tx| entries::apply(tx, &cli(), &changes))
            .unwrap()
    });
    let list = |what: &str, query: EntryQuery| {
        let page = timed(what, || {
            workspace
                .main()
                .read_blocking(|read| entries::list(read, &query, Uuid::nil()))
                .unwrap()
        });
        println!("    total {}", page.total);
    };
    let query = EntryQuery::default;
    list("first page", query());
    list(
        "last page by title",
        EntryQuery {
            offset: 49_990,
            sort: EntrySort::Title,
            ..query()
        },
    );
    list(
        "status, updated",
        EntryQuery {
            status: Some(Status::Draft),
            sort: EntrySort::Updated,
            ..query()
        },
    );
    let search = |q: &str| EntryQuery {
        q: q.into(),
        ..query()
    };
    list("search that finds one", search("word4321 パスワード"));
    list("search that finds all", search("パスワード"));
    list("search that finds none", search("存在しない言葉"));
    let ids: Vec<_> = all.iter().take(10_000).map(|(id, _)| *id).collect();
    let bulk = BulkEdit {
        ids,
        status: Some(Status::Archived),
        category: None,
        ..BulkEdit::default()
    };
    timed("bulk change of 10,000", || {
        world.main(move |tx| entries::bulk(tx, &cli(), &bulk)).unwrap()
    });
    let (prepared, _) = timed("read and compile a publication", || world.prepare("a"));
    timed("publish", || world.publish(prepared).unwrap());
    timed("preview", || world.preview());
    let World { store, temp, clock } = world;
    drop(workspace);
    store.close();
    drop((store, all));
    println!("closed: {} MB resident", memory());
    let reopened = timed("open again", || {
        let sources = Sources::new(clock);
        let store = Store::open(DataDir::open(temp.path()).unwrap(), sources).unwrap();
        store.workspace_blocking(DEFAULT_WORKSPACE).unwrap()
    });
    let title = EntryQuery {
        sort: EntrySort::Title,
        ..EntryQuery::default()
    };
    reopened
        .main()
        .read_blocking(|read| entries::list(read, &title, Uuid::nil()))
        .unwrap();
    println!("open, one list: {} MB resident", memory());
}

/// Writes visitor events in the background until the result is called, which prints how long they took.
fn workspace_visitors(world: &World) -> impl FnOnce() {
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let (workspace, stopped) = (world.workspace(), Arc::clone(&stop));
    let thread = std::thread::spawn(move || {
        let mut took = Vec::new();
        while !stopped.load(Ordering::Relaxed) {
            let event = question(took.len() as u128);
            let started = Instant::now();
            workspace
                .events()
                .write_blocking(|tx| events::record(tx, "demo", &Visit::default(), &[event]))
                .unwrap();
            took.push(started.elapsed());
            // Spreads the events over the time of the import; nothing waits for it.
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        took
    });
    move || {
        stop.store(true, Ordering::Relaxed);
        let mut took = thread.join().unwrap();
        took.sort();
        let at = |share: usize| took[(took.len() - 1) * share / 100];
        println!(
            "    {} events: median {:?}, p99 {:?}, longest {:?}",
            took.len(),
            at(50),
            at(99),
            at(100)
        );
    }
}

/// The resident memory of this process, in MB.
fn memory() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let resident = pages
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<u64>().ok());
    resident.unwrap_or(0) * 4_096 / 1_000_000
}

#[test]
#[ignore = "takes a while; prints measurements"]
fn a_million_questions() {
    let world = world();
    let workspace = world.workspace();
    timed("a million questions in batches of 1,000", || {
        for batch in 0..QUESTIONS / 1_000 {
            let write = workspace.events().write_blocking(move |tx| {
                let visit = Visit {
                    id: Uuid::from_u128(batch + 1),
                    visitor: Uuid::from_u128(1),
                    page: "https://intra.example.co.jp/portal/top".into(),
                    lang: Lang::Ja,
                    claims: Vec::new(),
                };
                let events: Vec<_> = (0..1_000).map(|n| question(batch * 1_000 + n)).collect();
                events::record(tx, "demo", &visit, &events)
            });
            write.unwrap();
            world.clock.advance(1_000);
        }
    });
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let page = |what: &str, query: QuestionQuery| {
        timed(what, || {
            runtime.block_on(questions::page(&workspace, &query)).unwrap()
        })
    };
    let query = QuestionQuery::default;
    let first = page("first page", query());
    println!("    counts {:?}", first.counts);
    page(
        "second page",
        QuestionQuery {
            before: first.next,
            ..query()
        },
    );
    for filter in [
        QuestionFilter::NotFound,
        QuestionFilter::NotSolved,
        QuestionFilter::Solved,
    ] {
        page("filtered", QuestionQuery { filter, ..query() });
    }
    let search = |q: &str| QuestionQuery {
        q: q.into(),
        ..query()
    };
    page("search that finds many", search("パスワード"));
    page("search that finds one, old", search("わすれた 77 です"));
    page("search that finds none", search("存在しない言葉"));
    timed("one more event", || {
        workspace
            .events()
            .write_blocking(|tx| events::record(tx, "demo", &Visit::default(), &[question(QUESTIONS)]))
            .unwrap()
    });
}

fn question(n: u128) -> Event {
    let outcome = match n % 5 {
        0 => Outcome::NotFound,
        1 => Outcome::Candidates,
        _ => Outcome::Answer,
    };
    // Ids as a widget makes them: in no order.
    let id = Uuid::from_u128(n.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835));
    Event {
        id,
        conversation: id,
        seq: 0,
        kind: EventKind::Question(Question {
            text: format!("パスワード わすれた {n} です。どうすればよいですか"),
            pack: "0123456789abcdef".repeat(4),
            outcome,
            candidates: Vec::new(),
        }),
    }
}
