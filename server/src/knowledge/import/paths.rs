//! Category paths of an import: which exist, and which may be made.

use crate::store::{Result, categories, engine::Read};
use kotae_shared::{
    Uuid,
    api::{
        admin::{Category, CategoryEdit, limits},
        problem::Fault,
    },
};
use std::collections::{HashMap, HashSet};

/// The categories by path; none by default.
#[derive(Default)]
pub(super) struct Paths {
    known: HashMap<Vec<String>, Uuid>,
    wanted: HashSet<Vec<String>>,
}

/// What a path leads to.
pub(super) enum Place {
    /// No category.
    Nowhere,
    /// A category that exists.
    Known(Uuid),
    /// A category that will be made.
    New,
}

impl Paths {
    pub(super) fn new(read: &Read<'_>) -> Result<Self> {
        let mut known: HashMap<Vec<String>, Uuid> = HashMap::new();
        let mut by_id: HashMap<Uuid, Vec<String>> = HashMap::new();
        for Category { id, parent, name, .. } in categories::list(read)? {
            let mut path = parent
                .and_then(|parent| by_id.get(&parent))
                .cloned()
                .unwrap_or_default();
            path.push(name);
            by_id.insert(id, path.clone());
            known.insert(path, id);
        }
        Ok(Self {
            known,
            wanted: HashSet::new(),
        })
    }

    /// The innermost category of a path that exists.
    pub(super) fn nearest(&self, path: &[String]) -> Option<Uuid> {
        (1..=path.len())
            .rev()
            .find_map(|depth| self.known.get(&path[..depth]).copied())
    }

    /// Where a path leads, or what is wrong with it.
    pub(super) fn find(&mut self, path: &[String]) -> Result<Place, Fault> {
        if path.is_empty() {
            return Ok(Place::Nowhere);
        }
        if let Some(id) = self.known.get(path) {
            return Ok(Place::Known(*id));
        }
        if self.wanted.contains(path) {
            return Ok(Place::New);
        }
        if path.len() > limits::CATEGORY_DEPTH {
            return Err(Fault::TooLong(limits::CATEGORY_DEPTH as u32));
        }
        for name in path {
            let edit = CategoryEdit {
                name: name.clone(),
                parent: None,
                position: None,
            };
            if let Err(faults) = crate::knowledge::validate::category(&edit) {
                return Err(faults.first().map_or(Fault::Required, |(_, fault)| *fault));
            }
        }
        let mut new: Vec<Vec<String>> = (1..=path.len()).map(|depth| path[..depth].to_vec()).collect();
        new.retain(|path| !self.known.contains_key(path) && !self.wanted.contains(path));
        if self.known.len() + self.wanted.len() + new.len() > limits::CATEGORIES {
            return Err(Fault::TooLong(limits::CATEGORIES as u32));
        }
        self.wanted.extend(new);
        Ok(Place::New)
    }
}
