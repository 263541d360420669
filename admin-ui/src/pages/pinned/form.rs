//! The form for a new pinned question.

use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::app,
    lang::t,
    ui::{Faults, FindEntry, Submit, TextInput},
};
use kotae_shared::api::{
    admin::{Entry, EntryRow},
    pinned::{Pinned, PinnedEdit, limits},
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// The form. The address may bring what is pinned: `?new=QUESTION` and `?to=ENTRY`.
#[component]
pub(super) fn Form(done: Callback<()>) -> impl IntoView {
    let app = app();
    let question = RwSignal::new(app.parameter("new").unwrap_or_default());
    let entry = RwSignal::new(None::<(Uuid, String)>);
    if let Some(id) = app.parameter("to") {
        spawn_local(async move {
            if let Ok(found) = api::get::<Entry>(&format!("entries/{id}")).await {
                entry.set(Some((found.id, found.title)));
            }
        });
    }
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        faults.clear();
        busy.set(true);
        let edit = PinnedEdit {
            question: question.get_untracked(),
            entry: entry.with_untracked(|entry| entry.as_ref().map(|(id, _)| *id)),
            version: 0,
        };
        spawn_local(async move {
            let result: Result<Pinned, Failure> = api::post("pinned", &edit).await;
            busy.set(false);
            match result {
                Ok(_) => {
                    question.set(String::new());
                    app.say(t("固定しました。", "Pinned."));
                    done.run(());
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let choose = Callback::new(move |row: EntryRow| entry.set(Some((row.id, row.title))));
    let expected = move || match entry.get() {
        None => view! { <b>{t("「見つからない」になること", "Nothing is found")}</b> }.draw(),
        Some((_, title)) => view! {
            <b>{title}</b>
            " "
            <button type="button" class="button small" on:click=move |_| entry.set(None)>
                {t("外す", "Remove")}
            </button>
        }
        .draw(),
    };
    view! {
        <form class="card form" novalidate on:submit=submit>
            <TextInput name="question" label=t("質問", "Question") value=question faults=faults max=limits::QUESTION/>
            <FindEntry
                id="pinned-entry"
                label=t("最初に出るべき FAQ（選ばなければ「見つからない」）", "The entry that must come first (none: nothing is found)")
                published=false
                choose=choose
            />
            <p aria-live="polite">{t("期待する結果: ", "Expected: ")} {expected}</p>
            <div class="form-actions">
                <Submit label=t("固定する", "Pin it") busy=busy faults=faults/>
            </div>
        </form>
    }
    .draw()
}
