//! What narrows a list, beside its search.

use crate::draw::Draw;
use crate::{
    lang::t,
    place,
    ui::{Icon, icon},
};
use leptos::prelude::*;

/// One of some choices. The first is what nothing chosen is called, with an empty name.
#[component]
pub(crate) fn PickFilter(
    label: &'static str,
    /// Each choice's name in the address and on the screen.
    #[prop(into)]
    choices: Signal<Vec<(String, String)>>,
    /// The name of what is chosen now.
    #[prop(into)]
    value: Signal<String>,
    /// Hears the name of what was chosen.
    #[prop(into)]
    go: Callback<String>,
) -> impl IntoView {
    let option = move |(key, name): (String, String)| {
        let own = key.clone();
        view! {
            <option value=key prop:selected=move || value.with(|value| *value == own)>
                {name}
            </option>
        }
    };
    view! {
        <select
            class="select"
            aria-label=label
            class:chosen=move || value.with(|value| !value.is_empty())
            on:change=move |event| go.run(event_target_value(&event))
        >
            {move || choices.get().into_iter().map(option).collect_view()}
        </select>
    }
    .draw()
}

/// The first day or the last one, as `2026-11-22`; empty: any.
#[component]
pub(crate) fn DayFilter(
    /// What is read aloud.
    label: &'static str,
    /// What stands before it.
    name: &'static str,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] go: Callback<String>,
) -> impl IntoView {
    view! {
        <label class="day-filter">
            <span>{name}</span>
            <input
                class="input"
                type="date"
                aria-label=label
                prop:value=value
                on:change=move |event| go.run(event_target_value(&event))
            />
        </label>
    }
    .draw()
}

/// Leads to the list without filters, while there are any.
pub(crate) fn clear_filters(
    narrow: impl Fn() -> bool + Send + Sync + 'static,
    to: impl Fn() -> String + Send + Sync + 'static,
) -> AnyView {
    let narrow = Memo::new(move |_| narrow());
    let to = StoredValue::new(to);
    let link = move || {
        narrow.get().then(|| {
            view! {
                <a class="button plain small" href=move || place::href(&to.with_value(|to| to()))>
                    {icon(Icon::Close)}
                    {t("絞り込みを外す", "Clear")}
                </a>
            }
        })
    };
    link.draw()
}

/// The choices of a [`PickFilter`], from names that the program knows.
pub(crate) fn picks(list: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(key, text): &(&str, &str)| ((*key).to_owned(), (*text).to_owned());
    list.iter().map(pair).collect()
}
