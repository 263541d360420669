//! Inputs of the designer: they show what the form says, also after undo, and what is wrong stands below.

use super::desk::Desk;
use crate::{
    draw::Draw,
    lang::t,
    ui::{Choice, Icon, icon},
};
use kotae_shared::{Localised, api::forms::FormEdit};
use leptos::prelude::*;
use std::rc::Rc;

/// Where a text lies in a form.
pub(super) type Lens<T = String> = Rc<dyn for<'a> Fn(&'a mut FormEdit) -> Option<&'a mut T>>;

/// Says where a text lies.
pub(super) fn lens<T>(find: impl for<'a> Fn(&'a mut FormEdit) -> Option<&'a mut T> + 'static) -> Lens<T> {
    Rc::new(find)
}

/// A text's input.
pub(super) struct Text {
    /// The place as findings name it.
    pub(super) place: String,
    pub(super) id: &'static str,
    pub(super) label: String,
    pub(super) help: &'static str,
    /// Lines; 0: a single one.
    pub(super) rows: u32,
    pub(super) most: usize,
    /// The language that is written.
    pub(super) lang: Option<&'static str>,
    /// Proposals.
    pub(super) list: &'static str,
}

impl Text {
    pub(super) fn new(
        place: impl Into<String>,
        id: &'static str,
        label: impl Into<String>,
        most: usize,
    ) -> Self {
        Self {
            place: place.into(),
            id,
            label: label.into(),
            help: "",
            rows: 0,
            most,
            lang: None,
            list: "",
        }
    }
}

/// Reads a part without copying the whole; reactive.
fn read<T: Clone>(desk: Desk, lens: &Lens<T>) -> Option<T> {
    desk.doc.track();
    desk.doc.try_update_untracked(|doc| lens(doc).cloned()).flatten()
}

/// The input of a text.
pub(super) fn text(desk: Desk, text: Text, lens: Lens) -> AnyView {
    let Text {
        place,
        id,
        label,
        help,
        rows,
        most,
        lang,
        list,
    } = text;
    let fault = fault(desk, place.clone());
    let lens = StoredValue::new_local(lens);
    let value = Memo::new(move |_| lens.with_value(|lens| read(desk, lens)).unwrap_or_default());
    let input = move |event: web_sys::Event| {
        let written = event_target_value(&event);
        desk.faults.mended(&place);
        desk.change(&place, |doc| {
            lens.with_value(|lens| {
                if let Some(text) = lens(doc) {
                    *text = written;
                }
            });
        });
    };
    let invalid = move || fault.with(Option::is_some).then_some("true");
    let described = format!("{id}-help {id}-error");
    let control = if rows > 0 {
        view! {
            <textarea
                class="textarea"
                id=id
                rows=rows
                lang=lang
                autocomplete="off"
                readonly=!desk.may_write
                prop:value=value
                on:input=input
                on:blur=move |_| desk.part()
                aria-invalid=invalid
                aria-describedby=described
            ></textarea>
        }
        .draw()
    } else {
        view! {
            <input
                class="input"
                id=id
                lang=lang
                autocomplete="off"
                list=(!list.is_empty()).then_some(list)
                readonly=!desk.may_write
                prop:value=value
                on:input=input
                on:blur=move |_| desk.part()
                aria-invalid=invalid
                aria-describedby=described
            />
        }
        .draw()
    };
    let count = move || {
        let used = value.with(|value| value.chars().count());
        (used * 10 > most * 8).then(|| view! { <span class="field-count">{used} " / " {most}</span> })
    };
    view! {
        <div class="field">
            <div class="field-head">
                <label for=id>{label}</label>
                {count}
            </div>
            {(!help.is_empty()).then(|| view! { <p class="field-help" id=format!("{id}-help")>{help}</p> })}
            {control}
            {below(fault, id)}
        </div>
    }
    .draw()
}

