//! Import and export of entries.

mod choose;
mod excerpt;
mod export;
mod format;
mod import;
mod report;
mod rows;

use crate::draw::Draw;
use crate::{app::app, lang::t, ui::PageHead};
use kotae_shared::access::Permission;
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn Transfer() -> impl IntoView {
    let may_write = app().session_now().user.role.may(Permission::EditKnowledge);
    view! {
        <div class="page transfer">
            <PageHead title=t("取り込み・書き出し", "Import and export")/>
            {may_write.then(|| view! { <import::Import/> })}
            <export::Export/>
        </div>
    }
    .draw()
}
