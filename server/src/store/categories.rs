//! The tree of categories.

mod merge;

#[cfg(test)]
pub(super) use merge::STATEMENTS as MERGE_STATEMENTS;
pub use merge::{merge, merge_plan};

use super::audit::{self, Actor, Change};
use super::counters::raise_revision;
use super::engine::{Read, Tx, params, statements};
use super::{Error, Result};
use kotae_shared::api::{
    admin::{Category, CategoryEdit, limits},
    categories::CategoryPlace,
    problem::Fault,
};
use serde_json::{Value as Json, json};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// All categories in tree order: each before those below it, siblings by position.
pub fn list(read: &Read<'_>) -> Result<Vec<Category>> {
    let mut counts: HashMap<Uuid, u32> = HashMap::new();
    for (id, count) in read.query(COUNTS, params![], |row| Ok((row.get(0)?, row.get(1)?)))? {
        counts.insert(id, count);
    }
    let mut tree = Tree::load(read)?;
    for node in &mut tree.nodes {
        node.entries = counts.get(&node.id).copied().unwrap_or(0);
    }
    Ok(tree.in_order())
}

/// One category.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<Category> {
    let found = list(read)?.into_iter().find(|category| category.id == id);
    found.ok_or(Error::NotFound)
}

/// Makes a category.
pub fn create(tx: &Tx<'_>, actor: &Actor, edit: &CategoryEdit) -> Result<Category> {
    let mut tree = Tree::load(tx)?;
    let id = tx.new_id();
    let name = tree.check(id, edit)?;
    tree.reach(actor).check("parent", edit.parent)?;
    if tree.nodes.len() >= limits::CATEGORIES {
        return Err(Error::field("name", Fault::TooLong(limits::CATEGORIES as u32)));
    }
    let made = Category {
        id,
        parent: edit.parent,
        name,
        position: 0,
        entries: 0,
    };
    tx.execute(INSERT, params![id, made.parent, &made.name, 0_u32])?;
    tree.nodes.push(made);
    tree.place(tx, id, edit.parent, edit.position)?;
    raise_revision(tx)?;
    let after = tree.node(id)?;
    record(tx, actor, "category.create", id, None, Some(after))?;
    Ok(after.clone())
}

/// Renames and moves a category.
pub fn update(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &CategoryEdit) -> Result<Category> {
    let tree = Tree::load(tx)?;
    let before = tree.node(id)?;
    let position = match edit.position {
        None if edit.parent == before.parent => Some(before.position),
        position => position,
    };
    change(tx, actor, tree, id, edit, position)
}

/// Gives a category another name; where it stands is left as it is.
pub fn rename(tx: &Tx<'_>, actor: &Actor, id: Uuid, name: &str) -> Result<Category> {
    let tree = Tree::load(tx)?;
    let before = tree.node(id)?;
    let edit = CategoryEdit {
        name: name.to_owned(),
        parent: before.parent,
        position: None,
    };
    let position = Some(before.position);
    change(tx, actor, tree, id, &edit, position)
}

/// Puts a category somewhere else; its name is left as it is. [`Fault::Unknown`] on `before` when that does not stand below
/// `place.parent`.
pub fn put(tx: &Tx<'_>, actor: &Actor, id: Uuid, place: CategoryPlace) -> Result<Category> {
    let tree = Tree::load(tx)?;
    let edit = CategoryEdit {
        name: tree.node(id)?.name.clone(),
        parent: place.parent,
        position: None,
    };
    let mut siblings = tree.children(place.parent);
    siblings.retain(|sibling| *sibling != id);
    let position = match place.before {
        None => siblings.len(),
        Some(next) => siblings
            .iter()
            .position(|sibling| *sibling == next)
            .ok_or_else(|| Error::field("before", Fault::Unknown))?,
    };
    change(tx, actor, tree, id, &edit, Some(position as u32))
}

fn change(
    tx: &Tx<'_>,
    actor: &Actor,
    mut tree: Tree,
    id: Uuid,
    edit: &CategoryEdit,
    position: Option<u32>,
) -> Result<Category> {
    let before = tree.node(id)?.clone();
    let name = tree.check(id, edit)?;
    let reach = tree.reach(actor);
    reach.check("id", before.parent)?;
    reach.check("parent", edit.parent)?;
    tx.execute_one(UPDATE, params![id, edit.parent, &name])?;
    let node = tree.node_mut(id)?;
    (node.parent, node.name) = (edit.parent, name);
    tree.place(tx, id, edit.parent, position)?;
    if before.parent != edit.parent {
        tree.renumber(tx, before.parent)?;
    }
    let after = tree.node(id)?.clone();
    if after != before {
        raise_revision(tx)?;
        record(tx, actor, "category.update", id, Some(&before), Some(&after))?;
    }
    get(tx, id)
}

