//! Search and filters. Each change becomes a new address.

use super::{people, query, status};
use crate::draw::Draw;
use crate::{
    app::app,
    lang::t,
    pages::categories::Tree,
    place,
    ui::{Icon, Search, icon},
};
use kotae_shared::{
    access::Permission,
    api::{
        admin::{EntryQuery, EntryWindow, limits},
        improve::Person,
    },
};
use leptos::prelude::*;

/// The choice of entries that nobody owns.
const UNOWNED: &str = "none";

/// The row of filters.
#[component]
pub(super) fn Filters(query: Memo<EntryQuery>, tree: Memo<Tree>, people: Memo<Vec<Person>>) -> impl IntoView {
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
    let owner_changed = move |event: web_sys::Event| {
        let value = event_target_value(&event);
        go.run((
            EntryQuery {
                owner: value.parse().ok(),
                unowned: value == UNOWNED,
                ..query.get_untracked()
            },
            false,
        ));
    };
    let window_changed = move |event: web_sys::Event| {
        go.run((
            EntryQuery {
                window: query::window(&event_target_value(&event)),
                ..query.get_untracked()
            },
            false,
        ));
    };
    let review_changed = move |event: web_sys::Event| {
        let review_due = event_target_checked(&event);
        go.run((
            EntryQuery {
                review_due,
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
    let flag_changed = move |change: fn(&mut EntryQuery, bool)| {
        move |event: web_sys::Event| {
            let mut changed = query.get_untracked();
            change(&mut changed, event_target_checked(&event));
            go.run((changed, false));
        }
    };
    let approves = Memo::new(move |_| {
        let (demanded, waits) = app.session_ref(|session| (session.four_eyes, session.to_approve > 0));
        app.may(Permission::Publish) && (demanded || waits || query.with(|query| query.to_approve))
    });
    let demanded = Memo::new(move |_| app.session_ref(|session| session.four_eyes));
    let approvals = move || {
        view! {
            {approves
                .get()
                .then(|| {
                    view! {
                        <label class="toggle">
                            <input
                                type="checkbox"
                                prop:checked=move || query.with(|query| query.to_approve)
                                on:change=flag_changed(|query, on| query.to_approve = on)
                            />
                            {t("自分の承認待ち", "Waits for my approval")}
                        </label>
                    }
                })}
            {demanded
                .get()
                .then(|| {
                    view! {
                        <label class="toggle">
                            <input
                                type="checkbox"
                                prop:checked=move || query.with(|query| query.unapproved)
                                on:change=flag_changed(|query, on| query.unapproved = on)
                            />
                            {t("未承認の変更", "Not approved")}
                        </label>
                    }
                })}
        }
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
    let owners = move || {
        let (owner, unowned) = query.with(|query| (query.owner.map(|id| id.to_string()), query.unowned));
        let mut choices = vec![
            (String::new(), t("担当者を問わない", "Any owner").to_owned()),
            (UNOWNED.to_owned(), t("担当者なし", "No owner").to_owned()),
        ];
        choices.extend(people.with(|people| people::choices(people)));
        let option = |(id, name): (String, String)| {
            let selected = match id.as_str() {
                "" => owner.is_none() && !unowned,
                UNOWNED => unowned,
                id => owner.as_deref() == Some(id),
            };
            view! { <option value=id prop:selected=selected>{name}</option> }
        };
        choices.into_iter().map(option).collect_view()
    };
    let windows = move || {
        let wanted = query.with(|query| query.window);
        [
            (None, t("公開期間を問わない", "Any time")),
            (Some(EntryWindow::Scheduled), t("公開予約", "Scheduled")),
            (Some(EntryWindow::Open), t("公開期間中", "Within their time")),
            (Some(EntryWindow::Expired), t("公開終了", "Expired")),
        ]
        .map(|(window, name)| {
            let key = window.map_or("", query::window_key);
            view! { <option value=key prop:selected=wanted == window>{name}</option> }
        })
        .collect_view()
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
            <select
                class="select"
                aria-label=t("担当者", "Owner")
                class:chosen=move || query.with(|query| query.owner.is_some() || query.unowned)
                on:change=owner_changed
            >
                {owners}
            </select>
            <select
                class="select"
                aria-label=t("公開期間", "Time of publication")
                class:chosen=move || query.with(|query| query.window.is_some())
                on:change=window_changed
            >
                {windows}
            </select>
            <label class="toggle">
                <input
                    type="checkbox"
                    prop:checked=move || query.with(|query| query.review_due)
                    on:change=review_changed
                />
                {t("見直し日が来た", "Due for review")}
            </label>
            <label class="toggle">
                <input
                    type="checkbox"
                    prop:checked=move || query.with(|query| query.unpublished)
                    on:change=unpublished_changed
                />
                {t("未公開の変更", "Unpublished changes")}
            </label>
            {approvals}
            {clear}
        </search>
    }
    .draw()
}
