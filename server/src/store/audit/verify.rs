//! Walks through the chain, and names the first record that does not fit and how.

use super::cut::{Keys, Point, checkpoint};
use super::{Digest, Personal, Public, Read, chain, erase, state};
use crate::store::Result;
use crate::store::engine::{Row, params, statements};
use kotae_shared::api::audit::{ChainFault, ChainReport, Witness};
use kotae_shared::pack::hash_text;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use uuid::Uuid;

/// So far around a record that does not fit it is looked for where it, or what follows it, came from.
const NEAR: i64 = 20_000;
/// So many records that were put in, or taken out with their numbers, are recognised as such.
const SHIFT: i64 = 1_000;

/// A place that somebody has seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The number of what was the newest record then.
    pub sequence: i64,
    /// Its hash.
    pub hash: Digest,
    /// When, in epoch milliseconds.
    pub at: i64,
    /// Where it was noted down.
    pub witness: Witness,
}

/// Looks at the whole chain. `noted` was read before `read` began, else it may know of records that `read` does not see.
pub fn verify(read: &Read<'_>, keys: &Keys, noted: &[Noted]) -> Result<ChainReport> {
    let mut report = ChainReport {
        checked_at: read.now(),
        records: 0,
        first: 0,
        last: 0,
        head: String::new(),
        erased: 0,
        fault: None,
    };
    report.fault = walk(read, keys, noted, &mut report)?;
    Ok(report)
}

/// What is known while walking.
struct Walk {
    /// The hash of the one before, and of the one before that.
    previous: Digest,
    earlier: Digest,
    /// The number that should come next.
    next: i64,
    /// Records without their content, with the number of the one that says so.
    erased: Vec<(i64, i64)>,
    fault: Option<ChainFault>,
    /// A record that does not fit; it is looked at closer when the walk is over.
    stranger: Option<Stored>,
}

fn walk(
    read: &Read<'_>,
    keys: &Keys,
    noted: &[Noted],
    report: &mut ChainReport,
) -> Result<Option<ChainFault>> {
    let Ok(head) = state::head(read) else {
        return Ok(Some(ChainFault::NoHead));
    };
    let stray = read.first(STRAY, params![], |row| row.get::<Uuid>(0))?;
    if let Some(id) = stray {
        return Ok(Some(ChainFault::Inserted {
            sequence: None,
            id: id.to_string(),
        }));
    }
    let (start, previous) = match checkpoint(read) {
        Ok(None) => (0, chain::genesis(head.chain)),
        Ok(Some((sequence, hash, signature))) => {
            let point = Point {
                chain: head.chain,
                sequence,
                hash,
            };
            if !keys.vouch(&point, &signature) {
                return Ok(Some(ChainFault::Checkpoint { sequence }));
            }
            (sequence, hash)
        }
        Err(_) => return Ok(Some(ChainFault::Checkpoint { sequence: 0 })),
    };
    let mut seen: BTreeMap<i64, Vec<&Noted>> = BTreeMap::new();
    for one in noted {
        seen.entry(one.sequence).or_default().push(one);
    }
    let mut walk = Walk {
        previous,
        earlier: previous,
        next: start + 1,
        erased: Vec::new(),
        fault: None,
        stranger: None,
    };
    read.each(WALK, params![], |row| {
        let Ok(sequence) = row.get::<i64>(0) else {
            walk.fault = Some(ChainFault::Changed { sequence: walk.next });
            return Ok(ControlFlow::Break(()));
        };
        let on = walk.step(row, sequence, seen.get(&sequence).map_or(&[], Vec::as_slice));
        if on {
            report.first = if report.records == 0 {
                sequence
            } else {
                report.first
            };
            report.records += 1;
            report.last = sequence;
            return Ok(ControlFlow::Continue(()));
        }
        Ok(ControlFlow::Break(()))
    })?;
    report.head = hash_text(&walk.previous);
    report.erased = walk.erased.len() as u64;
    if let Some(stranger) = &walk.stranger {
        return Ok(Some(name(read, &walk, stranger)?));
    }
    if walk.fault.is_some() {
        return Ok(walk.fault);
    }
    let last = walk.next - 1;
    let gone = |to, at, witness| ChainFault::NewestRemoved {
        from: last + 1,
        to,
        at,
        witness,
    };
    // The one that knows most is the one to name; the head tells of records that were added beside it.
    let most = noted
        .iter()
        .filter(|one| one.sequence > last)
        .max_by_key(|one| one.sequence);
    let fault = match most {
        _ if head.sequence > last => Some(gone(head.sequence, 0, Witness::Head)),
        Some(one) => Some(gone(one.sequence, one.at, one.witness)),
        None if head.sequence < last => Some(ChainFault::Inserted {
            sequence: Some(head.sequence + 1),
            id: String::new(),
        }),
        None if head.hash != walk.previous => Some(ChainFault::Rewritten {
            sequence: last,
            at: 0,
            witness: Witness::Head,
        }),
        None => unexplained(read, &walk.erased)?,
    };
    Ok(fault)
}

