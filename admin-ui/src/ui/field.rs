//! Inputs with their label, help, count and fault.

use super::{Faults, Icon, icon};
use crate::draw::Draw;
use crate::lang::t;
use leptos::prelude::*;

/// One of the things that can be chosen: its value and what is shown.
pub(crate) type Choice = (String, String);

/// A line of text.
#[component]
pub(crate) fn TextInput(
    /// The field's name in the API; faults are found by it.
    name: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    faults: Faults,
    /// A sentence below the label.
    #[prop(optional, into)]
    help: Option<String>,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    /// The most characters. 0: no limit here.
    #[prop(optional)]
    max: usize,
    /// The field may stay empty, and says so.
    #[prop(optional)]
    optional: bool,
    #[prop(optional)] placeholder: &'static str,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
    /// The id of a list of proposals.
    #[prop(optional)]
    list: &'static str,
) -> impl IntoView {
    let control = view! {
        <input
            class="input"
            id=id(name)
            name=name
            type=kind
            autocomplete=autocomplete
            placeholder=placeholder
            autofocus=autofocus
            spellcheck="false"
            list=(!list.is_empty()).then_some(list)
            maxlength=(max > 0).then_some(max)
            prop:value=value
            on:input=move |event| {
                value.set(event_target_value(&event));
                faults.mended(name);
            }
            aria-invalid=move || faults.of(name).map(|_| "true")
            aria-describedby=describes(name)
        />
    };
    frame(name, label, help, optional, faults, None, control.draw())
}

/// Several lines of text.
#[component]
pub(crate) fn TextArea(
    /// The field's name in the API; faults are found by it.
    name: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    faults: Faults,
    /// A sentence below the label.
    #[prop(optional, into)]
    help: Option<String>,
    /// How many lines it is high at least.
    #[prop(default = 4)]
    rows: u32,
    /// The most characters; shown as a count. 0: no limit here.
    #[prop(optional)]
    max: usize,
    /// The field may stay empty, and says so.
    #[prop(optional)]
    optional: bool,
    #[prop(optional)] placeholder: &'static str,
    /// What stands over the text.
    #[prop(optional)]
    tools: Option<AnyView>,
) -> impl IntoView {
    let control = view! {
        {tools}
        <textarea
            class="textarea"
            id=id(name)
            name=name
            rows=rows
            placeholder=placeholder
            autocomplete="off"
            prop:value=value
            on:input=move |event| {
                value.set(event_target_value(&event));
                faults.mended(name);
            }
            aria-invalid=move || faults.of(name).map(|_| "true")
            aria-describedby=describes(name)
        ></textarea>
    };
    frame(
        name,
        label,
        help,
        optional,
        faults,
        (max > 0).then_some((value, max)),
        control.draw(),
    )
}

/// One of several, from a list.
#[component]
pub(crate) fn SelectInput(
    /// The field's name in the API; faults are found by it.
    name: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    faults: Faults,
    /// What can be chosen.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// A sentence below the label.
    #[prop(optional, into)]
    help: Option<String>,
) -> impl IntoView {
    let options = move || {
        let chosen = value.get();
        let option = |(key, text): Choice| {
            let selected = key == chosen;
            view! { <option value=key prop:selected=selected>{text}</option> }
        };
        choices.get().into_iter().map(option).collect_view()
    };
    let control = view! {
        <select
            class="select"
            id=id(name)
            name=name
            on:change=move |event| {
                value.set(event_target_value(&event));
                faults.mended(name);
            }
            aria-invalid=move || faults.of(name).map(|_| "true")
            aria-describedby=describes(name)
        >
            {options}
        </select>
    };
    frame(name, label, help, false, faults, None, control.draw())
}

/// One of a few, side by side.
#[component]
pub(crate) fn Segments(
    /// The field's name in the API; faults are found by it.
    name: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    choices: Vec<Choice>,
    faults: Faults,
    /// A sentence below the label.
    #[prop(optional, into)]
    help: Option<String>,
    /// The value of a choice that cannot be made now; empty: none.
    #[prop(optional, into)]
    closed: Option<Signal<&'static str>>,
) -> impl IntoView {
    let radios = choices.into_iter().map(|(key, text)| {
        let (shown, chosen, own) = (key.clone(), key.clone(), key.clone());
        view! {
            <label>
                <input
                    type="radio"
                    name=name
                    value=key
                    disabled=move || closed.is_some_and(|closed| closed.get() == own)
                    prop:checked=move || value.with(|value| *value == shown)
                    on:change=move |_| {
                        value.set(chosen.clone());
                        faults.mended(name);
                    }
                />
                {text}
            </label>
        }
    });
    view! {
        <fieldset class="field">
            <legend>{label}</legend>
            {help.map(|help| view! { <p class="field-help">{help}</p> })}
            <div class="segments">{radios.collect_view()}</div>
            {fault(name, faults)}
        </fieldset>
    }
    .draw()
}

/// A password, which can be shown.
#[component]
pub(crate) fn PasswordInput(
    /// The field's name in the API; faults are found by it.
    name: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    faults: Faults,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// A sentence below the label.
    #[prop(optional, into)]
    help: Option<String>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let control = view! {
        <div class="password">
            <input
                class="input"
                id=id(name)
                name=name
                type=move || if shown.get() { "text" } else { "password" }
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                prop:value=value
                on:input=move |event| {
                    value.set(event_target_value(&event));
                    faults.mended(name);
                }
                aria-invalid=move || faults.of(name).map(|_| "true")
                aria-describedby=describes(name)
            />
            <button
                type="button"
                class="button"
                aria-pressed=move || shown.get().to_string()
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {t("表示", "Show")}
            </button>
        </div>
    };
    frame(name, label, help, false, faults, None, control.draw())
}

pub(super) fn frame(
    name: &'static str,
    label: &'static str,
    help: Option<String>,
    optional: bool,
    faults: Faults,
    count: Option<(RwSignal<String>, usize)>,
    control: AnyView,
) -> AnyView {
    let optional = optional.then(|| view! { <span class="field-optional">{t("任意", "optional")}</span> });
    let count = count.map(|(value, max)| {
        let used = move || value.with(|value| value.chars().count());
        // Only worth a look when it comes near.
        move || (used() * 10 > max * 8).then(|| view! { <span class="field-count">{used} " / " {max}</span> })
    });
    view! {
        <div class="field">
            <div class="field-head">
                <label for=id(name)>{label}{optional}</label>
                {count}
            </div>
            {help.map(|help| view! { <p class="field-help" id=format!("{}-help", id(name))>{help}</p> })}
            {control}
            {fault(name, faults)}
        </div>
    }
    .draw()
}

pub(super) fn fault(name: &'static str, faults: Faults) -> impl IntoView {
    move || {
        faults.of(name).map(|message| {
            view! {
                <p class="field-error" id=format!("{}-error", id(name))>
                    {icon(Icon::Alert)}
                    <span>{message}</span>
                </p>
            }
        })
    }
}

pub(super) fn id(name: &str) -> String {
    format!("field-{}", name.replace('.', "-"))
}

pub(super) fn describes(name: &str) -> String {
    let id = id(name);
    format!("{id}-help {id}-error")
}
