//! Questions about the tree of categories.

use kotae_shared::{
    access::Permission,
    api::admin::{Category, User, limits},
};
use uuid::Uuid;

/// The categories, in tree order, as the server lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tree(Vec<Category>);

impl From<Vec<Category>> for Tree {
    fn from(list: Vec<Category>) -> Self {
        Self(list)
    }
}

impl Tree {
    /// One by its id.
    pub(crate) fn find(&self, id: Uuid) -> Option<&Category> {
        self.0.iter().find(|category| category.id == id)
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
        self.line(id).len().saturating_sub(1)
    }

    /// Whether `id` is `above` or lies somewhere in it.
    pub(crate) fn lies_in(&self, id: Uuid, above: Uuid) -> bool {
        self.line(id).iter().any(|category| category.id == above)
    }

    /// Whether a user may write in a category, or outside of all: what the server enforces, for what is shown.
    pub(crate) fn is_open_to(&self, user: &User, category: Option<Uuid>) -> bool {
        let within =
            |own: &Vec<Uuid>| category.is_some_and(|id| own.iter().any(|above| self.lies_in(id, *above)));
        user.role.may(Permission::EditKnowledge) && user.categories.as_ref().is_none_or(within)
    }

    /// Those directly below `parent`, in their order.
    pub(crate) fn children(&self, parent: Option<Uuid>) -> impl Iterator<Item = &Category> {
        self.0.iter().filter(move |category| category.parent == parent)
    }

    /// How many levels the part below and with `id` has.
    fn height(&self, id: Uuid) -> usize {
        let own = self.depth(id);
        let deepest = self.0.iter().filter(|category| self.lies_in(category.id, id));
        deepest
            .map(|category| self.depth(category.id))
            .max()
            .unwrap_or(own)
            - own
            + 1
    }

    /// The categories that `id` can be moved into: not itself or below itself, not too deep.
    pub(crate) fn homes_for(&self, id: Option<Uuid>) -> Vec<&Category> {
        let height = id.map_or(1, |id| self.height(id));
        let fits = |home: &&Category| {
            id.is_none_or(|id| !self.lies_in(home.id, id))
                && self.depth(home.id) + 1 + height <= limits::CATEGORY_DEPTH
        };
        self.0.iter().filter(fits).collect()
    }

    /// Choices for a list, indented by depth.
    pub(crate) fn choices(&self) -> Vec<(String, String)> {
        self.0.iter().map(|category| self.choice(category)).collect()
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
        let siblings: Vec<Uuid> = self.children(category.parent).map(|sibling| sibling.id).collect();
        (
            siblings.iter().position(|sibling| *sibling == id).unwrap_or(0),
            siblings.len(),
        )
    }

    /// Entries in a category and everything below it.
    pub(crate) fn entries_in(&self, id: Uuid) -> u32 {
        let inside = self.0.iter().filter(|category| self.lies_in(category.id, id));
        inside.map(|category| category.entries).sum()
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
        assert_eq!(tree.height(id(1)), 3);
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
}
