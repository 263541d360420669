//! Search and filters. Each change becomes a new address.

use super::{List, query::Wanted};
use crate::{
    draw::Draw,
    lang::{self, t},
    ui::{DayFilter, PickFilter, Search, clear_filters, picks},
};
use kotae_shared::api::admin::limits;
use leptos::prelude::*;

/// The choice of those that nobody deals with.
const NOBODY: &str = "none";

/// The row of filters.
#[component]
pub(super) fn Filters(list: List) -> impl IntoView {
    let (app, state) = (list.app, list.state);
    let change = move |change: &dyn Fn(&mut Wanted)| {
        let mut changed = state.get_untracked();
        changed.offset = 0;
        change(&mut changed);
        app.go(&changed.address());
    };
    let search = Callback::new(move |q: String| {
        let state = state.get_untracked();
        // Typing replaces the address, so that Back leaves the list.
        app.swap(
            &Wanted {
                q,
                offset: 0,
                ..state
            }
            .address(),
        );
    });
    let forms = Signal::derive(move || {
        let mut choices = picks(&[("", t("すべてのフォーム", "Any form"))]);
        let name = |(id, name): (uuid::Uuid, kotae_shared::Localised)| {
            (id.to_string(), name.get(lang::current()).to_owned())
        };
        choices.extend(list.forms.get().into_iter().map(name));
        choices
    });
    // As long as a page loads, the people of the one before stand there.
    let people = Memo::new(move |old: Option<&Vec<_>>| match list.found.get() {
        Some(found) => found.people,
        None => old.cloned().unwrap_or_default(),
    });
    let assignees = Signal::derive(move || {
        let mut choices = picks(&[
            ("", t("担当者を問わない", "Any assignee")),
            (NOBODY, t("担当者なし", "Unassigned")),
        ]);
        choices.extend(people.get().into_iter().map(|one| (one.id.to_string(), one.name)));
        choices
    });
    view! {
        <search class="filters">
            <Search
                id="submissions-search"
                value=Signal::derive(move || state.with(|state| state.q.clone()))
                go=search
                label=t("受信箱を検索", "Search the inbox")
                placeholder=t("受付番号、名前、回答の言葉", "Number, name, words of an answer")
                max=limits::SEARCH
            />
            <PickFilter
                label=t("フォーム", "Form")
                choices=forms
                value=Signal::derive(move || {
                    let form = state.with(|state| state.form);
                    form.map(|id| id.to_string()).unwrap_or_default()
                })
                go=move |id: String| change(&|state| state.form = id.parse().ok())
            />
            <PickFilter
                label=t("担当者", "Assignee")
                choices=assignees
                value=Signal::derive(move || state.with(|state| match state.assignee {
                    _ if state.unassigned => NOBODY.to_owned(),
                    Some(id) => id.to_string(),
                    None => String::new(),
                }))
                go=move |id: String| {
                    change(&|state| {
                        state.unassigned = id == NOBODY;
                        state.assignee = id.parse().ok();
                    });
                }
            />
            <DayFilter
                label=t("この日から", "From this day on")
                name=t("から", "From")
                value=Signal::derive(move || state.with(|state| state.since.clone()))
                go=move |day: String| change(&|state| state.since.clone_from(&day))
            />
            <DayFilter
                label=t("この日まで", "Until this day")
                name=t("まで", "To")
                value=Signal::derive(move || state.with(|state| state.until.clone()))
                go=move |day: String| change(&|state| state.until.clone_from(&day))
            />
            {clear_filters(
                move || state.with(Wanted::is_narrow),
                move || state.with(|state| state.plain().address()),
            )}
        </search>
    }
    .draw()
}
