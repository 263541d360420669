//! What a text must look like, with a box to try it.

use super::{
    desk::Desk,
    edit::{self, At},
    fields::{self, Text, lens},
};
use crate::{
    draw::Draw,
    lang::t,
    ui::{Icon, icon},
};
use kotae_shared::form::{limits, pattern::Pattern};
use leptos::prelude::*;

/// The part of a field's form.
pub(super) fn pattern(desk: Desk, at: At) -> AnyView {
    let place = at.name();
    let tried = RwSignal::new(String::new());
    let now = Memo::new(move |_| {
        desk.field(at, |field| field.pattern.trim().to_owned())
            .unwrap_or_default()
    });
    let pattern = Text {
        help: t(
            "欄全体の形です。例: PC-\\d{5}。\\d は数字、[A-Z] は大文字、? * + {2,5} は回数、| は「または」。",
            "For the whole text, such as PC-\\d{5}: \\d a digit, [A-Z] a capital, ? * + {2,5} how often, | or.",
        ),
        ..Text::new(
            format!("{place}.pattern"),
            "field-pattern",
            t("決まった形", "Pattern"),
            limits::PATTERN,
        )
    };
    let verdict = move || {
        let (pattern, text) = (now.get(), tried.get());
        if pattern.is_empty() || text.is_empty() {
            return None;
        }
        let (tone, mark, words) = match Pattern::parse(&pattern) {
            None => (
                "chip bad",
                Icon::Alert,
                t("形の書き方が違います", "This is no pattern"),
            ),
            Some(pattern) if pattern.matches(text.trim()) => {
                ("chip good", Icon::Check, t("合います", "It fits"))
            }
            Some(_) => ("chip warn", Icon::Close, t("合いません", "It does not fit")),
        };
        Some(view! { <span class=tone>{icon(mark)} {words}</span> })
    };
    let try_out = move || {
        now.with(|now| !now.is_empty()).then(|| {
            view! {
                <div class="field">
                    <label for="pattern-try">{t("試してみる", "Try it")}</label>
                    <div class="pattern-try">
                        <input
                            class="input"
                            id="pattern-try"
                            autocomplete="off"
                            spellcheck="false"
                            prop:value=tried
                            on:input=move |event| tried.set(event_target_value(&event))
                        />
                        <span role="status">{verdict}</span>
                    </div>
                </div>
                {fields::both(
                    desk,
                    &format!("{}.pattern_help", at.name()),
                    ["field-pattern-help-ja", "field-pattern-help-en"],
                    t("合わないときの説明", "Said when it does not fit"),
                    (0, limits::HELP),
                    lens(move |doc| Some(&mut edit::field_mut(&mut doc.form, at)?.pattern_help)),
                )}
            }
        })
    };
    let is_set = Memo::new(move |_| now.with(|now| !now.is_empty()));
    let try_out = move || {
        is_set.track();
        untrack(try_out)
    };
    view! {
        {fields::text(desk, pattern, lens(move |doc| Some(&mut edit::field_mut(&mut doc.form, at)?.pattern)))}
        {try_out}
    }
    .draw()
}
