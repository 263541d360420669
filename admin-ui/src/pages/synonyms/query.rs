//! The list's state in the address, and as a request.

use crate::api::Query;
use kotae_shared::api::words::{SynonymKind, SynonymQuery, SynonymSort};

/// Rows on a page.
pub(super) const PAGE: u32 = 50;

/// The kinds, as the API names them.
pub(super) const KINDS: [(SynonymKind, &str); 2] =
    [(SynonymKind::TwoWay, "two_way"), (SynonymKind::OneWay, "one_way")];

/// Reads the state from the address's parameters. What cannot be read is left out.
pub(super) fn read(parameter: impl Fn(&str) -> Option<String>) -> SynonymQuery {
    let is_on = |name: &str| parameter(name).is_some_and(|value| value == "true");
    let kind = parameter("kind").and_then(|key| KINDS.into_iter().find(|(_, name)| *name == key));
    SynonymQuery {
        q: parameter("q").unwrap_or_default(),
        kind: kind.map(|(kind, _)| kind),
        shared: is_on("shared"),
        sort: match parameter("sort").as_deref() {
            Some("updated") => SynonymSort::Updated,
            _ => SynonymSort::Terms,
        },
        down: is_on("down"),
        offset: parameter("offset")
            .and_then(|number| number.parse().ok())
            .unwrap_or(0),
        limit: PAGE,
    }
}

/// The address of a state.
pub(super) fn address(query: &SynonymQuery) -> String {
    let offset = (query.offset > 0).then_some(query.offset);
    pairs(query).maybe("offset", offset).on("synonyms")
}

/// The address of a group, opened on the list in a state.
pub(super) fn edit(query: &SynonymQuery, id: impl ToString) -> String {
    let offset = (query.offset > 0).then_some(query.offset);
    pairs(query)
        .maybe("offset", offset)
        .with("edit", id.to_string())
        .on("synonyms")
}

/// The request for a state.
pub(super) fn request(query: &SynonymQuery) -> String {
    pairs(query)
        .with("offset", query.offset)
        .with("limit", query.limit)
        .on("synonyms")
}

/// Whether anything narrows the list.
pub(super) fn is_filtered(query: &SynonymQuery) -> bool {
    !query.q.is_empty() || query.kind.is_some() || query.shared
}

fn pairs(query: &SynonymQuery) -> Query {
    let kind = KINDS.iter().find(|(kind, _)| query.kind == Some(*kind));
    Query::default()
        .with("q", &query.q)
        .maybe("kind", kind.map(|(_, name)| name))
        .maybe("shared", query.shared.then_some("true"))
        .maybe("sort", (query.sort == SynonymSort::Updated).then_some("updated"))
        .maybe("down", query.down.then_some("true"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_the_address() {
        assert_eq!(address(&read(|_| None)), "synonyms");
        for (kind, key) in KINDS {
            assert_eq!(
                serde_json::to_string(&kind).expect("a name").trim_matches('"'),
                key
            );
            let query = SynonymQuery {
                q: "VPN".into(),
                kind: Some(kind),
                shared: true,
                sort: SynonymSort::Updated,
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
}
