//! Import and export of entries.

mod choose;
mod excerpt;
mod export;
mod format;
mod import;
mod report;
mod rows;

use crate::draw::Draw;
use crate::{lang::t, ui::PageHead};
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn Transfer() -> impl IntoView {
    view! {
        <div class="page transfer">
            <PageHead title=t("取り込み・書き出し", "Import and export")/>
            <import::Import/>
            <export::Export/>
        </div>
    }
    .draw()
}
