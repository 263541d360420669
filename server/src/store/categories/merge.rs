//! Two categories become one: everything that names the one that goes names the other one then.

use super::{Tree, record_as, value};
use crate::store::audit::Actor;
use crate::store::counters::raise_revision;
use crate::store::engine::{Read, Tx, params, statements};
use crate::store::{Error, Result, entries, widgets};
use kotae_shared::Uuid;
use kotae_shared::api::{
    admin::limits,
    categories::{Merge, MergeRequest},
    problem::Fault,
};
use serde_json::json;
use std::collections::BTreeMap;

/// What goes where.
struct Steps {
    /// The categories that go, each with the one that takes its place; whoever lies in another one comes after it.
    merged: Vec<(Uuid, Uuid)>,
    /// Those below them that move, with the one above them then.
    moved: Vec<(Uuid, Uuid)>,
}

/// What merging `id` into another category would move. [`Fault::Cycle`] on `into` when that lies in it, [`Fault::TooLong`] when the
/// tree would become too deep, [`Fault::Unknown`] when there is none, [`Fault::Required`] without one.
pub fn merge_plan(read: &Read<'_>, id: Uuid, into: Option<Uuid>) -> Result<Merge> {
    let tree = Tree::load(read)?;
    tree.node(id)?;
    let into = into.ok_or_else(|| Error::field("into", Fault::Required))?;
    let steps = steps(&tree, id, into)?;
    describe(read, &tree, &steps)
}

/// Merges a category. Errors as [`merge_plan`], and [`Error::Conflict`] when it would move something else than was agreed to.
pub fn merge(tx: &Tx<'_>, actor: &Actor, id: Uuid, request: &MergeRequest) -> Result<Merge> {
    let into = request.into;
    let mut tree = Tree::load(tx)?;
    let before = tree.node(id)?.clone();
    let reach = tree.reach(actor);
    reach.check("id", before.parent)?;
    reach.check("into", Some(into))?;
    let steps = steps(&tree, id, into)?;
    let plan = describe(tx, &tree, &steps)?;
    if plan != request.expect {
        return Err(Error::Conflict);
    }
    let others: BTreeMap<Uuid, Uuid> = steps.merged.iter().copied().collect();
    for (from, to) in &steps.merged {
        // Its name is free from here on: what lies in it may be called the same.
        tx.execute_one(SET_NAME, params![*from, &from.to_string()])?;
        entries::change_category(tx, actor, *from, *to)?;
        for user in tx.query(LIMITED, params![*from], |row| row.get::<Uuid>(0))? {
            tx.execute(LIMIT, params![user, *to])?;
        }
        tx.execute(super::DELETE_LIMITS, params![*from])?;
    }
    let buttons = widgets::change_categories(tx, actor, &others)?;
    for (child, parent) in &steps.moved {
        tx.execute_one(SET_PARENT, params![*child, *parent])?;
        tree.node_mut(*child)?.parent = Some(*parent);
    }
    // From the bottom up, since a parent is named by what lies in it.
    for (from, _) in steps.merged.iter().rev() {
        tx.execute_one(super::DELETE, params![*from])?;
    }
    tree.nodes.retain(|node| !others.contains_key(&node.id));
    for (child, parent) in &steps.moved {
        tree.place(tx, *child, Some(*parent), None)?;
    }
    tree.renumber(tx, before.parent)?;
    raise_revision(tx)?;
    let after = json!({
        "into": into, "entries": plan.entries, "moved": plan.moved, "merged": plan.merged, "people": plan.people,
        "widgets": buttons,
    });
    record_as(
        tx,
        actor,
        "category.merge",
        id,
        Some(&value(&before)),
        Some(&after),
    )?;
    Ok(plan)
}

fn steps(tree: &Tree, id: Uuid, into: Uuid) -> Result<Steps> {
    if tree.node(into).is_err() {
        return Err(Error::field("into", Fault::Unknown));
    }
    if tree.line(into).contains(&id) {
        return Err(Error::field("into", Fault::Cycle));
    }
    let mut steps = Steps {
        merged: Vec::new(),
        moved: Vec::new(),
    };
    let mut next = vec![(id, into)];
    while let Some((from, to)) = next.pop() {
        steps.merged.push((from, to));
        for child in tree.children(Some(from)) {
            let name = &tree.node(child)?.name;
            // What goes itself is no home for anything.
            let twin = tree.nodes.iter().find(|node| {
                node.parent == Some(to) && node.name == *name && node.id != id && node.id != child
            });
            match twin {
                Some(twin) => next.push((child, twin.id)),
                None => steps.moved.push((child, to)),
            }
        }
    }
    let too_deep = |(child, parent): &(Uuid, Uuid)| {
        tree.line(*parent).len() + tree.height(*child) > limits::CATEGORY_DEPTH
    };
    if steps.moved.iter().any(too_deep) {
        let fault = Fault::TooLong(limits::CATEGORY_DEPTH as u32);
        return Err(Error::field("into", fault));
    }
    Ok(steps)
}

fn describe(read: &Read<'_>, tree: &Tree, steps: &Steps) -> Result<Merge> {
    let mut plan = Merge::default();
    let mut people: BTreeMap<Uuid, String> = BTreeMap::new();
    let going = |id: &Uuid| steps.merged.iter().any(|(from, _)| from == id);
    for (from, _) in &steps.merged {
        plan.entries += read.value::<u32>(ENTRIES_IN, params![*from])?;
        people.extend(read.query(PEOPLE, params![*from], |row| Ok((row.get(0)?, row.get(1)?)))?);
    }
    let name = |id: Uuid| Ok(tree.node(id)?.name.clone());
    plan.merged = steps
        .merged
        .iter()
        .skip(1)
        .map(|(from, _)| name(*from))
        .collect::<Result<_>>()?;
    plan.moved = steps
        .moved
        .iter()
        .map(|(child, _)| name(*child))
        .collect::<Result<_>>()?;
    plan.people = people.into_values().collect();
    plan.widgets = widgets::list(read)?
        .into_iter()
        .filter(|widget| widgets::named_categories(&widget.settings).any(|id| going(&id)))
        .map(|widget| widget.settings.texts.name)
        .collect();
    Ok(plan)
}

statements! {
    SET_NAME = "UPDATE category SET name = $2 WHERE id = $1";
    SET_PARENT = "UPDATE category SET parent = $2 WHERE id = $1";
    LIMITED = "SELECT user_id FROM user_category WHERE category = $1 ORDER BY user_id";
    LIMIT = "INSERT INTO user_category (user_id, category) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    ENTRIES_IN = "SELECT COUNT(*) FROM entry WHERE category = $1";
    PEOPLE = "SELECT u.id, u.name FROM user_category c JOIN users u ON u.id = c.user_id WHERE c.category = $1";
}
