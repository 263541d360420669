//! A text to be taken elsewhere.

use super::{Icon, icon};
use crate::{app::app, dom, draw::Draw, lang::t};
use leptos::{prelude::*, task::spawn_local};

/// A text with a button that copies it.
#[component]
pub(crate) fn Copy(text: String) -> impl IntoView {
    let app = app();
    let shown = text.clone();
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move {
            if dom::copy(&text).await {
                app.say(t("コピーしました。", "Copied."));
            } else {
                app.say(t(
                    "コピーできませんでした。文字を選択してコピーしてください。",
                    "It could not be copied. Please select the text and copy it.",
                ));
            }
        });
    };
    view! {
        <div class="copy">
            <code tabindex="0">{shown}</code>
            <button type="button" class="button small" on:click=copy>
                {icon(Icon::Copy)}
                {t("コピー", "Copy")}
            </button>
        </div>
    }
    .draw()
}
