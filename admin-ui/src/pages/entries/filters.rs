//! Search and filters. Each change becomes a new address.

use super::{query, status};
use crate::draw::Draw;
use crate::{
    app::app,
    lang::t,
    pages::categories::Tree,
    place,
    ui::{Icon, Search, icon},
};
use kotae_shared::api::admin::{EntryQuery, limits};
use leptos::prelude::*;

/// The row of filters.
#[component]
pub(super) fn Filters(query: Memo<EntryQuery>, tree: Memo<Tree>) -> impl IntoView {
    let app = app();
    // A change of filters starts at the first page. Typing replaces the address, so that Back leaves the list.
    let go = Callback::new(move |(changed, replace): (EntryQuery, bool)| {
        let to = query::address(&EntryQuery { offset: 0, ..changed });
        if replace {
            app.swap(&to);
        } else {
            app.go(&to);
        }
    });
    let search = Callback::new(move |q: String| {
        go.run((
            EntryQuery {
                q,
                ..query.get_untracked()
            },
            true,
        ));
    });
    let status_changed = move |event: web_sys::Event| {
        let status = query::status(&event_target_value(&event));
        go.run((
            EntryQuery {
                status,
                ..query.get_untracked()
            },
            false,
        ));
    };
    let category_changed = move |event: web_sys::Event| {
        let category = event_target_value(&event).parse().ok();
        go.run((
            EntryQuery {
                category,
                ..query.get_untracked()
            },
            false,
        ));
    };
    let unpublished_changed = move |event: web_sys::Event| {
        let unpublished = event_target_checked(&event);
        go.run((
            EntryQuery {
                unpublished,
                ..query.get_untracked()
            },
            false,
        ));
    };
    let statuses = move || {
        let chosen = query.with(|query| query.status);
        let option = |one| {
            view! {
                <option value=query::status_key(one) prop:selected=chosen == Some(one)>
                    {status::name(one)}
                </option>
            }
        };
        status::ALL.map(option).collect_view()
    };
    let categories = move || {
        let chosen = query.with(|query| query.category).map(|id| id.to_string());
        let option = |(id, name): (String, String)| {
            let selected = chosen.as_ref() == Some(&id);
            view! { <option value=id prop:selected=selected>{name}</option> }
        };
        tree.with(Tree::choices).into_iter().map(option).collect_view()
    };
    let clear = move || {
        query.with(query::is_filtered).then(|| {
            view! {
                <a class="button plain small" href=place::href("entries")>
                    {icon(Icon::Close)}
                    {t("絞り込みを外す", "Clear")}
                </a>
            }
        })
    };
    view! {
        <search class="filters">
            <Search
                id="entries-search"
                value=Signal::derive(move || query.with(|query| query.q.clone()))
                go=search
                label=t("FAQ を検索", "Search the entries")
                placeholder=t("ID、タイトル、言い換え、答えを検索", "Search codes, titles, phrasings, answers")
                max=limits::SEARCH
            />
            <select
                class="select"
                aria-label=t("状態", "Status")
                class:chosen=move || query.with(|query| query.status.is_some())
                on:change=status_changed
            >
                <option value="" prop:selected=move || query.with(|query| query.status.is_none())>
                    {t("すべての状態", "Any status")}
                </option>
                {statuses}
            </select>
            <select
                class="select"
                aria-label=t("カテゴリー", "Category")
                class:chosen=move || query.with(|query| query.category.is_some())
                on:change=category_changed
            >
                <option value="" prop:selected=move || query.with(|query| query.category.is_none())>
                    {t("すべてのカテゴリー", "Any category")}
                </option>
                {categories}
            </select>
            <label class="toggle">
                <input
                    type="checkbox"
                    prop:checked=move || query.with(|query| query.unpublished)
                    on:change=unpublished_changed
                />
                {t("未公開の変更", "Unpublished changes")}
            </label>
            {clear}
        </search>
    }
    .draw()
}
