//! Questions about the tree of categories. Each is answered without a walk over all of them: there may be 2,000.

use kotae_shared::{
    access::Permission,
    api::{
        admin::{Category, User, limits},
        categories::CategoryPlace,
    },
};
use std::collections::HashMap;
use uuid::Uuid;

/// The categories, in tree order, as the server lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tree {
    list: Vec<Category>,
    index: HashMap<Uuid, usize>,
    nodes: Vec<Node>,
}

/// What is worked out for each category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Node {
    /// 0 at the top.
    depth: usize,
    /// Behind the last one that lies in it: in tree order they stand together.
    end: usize,
    /// How many levels it has, itself among them.
    height: usize,
    /// Entries in it and below.
    entries: u32,
    /// How many lie directly in it.
    children: usize,
    /// Where it stands among its siblings.
    at: usize,
}

impl From<Vec<Category>> for Tree {
    fn from(list: Vec<Category>) -> Self {
        let index: HashMap<Uuid, usize> = list
            .iter()
            .enumerate()
            .map(|(at, category)| (category.id, at))
            .collect();
        let mut nodes = vec![Node::default(); list.len()];
        let mut at_root = 0;
        for (at, category) in list.iter().enumerate() {
            // A parent that comes later, which the server does not send, would be no parent.
            let parent = category
                .parent
                .and_then(|id| index.get(&id))
                .filter(|above| **above < at);
            let (depth, place) = match parent {
                None => (0, &mut at_root),
                Some(above) => (nodes[*above].depth + 1, &mut nodes[*above].children),
            };
            let place = std::mem::replace(place, *place + 1);
            nodes[at] = Node {
                depth,
                at: place,
                end: at + 1,
                height: 1,
                entries: category.entries,
                children: 0,
            };
        }
        for at in (0..list.len()).rev() {
            let own = nodes[at];
            let parent = list[at]
                .parent
                .and_then(|id| index.get(&id))
                .filter(|above| **above < at);
            if let Some(above) = parent.and_then(|above| nodes.get_mut(*above)) {
                above.end = above.end.max(own.end);
                above.height = above.height.max(own.height + 1);
                above.entries += own.entries;
            }
        }
        Self { list, index, nodes }
    }
}

impl Tree {
    /// All, in tree order.
    pub(crate) fn all(&self) -> &[Category] {
        &self.list
    }

    fn at(&self, id: Uuid) -> Option<usize> {
        self.index.get(&id).copied()
    }

    fn node(&self, id: Uuid) -> Node {
        self.at(id).map(|at| self.nodes[at]).unwrap_or_default()
    }

    /// One by its id.
    pub(crate) fn find(&self, id: Uuid) -> Option<&Category> {
        self.at(id).map(|at| &self.list[at])
    }

    /// From the top down to the category itself.
    fn line(&self, id: Uuid) -> Vec<&Category> {
        let mut line = Vec::new();
        let mut next = Some(id);
        while let Some(category) = next.and_then(|id| self.find(id)) {
            // A ring, which the server does not make, must not hang the page.
            if line.len() > limits::CATEGORY_DEPTH {
                break;
            }
            line.push(category);
            next = category.parent;
        }
        line.reverse();
        line
    }

    /// `IT / ネットワーク / VPN`; empty for a category that is not there.
    pub(crate) fn path(&self, id: Uuid) -> String {
        let names: Vec<&str> = self
            .line(id)
            .iter()
            .map(|category| category.name.as_str())
            .collect();
        names.join(" / ")
    }

    /// How deep a category lies: 0 at the top.
    pub(crate) fn depth(&self, id: Uuid) -> usize {
        self.node(id).depth
    }

    /// Whether `id` is `above` or lies somewhere in it.
    pub(crate) fn lies_in(&self, id: Uuid, above: Uuid) -> bool {
        let (Some(id), Some(above)) = (self.at(id), self.at(above)) else {
            return false;
        };
        (above..self.nodes[above].end).contains(&id)
    }

    /// Whether a user may write in a category, or outside of all: what the server enforces, for what is shown.
    pub(crate) fn is_open_to(&self, user: &User, category: Option<Uuid>) -> bool {
        let within =
            |own: &Vec<Uuid>| category.is_some_and(|id| own.iter().any(|above| self.lies_in(id, *above)));
        user.role.may(Permission::EditKnowledge) && user.categories.as_ref().is_none_or(within)
    }

