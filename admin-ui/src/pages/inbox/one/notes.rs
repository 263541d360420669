//! What was written to it: notes for the help desk, and replies.

use super::Desk;
use crate::{
    api, dates,
    draw::Draw,
    lang::t,
    ui::{Faults, Submit, TextArea},
};
use kotae_shared::api::forms::{NewNote, Note, Submission, limits};
use leptos::{prelude::*, task::spawn_local};

/// All of it, oldest first.
pub(super) fn list(desk: Desk) -> AnyView {
    let notes = Memo::new(move |_| desk.now.with(|found| found.notes.clone()));
    let one = |note: Note| {
        let (tone, kind) = if note.reply {
            ("chip good", t("返信", "Reply"))
        } else {
            ("chip bare", t("メモ", "Note"))
        };
        view! {
            <li>
                <p class="note-line">
                    <span class=tone>{kind}</span>
                    <b>{note.by}</b>
                    <time class="quiet small" datetime=dates::machine(note.at)>{dates::full(note.at)}</time>
                </p>
                <p class="written">{note.text}</p>
            </li>
        }
    };
    let body = move || {
        let notes = notes.get();
        (!notes.is_empty()).then(|| {
            view! {
                <section class="card" aria-labelledby="notes-head">
                    <h2 id="notes-head">{t("やりとり", "Correspondence")}</h2>
                    <ol class="plain submission-notes">{notes.into_iter().map(one).collect_view()}</ol>
                </section>
            }
        })
    };
    body.draw()
}

/// A new note.
#[component]
pub(super) fn NewNotePart(desk: Desk, dirty: RwSignal<bool>) -> impl IntoView {
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let text = RwSignal::new(String::new());
    let empty = Memo::new(move |_| text.with(|text| text.trim().is_empty()));
    Effect::new(move |_| dirty.set(!empty.get()));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        faults.clear();
        busy.set(true);
        let new = NewNote {
            text: text.get_untracked(),
        };
        spawn_local(async move {
            let reply = api::post::<Submission>(&format!("submissions/{}/notes", desk.id), &new).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match reply {
                Ok(found) => {
                    // What was typed meanwhile stays.
                    if text.with_untracked(|text| *text == new.text) {
                        text.set(String::new());
                    }
                    desk.take(found);
                    desk.app.say(t("メモを残しました。", "The note was kept."));
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    view! {
        <section class="card" aria-labelledby="note-head">
            <h2 id="note-head">{t("メモ", "Note")}</h2>
            <form class="form" on:submit=submit>
                <TextArea
                    name="text"
                    label=t("社内メモ（訪問者には見えません）", "For the help desk; the visitor does not see it")
                    value=text
                    faults=faults
                    rows=3
                    max=limits::NOTE
                />
                <Submit label=t("メモを残す", "Keep the note") busy=busy faults=faults idle=Signal::derive(move || empty.get())/>
            </form>
        </section>
    }
    .draw()
}
