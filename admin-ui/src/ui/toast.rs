//! Short messages at the bottom, read out by screen readers.

use super::{Icon, icon};
use crate::draw::Draw;
use crate::{
    api::Failure,
    app::{App, app},
    lang::t,
};
use kotae_shared::api::problem::ProblemCode;
use leptos::prelude::*;
use std::time::Duration;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toast {
    number: u32,
    text: String,
    bad: bool,
}

/// How long a message stays. Bad ones stay until they are closed.
const SHOWN: Duration = Duration::from_secs(6);

impl App {
    /// Says that something was done.
    pub(crate) fn say(self, text: impl Into<String>) {
        self.toast(text.into(), false);
    }

    /// Says what went wrong.
    pub(crate) fn complain(self, text: impl Into<String>) {
        self.toast(text.into(), true);
    }

    /// Says that something went wrong, unless the reader is being asked to sign in again anyway.
    pub(crate) fn fail(self, failure: &Failure) {
        if failure.code() != Some(ProblemCode::SignInRequired) {
            self.toast(failure.message(), true);
        }
    }

    fn toast(self, text: String, bad: bool) {
        let number = self
            .toasts
            .with_untracked(|all| all.last().map_or(0, |last| last.number + 1));
        self.toasts.update(|all| {
            // The same sentence twice is noise.
            all.retain(|other| other.text != text);
            all.push(Toast { number, text, bad });
            let surplus = all.len().saturating_sub(3);
            all.drain(..surplus);
        });
        if !bad {
            set_timeout(move || self.close_toast(number), SHOWN);
        }
    }

    fn close_toast(self, number: u32) {
        self.toasts
            .update(|all| all.retain(|toast| toast.number != number));
    }
}

/// Where messages appear.
#[component]
pub(crate) fn ToastHost() -> impl IntoView {
    let app = app();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || app.toasts.get() key=|toast| toast.number let:toast>
                <div class="toast" class:bad=toast.bad>
                    <span>{toast.text}</span>
                    <button
                        type="button"
                        class="button plain small icon"
                        aria-label=t("閉じる", "Close")
                        on:click=move |_| app.close_toast(toast.number)
                    >
                        {icon(Icon::Close)}
                    </button>
                </div>
            </For>
        </div>
    }
    .draw()
}