impl Walk {
    /// Looks at the next record; whether it fits.
    fn step(&mut self, row: Row<'_>, sequence: i64, seen: &[&Noted]) -> bool {
        if sequence > self.next {
            self.fault = Some(ChainFault::Removed {
                from: self.next,
                to: sequence - 1,
            });
            return false;
        }
        let Ok(stored) = Stored::from_row(row) else {
            self.fault = Some(ChainFault::Changed { sequence });
            return false;
        };
        if sequence < self.next {
            self.fault = Some(ChainFault::Inserted {
                sequence: Some(sequence),
                id: stored.id.to_string(),
            });
            return false;
        }
        if !stored.fits(&self.previous, sequence) {
            self.stranger = Some(stored);
            return false;
        }
        if let Some(by) = stored.erased_by {
            if !stored.is_empty() || by <= sequence {
                self.fault = Some(ChainFault::Changed { sequence });
                return false;
            }
            self.erased.push((sequence, by));
        } else if !stored.has_its_content() {
            self.fault = Some(if stored.is_empty() {
                ChainFault::ContentRemoved { sequence }
            } else {
                ChainFault::Changed { sequence }
            });
            return false;
        }
        if let Some(one) = seen.iter().find(|one| one.hash != stored.hash) {
            self.fault = Some(ChainFault::Rewritten {
                sequence,
                at: one.at,
                witness: one.witness,
            });
            return false;
        }
        self.earlier = std::mem::replace(&mut self.previous, stored.hash);
        self.next = sequence + 1;
        true
    }
}

/// The first record without its content of which no record says that it was erased.
fn unexplained(read: &Read<'_>, erased: &[(i64, i64)]) -> Result<Option<ChainFault>> {
    let mut details: BTreeMap<i64, Option<String>> = BTreeMap::new();
    for (sequence, by) in erased {
        if !details.contains_key(by) {
            let detail = read.first(ERASER, params![*by], |row| row.get::<String>(0))?;
            details.insert(*by, detail);
        }
        let told = details[by]
            .as_ref()
            .is_some_and(|detail| erase::covers(detail, *sequence));
        if !told {
            return Ok(Some(ChainFault::ContentRemoved { sequence: *sequence }));
        }
    }
    Ok(None)
}

