//! A group of questions: how the knowledge as it is written answers it, before and after a change, and the entries that could.

use super::{words, work::Work};
use crate::draw::Draw;
use crate::{
    lang::{number, t},
    place,
    ui::{FindEntry, Icon, icon, note, skeleton},
};
use kotae_shared::api::{
    admin::{EntryName, EntryRow, Status, limits},
    improve::{Asked, Best, ImproveItem},
    widget::Outcome,
};
use leptos::prelude::*;

/// What is seen when it is open.
pub(super) fn body(item: &ImproveItem, work: Work) -> AnyView {
    let may_write = work.may_write();
    let examples = (!item.examples.is_empty()).then(|| {
        let lines = item.examples.iter().map(|text| view! { <li>{text.clone()}</li> });
        view! {
            <dt>{t("ほかの聞き方", "Also asked as")}</dt>
            <dd>
                <ul class="plain">{lines.collect_view()}</ul>
            </dd>
        }
    });
    let reason = move || {
        let reason = work.handling.with(|handling| handling.reason.clone());
        (!reason.is_empty()).then(|| {
            view! {
                <dt>{t("対象外の理由", "Out of scope because")}</dt>
                <dd>{reason}</dd>
            }
        })
    };
    let target = move || {
        work.handling.with(|handling| handling.entry).map(|entry| {
            let href = place::href(&format!("entries/{entry}?from=improve"));
            view! {
                <dt>{t("答える FAQ", "Answered by")}</dt>
                <dd>
                    <a href=href>{t("FAQ を開く", "Open the entry")}</a>
                </dd>
            }
        })
    };
    let found = RwSignal::new(None::<EntryRow>);
    let result = move || match work.asked.get() {
        None => skeleton(2).draw(),
        Some(asked) => proof(&asked, work, may_write),
    };
    let before = move || {
        let taught = work.taught.get() && work.asked.with(Option::is_some);
        taught.then(|| {
            let text = work.before.with(|asked| asked.as_ref().map(outcome));
            view! {
                <dt>{t("変更前の結果", "Before the change")}</dt>
                <dd>{text}</dd>
            }
        })
    };
    let other = move || {
        found.get().map(|row| {
            let name = EntryName {
                id: row.id,
                code: row.code,
                title: row.title,
            };
            view! { <ol class="candidates">{line(&name, row.status, ().draw(), work, true)}</ol> }
        })
    };
    let write = may_write.then(|| {
        view! {
            <label class="field">
                <span class="field-name">{t("FAQ に足す言葉", "Words to add to an entry")}</span>
                <input
                    class="input"
                    type="text"
                    maxlength=limits::PHRASE.to_string()
                    prop:value=work.words
                    on:input=move |event| work.words.set(event_target_value(&event))
                />
            </label>
            <FindEntry
                id="improve-find"
                label=t("ほかの FAQ に足す", "Add them to another entry")
                published=false
                choose=Callback::new(move |row| found.set(Some(row)))
            />
            {other}
        }
    });
    let count = number(item.count);
    view! {
        <dl class="facts">
            <dt>{t("聞かれた回数", "Asked")}</dt>
            <dd>{count}</dd>
            {examples}
            {reason}
            {target}
            {before}
            <dt>{t("いまの下書きでの結果", "With what is written now")}</dt>
            <dd aria-live="polite">{result}</dd>
        </dl>
        {write}
    }
    .draw()
}

/// What came of a question, in a sentence.
fn outcome(asked: &Asked) -> String {
    let first = asked.best.iter().find(|best| best.found);
    let title = first.map(|best| best.entry.title.clone()).unwrap_or_default();
    match (asked.outcome, crate::lang::current()) {
        (Outcome::NotFound, _) => t("何も見つかりません。", "It finds nothing.").to_owned(),
        (Outcome::Answer, kotae_shared::Lang::Ja) => format!("「{title}」が回答されます。"),
        (Outcome::Answer, kotae_shared::Lang::En) => format!("“{title}” is the answer."),
        (Outcome::Candidates, kotae_shared::Lang::Ja) => {
            format!("「{title}」などの候補が表示されます。")
        }
        (Outcome::Candidates, kotae_shared::Lang::En) => {
            format!("It offers candidates, “{title}” first.")
        }
    }
}

/// What the knowledge makes of the question now, with what can be done about each entry.
fn proof(asked: &Asked, work: Work, may_write: bool) -> AnyView {
    let taught = work.taught.get();
    let said = match (asked.outcome, taught) {
        (Outcome::Answer, true) => {
            let text = t(
                "この質問に答えられるようになりました。公開すると利用者にも届きます。",
                "It is answered now. Publish, and visitors get it.",
            );
            note("good", text).draw()
        }
        (Outcome::Candidates, true) => {
            let text = t(
                "候補として表示されるようになりました。公開すると利用者にも届きます。",
                "It finds candidates now. Publish, and visitors get them.",
            );
            note("good", text).draw()
        }
        (Outcome::NotFound, true) => {
            note("warn", t("まだ見つかりません。", "It still finds nothing.")).draw()
        }
        (_, false) => note("", outcome(asked)).draw(),
    };
    let after = (taught && asked.outcome != Outcome::NotFound).then(|| view! { <p>{outcome(asked)}</p> });
    let rows = asked.best.iter().map(|best| {
        let reasons = reasons(best);
        line(&best.entry, best.status, reasons, work, may_write)
    });
    view! {
        {said}
        {after}
        <ol class="candidates">{rows.collect_view()}</ol>
    }
    .draw()
}

fn reasons(best: &Best) -> AnyView {
    let score = best.why.score;
    let short = (!best.found).then(|| t("（表示されない一致度）", " (too low to be shown)"));
    view! {
        <span class="quiet small">
            {t("一致度 ", "Match ")} {format!("{}.{}", score / 10, score % 10)} {short} " "
            {words::why(&best.why)}
        </span>
    }
    .draw()
}

/// An entry, and the buttons that give it the words.
fn line(entry: &EntryName, status: Status, below: AnyView, work: Work, may_write: bool) -> AnyView {
    let id = entry.id;
    let title = entry.title.clone();
    let draft = (status == Status::Draft).then(|| view! { <span class="chip">{t("下書き", "Draft")}</span> });
    let button = move |as_keyword: bool, text: &'static str| {
        let label = format!("{text}: {title}");
        view! {
            <button
                type="button"
                class="button small"
                aria-label=label
                disabled=work.busy
                on:click=move |_| work.teach(id, as_keyword)
            >
                {icon(Icon::Plus)}
                {text}
            </button>
        }
    };
    let buttons = may_write.then(|| {
        view! {
            <span class="form-actions">
                {button(false, t("言い換えに追加", "Add as phrasing"))}
                {button(true, t("キーワードに追加", "Add as keyword"))}
            </span>
        }
    });
    view! {
        <li>
            <span class="candidate-name">
                <span class="mono quiet">{entry.code.clone()}</span>
                " "
                <a href=place::href(&format!("entries/{id}?from=improve"))>{entry.title.clone()}</a>
                " "
                {draft}
                <br/>
                {below}
            </span>
            {buttons}
        </li>
    }
    .draw()
}
