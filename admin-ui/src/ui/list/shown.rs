//! A list as a file: just what it shows, in its order.

use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::app,
    dates, dom,
    lang::t,
    ui::{Icon, icon},
};
use kotae_shared::api::tables::ShownTable;
use leptos::{prelude::*, task::spawn_local};
use std::{pin::Pin, rc::Rc};

/// What a list shows.
pub(crate) type Shown = ShownTable;

/// What a list shows, as soon as all of it is here.
pub(crate) type ShownSoon = Pin<Box<dyn Future<Output = Result<Shown, Failure>>>>;

/// What is here already.
pub(crate) fn shown_now(shown: Shown) -> ShownSoon {
    Box::pin(async move { Ok(shown) })
}

/// Buttons for an Excel workbook and for CSV.
#[component]
pub(crate) fn SaveShown(
    /// Begins the file's name.
    name: &'static str,
    /// What is shown when a button is pressed.
    table: Rc<dyn Fn() -> ShownSoon>,
) -> impl IntoView {
    let app = app();
    let busy = RwSignal::new("");
    let table = StoredValue::new_local(table);
    let save = move |ending: &'static str| {
        busy.set(ending);
        let shown = table.with_value(|table| table());
        spawn_local(async move {
            let file = match shown.await {
                Ok(shown) => api::file(&format!("export/shown.{ending}"), &shown).await,
                Err(failure) => Err(failure),
            };
            busy.try_set("");
            match file {
                Ok(blob) => dom::save(&blob, &format!("{name}-{}.{ending}", dates::today())),
                Err(failure) => app.fail(&failure),
            }
        });
    };
    let button = move |ending: &'static str, kind: &'static str, words: &'static str| {
        view! {
            <button
                type="button"
                class="button small"
                disabled=move || !busy.get().is_empty()
                aria-busy=move || (busy.get() == ending).then_some("true")
                aria-label=words
                title=words
                on:click=move |_| save(ending)
            >
                {icon(Icon::Download)}
                <span>{kind}</span>
            </button>
        }
    };
    view! {
        <span class="save-shown">
            {button("xlsx", "Excel", t("表示中の内容を Excel に書き出す", "Export what is shown as Excel"))}
            {button("csv", "CSV", t("表示中の内容を CSV に書き出す", "Export what is shown as CSV"))}
        </span>
    }
    .draw()
}
