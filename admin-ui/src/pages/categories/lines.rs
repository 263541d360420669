//! Which rows of the tree are shown: what is open, what a search finds, and not all at once when there are many.

use super::{Page, Tree};
use crate::draw::Draw;
use crate::{
    lang::{self, number, t},
    place,
    ui::{self, Icon, Shown},
};
use kotae_shared::{Lang, api::admin::User, text::fold};
use leptos::prelude::*;
use std::collections::HashSet;
use uuid::Uuid;

/// From this many on only the top is open at first.
const MANY: usize = 150;
/// Rows that are drawn at once; more on request.
const PART: usize = 200;

/// A row, by all that it shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Line {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) depth: usize,
    /// Entries directly in it.
    pub(super) entries: u32,
    /// Whether something lies in it, and whether that is shown.
    pub(super) branch: Option<bool>,
    /// The reader may write in it.
    pub(super) is_open: bool,
    /// The reader may move, rename and delete it.
    pub(super) is_movable: bool,
    /// It has room for another one below.
    pub(super) can_hold: bool,
}

/// Which branches are closed. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Opened {
    closed: RwSignal<HashSet<Uuid>>,
    /// Until somebody opened or closed anything: whether branches are closed.
    all_closed: RwSignal<bool>,
    begun: StoredValue<bool>,
}

impl Opened {
    pub(super) fn new() -> Self {
        Self {
            closed: RwSignal::new(HashSet::new()),
            all_closed: RwSignal::new(false),
            begun: StoredValue::new(false),
        }
    }

    /// The first list came, with so many.
    pub(super) fn begin(self, count: usize) {
        if !self.begun.get_value() {
            self.begun.set_value(true);
            self.all_closed.set(count > MANY);
        }
    }

    /// Whether a branch is closed. Reactive.
    pub(super) fn is_closed(self, id: Uuid) -> bool {
        // In the other mode the set has those that were opened.
        self.closed.with(|set| set.contains(&id)) != self.all_closed.get()
    }

    /// Opens or closes one.
    pub(super) fn set(self, id: Uuid, open: bool) {
        self.closed.update(|set| {
            if open == self.all_closed.get_untracked() {
                set.insert(id);
            } else {
                set.remove(&id);
            }
        });
    }

    fn set_all(self, closed: bool) {
        self.closed.set(HashSet::new());
        self.all_closed.set(closed);
    }
}

/// The rows. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Lines {
    page: Page,
    words: Memo<String>,
    all: Memo<Vec<Line>>,
    limit: RwSignal<usize>,
    /// Those that are drawn.
    pub(super) shown: Memo<Vec<Line>>,
}

impl Lines {
    pub(super) fn new(page: Page, words: Memo<String>) -> Self {
        let user = StoredValue::new(page.app.session_now().user);
        let all = Memo::new(move |_| {
            page.tree.with(|tree| {
                let closed = |id| page.opened.is_closed(id);
                user.with_value(|user| words.with(|words| lines(tree, words, closed, user)))
            })
        });
        let limit = RwSignal::new(PART);
        let shown = Memo::new(move |_| {
            let most = limit.get();
            all.with(|all| all.iter().take(most).cloned().collect::<Vec<_>>())
        });
        Self {
            page,
            words,
            all,
            limit,
            shown,
        }
    }

    /// What to say when a search finds none. Reactive.
    pub(super) fn nothing_found(self) -> Option<AnyView> {
        let found = self.words.with(String::is_empty) || !self.all.with(Vec::is_empty);
        (!found).then(|| {
            let clear = view! { <a class="button" href=place::href("categories")>{t("検索をやめる", "Clear the search")}</a> };
            ui::empty(
                Icon::Search,
                t("見つかりません", "Nothing was found"),
                t("言葉を短くしてみてください。", "Try fewer words."),
                clear,
            )
            .draw()
        })
    }

    /// A button for the rows that are not drawn yet. Reactive.
    pub(super) fn more(self) -> Option<AnyView> {
        let rest = self.all.with(Vec::len).saturating_sub(self.limit.get());
        (rest > 0).then(|| {
            let label = match lang::current() {
                Lang::Ja => format!("さらに表示（残り {} 件）", number(rest as u32)),
                Lang::En => format!("Show more ({} left)", number(rest as u32)),
            };
            view! {
                <button type="button" class="button" on:click=move |_| self.limit.update(|limit| *limit += PART)>
                    {label}
                </button>
            }
            .draw()
        })
    }

