//! How long building a pack, opening it, asking and suggesting take, by the number of entries.
//!
//! `cargo bench -p kotae-shared --bench matcher`

#![allow(missing_docs, clippy::print_stdout)]

mod synthetic;

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use kotae_shared::matcher::Matcher;
use kotae_shared::pack::{Bodies, Pack, build, build_bodies};
use std::{hint::black_box, time::Duration};
use synthetic::QUESTIONS;

const SIZES: [usize; 4] = [100, 1_000, 10_000, 50_000];
/// Suggestions that a visitor sees.
const SHOWN: usize = 5;

fn benches(criterion: &mut Criterion) {
    for entries in SIZES {
        let source = synthetic::source(entries);
        let first = build(&source, None).expect("builds");
        let bodies = build_bodies(&source).expect("builds").expect("has bodies");
        println!(
            "{entries} entries: {} bytes, bodies {} bytes",
            first.len(),
            bodies.len()
        );
        let mut group = criterion.benchmark_group("pack");
        group
            .sample_size(10)
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(3));
        group.bench_function(BenchmarkId::new("build", entries), |bencher| {
            bencher.iter(|| (build(black_box(&source), None), build_bodies(black_box(&source))));
        });
        group.bench_function(BenchmarkId::new("decode", entries), |bencher| {
            bencher.iter(|| Pack::decode(black_box(&first)));
        });
        group.bench_function(BenchmarkId::new("decode and index", entries), |bencher| {
            bencher.iter(|| Pack::decode(black_box(&first)).map(Matcher::new));
        });
        group.bench_function(BenchmarkId::new("decode bodies", entries), |bencher| {
            bencher.iter_batched(|| bodies.clone(), Bodies::decode, BatchSize::LargeInput);
        });
        group.finish();

        let mut matcher = Matcher::new(Pack::decode(&first).expect("decodes"));
        assert!(matcher.sharpen(Bodies::decode(bodies).expect("decodes")));
        let mut group = criterion.benchmark_group("question");
        group
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(3));
        let mut questions = QUESTIONS.iter().cycle();
        group.bench_function(BenchmarkId::new("ask", entries), |bencher| {
            bencher.iter(|| questions.next().map(|question| matcher.ask(black_box(question))));
        });
        // Every text that an input has while a question is typed.
        let typed: Vec<&str> = QUESTIONS
            .iter()
            .flat_map(|question| keystrokes(question))
            .collect();
        let mut typed = typed.iter().cycle();
        group.bench_function(BenchmarkId::new("suggest, a keystroke", entries), |bencher| {
            bencher.iter(|| typed.next().map(|typed| matcher.suggest(black_box(typed), SHOWN)));
        });
        group.finish();
    }
}

fn keystrokes(question: &str) -> impl Iterator<Item = &str> {
    let ends = question.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.map(|end| &question[..end])
}

criterion_group!(matcher, benches);
criterion_main!(matcher);
