//! The forms for a new category, and for another home of one.

use super::{Page, handle};
use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    lang::t,
    ui::{Choice, Faults, SelectInput, TextInput, note},
};
use kotae_shared::api::{
    admin::{Category, CategoryEdit, limits},
    categories::CategoryPlace,
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// Where a category can lie: a new one, or the one with this id.
fn homes(page: Page, id: Option<Uuid>) -> Signal<Vec<Choice>> {
    let user = StoredValue::new(page.app.session_now().user);
    Signal::derive(move || {
        page.tree.with(|tree| {
            let open = |home: Option<Uuid>| user.with_value(|user| tree.is_open_to(user, home));
            let top = open(None).then(|| (String::new(), t("（いちばん上）", "(top level)").to_owned()));
            let homes = tree.homes_for(id).into_iter().filter(|home| open(Some(home.id)));
            top.into_iter()
                .chain(homes.map(|home| tree.choice(home)))
                .collect()
        })
    })
}

/// A new category, below `parent` at first.
#[component]
pub(super) fn Form(parent: Option<Uuid>, page: Page) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let home = RwSignal::new(parent.map(|id| id.to_string()).unwrap_or_default());
    let (faults, busy) = (Faults::new(), page.busy);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        faults.clear();
        busy.set(true);
        let edit = CategoryEdit {
            name: name.get_untracked(),
            parent: home.with_untracked(|id| id.parse().ok()),
            position: None,
        };
        spawn_local(async move {
            let result: Result<Category, Failure> = api::post("categories", &edit).await;
            busy.set(false);
            match result {
                Ok(saved) => {
                    page.show(None);
                    if let Some(parent) = saved.parent {
                        page.opened.set(parent, true);
                    }
                    page.changed(handle(saved.id));
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    view! {
        <form class="tree-form" novalidate on:submit=submit on:keydown=move |event| leave(page, &event)>
            <TextInput
                name="name"
                label=t("名前", "Name")
                value=name
                faults=faults
                max=limits::CATEGORY
            />
            <SelectInput
                name="parent"
                label=t("上のカテゴリー", "Inside")
                value=home
                faults=faults
                choices=homes(page, None)
            />
            {actions(page, t("追加する", "Add"))}
            {move || {
                let rest = faults.rest()?;
                // The sentence about the fields stands at the fields.
                (faults.of("name").is_none() && faults.of("parent").is_none()).then(|| note("bad", rest))
            }}
        </form>
    }
    .draw()
}

/// Another home for a category, from a list: what dragging does, for whom it is too far.
#[component]
pub(super) fn MoveForm(id: Uuid, page: Page) -> impl IntoView {
    let parent = page
        .tree
        .with_untracked(|tree| tree.find(id).and_then(|one| one.parent));
    let home = RwSignal::new(parent.map(|id| id.to_string()).unwrap_or_default());
    let faults = Faults::new();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let parent = home.with_untracked(|id| id.parse().ok());
        page.show(None);
        page.put(id, CategoryPlace { parent, before: None });
    };
    view! {
        <form class="tree-form" novalidate on:submit=submit on:keydown=move |event| leave(page, &event)>
            <SelectInput
                name="parent"
                label=t("移動先（その中の最後に入ります）", "Move to (as the last in it)")
                value=home
                faults=faults
                choices=homes(page, Some(id))
            />
            {actions(page, t("移動する", "Move"))}
        </form>
    }
    .draw()
}

fn leave(page: Page, event: &web_sys::KeyboardEvent) {
    if event.key() == "Escape" && !event.is_composing() {
        page.close();
    }
}

fn actions(page: Page, act: &'static str) -> AnyView {
    let busy = page.busy;
    view! {
        <div class="form-actions">
            <button
                type="submit"
                class="button primary"
                disabled=busy
                aria-busy=move || busy.get().then_some("true")
            >
                <span>{act}</span>
            </button>
            <button type="button" class="button" on:click=move |_| page.close()>
                {t("キャンセル", "Cancel")}
            </button>
        </div>
    }
    .draw()
}
