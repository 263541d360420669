//! Colours, in light and in dark.

use super::{
    contrast::{Contrast, OURS},
    draft::{Draft, SCHEMES},
    presets::Presets,
};
use crate::draw::Draw;
use crate::{
    lang::t,
    ui::{ColorInput, Faults, Segments},
};
use leptos::prelude::*;

/// The names of the further colours in the API.
const NAMES: [[&str; 6]; 2] = [
    [
        "design.light.ground",
        "design.light.surface",
        "design.light.text",
        "design.light.own",
        "design.light.on_own",
        "design.light.focus",
    ],
    [
        "design.dark.ground",
        "design.dark.surface",
        "design.dark.text",
        "design.dark.own",
        "design.dark.on_own",
        "design.dark.focus",
    ],
];

/// The part of the form.
#[component]
pub(super) fn ColoursPart(draft: Draft, faults: Faults) -> impl IntoView {
    let form = draft.fields();
    let schemes = SCHEMES.map(|(key, _)| {
        let name = match key {
            "light" => t("ライト", "Light"),
            "dark" => t("ダーク", "Dark"),
            _ => t("端末に合わせる", "As the device"),
        };
        (key.to_owned(), name.to_owned())
    });
    view! {
        <section class="card">
            <h2>{t("色", "Colours")}</h2>
            <div class="form">
                <Presets draft=draft/>
                <div class="form-row">
                    <ColorInput
                        name="design.primary"
                        label=t("メインの色", "Main colour")
                        value=form.primary
                        faults=faults
                    />
                    <ColorInput
                        name="design.on_primary"
                        label=t("その上の文字の色", "Text on it")
                        value=form.on_primary
                        faults=faults
                    />
                </div>
                <Contrast draft=draft/>
                <Segments
                    name="design.color_scheme"
                    label=t("明るさ", "Light or dark")
                    value=form.scheme
                    faults=faults
                    choices=schemes.into()
                />
                <Further draft=draft faults=faults scheme=0/>
                <Further draft=draft faults=faults scheme=1/>
            </div>
        </section>
    }
    .draw()
}

/// The further colours of light (0) or dark (1), closed at first.
#[component]
fn Further(draft: Draft, faults: Faults, scheme: usize) -> impl IntoView {
    let form = draft.fields();
    // A fault in a closed part would not be seen.
    let has_fault = Memo::new(move |_| NAMES[scheme].iter().any(|name| faults.of(name).is_some()));
    let labels = [
        t("会話の背景", "Behind the conversation"),
        t("ボットの吹き出しとカード", "Bot's bubbles and cards"),
        t("文字", "Text"),
        t("利用者の吹き出し", "Visitor's bubbles"),
        t("その上の文字", "Text in them"),
        t("フォーカスの枠", "Focus ring"),
    ];
    let input = |at: usize| {
        // What is shown while the field is empty.
        let auto = Signal::derive(move || match (at, scheme) {
            (0, _) => OURS[scheme][0].to_owned(),
            (1, 0) => "#ffffff".to_owned(),
            (1, _) => "#171a1f".to_owned(),
            (2, _) => OURS[scheme][1].to_owned(),
            (4, _) => form.on_primary.get(),
            _ => form.primary.get(),
        });
        let (name, label, value) = (NAMES[scheme][at], labels[at], form.shades[scheme].0[at]);
        view! { <ColorInput name=name label=label value=value faults=faults auto=auto/> }
    };
    let title = if scheme == 0 {
        t("ライトのくわしい色", "More colours in light")
    } else {
        t("ダークのくわしい色", "More colours in dark")
    };
    view! {
        <details prop:open=has_fault>
            <summary>{title}</summary>
            <p class="field-help">
                {t(
                    "空欄の色は、メインの色に合わせて自動で決まります。",
                    "A colour that is left empty follows the main colour.",
                )}
            </p>
            <div class="shades">{(0..labels.len()).map(input).collect_view()}</div>
        </details>
    }
    .draw()
}
