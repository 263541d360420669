//! The first page.

use crate::{lang::t, ui::PageHead};
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn Home() -> impl IntoView {
    view! {
        <div class="page">
            <PageHead title=t("ホーム", "Home")/>
        </div>
    }
}
