//! The overview: the figures beside those of the period before, over time, by hour and by category, and what they spared.

use super::{
    Page, assumption,
    chart::{Chart, period, shown, words},
    hours, mail, request,
};
use crate::draw::Draw;
use crate::{
    lang::{self, number, t},
    remote::Remote,
    ui::{self, Icon},
};
use kotae_shared::{
    Lang,
    api::reports::{CategoryUsage, Figure, Overview as Report},
};
use leptos::prelude::*;

/// The report.
#[component]
pub(super) fn Overview(page: Page) -> impl IntoView {
    let report = Remote::<Report>::new(move || request(page, "overview"));
    report.view(move |report| all(page, report))
}

fn all(page: Page, report: Report) -> AnyView {
    page.know(&report.days, &report.widgets);
    let figures: Vec<Figure> = Figure::ALL
        .into_iter()
        .filter(|figure| report.hours.is_some() || figure.has_category())
        .collect();
    let compared = match lang::current() {
        Lang::Ja => format!(
            "{}。比較は前の同じ長さの期間（{}）とです。",
            period(&report.days.from, &report.days.until),
            period(&report.days_before.from, &report.days_before.until)
        ),
        Lang::En => format!(
            "{}, compared with the period before, as long ({}).",
            period(&report.days.from, &report.days.until),
            period(&report.days_before.from, &report.days_before.until)
        ),
    };
    let cards = figures.iter().map(|figure| card(*figure, &report));
    let cards = cards.collect_view();
    let nothing = (report.now.questions == 0 && report.now.visits == 0).then(|| {
        ui::empty(
            Icon::Chat,
            t("この期間の利用はありません", "Nothing happened in this period"),
            t(
                "期間を長くするか、絞り込みを外してみてください。",
                "Try a longer period, or take the filters away.",
            ),
            (),
        )
    });
    let is_empty = nothing.is_some();
    let rest = (!is_empty).then(|| {
        view! {
            <Chart by=report.by steps=report.steps.clone() figures=figures.clone()/>
            {report.hours.as_ref().map(hours::hours)}
            {categories(&report.categories)}
            <assumption::Spared usage=report.now first=report.assumption/>
        }
    });
    let definitions = figures.iter().map(|figure| {
        view! {
            <div>
                <dt>{words(figure.name())}</dt>
                <dd>{words(figure.definition())}</dd>
            </div>
        }
    });
    view! {
        <p class="quiet small">{compared}</p>
        <ul class="report-figures">{cards}</ul>
        {nothing}
        {rest}
        <mail::MailReport/>
        <section class="card">
            <h2>{t("数え方", "How it is counted")}</h2>
            <dl class="definitions">{definitions.collect_view()}</dl>
        </section>
    }
    .draw()
}

/// A figure with what it was before.
fn card(figure: Figure, report: &Report) -> AnyView {
    let before = shown(figure, &report.before);
    let change = change(figure, figure.of(&report.now), figure.of(&report.before));
    let before = match lang::current() {
        Lang::Ja => format!("前の期間 {before}"),
        Lang::En => format!("before: {before}"),
    };
    view! {
        <li>
            <span class="report-name">{words(figure.name())}</span>
            <strong class="report-value">{shown(figure, &report.now)}</strong>
            <span class="quiet small">{before} {change.map(|change| format!("（{change}）"))}</span>
        </li>
    }
    .draw()
}

/// By how much a figure has changed: a count in percent of what it was, a share in points. `None`: it cannot be said.
fn change(figure: Figure, now: Option<f64>, before: Option<f64>) -> Option<String> {
    let (now, before) = (now?, before?);
    if figure.is_rate() {
        let points = (now - before) * 100.0;
        return Some(match lang::current() {
            Lang::Ja => format!("{points:+.1} ポイント"),
            Lang::En => format!("{points:+.1} points"),
        });
    }
    (before > 0.0).then(|| format!("{:+.0}%", (now / before - 1.0) * 100.0))
}

/// Categories on the screen at most.
const CATEGORIES: usize = 20;

fn categories(rows: &[CategoryUsage]) -> Option<AnyView> {
    let most = rows.first()?.usage.questions.max(1);
    let lines = rows.iter().take(CATEGORIES).map(|row| {
        let name = if row.path.is_empty() {
            t("カテゴリーなし", "No category").to_owned()
        } else {
            row.path.join(" › ")
        };
        let share = row.usage.questions as f64 / most as f64;
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="share-cell">
                    <span class="share" aria-hidden="true"><i style=("--share", format!("{share:.4}"))></i></span>
                </td>
                <td class="number">{number(row.usage.questions.max(0) as u32)}</td>
                <td class="number">{shown(Figure::SelfServiceRate, &row.usage)}</td>
                <td class="number">{shown(Figure::SolvedRate, &row.usage)}</td>
            </tr>
        }
    });
    let card = view! {
        <section class="card">
            <h2>{t("カテゴリー", "Categories")}</h2>
            <p class="quiet small">
                {t(
                    "質問を、最後に読まれた FAQ、なければ最も近かった FAQ のカテゴリーで数えます。見つからなかった質問は含みません。",
                    "A question counts for the category of the entry that was read last, or else of the best candidate. What found nothing counts for none.",
                )}
            </p>
            <div class="table-frame">
                <table class="table results-table">
                    <thead>
                        <tr>
                            <th scope="col">{t("カテゴリー", "Category")}</th>
                            <td class="share-cell"></td>
                            <th scope="col" class="number">{t("質問", "Questions")}</th>
                            <th scope="col" class="number">{words(Figure::SelfServiceRate.name())}</th>
                            <th scope="col" class="number">{words(Figure::SolvedRate.name())}</th>
                        </tr>
                    </thead>
                    <tbody>{lines.collect_view()}</tbody>
                </table>
            </div>
        </section>
    };
    Some(card.draw())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_nothing_cannot_be_said() {
        assert_eq!(
            change(Figure::Questions, Some(12.0), Some(10.0)).as_deref(),
            Some("+20%")
        );
        assert_eq!(change(Figure::Questions, Some(12.0), Some(0.0)), None);
        assert_eq!(change(Figure::SolvedRate, None, Some(0.5)), None);
    }
}
