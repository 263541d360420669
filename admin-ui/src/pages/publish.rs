//! Publication: what changed since the last one.

use crate::{lang::t, ui::PageHead};
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn Publish() -> impl IntoView {
    view! {
        <div class="page">
            <PageHead title=t("公開", "Publish")/>
        </div>
    }
}
