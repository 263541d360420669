//! Ways out of an answer that lead nowhere: to entries and files of this workspace. Other sites are not asked: this server calls nobody.

use super::finding;
use crate::uploads::address;
use kotae_shared::{
    Uuid,
    api::{
        admin::Status,
        health::{HealthDetail, HealthEntry, HealthFinding, HealthKind, LinkFault},
    },
    doc::Doc,
};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};

/// What links are held against, and the ways that were met.
pub(super) struct Links {
    origin: String,
    prefix: String,
    workspace: String,
    widgets: HashSet<String>,
    /// The hashes of the uploads.
    files: HashSet<String>,
    /// Every entry, also archived ones.
    status: HashMap<Uuid, Status>,
    codes: HashMap<String, Status>,
    /// Ways that can be judged when all entries are known.
    met: Vec<(HealthEntry, Way)>,
}

enum Way {
    File(String),
    Related(String),
    /// To an entry, perhaps by the key of a widget.
    Entry {
        address: String,
        widget: Option<String>,
        id: Option<Uuid>,
    },
}

impl Links {
    pub(super) fn new(
        origin: String,
        prefix: String,
        workspace: String,
        widgets: HashSet<String>,
        files: HashSet<String>,
    ) -> Self {
        Self {
            origin,
            prefix,
            workspace,
            widgets,
            files,
            status: HashMap::new(),
            codes: HashMap::new(),
            met: Vec::new(),
        }
    }

    /// An entry that can be led to.
    pub(super) fn know(&mut self, entry: &HealthEntry) {
        self.status.insert(entry.id, entry.status);
        self.codes.insert(entry.code.clone(), entry.status);
    }

    /// The ways out of an entry.
    pub(super) fn look(&mut self, entry: &HealthEntry, doc: &Doc, related: &[String]) {
        let mut ways = Vec::new();
        address::each_address(doc, &mut |address| ways.extend(self.way(address)));
        ways.extend(related.iter().cloned().map(Way::Related));
        self.met.extend(ways.into_iter().map(|way| (entry.clone(), way)));
    }

    /// Where an address leads, when that is one of ours.
    fn way(&self, address: &str) -> Option<Way> {
        if address::file(address).is_some() {
            return Some(Way::File(address.to_owned()));
        }
        let path = match address.strip_prefix(&self.origin) {
            Some(path) => path,
            None if address.contains(':') || address.starts_with('#') => return None,
            None => address,
        };
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let path = path.strip_prefix(&self.prefix).unwrap_or(path).trim_matches('/');
        let parts: Vec<&str> = path.split('/').collect();
        let (widget, id) = match parts.as_slice() {
            ["w", key, "e", id] => (Some((*key).to_owned()), *id),
            ["admin", workspace, "entries", id] if *workspace == self.workspace => (None, *id),
            _ => return None,
        };
        Some(Way::Entry {
            address: address.to_owned(),
            widget,
            id: Uuid::try_parse(id).ok(),
        })
    }

    /// What leads nowhere, each way of an entry once.
    pub(super) fn finish(self) -> Vec<HealthFinding> {
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        for (entry, way) in &self.met {
            // What is still being written may lead to what is still being written.
            let shown = entry.status == Status::Published;
            let hidden =
                |status: Option<&Status>| shown && status.is_some_and(|status| *status != Status::Published);
            let (to, reason) = match way {
                Way::File(address) => {
                    let hash = address::file(address).and_then(|file| file.split('.').next());
                    if hash.is_some_and(|hash| self.files.contains(hash)) {
                        continue;
                    }
                    (address, LinkFault::FileGone)
                }
                Way::Related(code) => match self.codes.get(code) {
                    None => (code, LinkFault::RelatedGone),
                    status if hidden(status) => (code, LinkFault::RelatedHidden),
                    Some(_) => continue,
                },
                Way::Entry { address, widget, id } => match id.and_then(|id| self.status.get(&id)) {
                    None => (address, LinkFault::EntryGone),
                    _ if widget.as_ref().is_some_and(|key| !self.widgets.contains(key)) => {
                        (address, LinkFault::WidgetGone)
                    }
                    status if hidden(status) => (address, LinkFault::EntryHidden),
                    Some(_) => continue,
                },
            };
            let mark = Sha256::digest(to.as_bytes());
            let name = format!(
                "link:{:02x}{:02x}{:02x}{:02x}",
                mark[0], mark[1], mark[2], mark[3]
            );
            let detail = HealthDetail::Link {
                to: to.clone(),
                reason,
            };
            let found_here = finding(&name, HealthKind::BrokenLink, entry, detail, u32::from(shown));
            if seen.insert(found_here.key.clone()) {
                found.push(found_here);
            }
        }
        found
    }
}

