//! Scenarios: the list, the editor, files in and out.

mod editor;
mod graph;
mod import;
mod words;

pub(crate) use editor::ScenarioPage;
pub(crate) use graph::History;

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    dates, dom,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{self, Confirm, Icon, PageHead, SaveTable, icon},
};
use import::Import;
use kotae_shared::{Lang, access::Permission, api::scenarios::ScenarioRow};
use leptos::{prelude::*, task::spawn_local};

/// The page.
#[component]
pub(crate) fn Scenarios() -> impl IntoView {
    let app = app();
    let list = Remote::<Vec<ScenarioRow>>::new(|| "scenarios".into());
    let role = app.session_now().user.role;
    let (may_write, may_export) = (
        role.may(Permission::EditKnowledge),
        role.may(Permission::ExportKnowledge),
    );
    let body = move |rows: Vec<ScenarioRow>| {
        if rows.is_empty() {
            return ui::empty(
                Icon::Swap,
                t("シナリオはまだありません", "There are no scenarios yet"),
                t(
                    "小さな例から始めて図の上で作るか、Excel・CSV・JSON のファイルを取り込みます。",
                    "Begin with a small example and draw your own, or import an Excel, CSV or JSON file.",
                ),
                may_write.then(new_button),
            )
            .draw();
        }
        let rows = rows
            .into_iter()
            .map(|row| view! { <Row row=row list=list may_write=may_write/> });
        view! { <ul class="notices">{rows.collect_view()}</ul> }.draw()
    };
    let export = may_export.then(|| {
        view! {
            <SaveTable
                path=|ending: &'static str| format!("export/scenarios.{ending}")
                name="scenarios"
                json=true
            />
        }
    });
    view! {
        <div class="page narrow">
            <PageHead title=t("シナリオ", "Scenarios")>{export} {may_write.then(new_button)}</PageHead>
            <p class="page-lead">
                {t(
                    "選択肢で順に案内する会話です。公開すると、ウィジェットの最初のボタンやページから始められます。",
                    "Conversations that lead step by step. Once published, a widget's start buttons and pages can begin them.",
                )}
            </p>
            {list.view(body)}
            {may_write.then(|| view! { <Import list=list/> })}
        </div>
    }
    .draw()
}

fn new_button() -> impl IntoView {
    view! {
        <a class="button primary" href=place::href("scenarios/new")>
            {icon(Icon::Plus)}
            {t("新しいシナリオ", "New scenario")}
        </a>
    }
}

#[component]
fn Row(row: ScenarioRow, list: Remote<Vec<ScenarioRow>>, may_write: bool) -> impl IntoView {
    let app = app();
    let name = row.name.get(lang::current()).to_owned();
    let (tone, word) = words::state(row.state);
    let steps = match lang::current() {
        Lang::Ja => format!("{} ステップ", number(row.steps)),
        Lang::En => format!("{} steps", number(row.steps)),
    };
    let findings = (row.findings > 0).then(|| {
        let text = match lang::current() {
            Lang::Ja => format!("確認が必要: {} 件", number(row.findings)),
            Lang::En => format!("To look at: {}", number(row.findings)),
        };
        view! { <span class="chip bad">{text}</span> }
    });
    let (id, shown) = (row.id, name.clone());
    let ask = move |_| {
        app.ask(Confirm {
            title: t("シナリオを削除しますか？", "Delete this scenario?").into(),
            text: match lang::current() {
                Lang::Ja => format!("「{shown}」は、次の公開までは表示されます。"),
                Lang::En => format!("Visitors have “{shown}” until the next publication."),
            },
            act: t("削除する", "Delete"),
            danger: true,
            yes: Box::new(move || {
                spawn_local(async move {
                    match api::delete(&format!("scenarios/{id}")).await {
                        Ok(()) => {
                            list.reload();
                            app.refresh();
                            app.say(t("削除しました。", "Deleted."));
                            dom::focus_soon("h1");
                        }
                        Err(failure) => app.fail(&failure),
                    }
                });
            }),
        });
    };
    let delete = may_write.then(|| {
        view! {
            <button
                type="button"
                class="button small danger"
                aria-label=format!("{}: {name}", t("削除", "Delete"))
                on:click=ask
            >
                {t("削除", "Delete")}
            </button>
        }
    });
    view! {
        <li class="card notice-card">
            <p class="notice-head">
                <span class=tone>{word}</span>
                {findings}
                <span class="number">{steps}</span>
            </p>
            <p class="notice-text">
                <a href=place::href(&format!("scenarios/{id}"))>{name.clone()}</a>
            </p>
            <div class="notice-foot">
                <span class="quiet small">{row.updated_by} " " {dates::full(row.updated_at)}</span>
                {delete}
            </div>
        </li>
    }
    .draw()
}
