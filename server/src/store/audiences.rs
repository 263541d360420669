//! Who may see what of a publication: entries are meant for everybody, or for the groups of their audience.

use super::Result;
use super::engine::{Read, Tx, params, statements};
use kotae_shared::Uuid;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};

/// The uploads that a publication's answers show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// In answers that are meant for everybody.
    pub public: BTreeSet<String>,
    /// In the other ones.
    pub restricted: BTreeSet<String>,
}

/// What of a publication is not for everybody. In memory, made once a publication.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audiences {
    /// The publication's number.
    pub publication: u32,
    /// The entries with the groups that they are meant for, by id.
    pub entries: Vec<(Uuid, Vec<String>)>,
    /// The categories that hold only such entries, in them and below, with these.
    pub categories: HashMap<Uuid, Vec<Uuid>>,
}

/// The entries of [`Audiences`] that a visitor may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visible {
    /// Names the set within the publication: visitors with other groups who see the same share a pack.
    pub key: [u8; 32],
    /// The entries, by id.
    pub entries: Vec<Uuid>,
}

/// Whether somebody in `groups` belongs to an audience.
pub fn admits(audience: &[String], groups: &[String]) -> bool {
    audience.is_empty() || audience.iter().any(|group| groups.contains(group))
}

impl Audiences {
    /// What somebody in `groups` may see beside what everybody sees.
    pub fn visible(&self, groups: &[String]) -> Visible {
        let groups: BTreeSet<&str> = groups.iter().map(String::as_str).collect();
        let admitted = |audience: &[String]| audience.iter().any(|group| groups.contains(group.as_str()));
        let seen = self.entries.iter().filter(|(_, audience)| admitted(audience));
        let entries: Vec<Uuid> = seen.map(|(id, _)| *id).collect();
        let mut key = Sha256::new().chain_update(self.publication.to_be_bytes());
        for id in &entries {
            key.update(id.as_bytes());
        }
        Visible {
            key: key.finalize().into(),
            entries,
        }
    }

    /// Whether an entry is not shown to who sees `visible`.
    pub fn hides_entry(&self, entry: Uuid, visible: &Visible) -> bool {
        let is_restricted = self.entries.binary_search_by_key(&entry, |(id, _)| *id).is_ok();
        is_restricted && !visible.sees(entry)
    }

    /// Whether one of these entries is not shown to who sees `visible`.
    pub fn hides_one(&self, entries: &[Uuid], visible: &Visible) -> bool {
        entries.iter().any(|entry| self.hides_entry(*entry, visible))
    }

    /// Whether one of these entries is not for everybody.
    pub fn restricts(&self, entries: &[Uuid]) -> bool {
        self.hides_one(entries, &Visible::default())
    }

    /// Whether a category holds nothing that is shown to who sees `visible`.
    pub fn hides_category(&self, category: Uuid, visible: &Visible) -> bool {
        let holds = self.categories.get(&category);
        holds.is_some_and(|entries| !entries.iter().any(|entry| visible.sees(*entry)))
    }
}

impl Visible {
    fn sees(&self, entry: Uuid) -> bool {
        self.entries.binary_search(&entry).is_ok()
    }
}

/// What the packs of a publication's visitors with groups are made from; `None` when all of it is for everybody.
pub fn whole(read: &Read<'_>, publication: u32) -> Result<Option<Vec<u8>>> {
    read.first(WHOLE, params![publication], |row| row.get(0))
}

/// Whether an upload is handed out by a signed address alone.
pub fn is_restricted(read: &Read<'_>, file: &str) -> Result<bool> {
    read.exists(RESTRICTED, params![file])
}

/// Keeps what a publication has for some visitors alone. A file that was restricted stays so until an answer for everybody
/// shows it: a withdrawn answer must not open it.
pub(super) fn publish(tx: &Tx<'_>, publication: u32, whole: Option<&[u8]>, files: &Files) -> Result<()> {
    tx.execute(FORGET_WHOLE, params![])?;
    if let Some(whole) = whole {
        tx.execute(INSERT_WHOLE, params![publication, whole])?;
    }
    for file in files.restricted.difference(&files.public) {
        tx.execute(RESTRICT, params![file])?;
    }
    let restricted = tx.query(ALL_RESTRICTED, params![], |row| row.get::<String>(0))?;
    for file in restricted.iter().filter(|file| files.public.contains(*file)) {
        tx.execute(OPEN, params![file])?;
    }
    Ok(())
}

statements! {
    WHOLE = "SELECT whole FROM pack_whole WHERE publication = $1";
    FORGET_WHOLE = "DELETE FROM pack_whole";
    INSERT_WHOLE = "INSERT INTO pack_whole (publication, whole) VALUES ($1, $2)";
    RESTRICTED = "SELECT 1 FROM restricted_file WHERE file = $1";
    ALL_RESTRICTED = "SELECT file FROM restricted_file";
    RESTRICT = "INSERT INTO restricted_file (file) VALUES ($1) ON CONFLICT (file) DO NOTHING";
    OPEN = "DELETE FROM restricted_file WHERE file = $1";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_set_of_entries_counts_not_the_groups() {
        let entry = |id: u128, groups: &[&str]| {
            let groups = groups.iter().map(|group| (*group).to_owned());
            (Uuid::from_u128(id), groups.collect::<Vec<_>>())
        };
        let audiences = Audiences {
            publication: 3,
            entries: vec![entry(1, &["hr"]), entry(2, &["hr", "it"]), entry(3, &["boss"])],
            categories: HashMap::from([(Uuid::from_u128(9), vec![Uuid::from_u128(3)])]),
        };
        let of = |groups: &[&str]| {
            let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
            audiences.visible(&groups)
        };
        assert!(of(&[]).entries.is_empty() && of(&["HR", "sales"]).entries.is_empty());
        assert_eq!(of(&["hr"]), of(&["sales", "hr", "it"]));
        assert_ne!(of(&["hr"]).key, of(&["it"]).key);
        let next = Audiences {
            publication: 4,
            ..audiences.clone()
        };
        assert_ne!(next.visible(&["hr".into()]).key, of(&["hr"]).key);
        assert!(audiences.hides_entry(Uuid::from_u128(3), &of(&["hr"])));
        assert!(!audiences.hides_entry(Uuid::from_u128(1), &of(&["hr"])));
        assert!(!audiences.hides_entry(Uuid::from_u128(7), &of(&[])));
        let closed = Uuid::from_u128(9);
        assert!(
            audiences.hides_category(closed, &of(&["it"]))
                && !audiences.hides_category(closed, &of(&["boss"]))
        );
    }
}
