//! What the widget says, in both languages.

use super::draft::{Both, Draft};
use crate::draw::Draw;
use crate::{
    lang::t,
    ui::{Faults, TextArea, TextInput},
};
use kotae_shared::{Lang, settings::limits};
use kotae_widget::texts::words;
use leptos::prelude::*;

/// The part of the form.
#[component]
pub(super) fn WordsPart(draft: Draft, faults: Faults, spoken: RwSignal<Lang>) -> impl IntoView {
    let form = draft.fields();
    let (ja, en) = (words(Lang::Ja), words(Lang::En));
    let field = move |names, label, text, limit, lines, own| {
        let place = Place {
            names,
            label,
            text,
            own,
        };
        view! { <InBoth place=place limit=limit lines=lines faults=faults spoken=spoken/> }
    };
    view! {
        <section class="card">
            <h2>{t("ことば", "Words")}</h2>
            <p class="field-help">
                {t(
                    "空欄のところは、薄い文字のことばを使います。英語が空欄で日本語だけ書いたときは、英語の人にも日本語を表示します。",
                    "Where a field is empty the grey words are used. If you write one language only, visitors of the other see that one.",
                )}
            </p>
            <div class="form wide">
                {field(
                    ["texts.name.ja", "texts.name.en"],
                    t("名前", "Name"),
                    form.name,
                    limits::NAME,
                    1,
                    [ja.name, en.name],
                )}
                {field(
                    ["texts.greeting.ja", "texts.greeting.en"],
                    t("最初のあいさつ", "Greeting"),
                    form.greeting,
                    limits::TEXT,
                    3,
                    [ja.greeting, en.greeting],
                )}
                {field(
                    ["texts.placeholder.ja", "texts.placeholder.en"],
                    t("入力欄のヒント", "Hint in the input"),
                    form.placeholder,
                    limits::NAME,
                    1,
                    [ja.placeholder, en.placeholder],
                )}
                {field(
                    ["texts.not_found.ja", "texts.not_found.en"],
                    t("回答が見つからないとき", "When nothing is found"),
                    form.not_found,
                    limits::TEXT,
                    3,
                    [ja.not_found, en.not_found],
                )}
                {field(
                    ["texts.not_solved.ja", "texts.not_solved.en"],
                    t("「解決しない」のとき", "When it is not solved"),
                    form.not_solved,
                    limits::TEXT,
                    3,
                    [ja.not_solved, en.not_solved],
                )}
            </div>
        </section>
    }
    .draw()
}

/// A text's two fields.
pub(super) struct Place {
    /// The fields' names in the API, Japanese and English.
    pub(super) names: [&'static str; 2],
    pub(super) label: &'static str,
    pub(super) text: Both,
    /// What the widget says when a field is empty.
    pub(super) own: [&'static str; 2],
}

/// A text in both languages, side by side.
#[component]
pub(super) fn InBoth(
    place: Place,
    /// The most characters.
    limit: usize,
    /// 1: a line; more: a text of at least so many lines.
    lines: u32,
    faults: Faults,
    /// The language in which the preview speaks: that of the field that is being written.
    spoken: RwSignal<Lang>,
) -> impl IntoView {
    let one = |lang: Lang, at: usize, value: RwSignal<String>| {
        let label = lang.pick("日本語", "English");
        let (name, own) = (place.names[at], place.own[at]);
        let input = if lines == 1 {
            view! {
                <TextInput name=name label=label value=value faults=faults max=limit placeholder=own/>
            }
            .draw()
        } else {
            view! {
                <TextArea
                    name=name
                    label=label
                    value=value
                    faults=faults
                    max=limit
                    rows=lines
                    placeholder=own
                />
            }
            .draw()
        };
        view! {
            <div lang=lang.tag() on:focusin=move |_| spoken.set(lang)>
                {input}
            </div>
        }
    };
    view! {
        <fieldset class="field both">
            <legend>{place.label}</legend>
            <div class="form-row">
                {one(Lang::Ja, 0, place.text.ja)} {one(Lang::En, 1, place.text.en)}
            </div>
        </fieldset>
    }
    .draw()
}
