//! The list's state in the address, and as a request.

use crate::{api::Query, dates};
use kotae_shared::api::forms::{SubmissionRow, SubmissionSort, SubmissionState};
use uuid::Uuid;

/// Rows on a page.
pub(super) const PAGE: u32 = 50;

/// What is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) q: String,
    pub(super) form: Option<Uuid>,
    pub(super) state: Option<SubmissionState>,
    pub(super) assignee: Option<Uuid>,
    pub(super) unassigned: bool,
    /// The first day, as `2026-11-22`; empty: any.
    pub(super) since: String,
    /// The last day.
    pub(super) until: String,
    pub(super) sort: SubmissionSort,
    pub(super) offset: u32,
}

impl Wanted {
    /// Reads the state from the address's parameters. What cannot be read is left out.
    pub(super) fn read(parameter: impl Fn(&str) -> Option<String>) -> Self {
        let day = |name: &str| parameter(name).filter(|day| dates::start_of(day).is_some());
        Self {
            q: parameter("q").unwrap_or_default(),
            form: parameter("form").and_then(|id| id.parse().ok()),
            state: parameter("state").as_deref().and_then(state),
            assignee: parameter("assignee").and_then(|id| id.parse().ok()),
            unassigned: parameter("unassigned").is_some_and(|value| value == "true"),
            since: day("since").unwrap_or_default(),
            until: day("until").unwrap_or_default(),
            sort: parameter("sort").as_deref().and_then(sort).unwrap_or_default(),
            offset: parameter("offset")
                .and_then(|number| number.parse().ok())
                .unwrap_or(0),
        }
    }

    /// Whether anything but the state narrows the list.
    pub(super) fn is_narrow(&self) -> bool {
        let plain = Self {
            state: self.state,
            sort: self.sort,
            offset: self.offset,
            ..Self::default()
        };
        *self != plain
    }

    /// The same without what narrows it.
    pub(super) fn plain(&self) -> Self {
        Self {
            state: self.state,
            sort: self.sort,
            ..Self::default()
        }
    }

    /// The address of the list.
    pub(super) fn address(&self) -> String {
        let offset = (self.offset > 0).then_some(self.offset);
        self.shown().maybe("offset", offset).on("submissions")
    }

    /// The address of a submission that was found so, from which the way leads back here.
    pub(super) fn one(&self, id: Uuid) -> String {
        self.shown().on(&format!("submissions/{id}"))
    }

    /// The request for a page of the list.
    pub(super) fn request(&self) -> String {
        self.part(self.offset, PAGE)
    }

    /// The request for `limit` rows from `offset` on.
    pub(super) fn part(&self, offset: u32, limit: u32) -> String {
        self.asked()
            .with("offset", offset)
            .with("limit", limit)
            .on("submissions")
    }

    /// The request for a file of all that is found, by its ending.
    pub(super) fn export(&self, ending: &str) -> String {
        self.asked().on(&format!("export/submissions.{ending}"))
    }

    /// The request for the one behind `row`, or with `back` before it.
    pub(super) fn beside(&self, row: &SubmissionRow, back: bool) -> String {
        let (at, other) = match self.sort {
            SubmissionSort::Newest => (row.created_at, SubmissionSort::Oldest),
            SubmissionSort::Oldest => (row.created_at, SubmissionSort::Newest),
            SubmissionSort::Updated => (row.updated_at, SubmissionSort::Waiting),
            SubmissionSort::Waiting => (row.updated_at, SubmissionSort::Updated),
        };
        let turned = Self {
            sort: if back { other } else { self.sort },
            ..self.clone()
        };
        turned
            .asked()
            .with("before", format!("{at}-{}", row.id.simple()))
            .with("limit", 1)
            .on("submissions")
    }

    /// As an address has it.
    fn shown(&self) -> Query {
        self.pairs().with("since", &self.since).with("until", &self.until)
    }

    /// As the server is asked: days are moments.
    fn asked(&self) -> Query {
        self.pairs()
            .maybe("since", dates::start_of(&self.since))
            .maybe("until", dates::end_of(&self.until))
    }

    fn pairs(&self) -> Query {
        let sort = (self.sort != SubmissionSort::default()).then(|| sort_key(self.sort));
        Query::default()
            .with("q", &self.q)
            .maybe("form", self.form)
            .maybe("state", self.state.map(state_key))
            .maybe("assignee", self.assignee)
            .maybe("unassigned", self.unassigned.then_some("true"))
            .maybe("sort", sort)
    }
}

/// The states in the order of the counts.
pub(super) const STATES: [SubmissionState; 4] = [
    SubmissionState::New,
    SubmissionState::InProgress,
    SubmissionState::Done,
    SubmissionState::Spam,
];

/// A state by its name in the API.
pub(super) fn state(key: &str) -> Option<SubmissionState> {
    STATES.into_iter().find(|state| state_key(*state) == key)
}

/// A state's name in the API.
pub(super) const fn state_key(state: SubmissionState) -> &'static str {
    match state {
        SubmissionState::New => "new",
        SubmissionState::InProgress => "in_progress",
        SubmissionState::Done => "done",
        SubmissionState::Spam => "spam",
    }
}

fn sort(key: &str) -> Option<SubmissionSort> {
    SubmissionSort::ALL
        .into_iter()
        .find(|sort| sort_key(*sort) == key)
}

const fn sort_key(sort: SubmissionSort) -> &'static str {
    match sort {
        SubmissionSort::Newest => "newest",
        SubmissionSort::Oldest => "oldest",
        SubmissionSort::Updated => "updated",
        SubmissionSort::Waiting => "waiting",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_list_has_a_plain_address() {
        let state = Wanted::read(|_| None);
        assert_eq!(state.address(), "submissions");
        assert_eq!(state.request(), "submissions?offset=0&limit=50");
        assert_eq!(state.export("csv"), "export/submissions.csv");
        assert!(!state.is_narrow());
    }

    #[test]
    fn names_states_and_orders_as_the_api_does() {
        for state in STATES {
            let name = serde_json::to_string(&state).expect("a name");
            assert_eq!(name.trim_matches('"'), state_key(state));
        }
        for sort in SubmissionSort::ALL {
            let name = serde_json::to_string(&sort).expect("a name");
            assert_eq!(name.trim_matches('"'), sort_key(sort));
        }
    }

    #[test]
    fn the_address_of_one_leads_back_to_its_list() {
        let state = Wanted {
            q: "VPN".into(),
            state: Some(SubmissionState::New),
            unassigned: true,
            sort: SubmissionSort::Waiting,
            offset: 50,
            ..Wanted::default()
        };
        let id = Uuid::from_u128(1);
        assert_eq!(
            state.one(id),
            format!("submissions/{id}?q=VPN&state=new&unassigned=true&sort=waiting")
        );
        assert!(state.is_narrow());
    }
}
