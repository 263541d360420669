//! A category's name, changed where it stands.

use super::{Page, handle};
use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    lang::t,
    ui::{Faults, Icon, icon},
};
use kotae_shared::api::{
    admin::{Category, limits},
    categories::CategoryName,
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// The input in the place of the name: Enter saves, Escape leaves it as it was.
#[component]
pub(super) fn Rename(id: Uuid, name: String, page: Page) -> impl IntoView {
    let before = name.clone();
    let name = RwSignal::new(name);
    let faults = Faults::new();
    let save = move || {
        if page.busy.get_untracked() {
            return;
        }
        let edit = CategoryName {
            name: name.get_untracked(),
        };
        if edit.name.trim() == before {
            return page.close();
        }
        faults.clear();
        page.busy.set(true);
        spawn_local(async move {
            let result: Result<Category, Failure> = api::put(&format!("categories/{id}/name"), &edit).await;
            page.busy.set(false);
            match result {
                Ok(saved) => {
                    page.show(None);
                    page.changed(handle(saved.id));
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let fault = move || {
        let text = faults.of("name").or_else(|| faults.rest())?;
        Some(view! {
            <p class="field-error" id="rename-error">
                {icon(Icon::Alert)}
                <span>{text}</span>
            </p>
        })
    };
    view! {
        <form
            class="tree-rename"
            novalidate
            on:submit=move |event: web_sys::SubmitEvent| {
                event.prevent_default();
                save();
            }
            on:keydown=move |event| {
                if event.key() == "Escape" && !event.is_composing() {
                    page.close();
                }
            }
        >
            <input
                class="input small"
                name="name"
                autocomplete="off"
                spellcheck="false"
                maxlength=limits::CATEGORY
                aria-label=t("カテゴリーの名前", "The category's name")
                aria-describedby="rename-error"
                aria-invalid=move || faults.of("name").map(|_| "true")
                prop:value=name
                on:input=move |event| {
                    name.set(event_target_value(&event));
                    faults.mended("name");
                }
            />
            <button type="submit" class="button small primary" disabled=page.busy>
                {t("保存する", "Save")}
            </button>
            <button type="button" class="button small" on:click=move |_| page.close()>
                {t("キャンセル", "Cancel")}
            </button>
            {fault}
        </form>
    }
    .draw()
}