/// Finds out what happened to a record that does not follow the one before it.
fn name(read: &Read<'_>, walk: &Walk, row: &Stored) -> Result<ChainFault> {
    let at = walk.next;
    let mut near = BTreeMap::new();
    read.each(HASHES, params![at - NEAR, at + NEAR], |row| {
        if let (Ok(sequence), Ok(hash)) = (row.get::<i64>(0), row.get::<Digest>(1)) {
            near.insert(sequence, hash);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    let before = |sequence: i64| match sequence {
        _ if sequence == at => Some(&walk.previous),
        _ if sequence == at - 1 => Some(&walk.earlier),
        _ => near.get(&(sequence - 1)),
    };
    // It follows an earlier one: what lies between came later.
    let came = (at - SHIFT..at).rev();
    for sequence in came.filter(|sequence| *sequence > 0) {
        if before(sequence).is_some_and(|hash| row.fits(hash, sequence)) {
            let id = read.first(ID, params![sequence], |row| row.get::<Uuid>(0))?;
            return Ok(ChainFault::Inserted {
                sequence: Some(sequence),
                id: id.map_or_else(String::new, |id| id.to_string()),
            });
        }
    }
    let following = read.query(FROM, params![at + 1, SHIFT], |row| Ok(Stored::from_row(row).ok()))?;
    // One of those that come after it is the one that should be here.
    if following
        .iter()
        .flatten()
        .any(|next| next.fits(&walk.previous, at))
    {
        // Either it only changed places with that one, or it is new.
        if !came_from_near(&near, row, at) {
            return Ok(ChainFault::Inserted {
                sequence: Some(at),
                id: row.id.to_string(),
            });
        }
    }
    if came_from_near(&near, row, at) {
        return Ok(ChainFault::Reordered { sequence: at });
    }
    // The one after it follows it, but under a higher number: numbers were moved down over a gap.
    let moved = following.first().is_some_and(|next| {
        next.as_ref()
            .is_some_and(|next| (at + 2..=at + 1 + SHIFT).any(|sequence| next.fits(&row.hash, sequence)))
    });
    Ok(if moved {
        ChainFault::RemovedBefore { sequence: at }
    } else {
        ChainFault::Changed { sequence: at }
    })
}

/// Whether a record fits somewhere else near by, where another one stands now.
fn came_from_near(near: &BTreeMap<i64, Digest>, row: &Stored, at: i64) -> bool {
    near.keys().filter(|sequence| **sequence != at).any(|&sequence| {
        // What it followed is still there, or changed places with it.
        [sequence - 1, sequence, sequence + 1, at]
            .iter()
            .filter_map(|place| near.get(place))
            .any(|hash| row.fits(hash, sequence))
    })
}

/// A record as it lies in the database.
struct Stored {
    id: Uuid,
    at: i64,
    actor_kind: String,
    actor_id: Option<Uuid>,
    /// Action, kind and id of the object, detail.
    words: [String; 4],
    actor_name: String,
    address: String,
    before: Option<String>,
    after: Option<String>,
    salt: Option<[u8; 16]>,
    digest: Digest,
    hash: Digest,
    erased_by: Option<i64>,
}

impl Stored {
    fn from_row(row: Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(1)?,
            at: row.get(2)?,
            actor_kind: row.get(3)?,
            actor_id: row.get(4)?,
            words: [row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?],
            actor_name: row.get(9)?,
            address: row.get(10)?,
            before: row.get(11)?,
            after: row.get(12)?,
            salt: row.get(13)?,
            digest: row.get(14)?,
            hash: row.get(15)?,
            erased_by: row.get(16)?,
        })
    }

    /// Whether its hash is the one of this record with this number after one with this hash.
    fn fits(&self, previous: &Digest, sequence: i64) -> bool {
        let [action, object_kind, object_id, detail] = &self.words;
        let public = Public {
            id: self.id,
            at: self.at,
            actor_kind: &self.actor_kind,
            actor_id: self.actor_id,
            action,
            object_kind,
            object_id,
            detail,
        };
        public.hash(previous, sequence, &self.digest) == self.hash
    }

    fn has_its_content(&self) -> bool {
        let personal = Personal {
            actor_name: &self.actor_name,
            address: &self.address,
            before: self.before.as_deref(),
            after: self.after.as_deref(),
        };
        self.salt
            .as_ref()
            .is_some_and(|salt| personal.digest(salt) == self.digest)
    }

    /// Nothing personal is in it.
    fn is_empty(&self) -> bool {
        self.salt.is_none()
            && self.actor_name.is_empty()
            && self.address.is_empty()
            && self.before.is_none()
            && self.after.is_none()
    }
}

statements! {
    STRAY = "SELECT id FROM audit WHERE sequence IS NULL ORDER BY id LIMIT 1";
    WALK = "SELECT sequence, id, at, actor_kind, actor_id, action, object_kind, object_id, detail, actor_name, address,
        value_before, value_after, salt, digest, hash, erased_by FROM audit ORDER BY sequence";
    FROM = "SELECT sequence, id, at, actor_kind, actor_id, action, object_kind, object_id, detail, actor_name, address,
        value_before, value_after, salt, digest, hash, erased_by FROM audit WHERE sequence >= $1 ORDER BY sequence LIMIT $2";
    HASHES = "SELECT sequence, hash FROM audit WHERE sequence BETWEEN $1 AND $2";
    ID = "SELECT id FROM audit WHERE sequence = $1";
    ERASER = "SELECT detail FROM audit WHERE sequence = $1 AND action = 'audit.erase'";
}
