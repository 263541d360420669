//! The tree of categories: add, rename, move, order, delete.

mod form;
mod row;
mod tree;

pub(crate) use tree::Tree;

use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::{App, app},
    dom,
    lang::t,
    remote::Remote,
    ui::{self, Icon, PageHead, icon},
};
use form::Form;
use kotae_shared::api::admin::{Category, CategoryEdit};
use leptos::{prelude::*, task::spawn_local};
use row::Row;
use uuid::Uuid;

/// Which form is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    /// A new category below this one, or at the top.
    New(Option<Uuid>),
    /// A change of this one.
    Change(Uuid),
}

/// What rows and forms share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Page {
    app: App,
    list: Remote<Vec<Category>>,
    open: RwSignal<Option<Open>>,
    busy: RwSignal<bool>,
    /// What gets the focus once the list is drawn anew.
    focus: StoredValue<Option<String>>,
}

impl Page {
    /// Opens a form, or closes the open one.
    fn show(self, open: Option<Open>) {
        self.open.set(open);
        if open.is_some() {
            dom::focus_soon("#field-name");
        }
    }

    /// After a change: draws the list anew and gives the focus to `selector`.
    fn changed(self, selector: String) {
        self.focus.set_value(Some(selector));
        self.list.reload();
        self.app.refresh();
    }

    /// Moves a category among its siblings.
    fn place(self, category: Category, position: u32, selector: String) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let edit = CategoryEdit {
            name: category.name,
            parent: category.parent,
            position: Some(position),
        };
        spawn_local(async move {
            let result: Result<Category, Failure> =
                api::put(&format!("categories/{}", category.id), &edit).await;
            self.busy.set(false);
            match result {
                Ok(_) => self.changed(selector),
                Err(failure) => self.app.fail(&failure),
            }
        });
    }
}

/// The page.
#[component]
pub(crate) fn Categories() -> impl IntoView {
    let page = Page {
        app: app(),
        list: Remote::new(|| "categories".into()),
        open: RwSignal::new(None),
        busy: RwSignal::new(false),
        focus: StoredValue::new(None),
    };
    Effect::new(move |_| {
        if page.list.get().is_some()
            && let Some(selector) = page.focus.try_update_value(Option::take).flatten()
        {
            request_animation_frame(move || {
                if !dom::focus(&selector) {
                    dom::focus("h1");
                }
            });
        }
    });
    let tree = Memo::new(move |_| page.list.get().map(Tree::from).unwrap_or_default());
    let user = page.app.session_now().user;
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
    let body = move |list: Vec<Category>| {
        let none = list.is_empty();
        let rows = list
            .into_iter()
            .map(|category| view! { <Row category=category tree=tree page=page/> });
        let rows = rows.collect_view();
        let at_top = move || {
            (page.open.get() == Some(Open::New(None)))
                .then(|| view! { <li><Form open=Open::New(None) tree=tree page=page/></li> })
        };
        let nothing = move || {
            (none && page.open.get().is_none()).then(|| {
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
            <ul class="tree" class:bare=none>{rows} {at_top}</ul>
        }
        .draw()
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
            {page.list.view(body)}
        </div>
    }
    .draw()
}
