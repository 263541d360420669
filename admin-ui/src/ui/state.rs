//! Loading, empty, failed and busy.

use super::{Faults, Icon, icon};
use crate::draw::Draw;
use crate::{api::Failure, lang::t};
use leptos::prelude::*;

/// Something is on its way to the server.
pub(crate) type Busy = RwSignal<bool>;

/// Grey lines, which appear only when loading takes longer than a blink.
pub(crate) fn skeleton(lines: usize) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="unseen">{t("読み込み中", "Loading")}</span>
            {(0..lines).map(|_| view! { <i></i> }).collect_view()}
        </div>
    }
    .draw()
}

/// What went wrong, and a button to try again.
pub(crate) fn failed(failure: &Failure, retry: impl Fn() + 'static) -> AnyView {
    view! {
        <div class="empty" role="alert">
            {icon(Icon::Alert)}
            <h2>{t("読み込めませんでした", "This could not be loaded")}</h2>
            <p>{failure.message()}</p>
            <div class="form-actions">
                <button type="button" class="button" on:click=move |_| retry()>
                    {t("もう一度試す", "Try again")}
                </button>
            </div>
        </div>
    }
    .draw()
}

/// Nothing is here: why, and what to do first.
pub(crate) fn empty(
    mark: Icon,
    title: &'static str,
    text: impl Into<String>,
    actions: impl IntoView + 'static,
) -> impl IntoView {
    view! {
        <div class="empty">
            {icon(mark)}
            <h2>{title}</h2>
            <p>{text.into()}</p>
            <div class="form-actions">{actions.draw()}</div>
        </div>
    }
    .draw()
}

/// A sentence that stays on the page. `tone` is `good`, `warn`, `bad` or empty.
pub(crate) fn note(tone: &'static str, body: impl IntoView + 'static) -> impl IntoView {
    let mark = match tone {
        "good" => Icon::Check,
        "warn" | "bad" => Icon::Alert,
        _ => Icon::Info,
    };
    let role = (tone == "bad").then_some("alert");
    view! {
        <div class=format!("note {tone}") role=role>
            {icon(mark)}
            <div class="note-body">{body.draw()}</div>
        </div>
    }
    .draw()
}

/// The button that sends a form, with the form's fault above it.
#[component]
pub(crate) fn Submit(
    label: &'static str,
    busy: Busy,
    faults: Faults,
    /// Nothing to send yet.
    #[prop(optional, into)]
    idle: Option<Signal<bool>>,
) -> impl IntoView {
    let idle = move || idle.is_some_and(|idle| idle.get());
    view! {
        {move || faults.rest().map(|text| note("bad", text))}
        <button
            type="submit"
            class="button primary"
            disabled=move || busy.get() || idle()
            aria-busy=move || busy.get().then_some("true")
        >
            <span>{label}</span>
        </button>
    }
    .draw()
}
