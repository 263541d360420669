//! Import and export of entries, categories, synonyms and pinned questions, and what was imported.

mod choose;
mod excerpt;
mod export;
mod format;
mod import;
mod mapping;
mod past;
mod report;
mod rows;
mod tabs;
mod what;

use crate::draw::Draw;
use crate::{app::app, lang::t, ui::PageHead};
use export::Export;
use kotae_shared::access::Permission;
use leptos::prelude::*;
pub(crate) use past::{ImportPage, Imports};
use tabs::Tabs;
use what::What;

/// The page.
#[component]
pub(crate) fn Transfer() -> impl IntoView {
    let app = app();
    let user = app.session_now().user;
    let may = user.role.may(Permission::EditKnowledge);
    let whole = user.categories.is_none();
    let what = Memo::new(move |_| What::read(app.parameter("of").as_deref()));
    // Who may write in some categories alone may not write what holds for all.
    let body = move || {
        let what = what.get();
        let may_write = may && (whole || matches!(what, What::Entries | What::Pinned));
        view! {
            {may_write.then(|| view! { <import::Import what=what/> })}
            <Export what=what/>
        }
    };
    view! {
        <div class="page transfer">
            <PageHead title=t("取り込み・書き出し", "Import and export")/>
            <Tabs/>
            {body}
        </div>
    }
    .draw()
}
