//! How many came when.

use super::{PARTS, Page};
use crate::draw::Draw;
use crate::lang::{self, number, t};
use kotae_shared::{Lang, api::results::By};
use leptos::prelude::*;

/// The columns, the choice of their width, and the same as a table.
pub(super) fn times(page: Page, by: By, times: Vec<(String, u32)>) -> AnyView {
    let most = times.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let columns = times.iter().map(|(day, count)| {
        let share = f64::from(*count) / f64::from(most);
        let title = format!("{}: {}", label(day, by), number(*count));
        view! { <li title=title><i style=("--share", format!("{share:.4}"))></i></li> }
    });
    let ends = times.first().zip(times.last()).map(|((first, _), (last, _))| {
        view! {
            <p class="columns-ends quiet small" aria-hidden="true">
                <span>{label(first, by)}</span>
                <span>{label(last, by)}</span>
            </p>
        }
    });
    let buttons = PARTS.into_iter().skip(1).map(|(_, part)| {
        let words = match part {
            Some(By::Day) | None => t("日", "Days"),
            Some(By::Week) => t("週", "Weeks"),
            Some(By::Month) => t("月", "Months"),
        };
        let is_now = part == Some(by);
        view! {
            <button
                type="button"
                class="button small"
                aria-pressed=if is_now { "true" } else { "false" }
                on:click=move |_| page.change(|query| query.by = part)
            >
                {words}
            </button>
        }
    });
    let rows = times.iter().map(|(day, count)| {
        view! {
            <tr>
                <th scope="row">{label(day, by)}</th>
                <td class="number">{number(*count)}</td>
            </tr>
        }
    });
    let most = match lang::current() {
        Lang::Ja => format!("最多 {} 件", number(most)),
        Lang::En => format!("at most {}", number(most)),
    };
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{t("時間の推移", "Over time")}</h2>
                <div class="form-actions" role="group" aria-label=t("区切り", "Divided by")>{buttons.collect_view()}</div>
            </div>
            <p class="quiet small">{most}</p>
            <ol class="columns" aria-hidden="true">{columns.collect_view()}</ol>
            {ends}
            <details>
                <summary>{t("表で見る", "As a table")}</summary>
                <div class="table-frame">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{t("期間", "Time")}</th>
                                <th scope="col" class="number">{t("件数", "Responses")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
            </details>
        </section>
    }
    .draw()
}

/// What a part of the time is called: a day, the week from a day on, a month.
pub(in crate::pages) fn label(day: &str, by: By) -> String {
    match (by, lang::current()) {
        (By::Day, _) => day.to_owned(),
        (By::Week, Lang::Ja) => format!("{day} の週"),
        (By::Week, Lang::En) => format!("week of {day}"),
        (By::Month, _) => day.chars().take(7).collect(),
    }
}
