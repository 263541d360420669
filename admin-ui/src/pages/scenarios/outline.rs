//! One scenario, step by step, to be read.

use super::state;
use crate::draw::Draw;
use crate::{
    lang::{self, t},
    place,
    remote::Remote,
    ui::note,
};
use kotae_shared::{
    api::scenarios::ScenarioRecord,
    scenario::{Kind, Step},
};
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn ScenarioPage(id: String) -> impl IntoView {
    let record = Remote::<ScenarioRecord>::new(move || format!("scenarios/{id}"));
    view! { <div class="page narrow">{record.view(|record| outline(&record))}</div> }.draw()
}

fn outline(record: &ScenarioRecord) -> AnyView {
    let (tone, word) = state(record.state);
    let findings = record.findings.iter().map(|finding| {
        let tone = if finding.warning { "warn" } else { "bad" };
        note(tone, finding.message.clone())
    });
    let steps = record.scenario.steps.iter().map(|step| self::step(record, step));
    let name = record.scenario.name.get(lang::current()).to_owned();
    view! {
        <p>
            <a href=place::href("scenarios")>{t("シナリオの一覧", "All scenarios")}</a>
        </p>
        <h1 tabindex="-1">{name}</h1>
        <p>
            <span class=tone>{word}</span>
        </p>
        {findings.collect_view()}
        <ol class="notices">{steps.collect_view()}</ol>
    }
    .draw()
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => t("メッセージ", "Message"),
        Kind::Choices => t("選択", "Choices"),
        Kind::Question => t("自由質問", "Free question"),
        Kind::Entry => "FAQ",
        Kind::Form => t("フォーム", "Form"),
        Kind::Link => t("リンク", "Link"),
        Kind::End => t("終了", "End"),
    }
}

fn step(record: &ScenarioRecord, step: &Step) -> AnyView {
    let lang = lang::current();
    let entry = step.entry.map(|id| {
        let name = record.entries.iter().find(|entry| entry.id == id);
        let name = name.map_or_else(String::new, |entry| format!("{} {}", entry.code, entry.title));
        view! {
            <p>
                <a href=place::href(&format!("entries/{id}"))>{name}</a>
            </p>
        }
    });
    let link = (!step.url.is_empty()).then(|| {
        let label = step.label.get(lang).to_owned();
        view! { <p class="small">{label} " " <span class="mono">{step.url.clone()}</span></p> }
    });
    let ways = step
        .choices
        .iter()
        .map(|choice| (choice.label.get(lang).to_owned(), choice.target.clone()));
    let next = (!step.next.is_empty()).then(|| (t("次へ", "Next").to_owned(), step.next.clone()));
    let ways = ways
        .chain(next)
        .map(|(label, target)| view! { <li>{label} " → " <b>{target}</b></li> });
    view! {
        <li class="card notice-card">
            <p class="notice-head">
                <b>{step.id.clone()}</b>
                <span class="chip">{kind(step.kind)}</span>
            </p>
            <p class="notice-text">{step.text.get(lang).to_owned()}</p>
            {entry}
            {link}
            <ul>{ways.collect_view()}</ul>
        </li>
    }
    .draw()
}
