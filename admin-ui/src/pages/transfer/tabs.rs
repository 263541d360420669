//! What the pages of import and export lead to.

use super::what::What;
use crate::draw::Draw;
use crate::{app::app, lang::t, place};
use leptos::prelude::*;

/// One for each table, and the imports that were made.
#[component]
pub(super) fn Tabs() -> impl IntoView {
    let app = app();
    let path = Memo::new(move |_| app.path());
    let what = Memo::new(move |_| What::read(app.parameter("of").as_deref()));
    let tab = move |one: What| {
        let here = move || path.get() == "transfer" && what.get() == one;
        view! {
            <a href=place::href(one.page()) aria-current=move || here().then_some("page")>
                {one.name()}
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=t("種類", "Kind")>
            {What::ALL.into_iter().map(tab).collect_view()}
            <a
                href=place::href("transfer/imports")
                aria-current=move || (path.get() == "transfer/imports").then_some("page")
            >
                {t("取り込みの履歴", "Imports")}
            </a>
        </nav>
    }
    .draw()
}
