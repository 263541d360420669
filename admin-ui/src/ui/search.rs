//! A search that follows typing.

use super::{Icon, icon};
use crate::draw::Draw;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How long typing must rest before the list follows.
const REST: Duration = Duration::from_millis(200);

/// The input, with the key that reaches it.
#[component]
pub(crate) fn Search(
    /// The element's id, for the `/` key.
    id: &'static str,
    /// What is searched for now.
    value: Signal<String>,
    /// Hears what to search for: after a rest, or at once with Enter.
    go: Callback<String>,
    label: &'static str,
    placeholder: &'static str,
    /// The most characters.
    max: usize,
) -> impl IntoView {
    let typed = RwSignal::new(value.get_untracked());
    // It may change without typing: Back, or "clear".
    Effect::new(move |_| {
        let wanted = value.get();
        if typed.with_untracked(|typed| typed.trim() != wanted) {
            typed.set(wanted);
        }
    });
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let search = move || {
        let wanted = typed.get_untracked().trim().to_owned();
        if value.with_untracked(|value| *value != wanted) {
            go.run(wanted);
        }
    };
    let stop_waiting = move || {
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    let search_soon = move || {
        stop_waiting();
        waiting.set_value(set_timeout_with_handle(search, REST).ok());
    };
    on_cleanup(stop_waiting);
    view! {
        <div class="search">
            {icon(Icon::Search)}
            <input
                class="input"
                id=id
                type="search"
                autocomplete="off"
                spellcheck="false"
                maxlength=max
                aria-label=label
                placeholder=placeholder
                prop:value=typed
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    // Kana on their way to kanji would only make the list flicker.
                    if !event.unchecked_into::<web_sys::InputEvent>().is_composing() {
                        search_soon();
                    }
                }
                on:compositionend=move |_| search_soon()
                on:keydown=move |event| {
                    if event.key() == "Enter" && !event.is_composing() {
                        stop_waiting();
                        search();
                    }
                }
            />
            <kbd aria-hidden="true">"/"</kbd>
        </div>
    }
    .draw()
}