    /// A button that opens or closes all branches. Reactive.
    pub(super) fn toggle_all(self) -> Option<AnyView> {
        let branches = self
            .page
            .tree
            .with(|tree| tree.all().iter().any(|one| tree.count_in(one.id) > 0));
        branches.then(|| {
            let opened = self.page.opened;
            let any_open = move || self.all.with(|all| all.iter().any(|line| line.branch == Some(true)));
            view! {
                <button type="button" class="button small" on:click=move |_| opened.set_all(untrack(any_open))>
                    {move || if any_open() { t("すべて閉じる", "Close all") } else { t("すべて開く", "Open all") }}
                </button>
            }
            .draw()
        })
    }

    /// What is shown, as a table: of a search just what it finds, else the whole tree.
    pub(super) fn table(self) -> Shown {
        let tree = self.page.tree.get_untracked();
        let words = self.words.get_untracked();
        let user = self.page.app.session_now().user;
        let rows = lines(&tree, &words, |_| false, &user).into_iter().map(|line| {
            vec![
                tree.path(line.id),
                line.entries.to_string(),
                tree.entries_in(line.id).to_string(),
            ]
        });
        Shown {
            columns: vec![
                t("カテゴリー", "Category").into(),
                t("FAQ の数", "Entries").into(),
                t("下位を含む FAQ の数", "Entries with those below").into(),
            ],
            rows: rows.collect(),
        }
    }
}

/// The rows of a tree. A search shows what it finds and the way there, whatever is closed.
fn lines(tree: &Tree, words: &str, closed: impl Fn(Uuid) -> bool, user: &User) -> Vec<Line> {
    let words = fold(words);
    let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
    let found: Option<HashSet<Uuid>> = (!words.is_empty()).then(|| {
        let mut found = HashSet::new();
        // From the bottom up: what lies in it is known when a category's turn comes.
        for category in tree.all().iter().rev() {
            let name = fold(&category.name);
            if found.contains(&category.id) || words.iter().all(|word| name.contains(word)) {
                found.insert(category.id);
                found.extend(category.parent);
            }
        }
        found
    });
    let mut lines = Vec::new();
    // Below which depth nothing is shown.
    let mut hidden = usize::MAX;
    for category in tree.all() {
        let depth = tree.depth(category.id);
        if depth > hidden || found.as_ref().is_some_and(|found| !found.contains(&category.id)) {
            continue;
        }
        let is_closed = found.is_none() && closed(category.id);
        hidden = if is_closed { depth } else { usize::MAX };
        lines.push(Line {
            id: category.id,
            name: category.name.clone(),
            depth,
            entries: category.entries,
            branch: (tree.count_in(category.id) > 0).then_some(!is_closed),
            is_open: tree.is_open_to(user, Some(category.id)),
            is_movable: tree.is_movable_by(user, category.id),
            can_hold: tree.can_hold(category.id),
        });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::{access::Role, api::admin::Category};

    fn tree() -> Tree {
        let row = |n: u128, parent: Option<u128>, name: &str| Category {
            id: Uuid::from_u128(n),
            parent: parent.map(Uuid::from_u128),
            name: name.into(),
            position: 0,
            entries: 0,
        };
        Tree::from(vec![
            row(1, None, "IT"),
            row(2, Some(1), "ネットワーク"),
            row(3, Some(2), "VPN"),
            row(4, Some(1), "PC"),
            row(5, None, "総務"),
        ])
    }

    fn names(words: &str, closed: &[u128]) -> Vec<String> {
        let user = User {
            id: Uuid::nil(),
            name: String::new(),
            email: String::new(),
            lang: Lang::Ja,
            time_zone: String::new(),
            role: Role::Editor,
            categories: None,
        };
        let closed = |id: Uuid| closed.contains(&id.as_u128());
        let lines = lines(&tree(), words, closed, &user);
        lines.into_iter().map(|line| line.name).collect()
    }

    #[test]
    fn shows_what_is_open() {
        assert_eq!(names("", &[]), ["IT", "ネットワーク", "VPN", "PC", "総務"]);
        assert_eq!(names("", &[2]), ["IT", "ネットワーク", "PC", "総務"]);
        assert_eq!(names("", &[1, 2]), ["IT", "総務"]);
    }

    #[test]
    fn a_search_shows_the_way_to_what_it_finds() {
        assert_eq!(names("ｖｐｎ", &[1]), ["IT", "ネットワーク", "VPN"]);
        assert_eq!(names("ねっと わーく", &[]), ["IT", "ネットワーク"]);
        assert!(names("印刷", &[]).is_empty());
    }
}
