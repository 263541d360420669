//! The list's state in the address, and as a request.

use crate::api::Query;
use kotae_shared::api::admin::{EntryQuery, EntrySort, EntryWindow, Status};

/// Rows on a page.
pub(crate) const PAGE: u32 = 50;

/// Reads the state from the address's parameters. What cannot be read is left out.
pub(crate) fn read(parameter: impl Fn(&str) -> Option<String>) -> EntryQuery {
    let is_on = |name: &str| parameter(name).is_some_and(|value| value == "true");
    EntryQuery {
        q: parameter("q").unwrap_or_default(),
        status: parameter("status").as_deref().and_then(status),
        category: parameter("category").and_then(|id| id.parse().ok()),
        owner: parameter("owner").and_then(|id| id.parse().ok()),
        unowned: is_on("unowned"),
        review_due: is_on("review_due"),
        window: parameter("window").as_deref().and_then(window),
        unpublished: is_on("unpublished"),
        unapproved: is_on("unapproved"),
        to_approve: is_on("to_approve"),
        sort: parameter("sort").as_deref().and_then(sort).unwrap_or_default(),
        reverse: is_on("reverse"),
        offset: parameter("offset")
            .and_then(|number| number.parse().ok())
            .unwrap_or(0),
        limit: PAGE,
    }
}

/// The address of a state.
pub(crate) fn address(query: &EntryQuery) -> String {
    let offset = (query.offset > 0).then_some(query.offset);
    pairs(query).maybe("offset", offset).on("entries")
}

/// The request for a state.
pub(crate) fn request(query: &EntryQuery) -> String {
    pairs(query)
        .with("offset", query.offset)
        .with("limit", query.limit)
        .on("entries")
}

/// The address of a file of what a state shows, all its pages.
pub(crate) fn export(query: &EntryQuery, ending: &str) -> String {
    pairs(query).on(&format!("export/entries.{ending}"))
}

/// Whether anything narrows the list.
pub(crate) fn is_filtered(query: &EntryQuery) -> bool {
    !query.q.is_empty()
        || query.status.is_some()
        || query.category.is_some()
        || query.owner.is_some()
        || query.unowned
        || query.review_due
        || query.window.is_some()
        || query.unpublished
        || query.unapproved
        || query.to_approve
}

fn pairs(query: &EntryQuery) -> Query {
    Query::default()
        .with("q", &query.q)
        .maybe("status", query.status.map(status_key))
        .maybe("category", query.category)
        .maybe("owner", query.owner)
        .maybe("unowned", query.unowned.then_some("true"))
        .maybe("review_due", query.review_due.then_some("true"))
        .maybe("window", query.window.map(window_key))
        .maybe("unpublished", query.unpublished.then_some("true"))
        .maybe("unapproved", query.unapproved.then_some("true"))
        .maybe("to_approve", query.to_approve.then_some("true"))
        .maybe(
            "sort",
            (query.sort != EntrySort::default()).then(|| sort_key(query.sort)),
        )
        .maybe("reverse", query.reverse.then_some("true"))
}

/// A status by its name in the API.
pub(crate) fn status(key: &str) -> Option<Status> {
    super::status::ALL
        .into_iter()
        .find(|status| status_key(*status) == key)
}

/// A status's name in the API.
pub(crate) const fn status_key(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::InReview => "in_review",
        Status::Published => "published",
        Status::Archived => "archived",
    }
}

/// Where the moment lies in a time of publication, by its name in the API.
pub(crate) fn window(key: &str) -> Option<EntryWindow> {
    [EntryWindow::Open, EntryWindow::Scheduled, EntryWindow::Expired]
        .into_iter()
        .find(|window| window_key(*window) == key)
}

/// Its name in the API.
pub(crate) const fn window_key(window: EntryWindow) -> &'static str {
    match window {
        EntryWindow::Open => "open",
        EntryWindow::Scheduled => "scheduled",
        EntryWindow::Expired => "expired",
    }
}

fn sort(key: &str) -> Option<EntrySort> {
    [EntrySort::Code, EntrySort::Title, EntrySort::Updated]
        .into_iter()
        .find(|sort| sort_key(*sort) == key)
}

const fn sort_key(sort: EntrySort) -> &'static str {
    match sort {
        EntrySort::Code => "code",
        EntrySort::Title => "title",
        EntrySort::Updated => "updated",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_plain_list_has_a_plain_address() {
        let query = read(|_| None);
        assert_eq!(address(&query), "entries");
        assert_eq!(request(&query), "entries?offset=0&limit=50");
        assert_eq!(export(&query, "csv"), "export/entries.csv");
        assert!(!is_filtered(&query));
    }

    #[test]
    fn survives_the_address() {
        let query = EntryQuery {
            q: "VPN".into(),
            status: Some(Status::Archived),
            category: Some(Uuid::from_u128(7)),
            owner: Some(Uuid::from_u128(8)),
            unowned: false,
            review_due: true,
            window: Some(EntryWindow::Scheduled),
            unpublished: true,
            unapproved: true,
            to_approve: true,
            sort: EntrySort::Updated,
            reverse: true,
            offset: 100,
            limit: PAGE,
        };
        let address = address(&query);
        let parameters = address
            .split_once('?')
            .map(|(_, pairs)| pairs)
            .unwrap_or_default();
        let again = read(|name| {
            let pair = parameters
                .split('&')
                .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            pair.map(str::to_owned)
        });
        assert_eq!(again, query);
        assert!(is_filtered(&query));
    }

    #[test]
    fn nonsense_is_left_out() {
        let query = read(|_| Some("nonsense".into()));
        assert_eq!(query.status, None);
        assert_eq!(query.category, None);
        assert_eq!(
            (query.unpublished, query.sort, query.offset),
            (false, EntrySort::Code, 0)
        );
    }
}
