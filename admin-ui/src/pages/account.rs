//! One's own account.

use crate::{lang::t, ui::PageHead};
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn Account() -> impl IntoView {
    view! {
        <div class="page">
            <PageHead title=t("アカウント", "Account")/>
        </div>
    }
}
