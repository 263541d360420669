//! Learned phrases: questions that an entry solved, accepted or refused many at once.

use crate::draw::Draw;
use crate::{
    api::{self, Query},
    app::app,
    dates,
    lang::{number, t},
    place,
    remote::Remote,
    ui::{self, BackLink, Icon, PageHead},
};
use kotae_shared::{
    Uuid,
    access::Permission,
    api::words::{Phrase, PhraseDecision, PhrasePage, PhraseResult, PhraseState},
};
use leptos::{prelude::*, task::spawn_local};
use std::collections::HashSet;

/// Phrases that are shown at once; the next ones come when these are decided.
const SHOWN: u32 = 100;

const STATES: [(&str, PhraseState); 3] = [
    ("proposed", PhraseState::Proposed),
    ("accepted", PhraseState::Accepted),
    ("refused", PhraseState::Refused),
];

/// The page.
#[component]
pub(crate) fn Phrases() -> impl IntoView {
    let app = app();
    let state = Memo::new(move |_| {
        let wanted = app.parameter("state").unwrap_or_default();
        let found = STATES.into_iter().find(|(key, _)| *key == wanted);
        found.unwrap_or(STATES[0]).0
    });
    let chosen = RwSignal::new(HashSet::<Uuid>::new());
    let list = Remote::<PhrasePage>::new(move || {
        chosen.set(HashSet::new());
        Query::default()
            .with("state", state.get())
            .with("limit", SHOWN)
            .on("phrases")
    });
    let busy = RwSignal::new(false);
    let decide = move |state: PhraseState| {
        let ids = chosen.get_untracked().into_iter().collect();
        busy.set(true);
        spawn_local(async move {
            match api::post::<PhraseResult>("phrases/decide", &PhraseDecision { ids, state }).await {
                Ok(_) => {
                    app.say(t(
                        "変更しました。公開すると反映されます。",
                        "Changed. It takes effect when you publish.",
                    ));
                    app.refresh();
                    list.reload();
                }
                Err(failure) => app.fail(&failure),
            }
            busy.try_set(false);
        });
    };
    let button = move |to: usize, text: &'static str| {
        let (key, decision) = STATES[to];
        view! {
            <button
                type="button"
                class="button small"
                hidden=move || state.get() == key
                disabled=move || busy.get() || chosen.with(HashSet::is_empty)
                on:click=move |_| decide(decision)
            >
                {text}
            </button>
        }
    };
    let tab = move |(key, _): (&'static str, PhraseState)| {
        let name = match key {
            "accepted" => t("採用済み", "Accepted"),
            "refused" => t("不採用", "Refused"),
            _ => t("候補", "Proposed"),
        };
        let href = place::href(&Query::default().with("state", key).on("improve/phrases"));
        view! {
            <a href=href aria-current=move || (state.get() == key).then_some("page")>
                {name}
            </a>
        }
    };
    view! {
        <div class="page">
            <BackLink to="improve" label=t("改善する", "To improve")/>
            <PageHead title=t("学習した言い方", "Learned phrases")/>
            <p class="quiet">
                {t(
                    "「解決した」と答えた人の質問です。採用すると、次の公開から同じ聞き方でその FAQ が見つかります。",
                    "Questions of people who said “solved”. Accepted ones help to find their entry from the next publication on.",
                )}
            </p>
            <nav class="tabs" aria-label=t("状態", "State")>
                {STATES.into_iter().map(tab).collect_view()}
            </nav>
            {move || {
                app.may(Permission::EditKnowledge)
                    .then(|| {
                        view! {
                            <div class="form-actions">
                                {button(1, t("選んだものを採用", "Accept the selected"))}
                                {button(2, t("選んだものを不採用", "Refuse the selected"))}
                                {button(0, t("候補に戻す", "Back to proposed"))}
                            </div>
                        }
                    })
            }}
            {list.view(move |page| table(page.items, chosen))}
        </div>
    }
    .draw()
}

fn table(items: Vec<Phrase>, chosen: RwSignal<HashSet<Uuid>>) -> AnyView {
    if items.is_empty() {
        return ui::empty(
            Icon::Check,
            t("ここには何もありません", "Nothing here"),
            t(
                "解決した質問から、1 時間ごとに候補が作られます。",
                "Proposals are made from solved questions, hourly.",
            ),
            (),
        )
        .draw();
    }
    let ids: Vec<Uuid> = items.iter().map(|phrase| phrase.id).collect();
    let count = ids.len();
    let all = move |event: web_sys::Event| {
        let ids = if event_target_checked(&event) {
            ids.clone()
        } else {
            Vec::new()
        };
        chosen.set(ids.into_iter().collect());
    };
    let row = move |phrase: Phrase| {
        let id = phrase.id;
        let toggle = move |event: web_sys::Event| {
            chosen.update(|chosen| {
                if event_target_checked(&event) {
                    chosen.insert(id);
                } else {
                    chosen.remove(&id);
                }
            });
        };
        let href = place::href(&format!("entries/{}", phrase.entry.id));
        view! {
            <tr>
                <td>
                    <input
                        type="checkbox"
                        aria-label=phrase.text.clone()
                        prop:checked=move || chosen.with(|chosen| chosen.contains(&id))
                        on:change=toggle
                    />
                </td>
                <td>{phrase.text.clone()}</td>
                <td>
                    <a href=href>{phrase.entry.title}</a>
                </td>
                <td>{number(phrase.count)}</td>
                <td class="nowrap">{dates::full(phrase.last_at)}</td>
            </tr>
        }
    };
    view! {
        <div class="table-frame">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">
                            <input
                                type="checkbox"
                                aria-label=t("すべて選ぶ", "Select all")
                                prop:checked=move || chosen.with(HashSet::len) == count
                                on:change=all
                            />
                        </th>
                        <th scope="col">{t("質問", "Question")}</th>
                        <th scope="col">{t("FAQ", "Entry")}</th>
                        <th scope="col">{t("回数", "Times")}</th>
                        <th scope="col">{t("最後の質問", "Last asked")}</th>
                    </tr>
                </thead>
                <tbody>{items.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .draw()
}
