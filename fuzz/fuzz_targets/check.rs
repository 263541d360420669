// What must hold for any pack and any question; part of both targets.

use kotae_shared::api::widget::Outcome;
use kotae_shared::matcher::{Hit, Matcher, limits};

/// Suggestions that a visitor sees.
const SUGGESTIONS: usize = 5;

/// Asks everything that a widget may ask.
pub(crate) fn check(matcher: &Matcher, question: &str) {
    let ranking = matcher.ask(question);
    assert_eq!(ranking, matcher.ask(question), "a ranking is always the same");
    assert_eq!(ranking.hits.is_empty(), ranking.outcome == Outcome::NotFound);
    assert!(ranking.hits.len() <= limits::HITS);
    in_order(matcher, &ranking.hits);
    let suggestions = matcher.suggest(question, SUGGESTIONS);
    assert!(suggestions.len() <= SUGGESTIONS);
    in_order(matcher, &suggestions);
    for hit in &ranking.hits {
        let why = matcher.why(question, hit.index).expect("an entry that is there");
        assert_eq!(why.score, hit.score, "why speaks of the same score");
    }
    for hit in ranking.hits.iter().chain(&suggestions) {
        let title = matcher.pack().entry(hit.index).map_or("", |entry| entry.title);
        let mut end = 0;
        for range in matcher.highlights(question, hit.index) {
            assert!(range.start >= end, "marks follow each other");
            let part = title
                .get(range.clone())
                .expect("marks lie on characters of the title");
            assert!(!part.is_empty());
            end = range.end;
        }
    }
}

/// Scores are possible ones, greatest first, and of entries that are there, each once.
fn in_order(matcher: &Matcher, hits: &[Hit]) {
    assert!(hits.iter().all(|hit| hit.score <= 1000));
    assert!(hits.is_sorted_by(|a, b| a.score >= b.score));
    for (at, hit) in hits.iter().enumerate() {
        assert!((hit.index as usize) < matcher.pack().len());
        assert!(hits[..at].iter().all(|other| other.index != hit.index));
    }
}
