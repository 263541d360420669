//! What holds for any knowledge and any question, drawn at random.

use kotae_shared::Uuid;
use kotae_shared::api::widget::Outcome;
use kotae_shared::matcher::{Hit, Matcher, limits};
use kotae_shared::pack::{Pack, Source, SourceCategory, SourceEntry, SourceReading, SourceSynonyms, build};
use kotae_shared::text::fold;
use proptest::prelude::*;

/// Texts as they come: Japanese in every width, English, marks and signs, anything else.
const TEXT: &str = "[ぁ-ゖァ-ヺｦ-ﾟー一-十休暇申請接続予約]{0,8}|[a-zA-ZＡ-ｚ0-9 '\\-]{0,12}|パスワード|有給休暇|ＶＰＮ|reset|\\PC{0,8}";

/// Suggestions that a visitor sees.
const SUGGESTIONS: usize = 5;

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(TEXT, 0..3)
}

fn entry() -> impl Strategy<Value = SourceEntry> {
    let lists = (texts(), texts(), texts(), prop::collection::vec(0_u32..2, 0..3));
    (TEXT, lists, TEXT, any::<bool>()).prop_map(
        |(title, (phrasings, keywords, learned, mut synonyms), body, filed)| {
            synonyms.sort_unstable();
            synonyms.dedup();
            SourceEntry {
                title,
                phrasings,
                keywords,
                learned,
                category: filed.then(|| Uuid::from_u128(1)),
                body,
                synonyms,
                ..SourceEntry::default()
            }
        },
    )
}

fn source() -> impl Strategy<Value = Source> {
    (prop::collection::vec(entry(), 0..12), texts(), texts(), TEXT).prop_map(
        |(mut entries, own, built_in, name)| {
            for (at, entry) in entries.iter_mut().enumerate() {
                entry.id = Uuid::from_u128(at as u128);
            }
            let reading = |(word, reading): (&str, &str)| SourceReading {
                word: fold(word),
                reading: fold(reading),
            };
            Source {
                categories: vec![SourceCategory {
                    id: Uuid::from_u128(1),
                    parent: None,
                    name,
                }],
                entries,
                readings: [
                    ("有給休暇", "ゆうきゅうきゅうか"),
                    ("申請", "しんせい"),
                    ("予約", "よやく"),
                ]
                .map(reading)
                .to_vec(),
                synonyms: vec![
                    SourceSynonyms {
                        said: own,
                        built_in: false,
                    },
                    SourceSynonyms {
                        said: built_in,
                        built_in: true,
                    },
                ],
            }
        },
    )
}

fn matcher(source: &Source) -> Matcher {
    Matcher::new(Pack::decode(&build(source, None).expect("builds")).expect("decodes"))
}

/// Scores are possible ones, greatest first, and of entries that are there, each once.
fn well_formed(hits: &[Hit], entries: usize) -> Result<(), TestCaseError> {
    prop_assert!(hits.iter().all(|hit| (1..=1000).contains(&hit.score)));
    prop_assert!(hits.is_sorted_by(|a, b| a.score >= b.score));
    for (at, hit) in hits.iter().enumerate() {
        prop_assert!((hit.index as usize) < entries);
        prop_assert!(hits[..at].iter().all(|other| other.index != hit.index));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_same_knowledge_gives_the_same_bytes_and_the_same_ranking(source in source(), question in TEXT) {
        prop_assert_eq!(build(&source, None), build(&source, None));
        let (one, other) = (matcher(&source), matcher(&source));
        prop_assert_eq!(one.ask(&question), other.ask(&question));
        prop_assert_eq!(one.ask(&question), one.ask(&question));
        prop_assert_eq!(one.suggest(&question, SUGGESTIONS), other.suggest(&question, SUGGESTIONS));
    }

    #[test]
    fn rankings_and_suggestions_are_well_formed(source in source(), question in TEXT) {
        let matcher = matcher(&source);
        let ranking = matcher.ask(&question);
        well_formed(&ranking.hits, source.entries.len())?;
        prop_assert!(ranking.hits.len() <= limits::HITS);
        prop_assert_eq!(ranking.hits.is_empty(), ranking.outcome == Outcome::NotFound);
        well_formed(&matcher.rank(&question, 100), source.entries.len())?;
        let suggestions = matcher.suggest(&question, SUGGESTIONS);
        well_formed(&suggestions, source.entries.len())?;
        prop_assert!(suggestions.len() <= SUGGESTIONS);
    }

    #[test]
    fn marks_lie_on_characters_of_the_title(source in source(), typed in TEXT) {
        let matcher = matcher(&source);
        for index in 0..=source.entries.len() as u32 {
            let title = matcher.pack().entry(index).map_or("", |entry| entry.title);
            let mut end = 0;
            for range in matcher.highlights(&typed, index) {
                prop_assert!(range.start >= end, "{:?} after {}", range, end);
                prop_assert!(title.get(range.clone()).is_some_and(|part| !part.is_empty()));
                end = range.end;
            }
        }
    }

    #[test]
    fn a_damaged_pack_is_refused_or_read(source in source(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), cut: Option<prop::sample::Index>) {
        let mut bytes = build(&source, None).expect("builds");
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(pack) = Pack::decode(&bytes) {
            Matcher::new(pack).ask("パスワード わすれた");
        }
    }

    #[test]
    fn folding_twice_is_folding_once(text in TEXT, any in any::<String>()) {
        for text in [text, any] {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
