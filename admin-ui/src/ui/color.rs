//! A colour: the browser's picker and the code beside it.

use super::{
    Faults,
    field::{describes, frame, id},
};
use crate::draw::Draw;
use crate::lang::t;
use kotae_shared::color::Color;
use leptos::prelude::*;

/// A colour as `#rrggbb`.
#[component]
pub(crate) fn ColorInput(
    /// The field's name in the API; faults are found by it.
    name: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    faults: Faults,
    /// The field may stay empty, and this colour is seen then.
    #[prop(optional, into)]
    auto: Option<Signal<String>>,
) -> impl IntoView {
    let set = move |event: web_sys::Event| {
        value.set(event_target_value(&event));
        faults.mended(name);
    };
    // The picker knows whole codes alone.
    let picked = move || value.with(|value| Color::parse(value.trim())).map(Color::hex);
    let control = view! {
        <div class="color">
            <input
                type="color"
                aria-label=format!("{label}: {}", t("色を選ぶ", "pick a colour"))
                prop:value=move || {
                    let unset = || auto.map(|auto| auto.get()).filter(|auto| Color::parse(auto).is_some());
                    picked().or_else(unset).unwrap_or_else(|| "#000000".into())
                }
                on:input=set
            />
            <input
                class="input mono"
                id=id(name)
                name=name
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                maxlength="7"
                placeholder=if auto.is_some() { t("自動", "auto") } else { "#0b6b5c" }
                prop:value=value
                on:input=set
                aria-invalid=move || faults.of(name).map(|_| "true")
                aria-describedby=describes(name)
            />
        </div>
    };
    frame(name, label, None, false, faults, None, control.draw())
}
