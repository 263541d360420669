//! Import and export of entries and synonyms.

mod choose;
mod excerpt;
mod export;
mod format;
mod import;
mod report;
mod rows;
mod what;

use crate::draw::Draw;
use crate::{app::app, lang::t, place, ui::PageHead};
use export::Export;
use kotae_shared::access::Permission;
use leptos::prelude::*;
use what::What;

/// The page.
#[component]
pub(crate) fn Transfer() -> impl IntoView {
    let app = app();
    let user = app.session_now().user;
    let may = user.role.may(Permission::EditKnowledge);
    let whole = user.categories.is_none();
    let what = Memo::new(move |_| What::read(app.parameter("of").as_deref()));
    let tab = move |one: What| {
        view! {
            <a href=place::href(one.page()) aria-current=move || (what.get() == one).then_some("page")>
                {one.name()}
            </a>
        }
    };
    // Who may write in some categories alone may not write what holds for all.
    let body = move || {
        let what = what.get();
        let may_write = may && (whole || what == What::Entries);
        view! {
            {may_write.then(|| view! { <import::Import what=what/> })}
            <Export what=what/>
        }
    };
    view! {
        <div class="page transfer">
            <PageHead title=t("取り込み・書き出し", "Import and export")/>
            <nav class="tabs" aria-label=t("種類", "Kind")>
                {What::ALL.into_iter().map(tab).collect_view()}
            </nav>
            {body}
        </div>
    }
    .draw()
}
