//! The rows that an import would make or change, with each field before and after.

use super::excerpt::{Excerpt, excerpt};
use crate::draw::Draw;
use crate::{
    lang::{self, number, t},
    ui::{Icon, icon},
};
use kotae_shared::{
    Lang,
    api::admin::{FieldChange, ImportRow},
};
use leptos::prelude::*;

/// The table of the rows; `all` is how many there are in the file.
pub(super) fn table(rows: &[ImportRow], all: u32) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let shown = rows.len() as u32;
    let rest = (all > shown).then(|| {
        let (shown, all) = (number(shown), number(all));
        let text = match lang::current() {
            Lang::Ja => format!("全 {all} 件のうち、最初の {shown} 件を表示しています。"),
            Lang::En => format!("The first {shown} of {all} are shown."),
        };
        view! { <p class="quiet small">{text}</p> }
    });
    let table = view! {
        {rest}
        <div class="table-frame">
            <table class="table rows-table">
                <caption class="unseen">{t("取り込む内容", "What is imported")}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="number">{t("行", "Row")}</th>
                        <th scope="col">{t("種類", "Kind")}</th>
                        <th scope="col">{t("ID", "ID")}</th>
                        <th scope="col">{t("内容", "Content")}</th>
                    </tr>
                </thead>
                <tbody>{rows.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    };
    Some(table.draw())
}

fn row(row: &ImportRow) -> impl IntoView + use<> {
    let (tone, mark, word) = if row.new {
        ("good", Icon::Plus, t("新規", "New"))
    } else {
        ("warn", Icon::Edit, t("変更", "Changed"))
    };
    let code = if row.code.is_empty() {
        view! { <span class="quiet">{t("自動", "made")}</span> }.draw()
    } else {
        view! { <span class="mono">{row.code.clone()}</span> }.draw()
    };
    view! {
        <tr>
            <td class="number">{number(row.row)}</td>
            <td class="cell-kind">
                <span class=format!("chip bare {tone}")>{icon(mark)} {word}</span>
            </td>
            <td class="cell-code">{code}</td>
            <td>
                {row.title.clone()}
                {(!row.changes.is_empty())
                    .then(|| view! { <dl class="diff">{row.changes.iter().map(change).collect_view()}</dl> })}
            </td>
        </tr>
    }
    .draw()
}

fn change(change: &FieldChange) -> impl IntoView + use<> {
    let whole = if change.field == "status" {
        Excerpt::whole(status(&change.before), status(&change.after))
    } else {
        excerpt(&change.before, &change.after)
    };
    let Excerpt {
        head,
        before,
        after,
        tail,
    } = whole;
    let nothing = || t("（なし）", "(none)").to_owned();
    let alone = head.is_empty() && tail.is_empty();
    let or_nothing = |text: String| {
        if alone && text.is_empty() { nothing() } else { text }
    };
    let (before, after) = (or_nothing(before), or_nothing(after));
    let removed = (!before.is_empty()).then(|| {
        view! {
            <span class="unseen">{t("変更前: ", "before: ")}</span>
            <del>{before}</del>
        }
    });
    let arrow = alone.then(|| view! { <span aria-hidden="true">" → "</span> });
    let added = (!after.is_empty()).then(|| {
        view! {
            <span class="unseen">{t(" 変更後: ", " after: ")}</span>
            <ins>{after}</ins>
        }
    });
    view! {
        <dt>{field(&change.field).to_owned()}</dt>
        <dd>{head} {removed} {arrow} {added} {tail}</dd>
    }
    .draw()
}

/// A field's name as the screens call it.
fn field(name: &str) -> &str {
    match name {
        "code" => t("ID", "ID"),
        "title" => t("タイトル", "Title"),
        "phrasings" => t("言い換え", "Other phrasings"),
        "keywords" => t("キーワード", "Keywords"),
        "category" => t("カテゴリー", "Category"),
        "answer" => t("答え", "Answer"),
        "status" => t("状態", "Status"),
        "audience" => t("見られる人", "Who may see it"),
        other => other,
    }
}

/// A status as the screens call it, from what a cell would show.
fn status(cell: &str) -> String {
    match cell {
        "draft" => t("下書き", "Draft"),
        "published" => t("公開", "Published"),
        "archived" => t("アーカイブ", "Archived"),
        other => other,
    }
    .to_owned()
}
