//! What is done to the selected submissions.

use super::{List, query, words};
use crate::{
    api,
    draw::Draw,
    lang::{self, number, t},
    ui::{Confirm, one_by_one},
};
use kotae_shared::{
    Lang,
    api::{
        forms::{Submission, SubmissionEdit, SubmissionRow},
        improve::Person,
    },
};
use leptos::prelude::*;

/// The choice that takes the assignee away.
const NOBODY: &str = "none";

/// The choices and buttons.
#[component]
pub(super) fn Bulk(list: List, people: Vec<Person>) -> impl IntoView {
    let app = list.app;
    let done = move || {
        list.selection.clear();
        list.found.reload();
        app.refresh();
    };
    // A list that is gone through by arrow keys changes nothing: the button does.
    let (state, assignee) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let idle = move || state.with(String::is_empty) && assignee.with(String::is_empty);
    let apply = move |_| {
        let (state, assignee) = (query::state(&state.get_untracked()), assignee.get_untracked());
        let act = move |id| {
            let row = list.seen.with_value(|seen| seen.get(&id).cloned());
            let assignee = assignee.clone();
            async move {
                // Whatever can be selected was seen.
                let Some(row) = row else { return Ok(()) };
                let mut edit = edit_of(&row);
                edit.state = state.unwrap_or(edit.state);
                if !assignee.is_empty() {
                    edit.assignee = assignee.parse().ok();
                }
                let changed: Submission = api::put(&format!("submissions/{id}"), &edit).await?;
                list.see(&[changed.row]);
                Ok(())
            }
        };
        one_by_one(
            app,
            list.selection.ids(),
            t("変更しました。", "Changed."),
            act,
            done,
        );
    };
    let remove = move |_| {
        let ids = list.selection.ids();
        let count = number(ids.len() as u32);
        app.ask(Confirm {
            title: match lang::current() {
                Lang::Ja => format!("{count} 件を削除しますか？"),
                Lang::En => format!("Delete {count}?"),
            },
            text: t(
                "回答、添付ファイル、メモも消え、元に戻せません。",
                "Answers, files and notes go with them, for good.",
            )
            .into(),
            act: t("削除する", "Delete"),
            danger: true,
            yes: Box::new(move || {
                one_by_one(
                    app,
                    ids,
                    t("削除しました。", "Deleted."),
                    |id| async move { api::delete(&format!("submissions/{id}")).await },
                    done,
                );
            }),
        });
    };
    let states = words::states()
        .into_iter()
        .map(|(key, name)| view! { <option value=key>{name}</option> });
    let persons = people
        .into_iter()
        .map(|one| view! { <option value=one.id.to_string()>{one.name}</option> });
    view! {
        <select
            class="select small"
            aria-label=t("状態", "State")
            prop:value=state
            on:change=move |event| state.set(event_target_value(&event))
        >
            <option value="">{t("状態はそのまま", "Keep the state")}</option>
            {states.collect_view()}
        </select>
        <select
            class="select small"
            aria-label=t("担当者", "Assignee")
            prop:value=assignee
            on:change=move |event| assignee.set(event_target_value(&event))
        >
            <option value="">{t("担当者はそのまま", "Keep the assignee")}</option>
            <option value=NOBODY>{t("担当者なし", "Nobody")}</option>
            {persons.collect_view()}
        </select>
        <button type="button" class="button small" disabled=idle on:click=apply>
            {t("まとめて変更", "Change them")}
        </button>
        {list
            .may_delete
            .then(|| {
                view! {
                    <button type="button" class="button small danger" on:click=remove>
                        {t("削除", "Delete")}
                    </button>
                }
            })}
    }
    .draw()
}

/// What a change of a submission begins with.
pub(super) fn edit_of(row: &SubmissionRow) -> SubmissionEdit {
    SubmissionEdit {
        state: row.state,
        assignee: row.assignee,
        entry: row.entry,
        version: row.version,
    }
}
