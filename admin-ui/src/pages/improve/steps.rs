//! What becomes of an item: its state and whose it is.

use super::work::Work;
use crate::draw::Draw;
use crate::{
    lang::t,
    ui::{Icon, icon},
};
use kotae_shared::api::improve::{ImproveState, Person, limits};
use leptos::{html::Input, prelude::*};

/// The buttons.
pub(super) fn steps(work: Work, people: StoredValue<Vec<Person>>) -> AnyView {
    let step = move |state: ImproveState, text: &'static str| {
        view! {
            <button
                type="button"
                class="button small"
                aria-pressed=move || (work.handling.get().state == state).to_string()
                on:click=move |_| work.become_of(state)
            >
                {text}
            </button>
        }
    };
    let assigned = move |event: web_sys::Event| work.assign(event_target_value(&event).parse().ok());
    let options = people.with_value(|people| {
        let option = |person: &Person| {
            let (id, name) = (person.id, person.name.clone());
            let chosen = move || work.handling.get().assignee == Some(id);
            view! { <option value=id.to_string() prop:selected=chosen>{name}</option> }
        };
        people.iter().map(option).collect_view()
    });
    let draft = work.is_group.then(|| {
        view! {
            <button type="button" class="button small" disabled=work.busy on:click=move |_| work.draft()>
                {icon(Icon::Plus)}
                {t("この質問で FAQ を作る", "Make an entry from this question")}
            </button>
        }
    });
    let dealt_with = move || {
        let state = work.handling.get().state;
        let pressed = matches!(state, ImproveState::Waiting | ImproveState::Done);
        view! {
            <button
                type="button"
                class="button small"
                aria-pressed=pressed.to_string()
                on:click=move |_| work.become_of(ImproveState::Done)
            >
                {t("対応した", "Dealt with")}
            </button>
        }
    };
    view! {
        <div class="form-actions">
            {draft}
            {dealt_with}
            {step(ImproveState::InProgress, t("対応中にする", "In progress"))}
            {step(ImproveState::New, t("未対応に戻す", "Back to new"))}
            <select class="select small" aria-label=t("担当者", "Assignee") on:change=assigned>
                <option value="">{t("担当者なし", "Nobody’s")}</option>
                {options}
            </select>
        </div>
        {ignore(work)}
    }
    .draw()
}

/// Out of scope, with the reason, which has to be said.
fn ignore(work: Work) -> impl IntoView {
    let reason = RwSignal::new(work.handling.with_untracked(|handling| handling.reason.clone()));
    let input = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get()
            && work.asks_reason.get()
        {
            work.asks_reason.set(false);
            // It may be about to come into the page.
            request_animation_frame(move || {
                let _ = input.focus();
            });
        }
    });
    let none = move || reason.with(|reason| reason.trim().is_empty());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if !none() {
            work.ignore(reason.get_untracked());
        }
    };
    view! {
        <form class="form-actions" on:submit=send>
            <input
                class="input small improve-reason"
                type="text"
                node_ref=input
                aria-label=t("対象外にする理由", "Why it is out of scope")
                placeholder=t("対象外にする理由（例: 業務の質問ではない）", "Why it is out of scope, e.g. not about work")
                maxlength=limits::REASON.to_string()
                prop:value=reason
                on:input=move |event| reason.set(event_target_value(&event))
            />
            <button
                type="submit"
                class="button small"
                disabled=none
                aria-pressed=move || (work.handling.get().state == ImproveState::Ignored).to_string()
            >
                {t("対象外にする", "Out of scope")}
            </button>
        </form>
    }
    .draw()
}
