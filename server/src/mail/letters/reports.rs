//! The overview of a week or a month.

use super::{Letter, causes, letter, screen};
use crate::mail::layout::{Body, Figure as Line};
use kotae_shared::{
    Lang,
    api::{
        admin::User,
        reports::{Figure, Overview, Usage},
    },
};

/// Categories in a letter at most.
const CATEGORIES: usize = 5;

/// What visitors did in a period, beside the one before.
pub fn report<'a>(to: &'a User, base: &str, workspace: &str, report: &Overview) -> Letter<'a> {
    let days = &report.days;
    let subject = match to.lang {
        Lang::Ja => format!("利用状況のレポート（{} 〜 {}）", days.from, days.until),
        Lang::En => format!("Report of {} to {}", days.from, days.until),
    };
    let first = match to.lang {
        Lang::Ja => format!(
            "{} さん\n\nKotae（ワークスペース: {workspace}）の {} から {} までの利用状況です。かっこの中は、その前の同じ長さの期間です。",
            to.name, days.from, days.until
        ),
        Lang::En => format!(
            "Dear {},\n\nthis is what visitors did with Kotae (workspace: {workspace}) from {} to {}; in brackets the period before, as long.",
            to.name, days.from, days.until
        ),
    };
    let path = format!("reports?from={}&until={}", days.from, days.until);
    let action = screen(to, base, workspace, &path);
    let spared = match to.lang {
        Lang::Ja => format!(
            "減らせた問い合わせの見積もり: 約 {:.0} 件、{:.1} 時間（自己解決した質問の {}% が、1 件 {} 分の問い合わせになったとみなした場合）",
            report.assumption.inquiries(&report.now),
            report.assumption.hours(&report.now),
            report.assumption.percent,
            report.assumption.minutes
        ),
        Lang::En => format!(
            "Inquiries spared, an estimate: about {:.0}, {:.1} hours (if {}% of the self-served questions had been inquiries of {} minutes)",
            report.assumption.inquiries(&report.now),
            report.assumption.hours(&report.now),
            report.assumption.percent,
            report.assumption.minutes
        ),
    };
    let mut figures: Vec<Line> = Figure::ALL
        .into_iter()
        .map(|figure| line(figure, report, to.lang))
        .collect();
    figures.extend(categories(report, to.lang));
    let letter = letter(to, causes::REPORT, subject, first, Some(action), vec![spared]);
    Letter {
        body: Body {
            figures,
            ..letter.body
        },
        ..letter
    }
}

fn line(figure: Figure, report: &Overview, lang: Lang) -> Line {
    let now = figure.of(&report.now);
    Line {
        name: name(figure, lang).to_owned(),
        value: value(figure, &report.now),
        note: value(figure, &report.before),
        percent: now
            .filter(|_| figure.is_rate())
            .map(|share| (share * 100.0).round() as u32),
    }
}

fn name(figure: Figure, lang: Lang) -> &'static str {
    let [ja, en] = figure.name();
    lang.pick(ja, en)
}

fn value(figure: Figure, usage: &Usage) -> String {
    match figure.of(usage) {
        None => "–".to_owned(),
        Some(share) if figure.is_rate() => format!("{:.1}%", share * 100.0),
        Some(count) => format!("{count}"),
    }
}

/// What was asked about most, with bars as long as the first is.
fn categories(report: &Overview, lang: Lang) -> Vec<Line> {
    let most = report
        .categories
        .first()
        .map_or(1, |row| row.usage.questions.max(1));
    let rows = report.categories.iter().take(CATEGORIES);
    rows.map(|row| Line {
        name: if row.path.is_empty() {
            lang.pick("カテゴリーなし", "No category").to_owned()
        } else {
            row.path.join(" › ")
        },
        value: row.usage.questions.to_string(),
        note: String::new(),
        percent: u32::try_from(row.usage.questions.max(0) * 100 / most).ok(),
    })
    .collect()
}
