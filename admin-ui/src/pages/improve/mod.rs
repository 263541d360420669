//! Questions that the knowledge should answer better, in groups, each with what can be done about it at once.

mod item;
mod phrases;
mod query;
mod words;

pub(crate) use words::why;

use crate::draw::Draw;
use crate::{
    app::app,
    dates,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{self, Icon, PageHead, Pager, Search},
};
use kotae_shared::{
    Lang,
    api::{admin::limits, improve::ImprovePage},
};
use leptos::prelude::*;
pub(crate) use phrases::Phrases;
use query::Filters;

/// The page.
#[component]
pub(crate) fn Improve() -> impl IntoView {
    let app = app();
    let filters = Memo::new(move |_| Filters::read(|name| app.parameter(name)));
    let groups = Remote::<ImprovePage>::new(move || filters.get().request());
    let body = move |page: ImprovePage| list(page, &filters.get_untracked());
    view! {
        <div class="page">
            <PageHead title=t("改善する", "To improve")>
                <a class="button" href=place::href("improve/phrases")>
                    {t("学習した言い方", "Learned phrases")}
                </a>
                <button type="button" class="button" on:click=move |_| groups.reload()>
                    {t("最新にする", "Refresh")}
                </button>
            </PageHead>
            <p class="quiet">
                {t(
                    "うまく答えられなかった質問を、同じ内容ごとにまとめています。開いて言葉を足すと、その場で結果を確かめられます。",
                    "Questions that were not answered well, those about the same as one. Open one, add its words to an entry, and see the result at once.",
                )}
            </p>
            <Bar filters=filters groups=groups/>
            {groups.view(body)}
        </div>
    }
    .draw()
}

fn list(page: ImprovePage, filters: &Filters) -> AnyView {
    if page.items.is_empty() {
        return ui::empty(
            Icon::Check,
            t("ここには何もありません", "Nothing here"),
            t(
                "見つからなかった質問、解決しなかった質問、候補が選ばれなかった質問が、ここに並びます。",
                "Questions that found nothing, were not solved, or whose candidates nobody chose appear here.",
            ),
            (),
        )
        .draw();
    }
    let since = page.since.map(|at| {
        let at = dates::full(at);
        let text = match lang::current() {
            Lang::Ja => format!("新しい質問から順に、{at} までをまとめています。"),
            Lang::En => format!("The newest questions are grouped, back to {at}."),
        };
        view! { <p class="quiet small">{text}</p> }
    });
    let (total, offset) = (page.total, filters.offset());
    let kept = filters.clone();
    let href = move |offset: u32| {
        let to = kept.clone().with("offset", offset.to_string());
        place::href(&to.address())
    };
    let people = StoredValue::new(page.people);
    let items = page.items.into_iter();
    view! {
        {since}
        <div class="log-frame">
            <ol class="log" aria-label=t("質問のまとまり", "Groups of questions")>
                {items.map(|group| view! { <item::Item group=group people=people/> }).collect_view()}
            </ol>
        </div>
        <Pager total=total offset=offset limit=query::PAGE href=Box::new(href)/>
    }
    .draw()
}

/// The states with their counts, and the filters.
#[component]
fn Bar(filters: Memo<Filters>, groups: Remote<ImprovePage>) -> impl IntoView {
    let app = app();
    let tab = move |key: &'static str, name: &'static str, index: Option<usize>| {
        let href = move || place::href(&filters.get().with("state", key.to_owned()).address());
        let current = move || filters.with(|filters| filters.state == key).then_some("page");
        let count = move || {
            let states = groups.get()?.states;
            Some(number(index.map_or(states.iter().sum(), |index| states[index])))
        };
        view! {
            <a href=href aria-current=current data-noscroll="">
                {name}
                " "
                <span class="count">{count}</span>
            </a>
        }
        .draw()
    };
    let mut tabs: Vec<AnyView> = (0..4)
        .map(|at| tab(query::STATES[at], words::state(words::STATES[at]), Some(at)))
        .collect();
    tabs.push(tab(query::ALL, t("すべて", "All"), None));
    let go = Callback::new(move |q: String| {
        app.swap(&filters.get_untracked().with("q", q).address());
    });
    let choice = move |name: &'static str, label: &'static str, options: Vec<(String, String)>| {
        let changed = move |event: web_sys::Event| {
            app.go(&filters
                .get_untracked()
                .with(name, event_target_value(&event))
                .address());
        };
        let option = |(key, text): (String, String)| {
            let value = key.clone();
            view! {
                <option value=value prop:selected=move || filters.with(|filters| filters.get(name) == key)>
                    {text}
                </option>
            }
        };
        view! {
            <select class="select" aria-label=label on:change=changed>
                {options.into_iter().map(option).collect_view()}
            </select>
        }
        .draw()
    };
    let texts = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter()
            .map(|(key, text)| ((*key).to_owned(), (*text).to_owned()))
            .collect()
    };
    let mut troubles = texts(&[("", t("すべての種類", "Any kind"))]);
    troubles.extend(texts(&words::troubles()));
    let periods = texts(&[
        ("", t("すべての期間", "Any time")),
        ("7", t("7 日間", "Last 7 days")),
        ("30", t("30 日間", "Last 30 days")),
        ("90", t("90 日間", "Last 90 days")),
    ]);
    let orders = texts(&[
        ("", t("多い順", "Most frequent first")),
        ("newest", t("新しい順", "Newest first")),
    ]);
    let people = move || {
        let mut people = texts(&[("", t("担当者を問わない", "Anybody’s"))]);
        let all = groups.get().unwrap_or_default().people;
        people.extend(all.into_iter().map(|one| (one.id.to_string(), one.name)));
        choice("assignee", t("担当者", "Assignee"), people)
    };
    view! {
        <nav class="tabs" aria-label=t("対応の状態", "State")>
            {tabs}
        </nav>
        <search class="filters">
            <Search
                id="improve-search"
                value=Signal::derive(move || filters.with(|filters| filters.get("q").to_owned()))
                go=go
                label=t("質問を検索", "Search the questions")
                placeholder=t("質問の言葉で検索", "Words of the question")
                max=limits::SEARCH
            />
            {choice("trouble", t("種類", "Kind"), troubles)}
            {choice("days", t("期間", "Period"), periods)}
            {people}
            {choice("sort", t("並び順", "Order"), orders)}
        </search>
    }
    .draw()
}