/// The inputs of a text in both languages. `ids` are theirs.
pub(super) fn both(
    desk: Desk,
    place: &str,
    ids: [&'static str; 2],
    label: &'static str,
    (rows, most): (u32, usize),
    find: Lens<Localised>,
) -> AnyView {
    let (ja, en) = (Rc::clone(&find), find);
    let one = |id, tag: &'static str, name: &'static str, lens| {
        let input = Text {
            rows,
            lang: Some(tag),
            ..Text::new(format!("{place}.{tag}"), id, format!("{label}{name}"), most)
        };
        text(desk, input, lens)
    };
    view! {
        <div class="form-row">
            {one(ids[0], "ja", t("（日本語）", " (Japanese)"), lens(move |doc| Some(&mut ja(doc)?.ja)))}
            {one(ids[1], "en", t("（英語）", " (English)"), lens(move |doc| Some(&mut en(doc)?.en)))}
        </div>
    }
    .draw()
}

/// A box that is ticked.
pub(super) fn check(
    desk: Desk,
    id: &'static str,
    label: &'static str,
    help: &'static str,
    find: Lens<bool>,
) -> AnyView {
    let find = StoredValue::new_local(find);
    let checked = Memo::new(move |_| find.with_value(|find| read(desk, find)).unwrap_or_default());
    let change = move |event: web_sys::Event| {
        let on = event_target_checked(&event);
        desk.change("", |doc| {
            find.with_value(|find| {
                if let Some(place) = find(doc) {
                    *place = on;
                }
            });
        });
    };
    view! {
        <div class="field">
            <label class="check">
                <input type="checkbox" id=id disabled=!desk.may_write prop:checked=checked on:change=change/>
                <span>{label}</span>
            </label>
            {(!help.is_empty()).then(|| view! { <p class="field-help">{help}</p> })}
        </div>
    }
    .draw()
}

/// A whole number, or nothing.
pub(super) fn number(
    desk: Desk,
    place: String,
    id: &'static str,
    label: &'static str,
    find: Lens<Option<i64>>,
) -> AnyView {
    let fault = fault(desk, place.clone());
    let find = StoredValue::new_local(find);
    let value = Memo::new(move |_| {
        let number = find.with_value(|find| read(desk, find)).flatten();
        number.map(|number| number.to_string()).unwrap_or_default()
    });
    let input = move |event: web_sys::Event| {
        let number = event_target_value(&event).parse().ok();
        desk.faults.mended(&place);
        desk.change(&place, |doc| {
            find.with_value(|find| {
                if let Some(place) = find(doc) {
                    *place = number;
                }
            });
        });
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                class="input"
                type="number"
                step="1"
                id=id
                readonly=!desk.may_write
                prop:value=value
                on:change=input
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                aria-describedby=format!("{id}-error")
            />
            {below(fault, id)}
        </div>
    }
    .draw()
}

/// One of several.
pub(super) fn select(
    desk: Desk,
    id: &'static str,
    label: impl Into<String>,
    choices: Vec<Choice>,
    value: Signal<String>,
    change: impl Fn(String) + 'static,
) -> AnyView {
    let options = move || {
        let now = value.get();
        let option = |(key, name): &Choice| {
            view! { <option value=key.clone() prop:selected=*key == now>{name.clone()}</option> }
        };
        choices.iter().map(option).collect_view()
    };
    view! {
        <div class="field">
            <label for=id>{label.into()}</label>
            <select
                class="select"
                id=id
                disabled=!desk.may_write
                on:change=move |event| change(event_target_value(&event))
            >
                {options}
            </select>
        </div>
    }
    .draw()
}

/// What is wrong at a place, in a sentence: what the check in the browser finds, else what the server said.
pub(super) fn fault(desk: Desk, place: String) -> Memo<Option<String>> {
    Memo::new(move |_| {
        let here = desk.findings.with(|found| {
            let one = found.iter().find(|finding| finding.field == place);
            one.map(|finding| finding.fault.message(crate::lang::current()))
        });
        here.or_else(|| desk.faults.of(&place))
    })
}

/// The sentence below a field.
pub(super) fn below(fault: Memo<Option<String>>, id: impl Into<String>) -> impl IntoView {
    let id = StoredValue::new(id.into());
    move || {
        fault.get().map(|message| {
            view! {
                <p class="field-error" id=format!("{}-error", id.get_value())>
                    {icon(Icon::Alert)}
                    <span>{message}</span>
                </p>
            }
        })
    }
}
