//! The list's state in the address, and as a request.

use crate::api::Query;

/// Items of a page.
pub(super) const PAGE: u32 = 50;
/// The states, in the order of their counts.
pub(super) const STATES: [&str; 5] = ["new", "in_progress", "waiting", "done", "ignored"];
/// Every state.
pub(super) const ALL: &str = "all";
/// The filters that stand in the address as in the request.
const NAMES: [&str; 7] = ["kind", "assignee", "widget", "days", "sort", "q", "offset"];

/// The filters, as texts; an empty one filters nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filters {
    /// One of [`STATES`] or [`ALL`].
    pub(super) state: String,
    values: [String; NAMES.len()],
}

impl Filters {
    /// Reads them from the address's parameters.
    pub(super) fn read(parameter: impl Fn(&str) -> Option<String>) -> Self {
        let state = parameter("state").filter(|state| STATES.contains(&state.as_str()) || state == ALL);
        Self {
            state: state.unwrap_or_else(|| STATES[0].to_owned()),
            values: NAMES.map(|name| parameter(name).unwrap_or_default()),
        }
    }

    /// One of them.
    pub(super) fn get(&self, name: &str) -> &str {
        let place = NAMES.iter().position(|known| *known == name);
        place.map_or("", |place| &self.values[place])
    }

    /// With another value, from the first page on.
    pub(super) fn with(mut self, name: &str, value: String) -> Self {
        for (known, old) in NAMES.iter().zip(&mut self.values) {
            if *known == name {
                old.clone_from(&value);
            } else if *known == "offset" {
                old.clear();
            }
        }
        if name == "state" {
            self.state = value;
        }
        self
    }

    /// How many items are skipped.
    pub(super) fn offset(&self) -> u32 {
        self.get("offset").parse().unwrap_or(0)
    }

    /// Whether anything but the state narrows the list.
    pub(super) fn narrows(&self) -> bool {
        let mut pairs = NAMES.iter().zip(&self.values);
        pairs.any(|(name, value)| !value.is_empty() && !matches!(*name, "sort" | "offset"))
    }

    /// The address of the list.
    pub(super) fn address(&self) -> String {
        let state = (self.state != STATES[0]).then_some(&self.state);
        self.pairs().maybe("state", state).on("improve")
    }

    /// The request for it.
    pub(super) fn request(&self) -> String {
        let state = (self.state != ALL).then_some(&self.state);
        self.pairs()
            .maybe("state", state)
            .with("limit", PAGE)
            .on("improve")
    }

    /// The request for all of it as a file.
    pub(super) fn export(&self, ending: &str) -> String {
        let state = (self.state != ALL).then_some(&self.state);
        let all = self.clone().with("offset", String::new());
        all.pairs()
            .maybe("state", state)
            .on(&format!("export/improve.{ending}"))
    }

    fn pairs(&self) -> Query {
        let pairs = NAMES.iter().zip(&self.values);
        pairs.fold(Query::default(), |query, (name, value)| query.with(name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_carries_the_filters() {
        let plain = Filters::read(|_| None);
        assert_eq!(plain.address(), "improve");
        assert_eq!(plain.request(), "improve?state=new&limit=50");
        assert!(!plain.narrows());
        let some = plain.with("offset", "50".into()).with("kind", "abandoned".into());
        assert_eq!(some.address(), "improve?kind=abandoned");
        assert!(some.narrows());
        let all = some.with("state", ALL.into());
        assert_eq!(all.address(), "improve?kind=abandoned&state=all");
        assert_eq!(all.request(), "improve?kind=abandoned&limit=50");
        assert_eq!((all.get("kind"), all.offset()), ("abandoned", 0));
        let deep = all.with("offset", "50".into());
        assert_eq!(deep.export("csv"), "export/improve.csv?kind=abandoned");
    }
}
