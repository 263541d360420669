//! The form for a pinned question: a new one, or a change.

use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::app,
    lang::t,
    router,
    ui::{Faults, FindEntry, Submit, TextInput},
};
use kotae_shared::api::{
    admin::{Entry, EntryRow},
    pinned::{Pinned, PinnedEdit, limits},
};
use leptos::{prelude::*, task::spawn_local};

/// The form. For a new one the address may bring what is pinned: `?new=QUESTION` and `?to=ENTRY`.
#[component]
pub(super) fn Form(
    /// The one that is changed; `None`: a new one.
    pinned: Option<Pinned>,
    /// Hears that it is done, or left.
    done: Callback<()>,
) -> impl IntoView {
    let app = app();
    let id = pinned.as_ref().map(|pinned| pinned.id);
    let version = pinned.as_ref().map_or(0, |pinned| pinned.version);
    let (words, expected) = match pinned {
        Some(pinned) => (pinned.question, pinned.entry.map(|entry| (entry.id, entry.title))),
        None => (app.parameter("new").unwrap_or_default(), None),
    };
    let before = (words.clone(), expected.as_ref().map(|(id, _)| *id));
    let question = RwSignal::new(words);
    let entry = RwSignal::new(expected);
    if let Some(to) = app.parameter("to").filter(|_| id.is_none()) {
        spawn_local(async move {
            if let Ok(found) = api::get::<Entry>(&format!("entries/{to}")).await {
                entry.try_set(Some((found.id, found.title)));
            }
        });
    }
    let now = move || {
        (
            question.get(),
            entry.with(|entry| entry.as_ref().map(|(id, _)| *id)),
        )
    };
    let saved = RwSignal::new(false);
    router::guard(Signal::derive(move || !saved.get() && now() != before));
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        faults.clear();
        busy.set(true);
        let (question, entry) = untrack(now);
        let edit = PinnedEdit {
            question,
            entry,
            version,
        };
        spawn_local(async move {
            let result: Result<Pinned, Failure> = match id {
                Some(id) => api::put(&format!("pinned/{id}"), &edit).await,
                None => api::post("pinned", &edit).await,
            };
            busy.set(false);
            match result {
                Ok(_) => {
                    saved.set(true);
                    app.say(match id {
                        Some(_) => t("変更しました。", "Changed."),
                        None => t("固定しました。", "Pinned."),
                    });
                    done.run(());
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let choose = Callback::new(move |row: EntryRow| {
        entry.set(Some((row.id, row.title)));
        faults.mended("entry");
    });
    let expected = move || match entry.get() {
        None => view! { <b>{t("「見つからない」になること", "Nothing is found")}</b> }.draw(),
        Some((_, title)) => view! {
            <b>{title}</b>
            " "
            <button type="button" class="button small" on:click=move |_| entry.set(None)>
                {t("外す（「見つからない」にする）", "Remove (nothing is found)")}
            </button>
        }
        .draw(),
    };
    let fault = move || {
        faults
            .of("entry")
            .map(|text| view! { <p class="field-error">{text}</p> })
    };
    view! {
        <form
            class="card form wide"
            novalidate
            on:submit=submit
            on:keydown=move |event| {
                if event.key() == "Escape" && !event.is_composing() {
                    done.run(());
                }
            }
        >
            <h2>
                {if id.is_some() {
                    t("固定した質問を編集", "Edit the pinned question")
                } else {
                    t("質問を固定する", "Pin a question")
                }}
            </h2>
            <TextInput name="question" label=t("質問", "Question") value=question faults=faults max=limits::QUESTION/>
            <FindEntry
                id="pinned-entry"
                label=t("最初に出るべき FAQ（選ばなければ「見つからない」）", "The entry that must come first (none: nothing is found)")
                published=false
                choose=choose
            />
            <p aria-live="polite">{t("期待する結果: ", "Expected: ")} {expected}</p>
            {fault}
            <div class="form-actions">
                <Submit
                    label=if id.is_some() { t("保存する", "Save") } else { t("固定する", "Pin it") }
                    busy=busy
                    faults=faults
                />
                <button type="button" class="button" on:click=move |_| done.run(())>
                    {t("キャンセル", "Cancel")}
                </button>
            </div>
        </form>
    }
    .draw()
}
