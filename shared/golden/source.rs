// Reads `faq.jsonl`; part of the golden test and of the benches.

use kotae_shared::Uuid;
use kotae_shared::pack::{Source, SourceCategory, SourceEntry};
use serde_json::Value;

/// The FAQ as the source of a pack; ids are the lines' numbers.
pub(crate) fn source() -> Source {
    let mut source = Source::default();
    for (at, line) in include_str!("faq.jsonl").lines().enumerate() {
        let row: Value = serde_json::from_str(line).expect("a row is JSON");
        let text = |field: &str| row[field].as_str().expect("a text").to_owned();
        let list = |field: &str| -> Vec<String> {
            let list = row[field].as_array().expect("a list");
            list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let name = text("category");
        if source
            .categories
            .last()
            .is_none_or(|category| category.name != name)
        {
            let id = Uuid::from_u128(source.categories.len() as u128);
            source.categories.push(SourceCategory {
                id,
                parent: None,
                name,
            });
        }
        source.entries.push(SourceEntry {
            id: Uuid::from_u128(at as u128),
            title: text("title"),
            phrasings: list("phrasings"),
            keywords: list("keywords"),
            category: source.categories.last().map(|category| category.id),
            body: text("body"),
            ..SourceEntry::default()
        });
    }
    source
}
