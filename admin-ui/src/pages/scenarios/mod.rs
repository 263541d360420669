//! Scenarios: the list, the editor, files in and out.

mod editor;
mod graph;
mod import;
mod table;
mod words;

pub(crate) use editor::ScenarioPage;
pub(crate) use graph::History;

use crate::draw::Draw;
use crate::{
    app::app,
    lang::t,
    place,
    remote::Remote,
    ui::{self, Icon, PageHead, SaveTable, icon},
};
use import::Import;
use kotae_shared::{access::Permission, api::scenarios::ScenarioRow};
use leptos::prelude::*;

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
        table::table(list, may_write)
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
        <div class="page">
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
