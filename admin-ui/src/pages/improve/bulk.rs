//! What can be done to the selected items at once.

use super::selection::Selection;
use crate::draw::Draw;
use crate::{
    api,
    app::app,
    lang::{self, number, t},
    remote::Remote,
};
use kotae_shared::{
    Lang,
    api::{
        admin::BulkResult,
        improve::{ImproveBulk, ImprovePage, ImproveRef, ImproveState, Person, limits},
    },
};
use leptos::{prelude::*, task::spawn_local};

/// What stands for nobody.
const NOBODY: &str = "none";

/// The line above the list: how many there are, or what to do with those that are selected.
#[component]
pub(super) fn Bar(
    page: Remote<ImprovePage>,
    total: u32,
    /// The items of this page.
    shown: Vec<ImproveRef>,
    people: StoredValue<Vec<Person>>,
    selection: Selection,
) -> impl IntoView {
    let app = app();
    let busy = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    let act = move |mut edit: ImproveBulk| {
        edit.items = selection.items();
        busy.set(true);
        spawn_local(async move {
            match api::post::<BulkResult>("improve/bulk", &edit).await {
                Ok(result) => {
                    selection.clear();
                    app.say(changed(result.changed));
                }
                Err(failure) => app.fail(&failure),
            }
            // A conflict too: what is shown is old.
            page.reload();
            busy.try_set(false);
        });
    };
    let state = move |state: ImproveState, text: &'static str| {
        view! {
            <button
                type="button"
                class="button small"
                disabled=busy
                on:click=move |_| {
                    act(ImproveBulk {
                        state: Some(state),
                        ..ImproveBulk::default()
                    });
                }
            >
                {text}
            </button>
        }
    };
    let assignee = RwSignal::new(String::new());
    let options = move || {
        people.with_value(|people| {
            let option =
                |one: &Person| view! { <option value=one.id.to_string()>{one.name.clone()}</option> };
            people.iter().map(option).collect_view()
        })
    };
    let assign = move |_| {
        let wanted = assignee.get_untracked();
        act(ImproveBulk {
            assignee: wanted.parse().ok(),
            clear_assignee: wanted == NOBODY,
            ..ImproveBulk::default()
        });
    };
    let ignore = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        act(ImproveBulk {
            state: Some(ImproveState::Ignored),
            reason: reason.get_untracked(),
            ..ImproveBulk::default()
        });
    };
    let none = move || busy.get() || reason.with(|reason| reason.trim().is_empty());
    let tools = move || {
        view! {
            {state(ImproveState::Done, t("対応した", "Dealt with"))}
            {state(ImproveState::InProgress, t("対応中にする", "In progress"))}
            {state(ImproveState::New, t("未対応に戻す", "Back to new"))}
            <span class="bulk-move">
                <select
                    class="select small"
                    aria-label=t("新しい担当者", "New assignee")
                    on:change=move |event| assignee.set(event_target_value(&event))
                >
                    <option value="">{t("担当者を変更…", "Change the assignee…")}</option>
                    <option value=NOBODY>{t("（なし）", "(none)")}</option>
                    {options()}
                </select>
                <button
                    type="button"
                    class="button small"
                    disabled=move || busy.get() || assignee.with(String::is_empty)
                    on:click=assign
                >
                    {t("変更する", "Change")}
                </button>
            </span>
            <form class="bulk-move" on:submit=ignore>
                <input
                    class="input small"
                    aria-label=t("対象外にする理由", "Why they are out of scope")
                    placeholder=t("対象外にする理由", "Why out of scope")
                    maxlength=limits::REASON.to_string()
                    prop:value=reason
                    on:input=move |event| reason.set(event_target_value(&event))
                />
                <button type="submit" class="button small" disabled=none>
                    {t("対象外にする", "Out of scope")}
                </button>
            </form>
            <button type="button" class="button plain small" on:click=move |_| selection.clear()>
                {t("選択を外す", "Clear the selection")}
            </button>
        }
    };
    let any = Memo::new(move |_| selection.count() > 0);
    let whole = shown.clone();
    let all = move || selection.has_all(&whole);
    let choose_all = move |event: web_sys::Event| selection.set(&shown, event_target_checked(&event));
    view! {
        <div class="bulk" class:active=any>
            <label class="improve-all">
                <input
                    type="checkbox"
                    aria-label=t("このページをすべて選択", "Select all on this page")
                    prop:checked=all
                    on:change=choose_all
                />
            </label>
            <p class="bulk-count" aria-live="polite">
                {move || if any.get() { selected(selection.count()) } else { found(total) }}
            </p>
            {move || any.get().then(tools)}
        </div>
    }
    .draw()
}

fn found(total: u32) -> String {
    match lang::current() {
        Lang::Ja => format!("{} 件", number(total)),
        Lang::En => format!("{} in the list", number(total)),
    }
}

fn selected(count: usize) -> String {
    let count = number(count as u32);
    match lang::current() {
        Lang::Ja => format!("{count} 件を選択中"),
        Lang::En => format!("{count} selected"),
    }
}

fn changed(count: u32) -> String {
    match lang::current() {
        _ if count == 0 => t("変わったものはありませんでした。", "Nothing had to be changed.").to_owned(),
        Lang::Ja => format!("{} 件を変更しました。", number(count)),
        Lang::En => format!("{} changed.", number(count)),
    }
}
