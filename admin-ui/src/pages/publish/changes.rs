//! The list of changes, and what a careful editor would mend first.

use super::{kind_chip, select::who};
use crate::draw::Draw;
use crate::{
    lang::{self, number, t},
    place,
    ui::{Icon, note},
};
use kotae_shared::{
    Lang,
    api::admin::{ChangeKind, PublishChange, PublishWarning},
};
use leptos::prelude::*;

/// Warnings that are shown before the rest is asked for.
const WARNINGS: usize = 5;

/// The kinds, in the order in which they are counted.
const KINDS: [ChangeKind; 3] = [ChangeKind::Added, ChangeKind::Changed, ChangeKind::Removed];

pub(super) fn chip(kind: ChangeKind, count: Option<usize>) -> AnyView {
    let (tone, mark, word) = match kind {
        ChangeKind::Added => ("good", Icon::Plus, t("追加", "Added")),
        ChangeKind::Changed => ("warn", Icon::Edit, t("変更", "Changed")),
        ChangeKind::Removed => ("bad", Icon::Trash, t("公開終了", "Removed")),
    };
    let word = match count {
        Some(count) => format!("{word} {}", number(count as u32)),
        None => word.to_owned(),
    };
    kind_chip(tone, mark, word)
}

/// What the publication changes for visitors.
#[component]
pub(super) fn Changes(
    heading: &'static str,
    /// The first of them.
    changes: Vec<PublishChange>,
    total: u32,
) -> impl IntoView {
    let complete = changes.len() as u32 == total;
    // Counts of a part would mislead.
    let counts = complete.then(|| {
        let of = |kind| changes.iter().filter(|change| change.kind == kind).count();
        let counted = KINDS.map(|kind| (kind, of(kind)));
        counted
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| chip(kind, Some(count)))
            .collect_view()
    });
    let rest = (!complete).then(|| {
        let shown = number(changes.len() as u32);
        let text = match lang::current() {
            Lang::Ja => format!(
                "全 {} 件のうち、最初の {shown} 件を表示しています。",
                number(total)
            ),
            Lang::En => format!("The first {shown} of {} are shown.", number(total)),
        };
        view! { <p class="quiet small">{text}</p> }
    });
    view! {
        <div class="section-head">
            <h2>{heading}</h2>
            <span class="chips">{counts}</span>
            {rest}
        </div>
        <div class="table-frame">
            <table class="table changes-table">
                <thead>
                    <tr>
                        <th scope="col">{t("種類", "Kind")}</th>
                        <th scope="col">{t("ID", "ID")}</th>
                        <th scope="col">{t("タイトル", "Title")}</th>
                        <th scope="col">{t("変更した人", "Changed by")}</th>
                    </tr>
                </thead>
                <tbody>{changes.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .draw()
}

fn row(change: PublishChange) -> impl IntoView {
    view! {
        <tr>
            <td class="cell-kind">{chip(change.kind, None)}</td>
            <td class="cell-code mono">{change.code.clone()}</td>
            <td class="cell-title">
                <a href=place::href(&format!("entries/{}", change.id))>{change.title.clone()}</a>
            </td>
            <td class="small">{who(&change)}</td>
        </tr>
    }
    .draw()
}

/// What could be mended first. Nothing here stops a publication.
#[component]
pub(super) fn Warnings(warnings: Vec<PublishWarning>) -> impl IntoView {
    if warnings.is_empty() {
        return ().draw();
    }
    let count = number(warnings.len() as u32);
    let head = match lang::current() {
        Lang::Ja => format!("公開する前に、確認をおすすめします（{count} 件）"),
        Lang::En => format!("Worth a look before publishing ({count})"),
    };
    let line = |warning: PublishWarning| {
        let href = place::href(&format!("entries/{}", warning.id));
        view! {
            <li>
                <a class="mono" href=href>{warning.code}</a>
                " "
                {warning.message}
            </li>
        }
    };
    let mut warnings = warnings.into_iter();
    let first: Vec<_> = warnings.by_ref().take(WARNINGS).map(line).collect();
    let rest: Vec<_> = warnings.map(line).collect();
    let more = (!rest.is_empty()).then(|| {
        let rest_count = number(rest.len() as u32);
        let label = match lang::current() {
            Lang::Ja => format!("ほか {rest_count} 件を表示"),
            Lang::En => format!("Show {rest_count} more"),
        };
        view! {
            <details>
                <summary>{label}</summary>
                <ul class="plain-list">{rest}</ul>
            </details>
        }
    });
    note(
        "warn",
        view! {
            <b>{head}</b>
            <ul class="plain-list">{first}</ul>
            {more}
        },
    )
    .draw()
}
