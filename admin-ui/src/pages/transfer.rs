//! Import and export of entries.

use crate::{lang::t, ui::PageHead};
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn Transfer() -> impl IntoView {
    view! {
        <div class="page">
            <PageHead title=t("取り込み・書き出し", "Import and export")/>
        </div>
    }
}
