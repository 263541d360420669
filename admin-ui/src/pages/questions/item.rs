//! One question: a line, which opens to the details.

use super::words;
use crate::draw::Draw;
use crate::{
    api::Query,
    dates,
    lang::t,
    place,
    ui::{self, Icon, icon},
};
use kotae_shared::api::admin::{CandidateRow, EntryName, QuestionRow, limits};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The question.
#[component]
pub(super) fn Item(row: QuestionRow) -> impl IntoView {
    let opened = RwSignal::new(false);
    let line = view! {
        <summary class="log-line">
            {icon(Icon::Chevron)}
            <span class="log-text">{row.text.clone()}</span>
            <span class="log-marks">{words::outcome(row.outcome)} {words::feedback(row.solved)}</span>
            <time class="log-time" datetime=dates::machine(row.at)>
                {dates::full(row.at)}
            </time>
        </summary>
    };
    // Most stay closed: what is inside is made when it is asked for.
    let toggled = move |event: web_sys::Event| {
        let details = event
            .current_target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        opened.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    let body = move || opened.get().then(|| details(&row));
    view! {
        <li>
            <details on:toggle=toggled>{line} {body}</details>
        </li>
    }
    .draw()
}

fn details(row: &QuestionRow) -> impl IntoView + use<> {
    let read = match &row.read {
        Some(entry) => entry_link(entry),
        None => view! { <span class="quiet">{t("なし", "None")}</span> }.draw(),
    };
    let page = (!row.page.is_empty()).then(|| {
        view! {
            <dt>{t("ページ", "Page")}</dt>
            <dd>{row.page.clone()}</dd>
        }
    });
    let reason = (!row.reason.is_empty()).then(|| {
        view! {
            <dt>{t("解決しない理由", "Why it did not help")}</dt>
            <dd>{row.reason.clone()}</dd>
        }
    });
    let values = (!row.values.is_empty()).then(|| {
        view! {
            <dt>{t("訪問者情報", "Visitor")}</dt>
            <dd>
                <ul class="plain">
                    {row.values
                        .iter()
                        .map(|value| view! { <li>{ui::visitor_value(value)}</li> })
                        .collect_view()}
                </ul>
            </dd>
        }
    });
    let title: String = row.text.trim().chars().take(limits::TITLE).collect();
    let new = Query::default().with("title", title).on("entries/new");
    let pin = Query::default().with("new", row.text.trim()).on("pinned");
    view! {
        <div class="log-body">
            <dl class="facts">
                <dt>{t("表示した候補", "What was offered")}</dt>
                <dd>{candidates(&row.candidates)}</dd>
                <dt>{t("読まれた回答", "Answer that was read")}</dt>
                <dd>{read}</dd>
                {reason}
                {values}
                {page}
                <dt>{t("ウィジェット", "Widget")}</dt>
                <dd class="mono">{row.widget.clone()}</dd>
            </dl>
            <div class="form-actions">
                <a class="button small" href=place::href(&format!("conversations/{}", row.conversation))>
                    {icon(Icon::Chat)}
                    {t("会話を見る", "See the conversation")}
                </a>
                <a class="button small" href=place::href(&new)>
                    {icon(Icon::Plus)}
                    {t("この質問で FAQ を作る", "Make an entry from this question")}
                </a>
                <a class="button small" href=place::href(&pin)>
                    {t("この質問を固定する", "Pin this question")}
                </a>
            </div>
        </div>
    }
    .draw()
}

fn candidates(rows: &[CandidateRow]) -> AnyView {
    if rows.is_empty() {
        return view! { <span class="quiet">{t("なし", "None")}</span> }.draw();
    }
    let line = |row: &CandidateRow| {
        let title = format!("{} {}", t("一致度", "Match"), words::score(row.score));
        let label = title.clone();
        view! {
            <li>
                <span class="candidate-name">{entry_link(&row.entry)}</span>
                <span class="candidate-score" title=title>
                    <meter min="0" max="1000" value=row.score.to_string() aria-label=label></meter>
                    <span aria-hidden="true">{words::score(row.score)}</span>
                </span>
            </li>
        }
    };
    view! { <ol class="candidates">{rows.iter().map(line).collect_view()}</ol> }.draw()
}

/// An entry that is gone has a title, but nothing to link to.
fn entry_link(entry: &EntryName) -> AnyView {
    if entry.code.is_empty() {
        let title = if entry.title.is_empty() {
            t("削除された FAQ", "An entry that is gone").to_owned()
        } else {
            entry.title.clone()
        };
        return view! { <span class="quiet">{title}</span> }.draw();
    }
    let href = place::href(&format!("entries/{}", entry.id));
    view! {
        <span class="mono quiet">{entry.code.clone()}</span>
        " "
        <a href=href>{entry.title.clone()}</a>
    }
    .draw()
}
