//! Font and sizes.

use super::draft::{Draft, set};
use crate::draw::Draw;
use crate::{
    lang::t,
    ui::{Faults, TextInput},
};
use kotae_shared::settings::limits;
use leptos::prelude::*;

/// Fonts that most machines have, for one press.
const FONTS: [(&str, &str, &str); 4] = [
    ("端末の標準", "The device's own", ""),
    (
        "ゴシック体",
        "Gothic",
        "\"Hiragino Sans\", \"Yu Gothic UI\", \"Noto Sans JP\", sans-serif",
    ),
    (
        "UD フォント",
        "Universal design",
        "\"BIZ UDPGothic\", \"UD Digi Kyokasho N-R\", \"Hiragino Sans\", sans-serif",
    ),
    (
        "明朝体",
        "Mincho",
        "\"Hiragino Mincho ProN\", \"Yu Mincho\", \"Noto Serif JP\", serif",
    ),
];

/// The part of the form.
#[component]
pub(super) fn TypeSize(draft: Draft, faults: Faults) -> impl IntoView {
    let form = draft.fields();
    let fonts = FONTS.map(|(ja, en, font)| {
        view! {
            <button
                type="button"
                class="button small"
                aria-pressed=move || form.font.with(|text| text.trim() == font).to_string()
                on:click=move |_| {
                    set(form.font, font);
                    faults.mended("design.font");
                }
            >
                {t(ja, en)}
            </button>
        }
    });
    view! {
        <section class="card">
            <h2>{t("文字と大きさ", "Type and size")}</h2>
            <div class="form">
                <div class="field">
                    <TextInput
                        name="design.font"
                        label=t("フォント", "Font")
                        value=form.font
                        faults=faults
                        max=limits::FONT
                        optional=true
                        placeholder="system-ui, \"Hiragino Sans\", sans-serif"
                        help=t(
                            "社内の端末に入っているフォントの名前を、使いたい順にコンマで区切って書きます。",
                            "Names of fonts that your machines have, in the order of preference, with commas between them.",
                        )
                    />
                    <span class="fonts" role="group" aria-label=t("フォントの見本", "Ready-made fonts")>
                        {fonts.collect_view()}
                    </span>
                </div>
                <div class="form-row sizes">
                    <TextInput
                        name="design.font_size"
                        label=t("文字の大きさ（12〜20 px）", "Text size (12 to 20 px)")
                        value=form.font_size
                        faults=faults
                        kind="number"
                    />
                    <TextInput
                        name="design.width"
                        label=t("パネルの幅（300〜640 px）", "Panel width (300 to 640 px)")
                        value=form.width
                        faults=faults
                        kind="number"
                    />
                    <TextInput
                        name="design.height"
                        label=t("パネルの高さ（360〜960 px）", "Panel height (360 to 960 px)")
                        value=form.height
                        faults=faults
                        kind="number"
                    />
                </div>
            </div>
        </section>
    }
    .draw()
}
