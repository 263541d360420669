//! The chat as one sees it.

mod answer_card;
mod composer;
mod contact;
mod header;
mod icon;
mod offers;
mod transcript;

use crate::chat::{Chat, Phase};
use composer::Composer;
use header::Header;
use leptos::prelude::*;
use transcript::Transcript;

/// The whole chat.
#[component]
pub(crate) fn Panel(chat: Chat) -> impl IntoView {
    provide_context(chat);
    let escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && !chat.is_page && !chat.is_preview {
            chat.close();
        }
    };
    view! {
        <div class="k-panel" on:keydown=escape>
            <Header />
            {move || match chat.phase.get() {
                Phase::Loading => view! {
                    <div class="k-wait">
                        <Dots />
                    </div>
                }
                .into_any(),
                Phase::Failed => view! { <StartFailed /> }.into_any(),
                Phase::Ready => view! {
                    <Transcript />
                    <Composer />
                }
                .into_any(),
            }}
        </div>
    }
}

#[component]
fn StartFailed() -> impl IntoView {
    let chat: Chat = expect_context();
    view! {
        <div class="k-wait" role="alert">
            <p>{move || chat.words().start_failed}</p>
            <button type="button" class="k-button" on:click=move |_| chat.load()>
                {move || chat.words().retry}
            </button>
        </div>
    }
}

/// Three dots: something is awaited. They appear only when it takes a moment.
#[component]
pub(crate) fn Dots() -> impl IntoView {
    view! {
        <span class="k-dots" aria-hidden="true">
            <i></i>
            <i></i>
            <i></i>
        </span>
    }
}
