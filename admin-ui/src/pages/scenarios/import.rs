//! A file of scenarios: checked without changing anything, looked at, applied.

use crate::draw::Draw;
use crate::{
    api::{Failure, Query, Upload},
    app::app,
    dom,
    lang::{self, number, t},
    remote::Remote,
    ui::{Icon, icon, note},
};
use kotae_shared::{
    Lang,
    api::{
        admin::{ImportReport, RowError},
        scenarios::ScenarioRow,
    },
};
use leptos::{prelude::*, task::spawn_local};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

const PATH: &str = "import/scenarios";

/// The part of the page.
#[component]
pub(super) fn Import(list: Remote<Vec<ScenarioRow>>) -> impl IntoView {
    let app = app();
    let busy = RwSignal::new(false);
    let report = RwSignal::new(None::<ImportReport>);
    let failed = RwSignal::new(None::<String>);
    // As they were when the file was chosen: what is applied is what was checked.
    let bytes = StoredValue::new(None::<SendWrapper<web_sys::Blob>>);
    let send = async move |path: String| -> Result<ImportReport, Failure> {
        let Some(file) = bytes.try_get_value().flatten() else {
            return Err(Failure::Offline);
        };
        Upload::start(&path, &file, |_| {})?.reply().await
    };
    let told = move |reply: Result<ImportReport, Failure>| {
        if busy.try_set(false).is_some() {
            return;
        }
        match reply {
            Ok(found) => {
                if found.applied {
                    list.reload();
                    app.refresh();
                }
                report.set(Some(found));
            }
            Err(failure) => failed.set(Some(failure.message())),
        }
        dom::focus_soon("#scenario-report");
    };
    let choose = move |event: web_sys::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        let Some(file) = input.files().and_then(|files| files.get(0)) else {
            return;
        };
        report.set(None);
        failed.set(None);
        busy.set(true);
        spawn_local(async move {
            let read = JsFuture::from(file.array_buffer()).await;
            let copy = read
                .and_then(|read| web_sys::Blob::new_with_buffer_source_sequence(&js_sys::Array::of1(&read)));
            bytes.set_value(copy.ok().map(|copy| SendWrapper::new(copy.unchecked_into())));
            told(send(PATH.to_owned()).await);
        });
        // The same file can be chosen again when it was mended.
        input.set_value("");
    };
    let apply = move |token: String| {
        busy.set(true);
        spawn_local(async move {
            told(send(Query::default().with("expect", &token).on(PATH)).await);
        });
    };
    let result = move || {
        report.get().map(|report| {
            let token = report.token.clone();
            let can = !report.applied && report.error_count == 0 && report.new + report.changed > 0;
            let act = can.then(|| {
                view! {
                    <button
                        type="button"
                        class="button primary"
                        disabled=busy
                        on:click=move |_| apply(token.clone())
                    >
                        {t("この内容で取り込む", "Import this")}
                    </button>
                }
            });
            view! {
                <p id="scenario-report" tabindex="-1">
                    <b>{summary(&report)}</b>
                </p>
                {lines("bad", &report.errors)}
                {lines("warn", &report.warnings)}
                <div class="form-actions">{act}</div>
            }
        })
    };
    view! {
        <section class="card import" aria-labelledby="scenario-import">
            <h2 id="scenario-import">{t("ファイルを取り込む", "Import a file")}</h2>
            <div class="import-body">
                <p>
                    {t(
                        "Excel か CSV、JSON を選ぶと、まず内容だけを確認します。同じ名前のシナリオは置き換え、ファイルにないものはそのままです。",
                        "Choose an Excel, CSV or JSON file; it is only checked at first. A scenario of the same name is replaced, others stay.",
                    )}
                </p>
                <label class="button file-button" aria-busy=move || busy.get().then_some("true")>
                    {icon(Icon::Upload)}
                    <span>{t("ファイルを選ぶ", "Choose a file")}</span>
                    <input
                        class="unseen"
                        id="scenario-file"
                        type="file"
                        accept=".xlsx,.csv,.json,.txt"
                        disabled=busy
                        on:change=choose
                    />
                </label>
                <p role="status">{move || busy.get().then(|| t("確認しています…", "Working…"))}</p>
                {move || failed.get().map(|reason| note("bad", reason))}
                {result}
            </div>
        </section>
    }
    .draw()
}

fn summary(report: &ImportReport) -> String {
    let (new, changed) = (number(report.new), number(report.changed));
    let (same, wrong) = (number(report.unchanged), number(report.error_count));
    match (lang::current(), report.applied) {
        (Lang::Ja, true) => {
            format!("取り込みました。新規 {new} 件、変更 {changed} 件。公開するとチャットに出ます。")
        }
        (Lang::En, true) => format!("Imported: {new} new, {changed} changed. Publish to show them."),
        (Lang::Ja, false) => format!("新規 {new}、変更 {changed}、変更なし {same}、エラー {wrong}"),
        (Lang::En, false) => format!("New {new}, changed {changed}, unchanged {same}, errors {wrong}"),
    }
}

fn lines(tone: &'static str, list: &[RowError]) -> Option<AnyView> {
    if list.is_empty() {
        return None;
    }
    let rows = list.iter().map(|error| {
        let place = match (lang::current(), error.row) {
            (_, 0) => error.column.clone(),
            (Lang::Ja, row) => format!("{} 行目 {}", number(row), error.column),
            (Lang::En, row) => format!("Row {} {}", number(row), error.column),
        };
        view! { <li><b>{place}</b> " " {error.message.clone()}</li> }
    });
    Some(note(tone, view! { <ul>{rows.collect_view()}</ul> }).draw())
}
