//! The list's state in the address, and as a request.

use crate::api::Query;
use kotae_shared::api::pinned::{PinnedQuery, PinnedSort, PinnedState};

/// Rows on a page.
pub(super) const PAGE: u32 = 50;

/// The states, as the API names them.
pub(super) const STATES: [(PinnedState, &str); 3] = [
    (PinnedState::Broken, "broken"),
    (PinnedState::Passed, "passed"),
    (PinnedState::NotRun, "not_run"),
];

const SORTS: [(PinnedSort, &str); 4] = [
    (PinnedSort::Question, "question"),
    (PinnedSort::Entry, "entry"),
    (PinnedSort::Result, "result"),
    (PinnedSort::Updated, "updated"),
];

/// Reads the state from the address's parameters. What cannot be read is left out.
pub(super) fn read(parameter: impl Fn(&str) -> Option<String>) -> PinnedQuery {
    let state = parameter("state").and_then(|key| STATES.into_iter().find(|(_, name)| *name == key));
    let sort = parameter("sort").and_then(|key| SORTS.into_iter().find(|(_, name)| *name == key));
    PinnedQuery {
        q: parameter("q").unwrap_or_default(),
        entry: parameter("entry").and_then(|id| id.parse().ok()),
        state: state.map(|(state, _)| state),
        sort: sort.map(|(sort, _)| sort).unwrap_or_default(),
        down: parameter("down").is_some_and(|value| value == "true"),
        offset: parameter("offset")
            .and_then(|number| number.parse().ok())
            .unwrap_or(0),
        limit: PAGE,
    }
}

/// The address of a state.
pub(super) fn address(query: &PinnedQuery) -> String {
    let offset = (query.offset > 0).then_some(query.offset);
    pairs(query).maybe("offset", offset).on("pinned")
}

/// The address of one of them, opened on the list in a state.
pub(super) fn edit(query: &PinnedQuery, id: impl ToString) -> String {
    let offset = (query.offset > 0).then_some(query.offset);
    pairs(query)
        .maybe("offset", offset)
        .with("edit", id.to_string())
        .on("pinned")
}

/// The request for a state.
pub(super) fn request(query: &PinnedQuery) -> String {
    pairs(query)
        .with("offset", query.offset)
        .with("limit", query.limit)
        .on("pinned")
}

/// Whether anything narrows the list.
pub(super) fn is_filtered(query: &PinnedQuery) -> bool {
    !query.q.is_empty() || query.entry.is_some() || query.state.is_some()
}

fn pairs(query: &PinnedQuery) -> Query {
    let state = STATES.iter().find(|(state, _)| query.state == Some(*state));
    let sort = SORTS.iter().skip(1).find(|(sort, _)| query.sort == *sort);
    Query::default()
        .with("q", &query.q)
        .maybe("entry", query.entry)
        .maybe("state", state.map(|(_, name)| name))
        .maybe("sort", sort.map(|(_, name)| name))
        .maybe("down", query.down.then_some("true"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn survives_the_address() {
        assert_eq!(address(&read(|_| None)), "pinned");
        for (state, _) in STATES {
            for (sort, _) in SORTS {
                let query = PinnedQuery {
                    q: "VPN".into(),
                    entry: Some(Uuid::from_u128(7)),
                    state: Some(state),
                    sort,
                    down: true,
                    offset: 50,
                    limit: PAGE,
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
        assert_eq!(read(|_| Some("nonsense".into())).state, None);
    }

    #[test]
    fn names_things_as_the_api_does() {
        let name = |value: String| value.trim_matches('"').to_owned();
        for (state, key) in STATES {
            assert_eq!(name(serde_json::to_string(&state).expect("a name")), key);
        }
        for (sort, key) in SORTS {
            assert_eq!(name(serde_json::to_string(&sort).expect("a name")), key);
        }
    }
}
