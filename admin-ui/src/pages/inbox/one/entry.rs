//! The entry that would have answered it.

use super::{super::bulk::edit_of, Desk};
use crate::{
    api,
    draw::Draw,
    lang::t,
    place,
    ui::{FindEntry, Icon, icon},
};
use kotae_shared::api::{
    admin::{EntryName, EntryRow},
    forms::Submission,
    problem::ProblemCode,
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// The part of the page.
pub(super) fn part(desk: Desk) -> AnyView {
    let named = Memo::new(move |_| desk.now.with(|found| found.answered_by.clone()));
    let body = move || match named.get() {
        Some(entry) => linked(desk, &entry),
        None if desk.may_handle => {
            let choose = Callback::new(move |row: EntryRow| keep(desk, Some(row.id)));
            view! {
                <FindEntry
                    id="answering-entry"
                    label=t("FAQ を探してつなぐ", "Search for an entry to link")
                    published=false
                    choose=choose
                />
            }
            .draw()
        }
        None => view! { <p class="quiet">{t("なし", "None")}</p> }.draw(),
    };
    view! {
        <section class="card" aria-labelledby="entry-head">
            <h2 id="entry-head">{t("答えられたはずの FAQ", "The entry that would have answered it")}</h2>
            {body}
        </section>
    }
    .draw()
}

fn linked(desk: Desk, entry: &EntryName) -> AnyView {
    let name = if entry.code.is_empty() {
        view! { <span class="quiet">{t("削除された FAQ", "An entry that is gone")}</span> }.draw()
    } else {
        view! {
            <span class="mono quiet">{entry.code.clone()}</span>
            " "
            <a href=place::href(&format!("entries/{}", entry.id))>{entry.title.clone()}</a>
        }
        .draw()
    };
    let remove = desk.may_handle.then(|| {
        view! {
            <button type="button" class="button plain small" on:click=move |_| keep(desk, None)>
                {icon(Icon::Close)}
                <span>{t("つながりを外す", "Take the link away")}</span>
            </button>
        }
    });
    view! { <p>{name}</p> {remove} }.draw()
}

fn keep(desk: Desk, entry: Option<Uuid>) {
    let mut edit = desk.now.with_untracked(|found| edit_of(&found.row));
    edit.entry = entry;
    spawn_local(async move {
        match api::put::<Submission>(&format!("submissions/{}", desk.id), &edit).await {
            Ok(found) => {
                if desk.now.try_get_untracked().is_some() {
                    desk.take(found);
                    desk.app.say(t("保存しました。", "Saved."));
                }
            }
            Err(failure) => {
                if failure.code() == Some(ProblemCode::Conflict) {
                    desk.reload();
                }
                desk.app.fail(&failure);
            }
        }
    });
}
