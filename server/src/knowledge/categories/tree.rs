//! The categories as a file wants them, before anything is written.

use crate::knowledge::validate;
use kotae_shared::{
    Uuid,
    api::{
        admin::{Category, CategoryEdit, limits},
        problem::Fault,
    },
};
use std::collections::HashMap;

/// A category of the tree.
pub(super) type Key = usize;

struct Node {
    /// `None`: it will be made.
    id: Option<Uuid>,
    parent: Option<Key>,
    name: String,
}

/// The tree.
pub(super) struct Tree {
    nodes: Vec<Node>,
    children: HashMap<Option<Key>, Vec<Key>>,
    arranged: Vec<Option<Key>>,
}

/// What is wrong with a path itself.
pub(super) fn check(path: &[String]) -> Result<(), Fault> {
    if path.is_empty() {
        return Err(Fault::Required);
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
        if let Err(faults) = validate::category(&edit) {
            return Err(faults.first().map_or(Fault::Required, |(_, fault)| *fault));
        }
    }
    Ok(())
}

impl Tree {
    /// The categories as they are, which come in tree order.
    pub(super) fn of(all: &[Category]) -> Self {
        let keys: HashMap<Uuid, Key> = all.iter().enumerate().map(|(key, one)| (one.id, key)).collect();
        let mut tree = Self {
            nodes: Vec::new(),
            children: HashMap::new(),
            arranged: Vec::new(),
        };
        for (key, one) in all.iter().enumerate() {
            let parent = one.parent.and_then(|parent| keys.get(&parent).copied());
            tree.nodes.push(Node {
                id: Some(one.id),
                parent,
                name: one.name.clone(),
            });
            tree.children.entry(parent).or_default().push(key);
        }
        tree
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn by_id(&self, id: Uuid) -> Option<Key> {
        self.nodes.iter().position(|node| node.id == Some(id))
    }

    pub(super) fn id(&self, key: Key) -> Option<Uuid> {
        self.nodes[key].id
    }

    pub(super) fn name(&self, key: Key) -> &str {
        &self.nodes[key].name
    }

    pub(super) fn parent(&self, key: Key) -> Option<Key> {
        self.nodes[key].parent
    }

    /// The id of the category above; `None` too for one that is not made yet.
    pub(super) fn parent_id(&self, key: Key) -> Option<Uuid> {
        self.parent(key).and_then(|parent| self.id(parent))
    }

    pub(super) fn children(&self, parent: Option<Key>) -> &[Key] {
        self.children.get(&parent).map_or(&[], Vec::as_slice)
    }

    /// The category at a path.
    pub(super) fn find(&self, path: &[String]) -> Option<Key> {
        let mut found = None;
        for name in path {
            found = Some(self.child(found, name)?);
        }
        found
    }

    /// The innermost category of a path that is there already.
    pub(super) fn nearest(&self, path: &[String]) -> Option<Uuid> {
        let found = (1..=path.len()).rev().find_map(|depth| self.find(&path[..depth]));
        found.and_then(|key| self.id(key))
    }

    /// The names down to a category.
    pub(super) fn path(&self, key: Key) -> Vec<String> {
        let mut path = vec![self.name(key).to_owned()];
        let mut next = self.parent(key);
        while let Some(above) = next {
            path.push(self.name(above).to_owned());
            next = self.parent(above);
        }
        path.reverse();
        path
    }

    /// The place among its siblings, from 0.
    pub(super) fn place(&self, key: Key) -> usize {
        let siblings = self.children(self.parent(key));
        siblings
            .iter()
            .position(|other| *other == key)
            .unwrap_or_default()
    }

    /// Puts a category (`None`: a new one) at a path; what is missing above it is made.
    pub(super) fn put(&mut self, key: Option<Key>, path: &[String]) -> Result<Key, Fault> {
        let Some((name, above)) = path.split_last() else {
            return Err(Fault::Required);
        };
        if let Some(key) = key {
            // Neither below itself nor deeper than categories may lie.
            let mut next = self.find(above);
            while let Some(parent) = next {
                if parent == key {
                    return Err(Fault::Cycle);
                }
                next = self.parent(parent);
            }
            if above.len() + self.height(key) > limits::CATEGORY_DEPTH {
                return Err(Fault::TooLong(limits::CATEGORY_DEPTH as u32));
            }
        }
        if self.find(path).is_some_and(|other| Some(other) != key) {
            return Err(Fault::Taken);
        }
        let mut parent = None;
        for name in above {
            parent = Some(match self.child(parent, name) {
                Some(child) => child,
                None => self.make(parent, name),
            });
        }
        let Some(key) = key else {
            return Ok(self.make(parent, name));
        };
        let before = self.nodes[key].parent;
        if before != parent {
            self.children
                .entry(before)
                .or_default()
                .retain(|child| *child != key);
            self.children.entry(parent).or_default().push(key);
        }
        let node = &mut self.nodes[key];
        (node.parent, node.name) = (parent, name.clone());
        Ok(key)
    }

    /// Puts categories at their places among their siblings; the others fill what is left, in their order.
    pub(super) fn arrange(&mut self, places: &[(Key, u32)]) {
        let mut by_parent: HashMap<Option<Key>, Vec<(u32, Key)>> = HashMap::new();
        for (key, place) in places {
            by_parent
                .entry(self.parent(*key))
                .or_default()
                .push((*place, *key));
        }
        for (parent, mut wanted) in by_parent {
            wanted.sort_by_key(|(place, _)| *place);
            let now = self.children(parent).to_vec();
            let placed = |key: &Key| wanted.iter().any(|(_, other)| other == key);
            let mut order: Vec<Key> = now.iter().copied().filter(|key| !placed(key)).collect();
            for (place, key) in &wanted {
                order.insert((*place as usize).min(order.len()), *key);
            }
            if order != now {
                self.children.insert(parent, order);
                self.arranged.push(parent);
            }
        }
    }

    /// The parents whose children have another order now.
    pub(super) fn arranged(&self) -> &[Option<Key>] {
        &self.arranged
    }

    /// All, each before those below it.
    pub(super) fn in_order(&self) -> Vec<Key> {
        let mut order = Vec::new();
        let mut next: Vec<Key> = self.children(None).iter().rev().copied().collect();
        while let Some(key) = next.pop() {
            next.extend(self.children(Some(key)).iter().rev());
            order.push(key);
        }
        order
    }

    fn child(&self, parent: Option<Key>, name: &str) -> Option<Key> {
        self.children(parent)
            .iter()
            .copied()
            .find(|child| self.name(*child) == name)
    }

    fn make(&mut self, parent: Option<Key>, name: &str) -> Key {
        let key = self.nodes.len();
        self.nodes.push(Node {
            id: None,
            parent,
            name: name.to_owned(),
        });
        self.children.entry(parent).or_default().push(key);
        key
    }

    /// Levels from a category down, itself among them.
    fn height(&self, key: Key) -> usize {
        let below = self.children(Some(key)).iter().map(|child| self.height(*child));
        1 + below.max().unwrap_or(0)
    }
}
