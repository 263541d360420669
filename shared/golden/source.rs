// Reads `faq.jsonl` and `lexicon.json`; part of the golden test and of the benches.

use kotae_shared::Uuid;
use kotae_shared::pack::{Source, SourceCategory, SourceEntry, SourceReading, SourceSynonyms};
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
    let lexicon: Value = serde_json::from_str(include_str!("lexicon.json")).expect("the lexicon is JSON");
    for (word, reading) in lexicon["readings"].as_object().expect("readings") {
        source.readings.push(SourceReading {
            word: word.clone(),
            reading: reading.as_str().expect("a reading").to_owned(),
        });
    }
    for (at, group) in lexicon["synonyms"].as_array().expect("groups").iter().enumerate() {
        let said = group["said"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        source.synonyms.push(SourceSynonyms {
            said: said.map(str::to_owned).collect(),
            // Some of each kind.
            built_in: at % 8 != 0,
        });
        for entry in group["entries"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_u64)
        {
            source.entries[entry as usize].synonyms.push(at as u32);
        }
    }
    source
}
