//! Where on the page the widget stands, and its form.

use super::draft::{Draft, LAUNCHERS, POSITIONS};
use crate::draw::Draw;
use crate::{
    lang::t,
    ui::{Faults, Segments, TextInput},
};
use leptos::prelude::*;

/// The part of the form.
#[component]
pub(super) fn Placing(draft: Draft, faults: Faults) -> impl IntoView {
    let form = draft.fields();
    let launchers = LAUNCHERS.map(|(key, _)| {
        let name = match key {
            "labelled" => t("名前つき", "With the name"),
            "none" => t("表示しない", "None"),
            _ => t("丸いボタン", "Round button"),
        };
        (key.to_owned(), name.to_owned())
    });
    // A fault in a closed part would not be seen.
    let has_fault = Memo::new(move |_| faults.of("design.z_index").is_some());
    view! {
        <section class="card">
            <h2>{t("位置と形", "Place and shape")}</h2>
            <div class="form">
                <Segments
                    name="design.launcher"
                    label=t("開くボタン", "Launcher")
                    value=form.launcher
                    faults=faults
                    choices=launchers.into()
                />
                {move || {
                    form
                        .launcher
                        .with(|launcher| launcher == "none")
                        .then(|| {
                            view! {
                                <p class="field-help">
                                    {t(
                                        "ページのボタンなどから、次のスクリプトで開きます: ",
                                        "Your page opens the chat by script: ",
                                    )}
                                    <code>"Kotae(\"open\")"</code>
                                </p>
                            }
                        })
                }}
                <div class="form-row placing">
                    <Corners value=form.position faults=faults/>
                    <div class="form-row">
                        <TextInput
                            name="design.offset_x"
                            label=t("横の余白（px）", "Gap at the side (px)")
                            value=form.offset_x
                            faults=faults
                            kind="number"
                        />
                        <TextInput
                            name="design.offset_y"
                            label=t("縦の余白（px）", "Gap above or below (px)")
                            value=form.offset_y
                            faults=faults
                            kind="number"
                        />
                    </div>
                </div>
                <Radius value=form.radius faults=faults/>
                <details prop:open=has_fault>
                    <summary>{t("重なりの順序", "Stacking order")}</summary>
                    <TextInput
                        name="design.z_index"
                        label="z-index"
                        value=form.z_index
                        faults=faults
                        kind="number"
                        help=t(
                            "ページのほかの部品に隠れるときだけ変更してください。",
                            "Change it only when something on the page hides the widget.",
                        )
                    />
                </details>
            </div>
        </section>
    }
    .draw()
}

/// Four corners on a small picture of a page.
#[component]
fn Corners(value: RwSignal<String>, faults: Faults) -> impl IntoView {
    let corner = |(key, _)| {
        let key: &'static str = key;
        let name = match key {
            "top-left" => t("左上", "Top left"),
            "top-right" => t("右上", "Top right"),
            "bottom-left" => t("左下", "Bottom left"),
            _ => t("右下", "Bottom right"),
        };
        view! {
            <label class=format!("corner {key}")>
                <input
                    type="radio"
                    name="design.position"
                    value=key
                    prop:checked=move || value.with(|value| value == key)
                    on:change=move |_| {
                        value.set(key.to_owned());
                        faults.mended("design.position");
                    }
                />
                <span>{name}</span>
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend>{t("位置", "Position")}</legend>
            <div class="corners">{POSITIONS.map(corner).collect_view()}</div>
        </fieldset>
    }
    .draw()
}

#[component]
fn Radius(value: RwSignal<String>, faults: Faults) -> impl IntoView {
    view! {
        <div class="field">
            <label for="field-design-radius">{t("角の丸み", "Corner radius")}</label>
            <div class="range">
                <input
                    type="range"
                    id="field-design-radius"
                    min="0"
                    max="24"
                    prop:value=value
                    on:input=move |event| {
                        value.set(event_target_value(&event));
                        faults.mended("design.radius");
                    }
                />
                <output for="field-design-radius">{move || value.get()} " px"</output>
            </div>
        </div>
    }
    .draw()
}
