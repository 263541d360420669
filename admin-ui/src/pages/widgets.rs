//! Widgets and their settings.

use crate::{lang::t, ui::PageHead};
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn Widgets() -> impl IntoView {
    view! {
        <div class="page">
            <PageHead title=t("ウィジェット", "Widgets")/>
        </div>
    }
}
