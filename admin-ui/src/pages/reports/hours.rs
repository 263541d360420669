//! When in the week it is asked: a table of weekdays and hours, the fuller the darker.

use crate::draw::Draw;
use crate::lang::{self, number, t};
use kotae_shared::Lang;
use leptos::prelude::*;

const DAYS: [[&str; 2]; 7] = [
    ["月", "Mon"],
    ["火", "Tue"],
    ["水", "Wed"],
    ["木", "Thu"],
    ["金", "Fri"],
    ["土", "Sat"],
    ["日", "Sun"],
];

/// The card.
pub(super) fn hours(hours: &[[i64; 24]; 7]) -> AnyView {
    let most = hours.iter().flatten().copied().max().unwrap_or(0).max(1);
    let heads = (0..24).map(|hour| view! { <th scope="col">{hour}</th> });
    let rows = DAYS.iter().zip(hours).map(|(day, row)| {
        let day = t(day[0], day[1]);
        let cells = (0..24).zip(row).map(|(hour, count)| {
            let share = *count as f64 / most as f64;
            let title = match lang::current() {
                Lang::Ja => format!("{day}曜 {hour} 時台: {count} 件"),
                Lang::En => format!("{day}, {hour}:00–{hour}:59: {count}"),
            };
            view! {
                <td title=title style=("--share", format!("{share:.3}"))>
                    {(*count > 0).then(|| number(*count as u32))}
                </td>
            }
        });
        view! {
            <tr>
                <th scope="row">{day}</th>
                {cells.collect_view()}
            </tr>
        }
    });
    view! {
        <section class="card">
            <h2>{t("曜日と時間帯", "By weekday and hour")}</h2>
            <p class="quiet small">
                {t("質問の数。列は 0 時台から 23 時台です。", "Questions; the columns are hours, from 0 to 23.")}
            </p>
            <div class="table-frame" tabindex="0" role="region" aria-label=t("曜日と時間帯", "By weekday and hour")>
                <table class="hours">
                    <thead>
                        <tr>
                            <td></td>
                            {heads.collect_view()}
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .draw()
}
