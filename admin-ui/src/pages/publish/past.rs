//! What was published before.

use crate::draw::Draw;
use crate::{
    app::app,
    dates,
    lang::{self, number, t},
    place,
    remote::Remote,
};
use kotae_shared::{
    Lang,
    api::admin::{ChangeCounts, Publication, PublicationPage},
};
use leptos::prelude::*;

/// The list, the newest first; `?before=N` continues it.
#[component]
pub(super) fn Past(
    /// Counts publications: the list follows.
    published: Signal<u32>,
) -> impl IntoView {
    let app = app();
    let list = Remote::<PublicationPage>::new(move || {
        published.track();
        let before = app.parameter("before").map(|before| format!("?before={before}"));
        format!("publications{}", before.unwrap_or_default())
    });
    list.view(move |page: PublicationPage| {
        if page.items.is_empty() {
            return ().draw();
        }
        let older = page.next.map(|next| {
            view! {
                <a class="button small" href=place::href(&format!("publish?before={next}"))>
                    {t("これより前の公開", "Earlier publications")}
                </a>
            }
        });
        view! {
            <div class="section-head">
                <h2>{t("公開の履歴", "Publications")}</h2>
            </div>
            <div class="table-frame">
                <table class="table changes-table past">
                    <thead>
                        <tr>
                            <th scope="col">{t("公開番号", "Number")}</th>
                            <th scope="col">{t("日時", "When")}</th>
                            <th scope="col">{t("公開した人", "By")}</th>
                            <th scope="col">{t("変更", "Changes")}</th>
                            <th scope="col">{t("メモ", "Note")}</th>
                        </tr>
                    </thead>
                    <tbody>{page.items.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            {older}
        }
        .draw()
    })
}

fn row(one: Publication) -> impl IntoView {
    view! {
        <tr>
            <td class="cell-code">
                <a href=place::href(&format!("publish/{}", one.number))>{name(one.number)}</a>
            </td>
            <td class="cell-code">
                <time datetime=dates::machine(one.at)>{dates::full(one.at)}</time>
            </td>
            <td>{one.by}</td>
            <td class="cell-code">{one.changes.map(counts)}</td>
            <td>{one.restores.map(restored)} {one.note}</td>
        </tr>
    }
    .draw()
}

/// A publication by its number.
pub(super) fn name(of: u32) -> String {
    match lang::current() {
        Lang::Ja => format!("第 {of} 回"),
        Lang::En => format!("No. {of}"),
    }
}

fn restored(of: u32) -> impl IntoView {
    let text = match lang::current() {
        Lang::Ja => format!("第 {of} 回に戻した"),
        Lang::En => format!("Back to no. {of}"),
    };
    view! { <span class="chip">{text}</span> }
}

fn counts(of: ChangeCounts) -> String {
    let parts = [
        (of.added, t("追加", "added")),
        (of.changed, t("変更", "changed")),
        (of.removed, t("公開終了", "removed")),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<_> = parts.map(|(count, word)| said(count, word)).collect();
    if parts.is_empty() {
        return t("FAQ 以外", "Not the entries").to_owned();
    }
    parts.join(t("・", ", "))
}

fn said(count: u32, word: &str) -> String {
    match lang::current() {
        Lang::Ja => format!("{word} {}", number(count)),
        Lang::En => format!("{} {word}", number(count)),
    }
}
