//! One question: counts with bars, means with how many they are of, and the score.

use super::{Page, bar, percent, texts::Texts};
use crate::draw::Draw;
use crate::lang::{self, number, t};
use kotae_shared::{
    Lang,
    api::results::{Chosen, Found, Nps, Question},
    form::Kind,
};
use leptos::prelude::*;

/// The card of a question.
pub(super) fn question(page: Page, total: u32, question: Question) -> AnyView {
    let label = question.label.get(lang::current());
    let label = if label.is_empty() {
        question.key.clone()
    } else {
        label.to_owned()
    };
    let n = question.answered;
    let answered = match lang::current() {
        Lang::Ja => format!("{} 件が回答（{}）", number(n), percent(n, total)),
        Lang::En => format!("{} answered ({})", number(n), percent(n, total)),
    };
    let past = question.past.then(|| {
        view! { <span class="chip bare">{t("いまは尋ねていません", "Not asked any more")}</span> }
    });
    let key = question.key.clone();
    let body = match question.found {
        Found::Choices { rows, other } => choices(page, &rows, other, n, key),
        Found::YesNo { yes, no } => {
            let rows = if question.kind == Kind::Consent {
                vec![(t("同意", "Agreed").to_owned(), yes)]
            } else {
                vec![
                    (t("はい", "Yes").to_owned(), yes),
                    (t("いいえ", "No").to_owned(), no),
                ]
            };
            table(rows, n)
        }
        Found::Scale {
            low,
            counts,
            average,
            nps,
        } => scale(question.kind, low, &counts, average, nps),
        Found::Numbers { average, least, most } => figures(vec![
            (t("平均", "Average"), figure(average)),
            (t("最小", "Least"), figure(least)),
            (t("最大", "Greatest"), figure(most)),
            (t("回答数", "Answers"), number(n)),
        ]),
        Found::Files { files } => figures(vec![(t("ファイル", "Files"), number(files))]),
        Found::Texts => (n > 0).then(|| view! { <Texts page=page field=key/> }).draw(),
    };
    view! {
        <section class="card question-card">
            <h2>{label} " " {past}</h2>
            <p class="quiet small">{answered}</p>
            {body}
        </section>
    }
    .draw()
}

fn choices(page: Page, rows: &[Chosen], other: u32, n: u32, key: String) -> AnyView {
    let mut lines: Vec<(String, u32)> = rows
        .iter()
        .map(|row| (row.label.get(lang::current()).to_owned(), row.count))
        .collect();
    if other > 0 {
        lines.push((t("その他（記入）", "Something else").to_owned(), other));
    }
    let written = (other > 0).then(|| view! { <Texts page=page field=key/> });
    view! { {table(lines, n)} {written} }.draw()
}

/// Counts with their share of who answered.
fn table(rows: Vec<(String, u32)>, n: u32) -> AnyView {
    let lines = rows.into_iter().map(|(name, count)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="share-cell">{bar(count, n)}</td>
                <td class="number">{number(count)}</td>
                <td class="number">{percent(count, n)}</td>
            </tr>
        }
    });
    view! {
        <div class="table-frame">
            <table class="table results-table">
                <thead>
                    <tr>
                        <th scope="col">{t("回答", "Answer")}</th>
                        <td class="share-cell"></td>
                        <th scope="col" class="number">{t("件数", "Count")}</th>
                        <th scope="col" class="number">{t("割合", "Share")}</th>
                    </tr>
                </thead>
                <tbody>{lines.collect_view()}</tbody>
            </table>
        </div>
    }
    .draw()
}

fn scale(kind: Kind, low: u8, counts: &[u32], average: Option<f64>, nps: Option<Nps>) -> AnyView {
    let n: u32 = counts.iter().sum();
    let name = |place: u8| match kind {
        Kind::Stars => format!("★ {place}"),
        _ => place.to_string(),
    };
    // The best first, as one reads them.
    let mut rows: Vec<(String, u32)> = (low..)
        .zip(counts)
        .map(|(place, count)| (name(place), *count))
        .collect();
    rows.reverse();
    let mut all = vec![
        (t("平均", "Average"), figure(average)),
        (t("回答数", "Answers"), number(n)),
    ];
    let groups = nps.map(|nps| {
        let score = nps
            .score
            .map_or_else(|| "–".to_owned(), |score| format!("{score:+.1}"));
        all.insert(0, ("NPS", score));
        let rows = vec![
            (t("推奨者（9〜10）", "Promoters (9–10)").to_owned(), nps.promoters),
            (t("中立者（7〜8）", "Passives (7–8)").to_owned(), nps.passives),
            (t("批判者（0〜6）", "Detractors (0–6)").to_owned(), nps.detractors),
        ];
        view! {
            {table(rows, n)}
            <p class="quiet small">
                {t(
                    "NPS は、推奨者の割合（%）から批判者の割合（%）を引いた値です（−100〜+100）。",
                    "NPS is the share of promoters less that of detractors, in percent (−100 to +100).",
                )}
            </p>
        }
    });
    view! { {figures(all)} {groups} {table(rows, n)} }.draw()
}

fn figures(all: Vec<(&'static str, String)>) -> AnyView {
    let all = all
        .into_iter()
        .map(|(name, figure)| view! { <div><dt>{name}</dt><dd>{figure}</dd></div> });
    view! { <dl class="figures">{all.collect_view()}</dl> }.draw()
}

fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"))
}
