//! States and kinds with their counts, and the other filters. Each change becomes a new address.

use super::{query, query::Filters, words};
use crate::draw::Draw;
use crate::{
    app::app,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{PickFilter, Search, clear_filters, picks},
};
use kotae_shared::api::{
    admin::limits,
    improve::{ImproveKind, ImprovePage, ImproveState, WidgetName},
};
use leptos::prelude::*;

/// The rows above the list.
#[component]
pub(super) fn Bar(filters: Memo<Filters>, page: Remote<ImprovePage>) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=t("対応の状態", "State")>
            {states(filters, page)}
        </nav>
        <nav class="kinds" aria-label=t("種類", "Kind")>
            {kinds(filters, page)}
        </nav>
        <details class="small">
            <summary>{t("種類の意味", "What the kinds mean")}</summary>
            <dl class="facts">{ImproveKind::ALL.map(definition).collect_view()}</dl>
        </details>
        {rest(filters, page)}
    }
    .draw()
}

fn definition(kind: ImproveKind) -> impl IntoView {
    view! {
        <dt>{words::kind(kind)}</dt>
        <dd>{words::meaning(kind)}</dd>
    }
}

/// A link that sets a filter, with how much it would find.
fn link(
    filters: Memo<Filters>,
    set: (&'static str, &'static str),
    name: &'static str,
    count: impl Fn() -> Option<u32> + Send + 'static,
) -> AnyView {
    let (filter, value) = set;
    let href = move || place::href(&filters.get().with(filter, value.to_owned()).address());
    let current = move || {
        let now = filters.with(|filters| match filter {
            "state" => filters.state == value,
            _ => filters.get(filter) == value,
        });
        now.then_some("page")
    };
    let count = move || count().map(number);
    view! {
        <a href=href aria-current=current data-noscroll="">
            {name}
            " "
            <span class="count">{count}</span>
        </a>
    }
    .draw()
}

fn states(filters: Memo<Filters>, page: Remote<ImprovePage>) -> Vec<AnyView> {
    let tab = |(value, state): (&'static str, ImproveState)| {
        let count = move || Some(page.get()?.states[state as usize]);
        link(filters, ("state", value), words::state(state), count)
    };
    let all = move || Some(page.get()?.states.iter().sum());
    let tabs = query::STATES.into_iter().zip(ImproveState::ALL).map(tab);
    let all = link(filters, ("state", query::ALL), t("すべて", "All"), all);
    tabs.chain([all]).collect()
}

fn kinds(filters: Memo<Filters>, page: Remote<ImprovePage>) -> Vec<AnyView> {
    let chip = |kind: ImproveKind| {
        let count = move || Some(page.get()?.kinds[kind as usize]);
        link(filters, ("kind", kind.tag()), words::kind(kind), count)
    };
    let any = link(filters, ("kind", ""), t("すべての種類", "Any kind"), || {
        None
    });
    [any].into_iter().chain(ImproveKind::ALL.map(chip)).collect()
}

fn rest(filters: Memo<Filters>, page: Remote<ImprovePage>) -> impl IntoView {
    let app = app();
    let go = Callback::new(move |q: String| {
        app.swap(&filters.get_untracked().with("q", q).address());
    });
    let choice = move |name: &'static str, label: &'static str, options: Vec<(String, String)>| {
        let value = Signal::derive(move || filters.with(|filters| filters.get(name).to_owned()));
        let changed = move |value: String| app.go(&filters.get_untracked().with(name, value).address());
        view! { <PickFilter label=label choices=options value=value go=changed/> }.draw()
    };
    let periods = picks(&[
        ("", t("すべての期間", "Any time")),
        ("7", t("7 日間", "Last 7 days")),
        ("30", t("30 日間", "Last 30 days")),
        ("90", t("90 日間", "Last 90 days")),
    ]);
    let orders = picks(&[
        ("", t("多い順", "Most frequent first")),
        ("newest", t("新しい順", "Newest first")),
    ]);
    // Only what differs draws them anew: a list that is open would else close.
    let lists = Memo::new(move |_| {
        let page = page.get().unwrap_or_default();
        (page.people, page.widgets)
    });
    let people = move || {
        let mut people = picks(&[("", t("担当者を問わない", "Anybody’s"))]);
        let all = lists.get().0.into_iter();
        people.extend(all.map(|one| (one.id.to_string(), one.name)));
        choice("assignee", t("担当者", "Assignee"), people)
    };
    let widgets = move || {
        let widgets = lists.get().1;
        (widgets.len() > 1 || filters.with_untracked(|filters| !filters.get("widget").is_empty())).then(
            || {
                let mut choices = picks(&[("", t("すべてのウィジェット", "Any widget"))]);
                choices.extend(widgets.iter().map(|one| (one.key.clone(), widget_name(one))));
                choice("widget", t("ウィジェット", "Widget"), choices)
            },
        )
    };
    view! {
        <search class="filters">
            <Search
                id="improve-search"
                value=Signal::derive(move || filters.with(|filters| filters.get("q").to_owned()))
                go=go
                label=t("質問と FAQ を検索", "Search questions and entries")
                placeholder=t("質問や FAQ の言葉で検索", "Words of a question or an entry")
                max=limits::SEARCH
            />
            {widgets}
            {choice("days", t("期間", "Period"), periods)}
            {people}
            {choice("sort", t("並び順", "Order"), orders)}
            {clear_filters(move || filters.with(Filters::narrows), || "improve".into())}
        </search>
    }
    .draw()
}

/// What a widget is called: as set, or as it calls itself, with its key, since two may be called the same.
fn widget_name(widget: &WidgetName) -> String {
    let lang = lang::current();
    let name = match widget.name.get(lang) {
        "" => kotae_widget::texts::words(lang).name,
        name => name,
    };
    let key: String = widget.key.chars().take(8).collect();
    format!("{name} ({key})")
}
