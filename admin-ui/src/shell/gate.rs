//! The frame of the screens before sign-in.

use super::bar::brand_mark;
use crate::draw::Draw;
use crate::{app::app, lang::t};
use kotae_shared::Lang;
use leptos::prelude::*;

/// A card in the middle, with the language below it.
#[component]
pub(crate) fn GateFrame(children: Children) -> impl IntoView {
    let app = app();
    view! {
        <div class="gate">
            <main class="gate-card">
                <p class="brand">{brand_mark()} <span>"Kotae"</span></p>
                {children()}
            </main>
            <nav class="gate-foot" aria-label=t("表示言語", "Language")>
                {[(Lang::Ja, "日本語"), (Lang::En, "English")]
                    .map(|(lang, name)| {
                        let current = move || (app.lang.get() == lang).then_some("true");
                        view! {
                            <button
                                type="button"
                                class="button plain small"
                                lang=lang.tag()
                                aria-current=current
                                on:click=move |_| app.lang.set(lang)
                            >
                                {name}
                            </button>
                        }
                    })
                    .collect_view()}
            </nav>
        </div>
    }
    .draw()
}
