//! What can be chosen.

use super::{
    desk::Desk,
    edit::{self, At},
    fields::{self, lens},
};
use crate::{
    dom,
    draw::Draw,
    lang::t,
    ui::{Icon, icon},
};
use kotae_shared::form::{Choice, limits};
use leptos::prelude::*;

/// The part of a field's form.
pub(super) fn choices(desk: Desk, at: At) -> AnyView {
    let count = Memo::new(move |_| desk.field(at, |field| field.choices.len()).unwrap_or_default());
    let fault = fields::fault(desk, format!("{}.choices", at.name()));
    let add = move || {
        let mut made = None;
        desk.change_field(at, "", |field| {
            if field.choices.len() < limits::CHOICES {
                made = Some(field.choices.len());
                field.choices.push(Choice {
                    value: edit::free_value(field),
                    ..Choice::default()
                });
            }
        });
        if let Some(made) = made {
            focus(made, "ja");
        }
    };
    let rows = move || (0..count.get()).map(|index| row(desk, at, index)).collect_view();
    let other = fields::check(
        desk,
        "field-other",
        t("「その他」を書けるようにする", "Something else may be written"),
        "",
        lens(move |doc| Some(&mut edit::field_mut(&mut doc.form, at)?.other)),
    );
    view! {
        <fieldset class="field field-choices">
            <legend>{t("選択肢", "Choices")}</legend>
            {fields::below(fault, "field-choices")}
            <ol class="plain">{rows}</ol>
            {desk
                .may_write
                .then(|| {
                    view! {
                        <button type="button" class="button small" on:click=move |_| add()>
                            {icon(Icon::Plus)}
                            <span>{t("選択肢を追加", "Add a choice")}</span>
                        </button>
                    }
                })}
            {other}
        </fieldset>
    }
    .draw()
}

fn focus(index: usize, what: &'static str) {
    request_animation_frame(move || {
        dom::focus(&format!("#choice-{index}-{what}"));
    });
}

fn row(desk: Desk, at: At, index: usize) -> AnyView {
    let place = format!("{}.choices.{index}", at.name());
    let number = index + 1;
    let input = |what: &'static str, label: String, find: fields::Lens| {
        let place = match what {
            "value" => format!("{place}.value"),
            tag => format!("{place}.label.{tag}"),
        };
        let fault = fields::fault(desk, place.clone());
        let find = StoredValue::new_local(find);
        let value = Memo::new(move |_| {
            desk.doc.track();
            let read = desk
                .doc
                .try_update_untracked(|doc| find.with_value(|find| find(doc).cloned()));
            read.flatten().unwrap_or_default()
        });
        let typed = move |event: web_sys::Event| {
            let text = event_target_value(&event);
            desk.change(&place, |doc| {
                find.with_value(|find| {
                    if let Some(place) = find(doc) {
                        *place = text;
                    }
                });
            });
        };
        let id = format!("choice-{index}-{what}");
        view! {
            <span class="choice-input">
                <input
                    class="input"
                    class:mono=what == "value"
                    id=id.clone()
                    aria-label=label.clone()
                    placeholder=label
                    lang=(what != "value").then_some(what)
                    autocomplete="off"
                    maxlength=limits::CHOICE
                    readonly=!desk.may_write
                    prop:value=value
                    on:input=typed
                    on:blur=move |_| desk.part()
                    aria-invalid=move || fault.with(Option::is_some).then_some("true")
                    aria-describedby=format!("{id}-error")
                />
                {fields::below(fault, id)}
            </span>
        }
        .draw()
    };
    let of = move |what: &'static str| {
        lens(move |doc| {
            let choice = edit::field_mut(&mut doc.form, at)?.choices.get_mut(index)?;
            Some(match what {
                "value" => &mut choice.value,
                "en" => &mut choice.label.en,
                _ => &mut choice.label.ja,
            })
        })
    };
    let shift = move |down: bool| {
        let mut moved = None;
        desk.change_field(at, "", |field| {
            let to = if down {
                Some(index + 1)
            } else {
                index.checked_sub(1)
            };
            if let Some(to) = to.filter(|to| *to < field.choices.len()) {
                field.choices.swap(index, to);
                moved = Some(to);
            }
        });
        if let Some(to) = moved {
            focus(to, if down { "down" } else { "up" });
        }
    };
    let remove = move |_| {
        desk.change_field(at, "", |field| {
            if index < field.choices.len() {
                field.choices.remove(index);
            }
        });
        focus(index.saturating_sub(1), "ja");
    };
    let name = |words: &str| format!("{} {number}: {words}", t("選択肢", "Choice"));
    let tools = desk.may_write.then(|| {
        view! {
            <span class="field-choice-tools">
                <button
                    type="button"
                    class="button plain small icon"
                    id=format!("choice-{index}-up")
                    aria-label=name(t("上へ", "up"))
                    on:click=move |_| shift(false)
                >
                    {icon(Icon::ArrowUp)}
                </button>
                <button
                    type="button"
                    class="button plain small icon"
                    id=format!("choice-{index}-down")
                    aria-label=name(t("下へ", "down"))
                    on:click=move |_| shift(true)
                >
                    {icon(Icon::ArrowDown)}
                </button>
                <button
                    type="button"
                    class="button plain small icon"
                    aria-label=name(t("削除", "delete"))
                    on:click=remove
                >
                    {icon(Icon::Close)}
                </button>
            </span>
        }
    });
    view! {
        <li class="field-choice">
            {input("ja", name(t("日本語", "Japanese")), of("ja"))}
            {input("en", name(t("英語", "English")), of("en"))}
            {input("value", name(t("値", "stored value")), of("value"))}
            {tools}
        </li>
    }
    .draw()
}