/// Adds every SHA-256 that a text names in hexadecimal before a point, as the names of uploads are.
pub(super) fn hashes(text: &str, into: &mut HashSet<String>) {
    for (at, _) in text.match_indices('.') {
        let Some(start) = at.checked_sub(64) else { continue };
        if let Some(hash) = text.get(start..at)
            && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        {
            into.insert(hash.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::to_doc;

    fn entry(number: u128, status: Status) -> HealthEntry {
        HealthEntry {
            id: Uuid::from_u128(number),
            code: format!("E-{number}"),
            title: String::new(),
            status,
            version: 1,
        }
    }

    fn found(answer: &str, related: &[&str]) -> Vec<(String, LinkFault)> {
        let mut links = Links::new(
            "https://faq.example".into(),
            "/kotae".into(),
            "it".into(),
            HashSet::from(["demo".to_owned()]),
            HashSet::from(["a".repeat(64)]),
        );
        let one = entry(1, Status::Published);
        for known in [
            one.clone(),
            entry(2, Status::Published),
            entry(3, Status::Archived),
        ] {
            links.know(&known);
        }
        let related: Vec<String> = related.iter().map(|code| (*code).to_owned()).collect();
        links.look(&one, &to_doc(answer), &related);
        let detail = |finding: HealthFinding| match finding.detail {
            HealthDetail::Link { to, reason } => (to, reason),
            other => panic!("{other:?}"),
        };
        links.finish().into_iter().map(detail).collect()
    }

    #[test]
    fn our_own_addresses_are_looked_up() {
        let id = |number: u128| Uuid::from_u128(number);
        let good = format!(
            "[a](https://faq.example/kotae/w/demo/e/{0}) [b](/kotae/w/demo/e/{0}?x#y) [c](https://other.example/w/demo/e/{1}) \
             ![d](files/{2}.png) [e](mailto:a@b.example) [f](#w/x/e/y) [g](/kotae/admin/other/entries/{1})",
            id(2),
            id(9),
            "a".repeat(64)
        );
        assert_eq!(found(&good, &["E-2"]), []);
        let gone = format!("https://faq.example/kotae/w/demo/e/{}", id(9));
        let hidden = format!("/kotae/w/demo/e/{}", id(3));
        let widget = format!("/kotae/w/old/e/{}", id(2));
        let file = format!("files/{}.png", "b".repeat(64));
        let text = format!("[a]({gone}) [b]({hidden}) [c]({widget}) ![d]({file}) ![d]({file})");
        let wanted = [
            (gone, LinkFault::EntryGone),
            (hidden, LinkFault::EntryHidden),
            (widget, LinkFault::WidgetGone),
            (file, LinkFault::FileGone),
            ("E-3".into(), LinkFault::RelatedHidden),
            ("E-9".into(), LinkFault::RelatedGone),
        ];
        assert_eq!(found(&text, &["E-3", "E-9"]), wanted);
    }

    #[test]
    fn names_of_uploads_are_found_in_any_text() {
        let mut all = HashSet::new();
        let (one, other) = ("0".repeat(64), "f".repeat(64));
        hashes(
            &format!(
                "![絵](files/{one}.png) {{\"icon\":\"{other}.svg\"}} {}.",
                "x".repeat(64)
            ),
            &mut all,
        );
        assert_eq!(all, HashSet::from([one, other]));
    }
}
