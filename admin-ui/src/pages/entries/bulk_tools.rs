//! The tools of the bar over the list: each makes a change of the selected entries.

use crate::draw::Draw;
use crate::{lang::t, ui::Choice};
use kotae_shared::api::{
    admin::{BulkEdit, limits},
    identity,
};
use leptos::prelude::*;

/// What stands for no category and for no owner.
pub(super) const NONE: &str = "none";

/// Chooses something, then a button carries it out: a list that acts at once cannot be used with a keyboard.
#[component]
pub(super) fn Chooser(
    busy: RwSignal<bool>,
    /// What the list is called.
    name: &'static str,
    /// What stands in it first.
    prompt: &'static str,
    /// What the button says.
    act: &'static str,
    choices: Signal<Vec<Choice>>,
    /// The change that a choice, [`NONE`] or nothing stands for.
    edit: fn(&str) -> BulkEdit,
    chosen: Callback<BulkEdit>,
) -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let options = move || {
        let option = |(id, name): Choice| view! { <option value=id>{name}</option> };
        choices.get().into_iter().map(option).collect_view()
    };
    view! {
        <span class="bulk-move">
            <select
                class="select small"
                aria-label=name
                on:change=move |event| wanted.set(event_target_value(&event))
            >
                <option value="">{prompt}</option>
                <option value=NONE>{t("（なし）", "(none)")}</option>
                {options}
            </select>
            {move || {
                let edit = wanted.with(|id| edit(id));
                (edit != BulkEdit::default())
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button small"
                                disabled=busy
                                on:click=move |_| chosen.run(edit.clone())
                            >
                                {act}
                            </button>
                        }
                    })
            }}
        </span>
    }
    .draw()
}

/// A keyword that all get or lose.
#[component]
pub(super) fn Keyword(busy: RwSignal<bool>, chosen: Callback<BulkEdit>) -> impl IntoView {
    let word = RwSignal::new(String::new());
    let none = move || busy.get() || word.with(|word| word.trim().is_empty());
    let add = move |_| {
        chosen.run(BulkEdit {
            add_keywords: vec![word.get_untracked()],
            ..BulkEdit::default()
        });
    };
    let remove = move |_| {
        chosen.run(BulkEdit {
            remove_keywords: vec![word.get_untracked()],
            ..BulkEdit::default()
        });
    };
    view! {
        <span class="bulk-move">
            <input
                class="input small"
                aria-label=t("キーワード", "Keyword")
                placeholder=t("キーワード", "Keyword")
                maxlength=limits::PHRASE
                prop:value=word
                on:input=move |event| word.set(event_target_value(&event))
            />
            <button type="button" class="button small" disabled=none on:click=add>
                {t("足す", "Add")}
            </button>
            <button type="button" class="button small" disabled=none on:click=remove>
                {t("外す", "Remove")}
            </button>
        </span>
    }
    .draw()
}

/// The groups that all are for.
#[component]
pub(super) fn Audience(busy: RwSignal<bool>, chosen: Callback<BulkEdit>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let groups = move || -> Vec<String> {
        text.with(|text| {
            text.split([',', '、', '，'])
                .map(str::trim)
                .filter(|group| !group.is_empty())
                .map(str::to_owned)
                .collect()
        })
    };
    let none = move || busy.get() || groups().is_empty();
    let send = move |audience| {
        chosen.run(BulkEdit {
            audience: Some(audience),
            ..BulkEdit::default()
        });
    };
    view! {
        <span class="bulk-move">
            <input
                class="input small"
                aria-label=t("見られる人（グループ）", "Who may see them (groups)")
                placeholder=t("見られる人（グループ）", "Who may see them (groups)")
                maxlength=(identity::limits::GROUP + 2) * 4
                prop:value=text
                on:input=move |event| text.set(event_target_value(&event))
            />
            <button type="button" class="button small" disabled=none on:click=move |_| send(untrack(groups))>
                {t("だけにする", "Only them")}
            </button>
            <button type="button" class="button small" disabled=busy on:click=move |_| send(Vec::new())>
                {t("全員にする", "Everybody")}
            </button>
        </span>
    }
    .draw()
}