    /// Whether a user may rename, move and delete a category: he must be allowed to write around it.
    pub(crate) fn is_movable_by(&self, user: &User, id: Uuid) -> bool {
        self.find(id)
            .is_some_and(|category| self.is_open_to(user, category.parent))
    }

    /// Those directly below `parent`, in their order.
    pub(crate) fn children(&self, parent: Option<Uuid>) -> impl Iterator<Item = &Category> {
        let (mut at, end) = match parent {
            None => (0, self.list.len()),
            Some(id) => self.at(id).map_or((0, 0), |at| (at + 1, self.nodes[at].end)),
        };
        std::iter::from_fn(move || {
            let found = (at < end).then(|| &self.list[at])?;
            at = self.nodes[at].end;
            Some(found)
        })
    }

    /// How many lie directly in a category.
    pub(crate) fn count_in(&self, id: Uuid) -> usize {
        self.node(id).children
    }

    /// Whether a category can stand below `parent`: not in itself, not too deep.
    pub(crate) fn fits(&self, id: Uuid, parent: Option<Uuid>) -> bool {
        let depth = match parent {
            None => 0,
            Some(parent) if self.at(parent).is_none() || self.lies_in(parent, id) => return false,
            Some(parent) => self.depth(parent) + 1,
        };
        depth + self.node(id).height <= limits::CATEGORY_DEPTH
    }

    /// The categories that `id`, or a new one, can be moved into: not itself or below itself, not too deep.
    pub(crate) fn homes_for(&self, id: Option<Uuid>) -> Vec<&Category> {
        let fits = |home: &&Category| match id {
            Some(id) => self.fits(id, Some(home.id)),
            None => self.can_hold(home.id),
        };
        self.list.iter().filter(fits).collect()
    }

    /// Whether a new category can be made in this one.
    pub(crate) fn can_hold(&self, id: Uuid) -> bool {
        self.depth(id) + 1 < limits::CATEGORY_DEPTH
    }

    /// Another one directly in `parent` that is called the same.
    pub(crate) fn twin(&self, id: Uuid, parent: Option<Uuid>) -> Option<&Category> {
        let name = &self.find(id)?.name;
        self.children(parent)
            .find(|other| other.id != id && other.name == *name)
    }

    /// Choices for a list, indented by depth.
    pub(crate) fn choices(&self) -> Vec<(String, String)> {
        self.list.iter().map(|category| self.choice(category)).collect()
    }

    /// A choice for a list, indented by depth.
    pub(crate) fn choice(&self, category: &Category) -> (String, String) {
        let indent = "\u{3000}".repeat(self.depth(category.id));
        (category.id.to_string(), format!("{indent}{}", category.name))
    }

    /// Where among its siblings a category stands, and how many they are.
    pub(crate) fn place(&self, id: Uuid) -> (usize, usize) {
        let Some(category) = self.find(id) else {
            return (0, 0);
        };
        (self.node(id).at, self.children(category.parent).count())
    }

    /// The place that a category has, to put it back there.
    pub(crate) fn place_of(&self, id: Uuid) -> CategoryPlace {
        let parent = self.find(id).and_then(|category| category.parent);
        let mut behind = self
            .children(parent)
            .skip_while(|sibling| sibling.id != id)
            .skip(1);
        CategoryPlace {
            parent,
            before: behind.next().map(|next| next.id),
        }
    }

    /// Entries in a category and everything below it.
    pub(crate) fn entries_in(&self, id: Uuid) -> u32 {
        self.node(id).entries
    }

