//! What visitors asked, newest first, and what became of it.

mod item;
mod keys;
mod log;
mod query;
pub(in crate::pages) mod words;

use crate::draw::Draw;
use crate::{
    app::app,
    lang::{number, t},
    place,
    remote::Remote,
    ui::{self, Icon, PageHead, SaveTable, Search, icon},
};
use kotae_shared::api::admin::{QuestionFilter, QuestionPage, QuestionQuery, limits};
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn Questions() -> impl IntoView {
    let app = app();
    let query = Memo::new(move |_| query::read(|name| app.parameter(name)));
    let first = Remote::<QuestionPage>::new(move || query::request(&query.get()));
    keys::listen();
    let body = move |page: QuestionPage| {
        if page.items.is_empty() {
            return nothing(&query.get_untracked(), page.counts[0]);
        }
        view! { <log::Log first=page query=query.get_untracked()/> }.draw()
    };
    let found = move || {
        let page = first.get()?;
        page.items
            .is_empty()
            .then(|| t("条件に合う質問はありません", "No question matches"))
    };
    view! {
        <div class="page">
            <PageHead title=t("質問ログ", "Questions")>
                <button type="button" class="button" on:click=move |_| first.reload()>
                    {t("最新にする", "Refresh")}
                </button>
                <SaveTable path=move |ending: &'static str| query::export(&query.get_untracked(), ending) name="questions"/>
            </PageHead>
            <Filters query=query first=first/>
            <p class="unseen" aria-live="polite">{found}</p>
            {first.view(body)}
        </div>
    }
    .draw()
}

/// The filters with how many there are of each, and the search.
#[component]
fn Filters(query: Memo<QuestionQuery>, first: Remote<QuestionPage>) -> impl IntoView {
    let app = app();
    let go = Callback::new(move |q: String| {
        let changed = QuestionQuery {
            q,
            ..query.get_untracked()
        };
        app.swap(&query::address(&changed));
    });
    let tab = move |(index, filter): (usize, QuestionFilter)| {
        let href = move || {
            let changed = QuestionQuery {
                filter,
                ..query.get()
            };
            place::href(&query::address(&changed))
        };
        let current = move || query.with(|query| query.filter == filter).then_some("page");
        let count = move || first.get().map(|page| number(page.counts[index]));
        view! {
            <a href=href aria-current=current data-noscroll="">
                {words::filter(filter)}
                " "
                <span class="count">{count}</span>
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=t("質問の絞り込み", "Filter the questions")>
            {query::FILTERS.into_iter().enumerate().map(tab).collect_view()}
        </nav>
        <search class="filters">
            <Search
                id=keys::SEARCH
                value=Signal::derive(move || query.with(|query| query.q.clone()))
                go=go
                label=t("質問を検索", "Search the questions")
                placeholder=t("質問の言葉で検索", "Words of the question")
                max=limits::SEARCH
            />
        </search>
    }
    .draw()
}

/// The log is empty: because of the filters, or because nobody asked yet.
fn nothing(query: &QuestionQuery, all: u32) -> AnyView {
    if all == 0 && query.q.is_empty() {
        return ui::empty(
            Icon::Chat,
            t("質問はまだありません", "Nobody has asked yet"),
            t(
                "ウィジェットに届いた質問が、新しい順にここに並びます。まだなら、ウィジェットをページに設置してください。",
                "Questions that reach the widget appear here, newest first. If you have not yet, put the widget on a page.",
            ),
            view! {
                <a class="button" href=place::href("widgets")>
                    {icon(Icon::Widget)}
                    {t("ウィジェットの設置へ", "To the widget")}
                </a>
            },
        )
        .draw();
    }
    let text = match (query.filter, query.q.is_empty()) {
        (QuestionFilter::NotFound, true) => t(
            "回答の見つからなかった質問はありません。",
            "Every question found something.",
        ),
        (QuestionFilter::NotSolved, true) => t(
            "「解決しない」と答えた人はいません。",
            "Nobody has pressed “not solved”.",
        ),
        _ => t(
            "言葉を短くするか、絞り込みを外してみてください。",
            "Try fewer words, or take the filter away.",
        ),
    };
    ui::empty(
        Icon::Search,
        t("条件に合う質問はありません", "No question matches"),
        text,
        view! {
            <a class="button" href=place::href("questions")>
                {t("すべての質問を見る", "Show all questions")}
            </a>
        },
    )
    .draw()
}
