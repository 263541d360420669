//! The way back from a change of many entries.

use super::found;
use crate::{
    api,
    app::{App, app},
    lang::{self, t},
    remote::Remote,
};
use kotae_shared::{
    Lang,
    api::admin::{BulkResult, BulkUndo, EntryPage},
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// The last change, and the way back from it.
#[component]
pub(super) fn LastChange(last: RwSignal<Option<BulkResult>>, page: Remote<EntryPage>) -> impl IntoView {
    let app = app();
    let busy = RwSignal::new(false);
    let undone = Callback::new(move |result: BulkResult| {
        page.reload();
        last.set(None);
        app.say(taken_back(&result));
    });
    move || {
        let result = last.get()?;
        let undo = move |_| undo(app, result.batch.unwrap_or_default(), busy, undone);
        Some(view! {
            <p class="bulk-last">
                <span>{changed(result.changed)}</span>
                <button type="button" class="button small" disabled=busy on:click=undo>
                    {t("元に戻す", "Take it back")}
                </button>
                <button type="button" class="button plain small" on:click=move |_| last.set(None)>
                    {t("閉じる", "Close")}
                </button>
            </p>
        })
    }
}

/// Takes a change of many entries back.
pub(crate) fn undo(app: App, batch: Uuid, busy: RwSignal<bool>, done: Callback<BulkResult>) {
    busy.set(true);
    spawn_local(async move {
        let result = api::post::<BulkResult>("entries/bulk/undo", &BulkUndo { batch }).await;
        busy.set(false);
        match result {
            Ok(result) => {
                app.refresh();
                done.run(result);
            }
            Err(failure) => app.fail(&failure),
        }
    });
}

/// What became of the way back.
pub(crate) fn taken_back(result: &BulkResult) -> String {
    let BulkResult { changed, skipped, .. } = *result;
    match (lang::current(), skipped) {
        (Lang::Ja, 0) => format!("{}を元に戻しました。", found(changed)),
        (Lang::Ja, _) => format!(
            "{}を元に戻しました。その後に変更された {}はそのままです。",
            found(changed),
            found(skipped)
        ),
        (Lang::En, 0) => format!("{} taken back.", found(changed)),
        (Lang::En, _) => format!(
            "{} taken back; {} changed since stay as they are.",
            found(changed),
            found(skipped)
        ),
    }
}

/// How many were changed.
pub(super) fn changed(count: u32) -> String {
    if count == 0 {
        return t("変わったものはありませんでした。", "Nothing had to be changed.").to_owned();
    }
    match lang::current() {
        Lang::Ja => format!("{}を変更しました。", found(count)),
        Lang::En => format!("{} changed.", found(count)),
    }
}
