//! Search and filters. Each change becomes a new address.

use super::{List, query::Wanted};
use crate::{
    draw::Draw,
    lang::{self, t},
    place,
    ui::{Icon, Search, icon},
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
    let forms = move || {
        let chosen = state.with(|state| state.form);
        let option = |(id, name): (uuid::Uuid, kotae_shared::Localised)| {
            let name = name.get(lang::current()).to_owned();
            view! { <option value=id.to_string() prop:selected=chosen == Some(id)>{name}</option> }
        };
        list.forms.get().into_iter().map(option).collect_view()
    };
    // As long as a page loads, the people of the one before stand there.
    let people = Memo::new(move |old: Option<&Vec<_>>| match list.found.get() {
        Some(found) => found.people,
        None => old.cloned().unwrap_or_default(),
    });
    let assignees = move || {
        let (chosen, unassigned) = state.with(|state| (state.assignee, state.unassigned));
        let person = |one: kotae_shared::api::improve::Person| {
            view! {
                <option value=one.id.to_string() prop:selected=chosen == Some(one.id)>{one.name}</option>
            }
        };
        view! {
            <option value="" prop:selected=chosen.is_none() && !unassigned>
                {t("担当者を問わない", "Any assignee")}
            </option>
            <option value=NOBODY prop:selected=unassigned>{t("担当者なし", "Unassigned")}</option>
            {people.get().into_iter().map(person).collect_view()}
        }
    };
    let form_changed = move |event| {
        let form = event_target_value(&event).parse().ok();
        change(&|state| state.form = form);
    };
    let assignee_changed = move |event| {
        let value = event_target_value(&event);
        change(&|state| {
            state.unassigned = value == NOBODY;
            state.assignee = value.parse().ok();
        });
    };
    let day = move |label: &'static str, name: &'static str, last: bool| {
        let of = move |state: &Wanted| {
            if last {
                state.until.clone()
            } else {
                state.since.clone()
            }
        };
        view! {
            <label class="day-filter">
                <span>{name}</span>
                <input
                    class="input"
                    type="date"
                    aria-label=label
                    prop:value=move || state.with(of)
                    on:change=move |event| {
                        let day = event_target_value(&event);
                        change(&|state| {
                            let place = if last { &mut state.until } else { &mut state.since };
                            place.clone_from(&day);
                        });
                    }
                />
            </label>
        }
    };
    let clear = move || {
        state.with(|state| {
            state.is_narrow().then(|| {
                let plain = Wanted {
                    state: state.state,
                    sort: state.sort,
                    ..Wanted::default()
                };
                view! {
                    <a class="button plain small" href=place::href(&plain.address())>
                        {icon(Icon::Close)}
                        {t("絞り込みを外す", "Clear")}
                    </a>
                }
            })
        })
    };
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
            <select
                class="select"
                aria-label=t("フォーム", "Form")
                class:chosen=move || state.with(|state| state.form.is_some())
                on:change=form_changed
            >
                <option value="" prop:selected=move || state.with(|state| state.form.is_none())>
                    {t("すべてのフォーム", "Any form")}
                </option>
                {forms}
            </select>
            <select
                class="select"
                aria-label=t("担当者", "Assignee")
                class:chosen=move || state.with(|state| state.assignee.is_some() || state.unassigned)
                on:change=assignee_changed
            >
                {assignees}
            </select>
            {day(t("この日から", "From this day on"), t("から", "From"), false)}
            {day(t("この日まで", "Until this day"), t("まで", "To"), true)}
            {clear}
        </search>
    }
    .draw()
}
