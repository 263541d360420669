//! All of a table as a file.

use super::what::What;
use crate::{draw::Draw, lang::t, ui::SaveTable};
use leptos::prelude::*;

/// The part of the page that exports.
#[component]
pub(super) fn Export(what: What) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="export-title">
            <h2 id="export-title">{t("書き出す", "Export")}</h2>
            <div class="import-body">
                <p>{what.export()}</p>
                <SaveTable path=move |ending: &'static str| format!("export/{}.{ending}", what.list()) name=what.list()/>
            </div>
        </section>
    }
    .draw()
}
