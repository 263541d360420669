//! An entry's editor: form at the left, what visitors will see at the right.

mod conflict;
mod draft;
mod editor;
mod preview;
mod settings;

use crate::{
    api,
    lang::t,
    pages::{categories::Tree, entries},
    place,
    remote::Remote,
    ui::{Icon, icon},
};
use draft::Draft;
use editor::Editor;
use kotae_shared::api::admin::{Category, Entry, EntryEdit};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page, for an entry or for a new one (`entries/new?category=ID&title=TEXT`).
#[component]
pub(crate) fn EntryPage() -> impl IntoView {
    let parameters = use_params_map();
    let id = Memo::new(move |_| parameters.with(|map| map.get("id").unwrap_or_default()));
    let categories = Remote::<Vec<Category>>::new(|| api::get("categories"));
    let tree = Memo::new(move |_| categories.get().map(Tree::from).unwrap_or_default());
    let query = use_query_map();
    let body = move || {
        let id = id.get();
        if id == "new" {
            let category = query
                .with_untracked(|map| map.get("category"))
                .and_then(|id| id.parse().ok());
            let title = query.with_untracked(|map| map.get("title")).unwrap_or_default();
            let draft = Draft::new(EntryEdit {
                category,
                title,
                ..EntryEdit::default()
            });
            return view! { <Editor draft=draft entry=None tree=tree/> }.into_any();
        }
        let entry = Remote::<Entry>::new(move || {
            let path = format!("entries/{id}");
            async move { api::get(&path).await }
        });
        let editor = move |entry: Entry| {
            let draft = Draft::new(draft::of_entry(&entry));
            view! { <Editor draft=draft entry=Some(entry) tree=tree/> }.into_any()
        };
        view! { {entry.view(editor)} }.into_any()
    };
    view! {
        <div class="page">
            <a class="back" href=place::href(&entries::last_address())>
                {icon(Icon::Back)}
                {t("FAQ の一覧", "All entries")}
            </a>
            {body}
        </div>
    }
}