/// Deletes a category that holds nothing; else [`Fault::NotEmpty`].
pub fn delete(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<()> {
    let mut tree = Tree::load(tx)?;
    let before = tree.node(id)?.clone();
    tree.reach(actor).check("id", before.parent)?;
    let has_children = tree.nodes.iter().any(|node| node.parent == Some(id));
    if has_children || tx.exists(HAS_ENTRIES, params![id])? {
        return Err(Error::field("id", Fault::NotEmpty));
    }
    tx.execute(DELETE_LIMITS, params![id])?;
    tx.execute_one(DELETE, params![id])?;
    tree.nodes.retain(|node| node.id != id);
    tree.renumber(tx, before.parent)?;
    raise_revision(tx)?;
    record(tx, actor, "category.delete", id, Some(&before), None)
}

/// The category at a path of names from the root; what is missing is made. `None` for an empty path.
pub fn ensure_path(tx: &Tx<'_>, actor: &Actor, path: &[String]) -> Result<Option<Uuid>> {
    make_path(tx, actor, path, &mut Vec::new())
}

/// The same; what is made is added to `made`, the outermost first.
pub fn make_path(
    tx: &Tx<'_>,
    actor: &Actor,
    path: &[String],
    made: &mut Vec<Category>,
) -> Result<Option<Uuid>> {
    let mut parent = None;
    for name in path {
        let found = Tree::load(tx)?
            .nodes
            .into_iter()
            .find(|node| node.parent == parent && node.name == name.trim());
        let id = if let Some(node) = found {
            node.id
        } else {
            let edit = CategoryEdit {
                name: name.clone(),
                parent,
                position: None,
            };
            made.push(create(tx, actor, &edit)?);
            made.last().map(|category| category.id).unwrap_or_default()
        };
        parent = Some(id);
    }
    Ok(parent)
}

/// Whether there is such a category.
pub(super) fn exists(read: &Read<'_>, id: Uuid) -> Result<bool> {
    read.exists(EXISTS, params![id])
}

fn record(
    tx: &Tx<'_>,
    actor: &Actor,
    action: &str,
    id: Uuid,
    before: Option<&Category>,
    after: Option<&Category>,
) -> Result<()> {
    record_as(
        tx,
        actor,
        action,
        id,
        before.map(value).as_ref(),
        after.map(value).as_ref(),
    )
}

fn value(category: &Category) -> Json {
    json!({ "name": category.name, "parent": category.parent, "position": category.position })
}

fn record_as(
    tx: &Tx<'_>,
    actor: &Actor,
    action: &str,
    id: Uuid,
    before: Option<&Json>,
    after: Option<&Json>,
) -> Result<()> {
    let change = Change {
        action,
        kind: "category",
        id: &id.to_string(),
    };
    audit::record(tx, actor, change, before, after)
}

/// Where an actor may write, as the tree stands in this transaction: an entry in one of these categories, a category
/// below one of them.
pub struct Reach(Option<HashSet<Uuid>>);

impl Reach {
    /// The actor's reach.
    pub fn of(read: &Read<'_>, actor: &Actor) -> Result<Self> {
        match actor.categories() {
            None => Ok(Self(None)),
            Some(_) => Ok(Tree::load(read)?.reach(actor)),
        }
    }

    /// [`Fault::NotYours`] on `field` when `category` is outside; what is in no category is outside of every one.
    pub fn check(&self, field: &str, category: Option<Uuid>) -> Result<()> {
        let inside = |some: &HashSet<Uuid>| category.is_some_and(|id| some.contains(&id));
        if self.0.as_ref().is_none_or(inside) {
            Ok(())
        } else {
            Err(Error::field(field, Fault::NotYours))
        }
    }
}

/// All categories (at most [`limits::CATEGORIES`]), without counts of entries.
struct Tree {
    nodes: Vec<Category>,
}

impl Tree {
    fn load(read: &Read<'_>) -> Result<Self> {
        let nodes = read.query(ALL, params![], |row| {
            Ok(Category {
                id: row.get(0)?,
                parent: row.get(1)?,
                name: row.get(2)?,
                position: row.get(3)?,
                entries: 0,
            })
        })?;
        Ok(Self { nodes })
    }

    /// The categories that an actor may write in, those below them among them.
    fn reach(&self, actor: &Actor) -> Reach {
        let Some(roots) = actor.categories() else {
            return Reach(None);
        };
        let mut inside = HashSet::new();
        let mut next = roots.to_vec();
        while let Some(id) = next.pop() {
            if inside.insert(id) {
                next.extend(self.children(Some(id)));
            }
        }
        Reach(Some(inside))
    }

    fn node(&self, id: Uuid) -> Result<&Category> {
        self.nodes
            .iter()
            .find(|node| node.id == id)
            .ok_or(Error::NotFound)
    }

    fn node_mut(&mut self, id: Uuid) -> Result<&mut Category> {
        self.nodes
            .iter_mut()
            .find(|node| node.id == id)
            .ok_or(Error::NotFound)
    }

    /// Checks a new or changed category against the others; its trimmed name.
    fn check(&self, id: Uuid, edit: &CategoryEdit) -> Result<String> {
        let name = edit.name.trim();
        let fault = if name.is_empty() {
            Some(Fault::Required)
        } else if name.chars().count() > limits::CATEGORY {
            Some(Fault::TooLong(limits::CATEGORY as u32))
        } else if name.chars().any(char::is_control) {
            Some(Fault::BadCharacters)
        } else {
            let is_other =
                |node: &&Category| node.id != id && node.parent == edit.parent && node.name == name;
            self.nodes.iter().find(is_other).map(|_| Fault::Taken)
        };
        if let Some(fault) = fault {
            return Err(Error::field("name", fault));
        }
        if let Some(parent) = edit.parent
            && self.node(parent).is_err()
        {
            return Err(Error::field("parent", Fault::Unknown));
        }
        let above = edit.parent.map(|parent| self.line(parent)).unwrap_or_default();
        if above.contains(&id) {
            return Err(Error::field("parent", Fault::Cycle));
        }
        if above.len() + self.height(id) > limits::CATEGORY_DEPTH {
            return Err(Error::field(
                "parent",
                Fault::TooLong(limits::CATEGORY_DEPTH as u32),
            ));
        }
        Ok(name.to_owned())
    }

    /// From a category up to the top, itself first.
    fn line(&self, id: Uuid) -> Vec<Uuid> {
        let mut line = Vec::new();
        let mut next = Some(id);
        while let Some(id) = next {
            line.push(id);
            next = self.node(id).ok().and_then(|node| node.parent);
        }
        line
    }

    /// Levels from a category down, itself among them.
    fn height(&self, id: Uuid) -> usize {
        let below = self.nodes.iter().filter(|node| node.parent == Some(id));
        1 + below.map(|node| self.height(node.id)).max().unwrap_or(0)
    }

    /// The children of `parent` by position.
    fn children(&self, parent: Option<Uuid>) -> Vec<Uuid> {
        let mut children: Vec<_> = self.nodes.iter().filter(|node| node.parent == parent).collect();
        children.sort_by_key(|node| (node.position, node.id));
        children.into_iter().map(|node| node.id).collect()
    }

    /// Puts a category at a place among its siblings; last without one.
    fn place(&mut self, tx: &Tx<'_>, id: Uuid, parent: Option<Uuid>, position: Option<u32>) -> Result<()> {
        let mut order = self.children(parent);
        order.retain(|child| *child != id);
        let place = position.map_or(order.len(), |place| (place as usize).min(order.len()));
        order.insert(place, id);
        self.write_order(tx, &order)
    }

    /// Closes a gap among the children of `parent`.
    fn renumber(&mut self, tx: &Tx<'_>, parent: Option<Uuid>) -> Result<()> {
        let order = self.children(parent);
        self.write_order(tx, &order)
    }

    fn write_order(&mut self, tx: &Tx<'_>, order: &[Uuid]) -> Result<()> {
        let places: HashMap<Uuid, u32> = order.iter().copied().zip(0..).collect();
        for node in &mut self.nodes {
            if let Some(&position) = places.get(&node.id)
                && node.position != position
            {
                node.position = position;
                tx.execute_one(SET_POSITION, params![node.id, position])?;
            }
        }
        Ok(())
    }

    fn in_order(self) -> Vec<Category> {
        let mut children: HashMap<Option<Uuid>, Vec<Category>> = HashMap::new();
        let count = self.nodes.len();
        for node in self.nodes {
            children.entry(node.parent).or_default().push(node);
        }
        for siblings in children.values_mut() {
            // The last one first: the stack below hands out the first one first.
            siblings.sort_by_key(|node| std::cmp::Reverse((node.position, node.id)));
        }
        let mut ordered = Vec::with_capacity(count);
        let mut stack = children.remove(&None).unwrap_or_default();
        while let Some(node) = stack.pop() {
            stack.extend(children.remove(&Some(node.id)).unwrap_or_default());
            ordered.push(node);
        }
        ordered
    }
}

statements! {
    ALL = "SELECT id, parent, name, position FROM category";
    COUNTS = "SELECT category, COUNT(*) FROM entry WHERE category IS NOT NULL GROUP BY category";
    INSERT = "INSERT INTO category (id, parent, name, position) VALUES ($1, $2, $3, $4)";
    UPDATE = "UPDATE category SET parent = $2, name = $3 WHERE id = $1";
    SET_POSITION = "UPDATE category SET position = $2 WHERE id = $1";
    DELETE = "DELETE FROM category WHERE id = $1";
    DELETE_LIMITS = "DELETE FROM user_category WHERE category = $1";
    EXISTS = "SELECT 1 FROM category WHERE id = $1";
    HAS_ENTRIES = "SELECT 1 FROM entry WHERE category = $1 LIMIT 1";
}
