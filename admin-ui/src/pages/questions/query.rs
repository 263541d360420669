//! The log's state in the address, and as a request.

use crate::api::Query;
use kotae_shared::api::admin::{QuestionFilter, QuestionQuery};

/// Questions that are loaded at once.
pub(super) const PART: u32 = 50;

/// The filters, in the order of their counts.
pub(super) const FILTERS: [QuestionFilter; 4] = [
    QuestionFilter::All,
    QuestionFilter::NotFound,
    QuestionFilter::NotSolved,
    QuestionFilter::Solved,
];

/// Reads the state from the address's parameters. What cannot be read is left out.
pub(super) fn read(parameter: impl Fn(&str) -> Option<String>) -> QuestionQuery {
    let named = |key: String| FILTERS.into_iter().find(|filter| filter_key(*filter) == key);
    QuestionQuery {
        filter: parameter("filter").and_then(named).unwrap_or_default(),
        q: parameter("q").unwrap_or_default(),
        before: None,
        limit: PART,
    }
}

/// The address of a state.
pub(super) fn address(query: &QuestionQuery) -> String {
    pairs(query).on("questions")
}

/// The request for a part of the log.
pub(super) fn request(query: &QuestionQuery) -> String {
    pairs(query)
        .maybe("before", query.before.as_ref())
        .with("limit", query.limit)
        .on("questions")
}

/// The request for a file of everything that the state shows, by the file's ending.
pub(super) fn export(query: &QuestionQuery, ending: &str) -> String {
    pairs(query).on(&format!("export/questions.{ending}"))
}

fn pairs(query: &QuestionQuery) -> Query {
    let filter = (query.filter != QuestionFilter::default()).then(|| filter_key(query.filter));
    Query::default().maybe("filter", filter).with("q", &query.q)
}

const fn filter_key(filter: QuestionFilter) -> &'static str {
    match filter {
        QuestionFilter::All => "all",
        QuestionFilter::NotFound => "not_found",
        QuestionFilter::NotSolved => "not_solved",
        QuestionFilter::Solved => "solved",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_log_has_a_plain_address() {
        let query = read(|_| None);
        assert_eq!(address(&query), "questions");
        assert_eq!(request(&query), "questions?limit=50");
        assert_eq!(export(&query, "csv"), "export/questions.csv");
    }

    #[test]
    fn every_filter_survives_the_address() {
        for filter in FILTERS {
            let query = QuestionQuery {
                filter,
                q: "VPN".into(),
                before: None,
                limit: PART,
            };
            let address = address(&query);
            let pairs = address
                .split_once('?')
                .map(|(_, pairs)| pairs)
                .unwrap_or_default();
            let again = read(|name| {
                let pair = pairs
                    .split('&')
                    .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
                pair.map(str::to_owned)
            });
            assert_eq!(again, query);
        }
    }

    #[test]
    fn names_the_filters_as_the_api_does() {
        for filter in FILTERS {
            let name = serde_json::to_string(&filter).expect("a name");
            assert_eq!(name.trim_matches('"'), filter_key(filter));
        }
    }

    #[test]
    fn asks_for_the_next_part() {
        let query = QuestionQuery {
            before: Some("1700-ab".into()),
            ..read(|_| None)
        };
        assert_eq!(request(&query), "questions?before=1700-ab&limit=50");
        assert_eq!(read(|_| Some("nonsense".into())).filter, QuestionFilter::All);
    }
}
