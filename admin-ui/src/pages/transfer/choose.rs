//! Choosing a file: by pressing, or by dropping it anywhere on the page.

use super::import::Course;
use crate::draw::Draw;
use crate::{
    lang::t,
    sizes,
    ui::{Icon, icon},
};
use kotae_shared::api::admin::limits;
use leptos::{ev, html::Input, prelude::*};

/// The place for the file.
#[component]
pub(super) fn Choose(course: Course) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let over = RwSignal::new(false);
    let dragged = window_event_listener(ev::dragover, move |event| {
        if carries_file(&event) {
            event.prevent_default();
            over.set(true);
        }
    });
    let left = window_event_listener(ev::dragleave, move |event| {
        // Leaving one element for another is not leaving the window.
        if event.related_target().is_none() {
            over.set(false);
        }
    });
    let dropped = window_event_listener(ev::drop, move |event| {
        if carries_file(&event) {
            event.prevent_default();
            over.set(false);
            let files = event.data_transfer().and_then(|data| data.files());
            if let Some(file) = files.and_then(|files| files.get(0)) {
                course.choose(file);
            }
        }
    });
    on_cleanup(move || {
        dragged.remove();
        left.remove();
        dropped.remove();
    });
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        let file = input.files().and_then(|files| files.get(0));
        // The same file can be chosen again after it was mended.
        input.set_value("");
        if let Some(file) = file {
            course.choose(file);
        }
    };
    let limit = format!(
        "Excel · CSV · {} {}",
        t("最大", "up to"),
        sizes::bytes(limits::IMPORT_BYTES as f64)
    );
    view! {
        <label class="drop" class:over=over>
            <input
                class="unseen"
                id="import-file"
                type="file"
                accept=".xlsx,.csv,.tsv,.txt,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv,text/tab-separated-values,text/plain"
                node_ref=input
                on:change=chosen
            />
            {icon(Icon::Upload)}
            <span>
                <b class="drop-act">{t("ファイルを選ぶ", "Choose a file")}</b>
                {t(" か、ここにドラッグしてください", " or drag it here")}
            </span>
            <span class="quiet small">{limit}</span>
            <span class="quiet small">
                {t(
                    "まず確認だけを行い、結果を見てから取り込みます。",
                    "It is only checked at first; you import after you have seen the result.",
                )}
            </span>
        </label>
    }
    .draw()
}

fn carries_file(event: &web_sys::DragEvent) -> bool {
    event
        .data_transfer()
        .is_some_and(|data| data.types().includes(&"Files".into(), 0))
}
