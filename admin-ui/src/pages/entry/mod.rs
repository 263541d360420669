//! An entry's editor: form at the left, what visitors will see at the right.

mod autosave;
mod draft;
mod editor;
mod files;
mod follow_up;
pub(crate) mod history;
mod markdown;
mod meeting;
mod merge;
mod presence;
mod preview;
mod related;
mod review;
mod saving;
mod settings;
mod sources;
mod toolbar;

use crate::draw::Draw;
use crate::{
    app::app,
    lang::t,
    pages::{categories::Tree, entries},
    place,
    remote::Remote,
    ui::{Icon, icon},
};
use draft::Draft;
pub(crate) use draft::{moment, of_entry};
use editor::Editor;
pub(crate) use history::{Compared, HistoryPage};
use kotae_shared::api::admin::{Category, Entry, EntryEdit};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use uuid::Uuid;

thread_local! {
    /// What the next new entry begins with. Not in the address: it may be what a visitor wrote.
    static BEGINNING: RefCell<Option<EntryEdit>> = const { RefCell::new(None) };
    /// The submission that it is made from.
    static SOURCE: Cell<Option<Uuid>> = const { Cell::new(None) };
}

/// Lets the next new entry begin with what is known of it; `source`: the submission that it is made from.
pub(crate) fn begin_with(edit: EntryEdit, source: Option<Uuid>) {
    BEGINNING.set(Some(edit));
    SOURCE.set(source);
}

/// The page, for an entry or for a new one (`entries/new?category=ID&title=TEXT`).
#[component]
pub(crate) fn EntryPage(
    /// `new`, or the id as it stands in the address.
    id: String,
) -> impl IntoView {
    let app = app();
    let categories = Remote::<Vec<Category>>::new(|| "categories".into());
    let tree = Memo::new(move |_| categories.get().map(Tree::from).unwrap_or_default());
    let people = entries::people::load();
    let body = if id == "new" {
        let named = || EntryEdit {
            category: app.parameter("category").and_then(|id| id.parse().ok()),
            title: app.parameter("title").unwrap_or_default(),
            ..EntryEdit::default()
        };
        let edit = BEGINNING.take().unwrap_or_else(|| untrack(named));
        let source = SOURCE.take();
        view! { <Editor draft=Draft::new(edit) entry=None source=source tree=tree people=people/> }.draw()
    } else {
        let entry = Remote::<Entry>::new(move || format!("entries/{id}"));
        entry.view(move |entry: Entry| {
            let draft = Draft::new(draft::of_entry(&entry));
            view! { <Editor draft=draft entry=Some(entry) source=None tree=tree people=people/> }.draw()
        })
    };
    // Who came from what to improve goes back there.
    let (back, name) = if untrack(|| app.parameter("from")).as_deref() == Some("improve") {
        ("improve".to_owned(), t("改善する", "To improve"))
    } else {
        (entries::last_address(), t("FAQ の一覧", "All entries"))
    };
    view! {
        <div class="page">
            <a class="back" href=place::href(&back)>
                {icon(Icon::Back)}
                {name}
            </a>
            {body}
        </div>
    }
    .draw()
}
