//! What can be chosen of a visitor field.

use crate::{
    dom,
    draw::Draw,
    lang::t,
    ui::{Faults, Icon, icon},
};
use kotae_shared::{Localised, form::Choice, visitor::limits};
use leptos::prelude::*;

/// A choice while it is written. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Row {
    ja: RwSignal<String>,
    en: RwSignal<String>,
    value: RwSignal<String>,
}

impl Row {
    fn new(choice: Choice) -> Self {
        Self {
            ja: RwSignal::new(choice.label.ja),
            en: RwSignal::new(choice.label.en),
            value: RwSignal::new(choice.value),
        }
    }

    /// As it is saved: without a value of its own it is stored as it is called. Reactive.
    fn choice(self) -> Choice {
        let (ja, value) = (self.ja.get(), self.value.get());
        Choice {
            value: if value.trim().is_empty() {
                ja.clone()
            } else {
                value
            },
            label: Localised::new(ja, self.en.get()),
        }
    }
}

/// The rows of a field's choices.
pub(super) fn rows(choices: Vec<Choice>) -> RwSignal<Vec<Row>> {
    RwSignal::new(choices.into_iter().map(Row::new).collect())
}

/// The choices as they are saved. Reactive.
pub(super) fn all(rows: RwSignal<Vec<Row>>) -> Vec<Choice> {
    rows.get().into_iter().map(Row::choice).collect()
}

/// The part of the form.
pub(super) fn choices(rows: RwSignal<Vec<Row>>, faults: Faults, may: bool) -> AnyView {
    let add = move |_| {
        let at = rows.with_untracked(Vec::len);
        if at < limits::CHOICES {
            faults.mended("choices");
            rows.update(|rows| rows.push(Row::new(Choice::default())));
            focus(at, "ja");
        }
    };
    let drawn = move || {
        let all = rows.get();
        let count = all.len();
        all.into_iter()
            .enumerate()
            .map(|(at, row)| line(rows, row, at, count, faults, may))
            .collect_view()
    };
    let whole = move || {
        // What is wrong with one of them stands there.
        let is_empty = rows.with(Vec::is_empty);
        faults
            .of("choices")
            .filter(|_| is_empty)
            .map(|text| view! { <p class="field-error" role="alert">{text}</p> })
    };
    view! {
        <fieldset class="field field-choices">
            <legend>{t("選択肢", "Choices")}</legend>
            <p class="field-help">
                {t(
                    "「値」はページやトークンが渡す文字です。空欄なら日本語の表示と同じになります。",
                    "The stored value is what pages and tokens say. Left empty, it is the Japanese text.",
                )}
            </p>
            <ol class="plain">{drawn}</ol>
            {whole}
            {may
                .then(|| {
                    view! {
                        <button type="button" class="button small" on:click=add>
                            {icon(Icon::Plus)}
                            <span>{t("選択肢を追加", "Add a choice")}</span>
                        </button>
                    }
                })}
        </fieldset>
    }
    .draw()
}

fn focus(at: usize, what: &'static str) {
    request_animation_frame(move || {
        dom::focus(&format!("#choice-{at}-{what}"));
    });
}

fn line(rows: RwSignal<Vec<Row>>, row: Row, at: usize, count: usize, faults: Faults, may: bool) -> AnyView {
    let name = move |words: &str| format!("{} {}: {words}", t("選択肢", "Choice"), at + 1);
    let input = |what: &'static str, label: String, value: RwSignal<String>| {
        let place = if what == "value" {
            format!("choices.{at}.value")
        } else {
            format!("choices.{at}.label.{what}")
        };
        let (typed, shown) = (place.clone(), place.clone());
        let id = format!("choice-{at}-{what}");
        let error = format!("{id}-error");
        view! {
            <span class="choice-input">
                <input
                    class="input"
                    class:mono=what == "value"
                    id=id
                    aria-label=label.clone()
                    placeholder=label
                    lang=(what != "value").then_some(what)
                    autocomplete="off"
                    maxlength=limits::CHOICE
                    readonly=!may
                    prop:value=value
                    on:input=move |event| {
                        value.set(event_target_value(&event));
                        faults.mended(&typed);
                    }
                    aria-invalid=move || faults.of(&place).map(|_| "true")
                    aria-describedby=error.clone()
                />
                {move || {
                    let id = error.clone();
                    faults.of(&shown).map(|text| view! { <p class="field-error" id=id>{text}</p> })
                }}
            </span>
        }
        .draw()
    };
    let shift = move |to: usize, button: &'static str| {
        faults.mended("choices");
        rows.update(|rows| rows.swap(at, to));
        focus(to, button);
    };
    let remove = move |_| {
        faults.mended("choices");
        rows.update(|rows| {
            rows.remove(at);
        });
        focus(at.saturating_sub(1), "ja");
    };
    let tools = may.then(|| {
        view! {
            <span class="field-choice-tools">
                <button
                    type="button"
                    class="button plain small icon"
                    id=format!("choice-{at}-up")
                    aria-label=name(t("上へ", "up"))
                    aria-disabled=(at == 0).then_some("true")
                    on:click=move |_| {
                        if let Some(to) = at.checked_sub(1) {
                            shift(to, "up");
                        }
                    }
                >
                    {icon(Icon::ArrowUp)}
                </button>
                <button
                    type="button"
                    class="button plain small icon"
                    id=format!("choice-{at}-down")
                    aria-label=name(t("下へ", "down"))
                    aria-disabled=(at + 1 == count).then_some("true")
                    on:click=move |_| {
                        if at + 1 < count {
                            shift(at + 1, "down");
                        }
                    }
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
            {input("ja", name(t("日本語", "Japanese")), row.ja)}
            {input("en", name(t("英語", "English")), row.en)}
            {input("value", name(t("値", "stored value")), row.value)}
            {tools}
        </li>
    }
    .draw()
}
