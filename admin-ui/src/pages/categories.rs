//! The tree of categories.

use crate::{lang::t, ui::PageHead};
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn Categories() -> impl IntoView {
    view! {
        <div class="page">
            <PageHead title=t("カテゴリー", "Categories")/>
        </div>
    }
}
