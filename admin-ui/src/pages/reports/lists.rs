//! The reports that are tables: entries, questions and words, scenarios.

use super::{Page, request};
use crate::draw::Draw;
use crate::{
    api,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{self, Icon},
};
use kotae_shared::{
    Lang,
    api::reports::{
        AskedOften, EntryReport, EntryUsage, QuestionReport, ScenarioReport, ScenarioUsage, limits,
    },
};
use leptos::prelude::*;

/// Entries, the most shown first.
#[component]
pub(super) fn Entries(page: Page) -> impl IntoView {
    let report = Remote::<EntryReport>::new(move || request(page, "entries"));
    report.view(move |report| {
        page.know(&report.days, &report.widgets);
        if report.rows.is_empty() {
            return nothing();
        }
        let shown = report.rows.len() as u32;
        let more = (report.total > shown).then(|| match lang::current() {
            Lang::Ja => format!("{} 件のうち上位 {} 件。ファイルにはすべて入ります。", number(report.total), number(shown)),
            Lang::En => format!("The first {} of {}; a file has all.", number(shown), number(report.total)),
        });
        let rows = report.rows.into_iter().map(entry).collect_view();
        view! {
            <p class="quiet small">
                {t(
                    "表示は候補か回答として見せた回数、閲覧は回答を読んだ回数、解決率は「解決した」の割合です。",
                    "Shown: offered or opened. Read: the answer was read. Solved rate: of those who said anything.",
                )}
                " "
                {more}
            </p>
            <div class="table-frame">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t("FAQ", "Entry")}</th>
                            <th scope="col">{t("カテゴリー", "Category")}</th>
                            <th scope="col" class="number">{t("表示", "Shown")}</th>
                            <th scope="col" class="number">{t("閲覧", "Read")}</th>
                            <th scope="col" class="number">{t("解決", "Solved")}</th>
                            <th scope="col" class="number">{t("未解決", "Not solved")}</th>
                            <th scope="col" class="number">{t("解決率", "Solved rate")}</th>
                            <th scope="col">{t("最後の表示", "Last shown")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .draw()
    })
}

fn entry(row: EntryUsage) -> AnyView {
    let said = row.solved + row.not_solved;
    let rate = if said > 0 {
        format!("{:.1}%", 100.0 * row.solved as f64 / said as f64)
    } else {
        "–".to_owned()
    };
    let to = place::href(&format!("entries/{}", row.entry.id));
    view! {
        <tr>
            <th scope="row" class="report-title"><a href=to>{row.entry.title}</a></th>
            <td>{row.category.join(" › ")}</td>
            <td class="number">{count(row.shown)}</td>
            <td class="number">{count(row.read)}</td>
            <td class="number">{count(row.solved)}</td>
            <td class="number">{count(row.not_solved)}</td>
            <td class="number">{rate}</td>
            <td class="report-day">{row.last}</td>
        </tr>
    }
    .draw()
}

fn count(count: i64) -> String {
    number(count.max(0) as u32)
}

fn nothing() -> AnyView {
    ui::empty(
        Icon::Chat,
        t("この期間の利用はありません", "Nothing happened in this period"),
        t(
            "期間を長くするか、絞り込みを外してみてください。",
            "Try a longer period, or take the filters away.",
        ),
        (),
    )
    .draw()
}

/// What was asked most, what of it found nothing, and the words.
#[component]
pub(super) fn Questions(page: Page) -> impl IntoView {
    let report = Remote::<QuestionReport>::new(move || request(page, "questions"));
    report.view(move |report| {
        page.know(&report.days, &report.widgets);
        if report.asked.is_empty() {
            return nothing();
        }
        let looked_at = number(report.looked_at);
        let how = match (lang::current(), report.more) {
            (Lang::Ja, false) => format!("質問 {looked_at} 件。大文字小文字、全角半角、ひらがなカタカナの違いだけの質問は同じとみなします。"),
            (Lang::Ja, true) => format!("この期間の新しい質問 {looked_at} 件だけを数えました。大文字小文字、全角半角、ひらがなカタカナの違いだけの質問は同じとみなします。"),
            (Lang::En, false) => format!("{looked_at} questions. Those that differ in case, width or kind of kana alone are one."),
            (Lang::En, true) => format!("The newest {looked_at} questions of the period alone. Those that differ in case, width or kind of kana alone are one."),
        };
        let terms = report.terms.iter().map(|(word, count)| {
            let to = place::href(&api::Query::default().with("q", word).on("questions"));
            view! { <li><a href=to>{word.clone()}</a> " " <span class="count">{number(*count)}</span></li> }
        });
        let terms = terms.collect_view();
        view! {
            <p class="quiet small">{how}</p>
            <section class="card">
                <h2>{t("多い質問", "Most asked")}</h2>
                {often(report.asked, false)}
            </section>
            <section class="card">
                <h2>{t("見つからなかった質問", "Found nothing")}</h2>
                {often(report.not_found, true)}
            </section>
            <section class="card">
                <h2>{t("多い語句", "Words")}</h2>
                <p class="quiet small">
                    {t("その語句を含む質問の数です。", "How many questions have the word.")}
                </p>
                <ul class="report-terms">{terms}</ul>
            </section>
        }
        .draw()
    })
}

/// Rows that are there at once; the others come by a button.
const FIRST: usize = 20;

fn often(rows: Vec<AskedOften>, not_found: bool) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="quiet">{t("ありません。", "None.")}</p> }.draw();
    }
    let (all, whole) = (rows.len(), RwSignal::new(false));
    let rows = StoredValue::new(rows);
    let lines = move || {
        let until = if whole.get() { all } else { FIRST };
        rows.with_value(|rows| {
            rows.iter()
                .take(until)
                .map(|row| question(row, not_found))
                .collect_view()
        })
    };
    let more = move || {
        (all > FIRST && !whole.get()).then(|| {
            let words = match lang::current() {
                Lang::Ja => format!("上位 {all} 件を表示"),
                Lang::En => format!("Show the first {all}"),
            };
            view! {
                <button type="button" class="button small" on:click=move |_| whole.set(true)>{words}</button>
            }
        })
    };
    let heads = (!not_found).then(|| {
        view! {
            <th scope="col" class="number">{t("見つからず", "Found nothing")}</th>
            <th scope="col" class="number">{t("解決", "Solved")}</th>
            <th scope="col" class="number">{t("未解決", "Not solved")}</th>
        }
    });
    view! {
        <div class="table-frame">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t("質問", "Question")}</th>
                        <th scope="col" class="number">{t("回数", "Asked")}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
        {more}
    }
    .draw()
}

