//! The imports that were made.

mod one;

use super::tabs::Tabs;
use crate::draw::Draw;
use crate::{
    api::Query,
    app::app,
    dates,
    lang::{number, t},
    place,
    remote::Remote,
    ui::{self, Icon, PageHead, Pager},
};
use kotae_shared::api::transfer::{ImportKind, ImportRecord, ImportsPage};
use leptos::prelude::*;
pub(crate) use one::ImportPage;

/// Rows of a part.
const LIMIT: u32 = 50;

/// The page (`transfer/imports`).
#[component]
pub(crate) fn Imports() -> impl IntoView {
    let app = app();
    let offset = move || {
        app.parameter("offset")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0_u32)
    };
    let list = Remote::<ImportsPage>::new(move || {
        Query::default()
            .with("offset", offset())
            .with("limit", LIMIT)
            .on("imports")
    });
    let body = move |page: ImportsPage| {
        if page.total == 0 {
            let act = view! {
                <a class="button primary" href=place::href("transfer")>
                    {t("ファイルを取り込む", "Import a file")}
                </a>
            };
            return ui::empty(
                Icon::Upload,
                t("まだ何も取り込んでいません", "Nothing was imported yet"),
                t(
                    "取り込むと、ここに残ります。取り込みは、あとからまるごと取り消せます。",
                    "Each import is kept here, and can be undone as a whole later.",
                ),
                act,
            )
            .draw();
        }
        view! {
            <div class="table-frame">
                <table class="table changes-table past">
                    <thead>
                        <tr>
                            <th scope="col">{t("日時", "When")}</th>
                            <th scope="col">{t("種類", "Kind")}</th>
                            <th scope="col">{t("ファイル", "File")}</th>
                            <th scope="col">{t("取り込んだ人", "By")}</th>
                            <th scope="col">{t("結果", "Result")}</th>
                        </tr>
                    </thead>
                    <tbody>{page.items.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            <Pager
                total=page.total
                offset=offset()
                limit=LIMIT
                href=Box::new(|to| place::href(&Query::default().with("offset", to).on("transfer/imports")))
            />
        }
        .draw()
    };
    view! {
        <div class="page transfer">
            <PageHead title=t("取り込み・書き出し", "Import and export")/>
            <Tabs/>
            {list.view(body)}
        </div>
    }
    .draw()
}

fn row(one: ImportRecord) -> impl IntoView {
    let undone = one.undone.as_ref().map(|_| {
        view! { <span class="chip">{t("取り消し済み", "Undone")}</span> }
    });
    let result = counts(&one);
    let file = file(&one);
    view! {
        <tr>
            <td class="cell-code">
                <a href=place::href(&format!("transfer/imports/{}", one.id))>
                    <time datetime=dates::machine(one.at)>{dates::full(one.at)}</time>
                </a>
            </td>
            <td class="cell-code">{name(one.kind)}</td>
            <td>{file}</td>
            <td>{one.by}</td>
            <td>{result} " " {undone}</td>
        </tr>
    }
    .draw()
}

/// What an import is of.
fn name(kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Entries => "FAQ",
        ImportKind::Synonyms => t("同義語", "Synonyms"),
        ImportKind::Categories => t("カテゴリー", "Categories"),
        ImportKind::Pinned => t("固定した質問", "Pinned questions"),
        ImportKind::Scenarios => t("シナリオ", "Scenarios"),
    }
}

fn file(one: &ImportRecord) -> String {
    if one.file.is_empty() {
        t("（名前なし）", "(no name)").to_owned()
    } else {
        one.file.clone()
    }
}

fn counts(one: &ImportRecord) -> String {
    let all = [
        (one.new, t("新規", "new")),
        (one.changed, t("変更", "changed")),
        (one.unchanged, t("変更なし", "unchanged")),
        (one.refused, t("エラー", "refused")),
    ];
    let parts = all.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts
        .map(|(count, word)| match crate::lang::current() {
            kotae_shared::Lang::Ja => format!("{word} {}", number(count)),
            kotae_shared::Lang::En => format!("{} {word}", number(count)),
        })
        .collect();
    parts.join(t("・", ", "))
}
