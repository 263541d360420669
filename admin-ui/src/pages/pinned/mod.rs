//! Pinned questions: what each must find, and how it went last.

mod form;

use crate::draw::Draw;
use crate::{
    api::{self, Query},
    app::{App, app},
    dates,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{self, Confirm, Icon, PageHead, Pager, Search},
};
use form::Form;
use kotae_shared::{
    Lang,
    access::Permission,
    api::{
        admin::{EntryName, limits},
        pinned::{Pinned, PinnedPage, PinnedReport},
    },
};
use leptos::{prelude::*, task::spawn_local};

/// Rows of a part.
const LIMIT: u32 = 50;

/// The list in the address's words: `q`, `entry`, `broken`, `offset`.
fn query(app: App, offset: u32) -> Query {
    Query::default()
        .with("q", app.parameter("q").unwrap_or_default())
        .maybe("entry", app.parameter("entry"))
        .maybe("broken", app.parameter("broken"))
        .with("offset", offset)
}

/// The page.
#[component]
pub(crate) fn PinnedQuestions() -> impl IntoView {
    let app = app();
    let offset = move || {
        app.parameter("offset")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0)
    };
    let list = Remote::<PinnedPage>::new(move || query(app, offset()).with("limit", LIMIT).on("pinned"));
    let may = app.session_now().user.role.may(Permission::EditKnowledge);
    let done = Callback::new(move |()| list.reload());
    let run = move |_| {
        spawn_local(async move {
            match api::post::<PinnedReport>("pinned/run", &()).await {
                Ok(report) => {
                    app.say(said(report));
                    list.reload();
                }
                Err(failure) => app.fail(&failure),
            }
        });
    };
    let go = Callback::new(move |q: String| {
        let query = Query::default()
            .with("q", q)
            .maybe("broken", app.parameter("broken"));
        app.go(&query.on("pinned"));
    });
    let body = move |page: PinnedPage| {
        if page.total == 0 {
            return ui::empty(
                Icon::Check,
                t("固定した質問はありません", "There are no pinned questions here"),
                t(
                    "よくある質問と、最初に出るべき FAQ を決めておくと、公開のたびに確かめます。",
                    "Say which entry a question must bring first; every publication makes sure of it.",
                ),
                (),
            )
            .draw();
        }
        let rows = page
            .items
            .into_iter()
            .map(|one| row(one, app, may, done))
            .collect_view();
        view! {
            <div class="table-frame">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t("質問", "Question")}</th>
                            <th scope="col">{t("期待する結果", "Expected")}</th>
                            <th scope="col">{t("前回の結果", "Last result")}</th>
                            <th scope="col"><span class="unseen">{t("操作", "Actions")}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <Pager
                total=page.total
                offset=offset()
                limit=LIMIT
                href=Box::new(move |to| place::href(&query(app, to).on("pinned")))
            />
        }
        .draw()
    };
    let broken = move || {
        let on = app.parameter("broken").is_some();
        let to = if on { "pinned" } else { "pinned?broken=true" };
        view! {
            <a class="button small" href=place::href(to)>
                {if on { t("すべて表示", "Show all") } else { t("期待と違うものだけ", "Only broken ones") }}
            </a>
        }
    };
    view! {
        <div class="page">
            <PageHead title=t("固定した質問", "Pinned questions")>
                {may
                    .then(|| {
                        view! {
                            <button type="button" class="button" on:click=run>
                                {t("いまの下書きで確かめる", "Run against the drafts")}
                            </button>
                        }
                    })}
            </PageHead>
            <p class="page-lead">
                {t(
                    "公開のたびに、実際の検索で確かめます。期待と違う結果になる公開は止まり、理由を書けば続けられます。",
                    "Each publication asks them as visitors would. One that breaks any is stopped, unless a reason is given.",
                )}
            </p>
            {may.then(|| view! { <Form done=done/> })}
            <div class="form-actions">
                <Search
                    id="search"
                    value=Signal::derive(move || app.parameter("q").unwrap_or_default())
                    go=go
                    label=t("固定した質問を探す", "Search pinned questions")
                    placeholder=t("質問の言葉", "Words of the question")
                    max=limits::SEARCH
                />
                {broken}
            </div>
            {list.view(body)}
        </div>
    }
    .draw()
}

fn row(one: Pinned, app: App, may: bool, done: Callback<()>) -> AnyView {
    let last = one.last.as_ref().map(|run| {
        let (tone, word) = if run.passed {
            ("chip good", t("期待どおり", "As expected"))
        } else {
            ("chip bad", t("期待と違う", "Broken"))
        };
        let came = (!run.passed).then(|| named(run.came.as_ref()));
        view! {
            <span class=tone>{word}</span>
            " "
            {came}
            <span class="quiet small">" " {dates::full(run.at)}</span>
        }
    });
    let (id, question) = (one.id, one.question.clone());
    let label = format!("{}: {question}", t("削除", "Delete"));
    let delete = move |_| {
        let done = move || {
            spawn_local(async move {
                match api::delete(&format!("pinned/{id}")).await {
                    Ok(()) => done.run(()),
                    Err(failure) => app.fail(&failure),
                }
            });
        };
        app.ask(Confirm {
            title: t("固定した質問を削除しますか？", "Delete this pinned question?").into(),
            text: question.clone(),
            act: t("削除する", "Delete"),
            danger: true,
            yes: Box::new(done),
        });
    };
    view! {
        <tr>
            <td class="cell-title">{one.question}</td>
            <td>{named(one.entry.as_ref())}</td>
            <td>{last}</td>
            <td>
                {may
                    .then(|| {
                        view! {
                            <button type="button" class="button small danger" aria-label=label on:click=delete>
                                {t("削除", "Delete")}
                            </button>
                        }
                    })}
            </td>
        </tr>
    }
    .draw()
}

/// An entry, or that nothing is found.
fn named(entry: Option<&EntryName>) -> AnyView {
    match entry {
        None => view! { <span>{t("見つからない", "Nothing found")}</span> }.draw(),
        Some(entry) => {
            let href = place::href(&format!("entries/{}", entry.id));
            view! { <a href=href>{entry.title.clone()}</a> }.draw()
        }
    }
}

fn said(report: PinnedReport) -> String {
    let (total, broken) = (number(report.total), number(report.broken));
    match lang::current() {
        Lang::Ja => format!("{total} 件を確かめました。期待と違うもの: {broken} 件。"),
        Lang::En => format!("{total} asked, {broken} broken."),
    }
}