    /// The tree after a category, with all that is in it, was put somewhere else.
    pub(crate) fn put(&self, id: Uuid, place: CategoryPlace) -> Self {
        let Some(at) = self.at(id).filter(|_| self.fits(id, place.parent)) else {
            return self.clone();
        };
        let mut list = self.list.clone();
        let mut moved: Vec<Category> = list.drain(at..self.nodes[at].end).collect();
        if let Some(first) = moved.first_mut() {
            first.parent = place.parent;
        }
        let rest = Self::from(list);
        let to = match (place.before, place.parent) {
            (Some(before), _) => rest.at(before),
            (None, Some(parent)) => rest.at(parent).map(|at| rest.nodes[at].end),
            (None, None) => None,
        };
        let mut list = rest.list;
        let to = to.unwrap_or(list.len());
        list.splice(to..to, moved);
        Self::from(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::access::Role;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn tree() -> Tree {
        let row = |n, parent: Option<u128>, name: &str, entries| Category {
            id: id(n),
            parent: parent.map(id),
            name: name.into(),
            position: 0,
            entries,
        };
        Tree::from(vec![
            row(1, None, "IT", 2),
            row(2, Some(1), "ネットワーク", 3),
            row(3, Some(2), "VPN", 4),
            row(4, Some(1), "PC", 0),
            row(5, None, "総務", 1),
        ])
    }

    #[test]
    fn names_the_way_down() {
        let tree = tree();
        assert_eq!(tree.path(id(3)), "IT / ネットワーク / VPN");
        assert_eq!(tree.path(id(9)), "");
        assert_eq!((tree.depth(id(1)), tree.depth(id(3))), (0, 2));
        assert_eq!(tree.choices()[2].1, "\u{3000}\u{3000}VPN");
    }

    #[test]
    fn is_open_to_those_who_may_write_there() {
        let tree = tree();
        let user = |role, categories: Option<Vec<u128>>| User {
            id: id(99),
            name: String::new(),
            email: String::new(),
            lang: kotae_shared::Lang::Ja,
            time_zone: String::new(),
            role,
            categories: categories.map(|list| list.into_iter().map(id).collect()),
        };
        let all = user(Role::Editor, None);
        let limited = user(Role::Editor, Some(vec![2, 5]));
        assert!(tree.is_open_to(&all, None) && tree.is_open_to(&all, Some(id(3))));
        assert!(!tree.is_open_to(&limited, None) && !tree.is_open_to(&limited, Some(id(1))));
        for inside in [2, 3, 5] {
            assert!(tree.is_open_to(&limited, Some(id(inside))));
        }
        assert!(!tree.is_open_to(&user(Role::Viewer, None), Some(id(3))));
    }

    #[test]
    fn counts() {
        let tree = tree();
        assert_eq!(tree.entries_in(id(1)), 9);
        assert_eq!(tree.place(id(4)), (1, 2));
        assert_eq!((tree.node(id(1)).height, tree.count_in(id(1))), (3, 2));
    }

    #[test]
    fn offers_homes_that_are_possible() {
        let tree = tree();
        let names = |moved| {
            let homes = tree.homes_for(moved);
            homes
                .into_iter()
                .map(|home| home.name.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(names(Some(id(2))), ["IT", "PC", "総務"]);
        assert_eq!(names(Some(id(1))), ["総務"]);
        assert_eq!(names(None).len(), 5);
    }

    /// The tree as `IT(PC)`.
    fn drawn(tree: &Tree, parent: Option<Uuid>) -> String {
        let one = |category: &Category| {
            let inner = drawn(tree, Some(category.id));
            if inner.is_empty() {
                category.name.clone()
            } else {
                format!("{}({inner})", category.name)
            }
        };
        tree.children(parent).map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn puts_a_category_elsewhere_and_back() {
        let tree = tree();
        assert_eq!(drawn(&tree, None), "IT(ネットワーク(VPN) PC) 総務");
        let place = |parent: Option<u128>, before: Option<u128>| CategoryPlace {
            parent: parent.map(id),
            before: before.map(id),
        };
        for (moved, to, wanted) in [
            (2, place(None, None), "IT(PC) 総務 ネットワーク(VPN)"),
            (2, place(None, Some(5)), "IT(PC) ネットワーク(VPN) 総務"),
            (2, place(Some(5), None), "IT(PC) 総務(ネットワーク(VPN))"),
            (2, place(Some(1), None), "IT(PC ネットワーク(VPN)) 総務"),
            (5, place(Some(1), Some(2)), "IT(総務 ネットワーク(VPN) PC)"),
            (3, place(Some(1), Some(4)), "IT(ネットワーク VPN PC) 総務"),
            // Not into itself.
            (1, place(Some(3), None), "IT(ネットワーク(VPN) PC) 総務"),
        ] {
            let back = tree.place_of(id(moved));
            let there = tree.put(id(moved), to);
            assert_eq!(drawn(&there, None), wanted);
            assert_eq!(drawn(&there.put(id(moved), back), None), drawn(&tree, None));
        }
    }

    #[test]
    fn knows_what_would_be_called_the_same() {
        let mut list = tree().list;
        list.push(Category {
            id: id(6),
            parent: None,
            name: "PC".into(),
            position: 2,
            entries: 0,
        });
        let tree = Tree::from(list);
        assert_eq!(tree.twin(id(6), Some(id(1))).map(|twin| twin.id), Some(id(4)));
        assert_eq!(tree.twin(id(6), None), None);
        assert_eq!(tree.twin(id(4), Some(id(1))), None);
    }
}