fn question(row: &AskedOften, not_found: bool) -> AnyView {
    let to = place::href(&api::Query::default().with("q", &row.text).on("questions"));
    let rest = (!not_found).then(|| {
        view! {
            <td class="number">{number(row.not_found)}</td>
            <td class="number">{number(row.solved)}</td>
            <td class="number">{number(row.not_solved)}</td>
        }
    });
    view! {
        <tr>
            <th scope="row" class="report-title"><a href=to>{row.text.clone()}</a></th>
            <td class="number">{number(row.count)}</td>
            {rest}
        </tr>
    }
    .draw()
}

/// Where visitors leave scenarios.
#[component]
pub(super) fn Scenarios(page: Page) -> impl IntoView {
    let report = Remote::<ScenarioReport>::new(move || request(page, "scenarios"));
    report.view(move |report| {
        page.know(&report.days, &report.widgets);
        if report.scenarios.is_empty() {
            return nothing();
        }
        let more = report.more.then(|| match lang::current() {
            Lang::Ja => format!(" 新しい {} 件の表示だけを数えました。", number(limits::STEPS)),
            Lang::En => format!(" Of the newest {} steps alone.", number(limits::STEPS)),
        });
        let cards = report.scenarios.into_iter().map(scenario).collect_view();
        view! {
            <p class="quiet small">
                {t(
                    "会話の数です。「ここで離れた」は、そのステップがこのシナリオの最後だった会話で、終わりのステップでは数えません。",
                    "Conversations. Left here: it was the last step of this scenario in the conversation, and no end.",
                )}
                {more}
            </p>
            {cards}
        }
        .draw()
    })
}

fn scenario(usage: ScenarioUsage) -> AnyView {
    let name = usage.name.get(lang::current());
    let name = if name.is_empty() {
        t("（削除されたシナリオ）", "(a deleted scenario)").to_owned()
    } else {
        name.to_owned()
    };
    let share = |part: u32, all: u32| {
        if all == 0 {
            "–".to_owned()
        } else {
            format!("{:.1}%", 100.0 * f64::from(part) / f64::from(all))
        }
    };
    let (begun, ended) = (usage.begun, usage.ended);
    let said = match lang::current() {
        Lang::Ja => format!(
            "始めた会話 {}、終わりまで進んだ会話 {}（{}）",
            number(begun),
            number(ended),
            share(ended, begun)
        ),
        Lang::En => format!(
            "{} began it, {} came to an end ({})",
            number(begun),
            number(ended),
            share(ended, begun)
        ),
    };
    let rows = usage.steps.into_iter().map(|step| {
        let text = step.text.get(lang::current());
        let words: String = if text.is_empty() {
            step.step.clone()
        } else {
            text.chars().take(80).collect()
        };
        let bar = f64::from(step.seen) / f64::from(begun.max(1));
        let left = if step.is_end {
            t("終わり", "an end").to_owned()
        } else {
            format!("{}（{}）", number(step.last), share(step.last, step.seen))
        };
        view! {
            <tr>
                <th scope="row" class="report-title">{words}</th>
                <td class="share-cell">
                    <span class="share" aria-hidden="true"><i style=("--share", format!("{bar:.4}"))></i></span>
                </td>
                <td class="number">{number(step.seen)}</td>
                <td class="number">{left}</td>
            </tr>
        }
    });
    view! {
        <section class="card">
            <h2>{name}</h2>
            <p class="quiet small">{said}</p>
            <div class="table-frame">
                <table class="table results-table">
                    <thead>
                        <tr>
                            <th scope="col">{t("ステップ", "Step")}</th>
                            <td class="share-cell"></td>
                            <th scope="col" class="number">{t("会話", "Conversations")}</th>
                            <th scope="col" class="number">{t("ここで離れた", "Left here")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .draw()
}
