//! One conversation, as the visitor had it: what was asked, offered, read and said, in order.

use crate::draw::Draw;
use crate::{
    api::Query,
    dates,
    lang::{self, t},
    pages::questions::words,
    place,
    remote::Remote,
    ui::{self, BackLink, Icon, PageHead, icon},
};
use kotae_shared::{
    Lang,
    api::{
        admin::{CandidateRow, EntryName},
        conversations::{Conversation, Turn, Visited, What},
        widget::Outcome,
    },
};
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn ConversationPage(id: String) -> impl IntoView {
    let path = format!("conversations/{id}");
    let conversation = Remote::<Conversation>::new(move || path.clone());
    view! {
        <div class="page">
            <BackLink to="questions" label=t("質問ログ", "Questions")/>
            <PageHead title=t("会話", "Conversation")/>
            {conversation.view(all)}
        </div>
    }
    .draw()
}

fn all(conversation: Conversation) -> AnyView {
    let more = conversation.more.then(|| {
        let text = t("これより後は表示していません。", "What came after is not shown.");
        view! { <p class="quiet">{text}</p> }
    });
    let visits = conversation.visits.iter().map(visit).collect_view();
    let turns = conversation.turns.into_iter().map(turn).collect_view();
    view! {
        <section class="card">
            <h2>{t("訪問", "Visits")}</h2>
            <dl class="facts">
                <dt>{t("はじまり", "Began")}</dt>
                <dd>{dates::full(conversation.at)}</dd>
                <dt>{t("ウィジェット", "Widget")}</dt>
                <dd class="mono">{conversation.widget}</dd>
                {visits}
            </dl>
        </section>
        <ol class="turns">{turns}</ol>
        {more}
    }
    .draw()
}

fn visit(visit: &Visited) -> AnyView {
    let page = if visit.page.is_empty() {
        t("ページのアドレスなし", "no address of the page").to_owned()
    } else {
        visit.page.clone()
    };
    let values = (!visit.values.is_empty()).then(|| {
        let lines = visit.values.iter();
        let lines = lines.map(|value| view! { <li>{ui::visitor_value(value)}</li> });
        view! {
            <dt>{t("訪問者情報", "Visitor")}</dt>
            <dd><ul class="plain">{lines.collect_view()}</ul></dd>
        }
    });
    view! {
        <dt>{t("ページ", "Page")}</dt>
        <dd>
            {page}
            " "
            <span class="quiet small">{dates::full(visit.at)}</span>
        </dd>
        {values}
    }
    .draw()
}

fn turn(turn: Turn) -> AnyView {
    let time =
        view! { <time class="quiet small" datetime=dates::machine(turn.at)>{dates::full(turn.at)}</time> };
    let (class, body) = match turn.what {
        What::Question {
            text,
            outcome,
            candidates,
            pack,
        } => ("turn asked", question(&text, outcome, &candidates, &pack)),
        What::Chosen { entry } => (
            "turn asked",
            said(t("候補から選んだ", "Chose"), entry_link(&entry)),
        ),
        What::Answer { entry } => (
            "turn",
            said(t("回答を表示", "Was shown the answer"), entry_link(&entry)),
        ),
        What::Said { entry, solved } => {
            let words = if solved {
                t("「解決した」", "“Solved”")
            } else {
                t("「解決しなかった」", "“Not solved”")
            };
            ("turn asked", said(words, entry_link(&entry)))
        }
        What::Reason { text } => (
            "turn asked",
            said(t("解決しない理由", "Why it did not help"), text.draw()),
        ),
        What::Step { scenario, text } => {
            let name = scenario.get(lang::current());
            let name = if name.is_empty() {
                t("シナリオ", "Scenario").to_owned()
            } else {
                name.to_owned()
            };
            let text = view! {
                <span class="quiet">{name} ": "</span>
                {text.get(lang::current()).to_owned()}
            };
            (
                "turn",
                said(t("シナリオのステップ", "Step of a scenario"), text.draw()),
            )
        }
        What::Sent {
            submission,
            number,
            form,
        } => {
            let to = place::href(&format!("submissions/{submission}"));
            let words = match lang::current() {
                Lang::Ja => format!("{} #{number}", form.get(Lang::Ja)),
                Lang::En => format!("{} #{number}", form.get(Lang::En)),
            };
            let link = view! { <a href=to>{words}</a> };
            (
                "turn asked",
                said(t("フォームを送信", "Sent a form"), link.draw()),
            )
        }
    };
    view! {
        <li class=class>
            {body}
            {time}
        </li>
    }
    .draw()
}

fn said(words: &'static str, what: AnyView) -> AnyView {
    view! {
        <p>
            <span class="turn-kind">{words}</span>
            " "
            {what}
        </p>
    }
    .draw()
}

fn question(text: &str, outcome: Outcome, candidates: &[CandidateRow], pack: &str) -> AnyView {
    let line = |row: &CandidateRow| {
        view! {
            <li>
                {entry_link(&row.entry)}
                " "
                <span class="quiet small">{words::score(row.score)}</span>
            </li>
        }
    };
    let offered = if candidates.is_empty() {
        view! { <p class="quiet small">{t("候補はありませんでした。", "Nothing was offered.")}</p> }.draw()
    } else {
        view! { <ol class="candidates">{candidates.iter().map(line).collect_view()}</ol> }.draw()
    };
    let improve = Query::default().with("q", text).on("improve");
    let pack: String = pack.chars().take(12).collect();
    view! {
        <p class="turn-text">{text.to_owned()}</p>
        <p>{words::outcome(outcome)}</p>
        {offered}
        <p class="form-actions">
            <a class="button small" href=place::href(&improve)>
                {icon(Icon::Edit)}
                {t("この質問を改善する", "Improve this")}
            </a>
            <span class="quiet small">{t("版", "Pack")} " " <span class="mono">{pack}</span></span>
        </p>
    }
    .draw()
}

fn entry_link(entry: &EntryName) -> AnyView {
    if entry.code.is_empty() {
        return view! { <span class="quiet">{t("削除された FAQ", "An entry that is gone")}</span> }.draw();
    }
    let to = place::href(&format!("entries/{}", entry.id));
    view! { <a href=to>{entry.title.clone()}</a> }.draw()
}
