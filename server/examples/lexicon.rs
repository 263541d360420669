//! Shows how lines of standard input are read and which synonyms they get, for whoever mends the tables in
//! `data/lexicon`: `cargo run -p kotae --example lexicon < titles.txt`. With `--time N`, how long N such entries take.
#![expect(clippy::print_stdout, reason = "this is what it is for")]

use kotae::lexicon::{self, Options};
use kotae_shared::{
    pack::{Source, SourceEntry},
    text::{
        fold,
        reading::{Readings, each_reading},
    },
};
use std::{collections::HashMap, fmt::Write as _, time::Instant};

fn main() {
    let text = std::io::read_to_string(std::io::stdin()).unwrap_or_default();
    let titles: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let mut arguments = std::env::args().skip(1);
    let times = match (arguments.next().as_deref(), arguments.next()) {
        (Some("--time"), Some(count)) => count.parse().ok(),
        _ => None,
    };
    let mut source = prepared(&titles[..titles.len().min(1)]);
    if let Some(count) = times {
        let many: Vec<&str> = titles.iter().copied().cycle().take(count).collect();
        let before = Instant::now();
        source = prepared(&many);
        println!(
            "{count} entries in {:?}: {} readings, {} groups",
            before.elapsed(),
            source.readings.len(),
            source.synonyms.len()
        );
        return;
    }
    for title in titles {
        source.clone_from(&prepared(&[title]));
        println!("{title}\n  {}", read(title, &source));
        for group in &source.synonyms {
            println!("  = {}", group.said.join(", "));
        }
    }
}

fn prepared(titles: &[&str]) -> Source {
    let entries = titles.iter().map(|title| SourceEntry {
        title: (*title).to_owned(),
        ..SourceEntry::default()
    });
    let mut source = Source {
        entries: entries.collect(),
        ..Source::default()
    };
    lexicon::prepare(&mut source, &[], Options::default());
    source
}

fn read(title: &str, source: &Source) -> String {
    let words = source
        .readings
        .iter()
        .map(|word| (word.word.as_str(), word.reading.as_str()));
    let words = Words(words.collect());
    let folded = fold(title);
    let (mut shown, mut at) = (String::new(), 0);
    each_reading(&folded, &words, &mut |span, reading| {
        shown.push_str(&folded[at..span.start]);
        let _ = write!(shown, "[{} {reading}]", &folded[span.clone()]);
        at = span.end;
    });
    shown + &folded[at..]
}

struct Words<'a>(HashMap<&'a str, &'a str>);

impl Readings for Words<'_> {
    fn longest(&self, text: &str) -> Option<(usize, &str)> {
        let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(24);
        let known = ends.filter_map(|end| Some((end, *self.0.get(&text[..end])?)));
        known.last()
    }
}
