//! The design's images.

use super::draft::Draft;
use crate::draw::Draw;
use crate::{
    lang::t,
    ui::{Faults, ImageInput},
};
use leptos::prelude::*;

/// The part of the form.
#[component]
pub(super) fn Pictures(draft: Draft, faults: Faults) -> impl IntoView {
    let [logo, avatar, launcher] = draft.fields().images;
    view! {
        <section class="card">
            <h2>{t("画像", "Images")}</h2>
            <p class="field-help">
                {t(
                    "PNG、JPEG、WebP、GIF が使えます。大きな画像は縮小し、撮影場所などの情報は取り除きます。",
                    "PNG, JPEG, WebP or GIF. Large images are made smaller, and what they hold besides the picture (such as its place) is taken out.",
                )}
            </p>
            <div class="form-row pictures">
                <ImageInput
                    name="design.logo"
                    label=t("ロゴ", "Logo")
                    value=logo
                    faults=faults
                    help=t("見出しの左に表示します。", "Beside the name in the header.")
                />
                <ImageInput
                    name="design.avatar"
                    label=t("アバター", "Avatar")
                    value=avatar
                    faults=faults
                    help=t("ボットの発言の横に丸く表示します。", "A round picture beside the bot's messages.")
                />
                <ImageInput
                    name="design.launcher_image"
                    label=t("開くボタン", "Launcher")
                    value=launcher
                    faults=faults
                    help=t("丸いボタンの中に表示します。", "Inside the round button.")
                />
            </div>
        </section>
    }
    .draw()
}
