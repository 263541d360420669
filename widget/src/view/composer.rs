//! The input with its suggestions: the ARIA combobox with list autocomplete, no automatic selection.

use super::{
    icon::{SEARCH, SEND, icon},
    offers::marked,
};
use crate::{chat::Chat, ime::EnterGuard, knowledge::Offer, texts::fill};
use kotae_shared::api::widget::limits;
use leptos::{html, prelude::*};

/// The input, the send button and the list above them.
#[component]
pub(super) fn Composer() -> impl IntoView {
    let chat: Chat = expect_context();
    let input = NodeRef::<html::Input>::new();
    let guard = StoredValue::new(EnterGuard::default());
    let active = RwSignal::new(None::<usize>);
    let wanted = RwSignal::new(false);
    let found = Memo::new(move |_| chat.typed.with(|typed| chat.suggest(typed)));
    let shown = Memo::new(move |_| wanted.get() && found.with(|found| !found.is_empty()));
    let hide = move || {
        wanted.set(false);
        active.set(None);
    };

    let send = move || {
        let typed = chat.typed.get_untracked();
        hide();
        chat.typed.set(String::new());
        chat.ask(&typed);
    };
    let choose = move |offer: &Offer| {
        hide();
        chat.typed.set(String::new());
        chat.choose(offer, None, Vec::new());
    };
    let step = move |down: bool| {
        let count = found.with_untracked(Vec::len);
        active.update(|active| {
            *active = match (*active, down) {
                (None, true) => Some(0),
                (None, false) => Some(count - 1),
                (Some(at), true) => (at + 1 < count).then_some(at + 1),
                (Some(at), false) => at.checked_sub(1),
            }
        });
    };
    let key = move |event: web_sys::KeyboardEvent| {
        if guard
            .get_value()
            .is_composing(event.is_composing(), event.key_code())
        {
            return;
        }
        match (event.key().as_str(), shown.get_untracked()) {
            ("Enter", shown) => {
                let chosen = active.get_untracked().filter(|_| shown);
                match chosen.and_then(|at| found.with_untracked(|found| found.get(at).cloned())) {
                    Some(offer) => choose(&offer),
                    None => send(),
                }
            }
            ("ArrowDown", true) => step(true),
            ("ArrowUp", true) => step(false),
            ("ArrowDown", false) if found.with_untracked(|found| !found.is_empty()) => {
                wanted.set(true);
                step(true);
            }
            ("Escape", true) => {
                event.stop_propagation();
                hide();
            }
            _ => return,
        }
        event.prevent_default();
    };
    let typing = move |event: web_sys::Event| {
        chat.typed.set(event_target_value(&event));
        active.set(None);
        wanted.set(true);
    };

    Effect::new(move |before: Option<u32>| {
        let count = chat.focus.get();
        if count > before.unwrap_or(0)
            && let Some(input) = input.get_untracked()
        {
            // On a phone the keyboard would cover half of the chat before the visitor has seen it.
            if !chat.full.get_untracked() {
                let _ = input.focus();
            }
        }
        count
    });

    let options = move || {
        found
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, offer)| {
                let title = marked(&offer.title, &offer.marks);
                view! {
                    <li
                        id=["k-option-", &at.to_string()].concat()
                        role="option"
                        class="k-option"
                        aria-selected=move || if active.get() == Some(at) { "true" } else { "false" }
                        // The focus stays in the input.
                        on:mousedown=|event| event.prevent_default()
                        on:click=move |_| choose(&offer)
                    >
                        {icon(SEARCH)}
                        <span>{title}</span>
                    </li>
                }
            })
            .collect_view()
    };
    let placeholder = move || chat.text(|settings| &settings.texts.placeholder, chat.words().placeholder);
    let announced = move || {
        let count = found.with(Vec::len);
        shown
            .get()
            .then(|| fill(chat.words().suggestions_shown, &count.to_string()))
    };

    view! {
        <div class="k-composer">
            <ul
                id="k-options"
                class="k-options"
                role="listbox"
                aria-label=move || chat.words().suggestions
                hidden=move || !shown.get()
            >
                {options}
            </ul>
            <div class="k-field">
                <input
                    class="k-input"
                    type="text"
                    role="combobox"
                    aria-autocomplete="list"
                    aria-haspopup="listbox"
                    aria-controls="k-options"
                    aria-expanded=move || if shown.get() { "true" } else { "false" }
                    aria-activedescendant=move || {
                        active.get().filter(|_| shown.get()).map(|at| ["k-option-", &at.to_string()].concat())
                    }
                    aria-label=move || chat.words().input
                    placeholder=placeholder
                    autocomplete="off"
                    autocapitalize="off"
                    enterkeyhint="send"
                    maxlength=limits::QUESTION.to_string()
                    disabled=move || !chat.published.get()
                    prop:value=move || chat.typed.get()
                    node_ref=input
                    on:input=typing
                    on:keydown=key
                    on:compositionstart=move |_| guard.update_value(|guard| guard.composition(true))
                    on:compositionend=move |_| guard.update_value(|guard| guard.composition(false))
                    on:blur=move |_| hide()
                />
                <button
                    type="button"
                    class="k-send"
                    aria-label=move || chat.words().send
                    title=move || chat.words().send
                    disabled=move || chat.typed.with(|typed| typed.trim().is_empty())
                    on:click=move |_| {
                        send();
                        chat.focus_input();
                    }
                >
                    {icon(SEND)}
                </button>
            </div>
            <div class="k-sr" role="status">
                {announced}
            </div>
        </div>
    }
}
