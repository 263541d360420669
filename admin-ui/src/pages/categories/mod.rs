//! The tree of categories: add, rename, arrange, merge, delete.

mod arrange;
mod drag;
mod form;
mod keys;
mod lines;
mod merge;
mod rename;
mod row;
mod tree;

pub(crate) use tree::Tree;

use crate::draw::Draw;
use crate::{
    api::Query,
    app::{App, app},
    dom,
    lang::t,
    remote::Remote,
    ui::{self, Icon, PageHead, SaveShown, Search, icon, shown_now},
};
use arrange::{Arranging, UndoBar};
use drag::Drag;
use form::Form;
use kotae_shared::api::admin::{Category, limits};
use leptos::prelude::*;
use lines::{Lines, Opened};
use row::Row;
use std::rc::Rc;
use uuid::Uuid;

/// Which form is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    /// A new category below this one, or at the top.
    New(Option<Uuid>),
    /// Another name for this one.
    Rename(Uuid),
    /// Another home for this one.
    Move(Uuid),
    /// This one goes into another one.
    Merge(Uuid),
}

/// What rows and forms share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Page {
    app: App,
    list: Remote<Vec<Category>>,
    /// What is shown: what was loaded last, with the moves that are on their way to the server.
    tree: RwSignal<Tree>,
    arranging: Arranging,
    drag: Drag,
    opened: Opened,
    open: RwSignal<Option<Open>>,
    busy: RwSignal<bool>,
    /// What gets the focus once the list is drawn anew.
    focus: StoredValue<Option<String>>,
}

impl Page {
    /// Opens a form, or closes the open one.
    fn show(self, open: Option<Open>) {
        self.open.set(open);
        match open {
            Some(Open::New(_)) => dom::focus_soon("#field-name"),
            Some(Open::Rename(_)) => dom::focus_soon(".tree-rename input"),
            Some(Open::Move(_)) => dom::focus_soon("#field-parent"),
            Some(Open::Merge(_)) => dom::focus_soon("#field-into"),
            None => {}
        }
    }

    /// Closes the open form; the focus goes back to its category.
    fn close(self) {
        let of = match self.open.get_untracked() {
            Some(Open::New(Some(id)) | Open::Rename(id) | Open::Move(id) | Open::Merge(id)) => Some(id),
            _ => None,
        };
        self.show(None);
        if let Some(id) = of {
            request_animation_frame(move || {
                dom::focus(&handle(id));
            });
        }
    }

    /// After a change: draws the list anew and gives the focus to `selector`.
    fn changed(self, selector: String) {
        self.focus.set_value(Some(selector));
        self.list.reload();
        self.app.refresh();
    }
}

/// What the focus is on when a category has it.
fn handle(id: Uuid) -> String {
    format!("[data-handle='{id}']")
}

/// The page.
#[component]
pub(crate) fn Categories() -> impl IntoView {
    let list = Remote::<Vec<Category>>::new(|| "categories".into());
    let page = Page {
        app: app(),
        list,
        tree: RwSignal::new(Tree::default()),
        arranging: Arranging::new(),
        drag: Drag::new(),
        opened: Opened::new(),
        open: RwSignal::new(None),
        busy: RwSignal::new(false),
        focus: StoredValue::new(None),
    };
    let app = page.app;
    Effect::new(move |_| {
        let Some(list) = list.get() else { return };
        page.opened.begin(list.len());
        page.tree.set(Tree::from(list));
        if let Some(selector) = page.focus.try_update_value(Option::take).flatten() {
            request_animation_frame(move || {
                if !dom::focus(&selector) {
                    dom::focus("h1");
                }
            });
        }
    });
    keys::listen(page);
    Effect::new(move |_| {
        if app.parameter("new").is_some() {
            page.show(Some(Open::New(None)));
        }
    });
    let user = app.session_now().user;
    // One who is limited to some categories adds below those alone.
    let at_root = Tree::default().is_open_to(&user, None);
    let add = move || {
        at_root.then(|| {
            view! {
                <button type="button" class="button primary" on:click=move |_| page.show(Some(Open::New(None)))>
                    {icon(Icon::Plus)}
                    {t("カテゴリーを追加", "Add a category")}
                </button>
            }
        })
    };
    let words = Memo::new(move |_| app.parameter("q").unwrap_or_default());
    let go = Callback::new(move |q: String| app.swap(&Query::default().with("q", q).on("categories")));
    let lines = Lines::new(page, words);
    // Once it is there it is drawn row by row: what is loaded anew changes the rows that differ.
    let loaded = Memo::new(move |before: Option<&bool>| before == Some(&true) || list.get().is_some());
    let none = Memo::new(move |_| page.tree.with(|tree| tree.all().is_empty()));
    let body = move || {
        let at_top = move || {
            (page.open.get() == Some(Open::New(None)))
                .then(|| view! { <li><Form parent=None page=page/></li> })
        };
        let nothing = move || {
            (none.get() && page.open.get().is_none()).then(|| {
                ui::empty(
                    Icon::Folder,
                    t("カテゴリーはまだありません", "There are no categories yet"),
                    t(
                        "カテゴリーを作ると、FAQ を整理でき、利用者が分類から探せるようになります。",
                        "Categories keep the entries in order, and visitors can browse by them.",
                    ),
                    add(),
                )
            })
        };
        view! {
            {nothing}
            {move || lines.nothing_found()}
            <ul
                class="tree"
                class:bare=move || lines.shown.with(Vec::is_empty)
                class:dragging=move || page.drag.is_on()
                aria-label=t("カテゴリーの一覧", "The categories")
            >
                {at_top}
                <For each=move || lines.shown.get() key=Clone::clone let:line>
                    <Row line=line page=page/>
                </For>
            </ul>
            {move || lines.more()}
        }
        .draw()
    };
    let tools = move || {
        (!none.get()).then(|| {
            view! {
                <div class="filters">
                    <Search
                        id="search"
                        value=words.into()
                        go=go
                        label=t("カテゴリーを探す", "Search the categories")
                        placeholder=t("カテゴリーの名前", "A category's name")
                        max=limits::SEARCH
                    />
                    {move || lines.toggle_all()}
                    <SaveShown name="categories" table=Rc::new(move || shown_now(lines.table()))/>
                </div>
                <p class="page-lead small" id="tree-help">
                    {t(
                        "つまみをドラッグするか、Alt と矢印キーで並べ替えます（→ で一つ上のカテゴリーの中へ、← で外へ）。この順番でチャットに出ます。",
                        "Drag a row by its handle, or press Alt and an arrow key (→ moves it into the one above, ← out of it). The chat shows this order.",
                    )}
                </p>
            }
        })
    };
    view! {
        <div class="page narrow">
            <PageHead title=t("カテゴリー", "Categories")>{add()}</PageHead>
            <p class="page-lead">
                {t(
                    "FAQ を分類します。利用者はチャットの最初の画面から分類をたどれます。",
                    "Categories sort the entries. Visitors can browse by them in the chat.",
                )}
            </p>
            {tools}
            <p class="unseen" role="status">{move || page.arranging.said()}</p>
            {move || if loaded.get() { body() } else { list.view(|_| ().draw()) }}
            <UndoBar page=page/>
        </div>
    }
    .draw()
}
