//! The form for a new category, or for renaming and moving one.

use super::{Open, Page, Tree};
use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    lang::t,
    ui::{Choice, Faults, SelectInput, TextInput, note},
};
use kotae_shared::api::admin::{Category, CategoryEdit, limits};
use leptos::{prelude::*, task::spawn_local};

/// The form, in the place of the row or behind its parent.
#[component]
pub(super) fn Form(open: Open, tree: Memo<Tree>, page: Page) -> impl IntoView {
    let (changed, parent) = match open {
        Open::New(parent) => (None, parent),
        Open::Change(id) => {
            let category = tree.with_untracked(|tree| tree.find(id).cloned());
            let parent = category.as_ref().and_then(|category| category.parent);
            (category, parent)
        }
    };
    let id = changed.as_ref().map(|category| category.id);
    let name = RwSignal::new(changed.map(|category| category.name).unwrap_or_default());
    let home = RwSignal::new(parent.map(|id| id.to_string()).unwrap_or_default());
    let (faults, busy) = (Faults::new(), page.busy);
    let homes = Signal::derive(move || {
        let mut choices: Vec<Choice> = vec![(String::new(), t("（いちばん上）", "(top level)").into())];
        tree.with(|tree| choices.extend(tree.homes_for(id).into_iter().map(|home| tree.choice(home))));
        choices
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let edit = CategoryEdit {
            name: name.get_untracked(),
            parent: home.with_untracked(|id| id.parse().ok()),
            // In another home it goes to the end.
            position: None,
        };
        spawn_local(async move {
            let result: Result<Category, Failure> = match id {
                Some(id) => api::put(&format!("categories/{id}"), &edit).await,
                None => api::post("categories", &edit).await,
            };
            busy.set(false);
            match result {
                Ok(saved) => {
                    page.show(None);
                    page.changed(format!("[data-edit='{}']", saved.id));
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let cancel = move || {
        page.show(None);
        if let Some(id) = id {
            let selector = format!("[data-edit='{id}']");
            request_animation_frame(move || {
                crate::dom::focus(&selector);
            });
        }
    };
    view! {
        <form
            class="tree-form"
            novalidate
            on:submit=submit
            on:keydown=move |event| {
                if event.key() == "Escape" && !event.is_composing() {
                    cancel();
                }
            }
        >
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
                choices=homes
            />
            <div class="form-actions">
                <button
                    type="submit"
                    class="button primary"
                    disabled=busy
                    aria-busy=move || busy.get().then_some("true")
                >
                    <span>{if id.is_some() { t("保存する", "Save") } else { t("追加する", "Add") }}</span>
                </button>
                <button type="button" class="button" on:click=move |_| cancel()>
                    {t("キャンセル", "Cancel")}
                </button>
            </div>
            {move || {
                let rest = faults.rest()?;
                // The sentence about the fields stands at the fields.
                (faults.of("name").is_none() && faults.of("parent").is_none()).then(|| note("bad", rest))
            }}
        </form>
    }
    .draw()
}
