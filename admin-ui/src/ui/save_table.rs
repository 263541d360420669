//! A table as a file: as an Excel workbook, as CSV, some also as JSON.

use super::{Icon, icon};
use crate::{api, app::app, dates, dom, draw::Draw, lang::t};
use leptos::{prelude::*, task::spawn_local};

/// A button for each kind. `path` gives the address for an ending, with whatever the page shows; `name` begins the file's name.
#[component]
pub(crate) fn SaveTable(
    #[prop(into)] path: Callback<&'static str, String>,
    name: &'static str,
    #[prop(optional)] json: bool,
) -> impl IntoView {
    let app = app();
    let busy = RwSignal::new("");
    let save = move |ending: &'static str| {
        busy.set(ending);
        spawn_local(async move {
            let result = api::download(&path.run(ending)).await;
            busy.set("");
            match result {
                Ok(blob) => dom::save(&blob, &format!("{name}-{}.{ending}", dates::today())),
                Err(failure) => app.fail(&failure),
            }
        });
    };
    let button = move |ending: &'static str, kind: &'static str, words: &'static str| {
        view! {
            <button
                type="button"
                class="button"
                disabled=move || !busy.get().is_empty()
                aria-busy=move || (busy.get() == ending).then_some("true")
                aria-label=words
                on:click=move |_| save(ending)
            >
                {icon(Icon::Download)}
                <span>{kind}</span>
            </button>
        }
    };
    view! {
        <span class="form-actions">
            {button("xlsx", "Excel", t("Excel に書き出す", "Export as Excel"))}
            {button("csv", "CSV", t("CSV に書き出す", "Export as CSV"))}
            {json.then(|| button("json", "JSON", t("JSON に書き出す", "Export as JSON")))}
        </span>
    }
    .draw()
}
