//! The questions log.

use crate::{lang::t, ui::PageHead};
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn Questions() -> impl IntoView {
    view! {
        <div class="page">
            <PageHead title=t("質問ログ", "Questions")/>
        </div>
    }
}
