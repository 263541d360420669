//! The list's state in the address, and as a request.

use crate::api::Query;

/// Findings of a page.
pub(super) const PAGE: u32 = 50;
/// What stands in the address as in the request.
const NAMES: [&str; 5] = ["kind", "ignored", "q", "sort", "offset"];

/// The filters, as texts; an empty one filters nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filters([String; NAMES.len()]);

impl Filters {
    /// Reads them from the address's parameters.
    pub(super) fn read(parameter: impl Fn(&str) -> Option<String>) -> Self {
        Self(NAMES.map(|name| parameter(name).unwrap_or_default()))
    }

    /// One of them.
    pub(super) fn get(&self, name: &str) -> &str {
        let place = NAMES.iter().position(|known| *known == name);
        place.map_or("", |place| &self.0[place])
    }

    /// With another value, from the first page on.
    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        for (known, old) in NAMES.iter().zip(&mut self.0) {
            if *known == name {
                old.clone_from(&value);
            } else if *known == "offset" {
                old.clear();
            }
        }
        self
    }

    /// How many findings are skipped.
    pub(super) fn offset(&self) -> u32 {
        self.get("offset").parse().unwrap_or(0)
    }

    /// The address of the list.
    pub(super) fn address(&self) -> String {
        self.pairs().on("health")
    }

    /// The request for it.
    pub(super) fn request(&self) -> String {
        self.pairs().with("limit", PAGE).on("health")
    }

    /// The request for all of it as a table.
    pub(super) fn table(&self, ending: &str) -> String {
        let all = self.clone().with("offset", "");
        all.pairs().on(&format!("export/health.{ending}"))
    }

    fn pairs(&self) -> Query {
        let pairs = NAMES.iter().zip(&self.0);
        pairs.fold(Query::default(), |query, (name, value)| query.with(name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_carries_the_filters() {
        let plain = Filters::read(|_| None);
        assert_eq!(plain.address(), "health");
        let some = plain
            .with("offset", "50")
            .with("kind", "bare")
            .with("ignored", "true");
        assert_eq!(some.address(), "health?kind=bare&ignored=true");
        assert_eq!(some.request(), "health?kind=bare&ignored=true&limit=50");
        let later = some.with("offset", "50");
        assert_eq!(later.table("csv"), "export/health.csv?kind=bare&ignored=true");
        assert_eq!(later.offset(), 50);
    }
}
