//! How long building a pack, opening it, asking and suggesting take, by the number of entries.
//!
//! `cargo bench -p kotae-shared --bench matcher`

#![allow(missing_docs, clippy::print_stdout)]

#[path = "../golden/source.rs"]
mod faq;

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use kotae_shared::Uuid;
use kotae_shared::matcher::Matcher;
use kotae_shared::pack::{Pack, Source, SourceEntry, build};
use std::hint::black_box;
use std::time::{Duration, Instant};

const SIZES: [usize; 4] = [100, 1_000, 10_000, 50_000];

const QUESTIONS: [&str; 8] = [
    "パスワード わすれた",
    "自宅からVPNに接続できません",
    "会議室の予約をキャンセルしたいのですが、どうすればいいですか",
    "ぱそこん おそい",
    "KX-2041 の印刷ができない",
    "経費精算",
    "How do I reset my password?",
    "今日の天気",
];

/// Entries as a large company might have them: each topic of the FAQ for many places and devices, with answers of
/// about 350 characters.
fn synthetic(entries: usize) -> Source {
    const PLACES: [&str; 12] = [
        "大阪支店",
        "名古屋工場",
        "福岡営業所",
        "札幌コールセンター",
        "本社",
        "仙台倉庫",
        "広島研究所",
        "海外拠点",
        "関連会社",
        "派遣社員",
        "新入社員",
        "役員",
    ];
    let faq = faq::source();
    // A fixed sequence of numbers (Knuth's MMIX generator), so that every run measures the same.
    let mut state = 1_u64;
    let mut next = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let entry = |at: usize| {
        let topic = &faq.entries[at % faq.entries.len()];
        let (place, device) = (PLACES[next(PLACES.len())], format!("KX-{}", next(9_000) + 1_000));
        let mut body = topic.body.clone();
        while body.chars().count() < 350 {
            body.push_str(&faq.entries[next(faq.entries.len())].body);
            body.push_str(PLACES[next(PLACES.len())]);
            body.push_str(&device);
        }
        SourceEntry {
            id: Uuid::from_u128(at as u128),
            title: format!("{place}：{}（{device}）", topic.title),
            phrasings: vec![format!("{place}で{}", faq.entries[next(faq.entries.len())].title)],
            keywords: topic.keywords.clone(),
            category: topic.category,
            body,
            ..SourceEntry::default()
        }
    };
    let entries = (0..entries).map(entry).collect();
    Source {
        categories: faq.categories,
        entries,
        ..Source::default()
    }
}

fn benches(criterion: &mut Criterion) {
    for entries in SIZES {
        let source = synthetic(entries);
        let start = Instant::now();
        let pack = build(&source, None).expect("builds");
        println!(
            "{entries} entries: built in {:?}, {} bytes",
            start.elapsed(),
            pack.len()
        );
        let mut group = criterion.benchmark_group("pack");
        group
            .sample_size(10)
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(3));
        group.bench_function(BenchmarkId::new("build", entries), |bencher| {
            bencher.iter_batched(
                || (),
                |()| build(black_box(&source), None),
                BatchSize::PerIteration,
            );
        });
        group.bench_function(BenchmarkId::new("decode", entries), |bencher| {
            bencher.iter(|| Pack::decode(black_box(&pack)));
        });
        group.finish();
        let matcher = Matcher::new(Pack::decode(&pack).expect("decodes"));
        let mut group = criterion.benchmark_group("question");
        group
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(3));
        let mut at = 0;
        let mut question = move || {
            at += 1;
            QUESTIONS[at % QUESTIONS.len()]
        };
        group.bench_function(BenchmarkId::new("ask", entries), |bencher| {
            bencher.iter(|| matcher.ask(black_box(question())));
        });
        group.bench_function(BenchmarkId::new("suggest", entries), |bencher| {
            bencher.iter(|| matcher.suggest(black_box(question()), 5));
        });
        group.finish();
    }
}

criterion_group!(matcher, benches);
criterion_main!(matcher);
