//! The list of entries.

use crate::{lang::t, ui::PageHead};
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn Entries() -> impl IntoView {
    view! {
        <div class="page">
            <PageHead title=t("FAQ", "FAQ")/>
        </div>
    }
}
