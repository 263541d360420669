//! All entries as a file.

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    dates, dom,
    lang::t,
    ui::{Icon, icon},
};
use leptos::{prelude::*, task::spawn_local};

/// The part of the page that exports.
#[component]
pub(super) fn Export() -> impl IntoView {
    let app = app();
    let busy = RwSignal::new(false);
    let save = move |_| {
        busy.set(true);
        spawn_local(async move {
            let result = api::download("export/entries.csv").await;
            busy.set(false);
            match result {
                Ok(blob) => dom::save(&blob, &format!("entries-{}.csv", dates::today())),
                Err(failure) => app.fail(&failure),
            }
        });
    };
    view! {
        <section class="card" aria-labelledby="export-title">
            <h2 id="export-title">{t("CSV に書き出す", "Export as CSV")}</h2>
            <div class="import-body">
                <p>
                    {t(
                        "下書きとアーカイブを含む、すべての FAQ をダウンロードします。Excel でそのまま開け、直してから取り込み直せます。",
                        "Downloads every entry, drafts and archived ones too. Excel opens it as it is, and you can import it again after editing.",
                    )}
                </p>
                <div class="form-actions">
                    <button
                        type="button"
                        class="button"
                        disabled=busy
                        aria-busy=move || busy.get().then_some("true")
                        on:click=save
                    >
                        {icon(Icon::Download)}
                        <span>{t("CSV をダウンロード", "Download the CSV")}</span>
                    </button>
                </div>
            </div>
        </section>
    }
    .draw()
}
