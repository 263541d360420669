//! Solved questions that are proposed to be pinned: decided about one by one or many at once.

use crate::draw::Draw;
use crate::{
    api::{self, Query},
    app::app,
    dates,
    lang::{self, number, plural, t},
    place,
    remote::Remote,
    ui::{CheckAll, CheckOne, Selection},
};
use kotae_shared::{
    Lang,
    api::pinned::{PinDecided, PinDecision, PinProposal, PinProposalPage, PinState},
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// Proposals that are shown at once; the next ones come when these are decided.
const SHOWN: u32 = 50;

/// The proposals, when there are any.
#[component]
pub(super) fn Proposals(done: Callback<()>) -> impl IntoView {
    let refused = RwSignal::new(false);
    let selection = Selection::new();
    let list = Remote::<PinProposalPage>::new(move || {
        Query::default()
            .maybe("refused", refused.get().then_some("true"))
            .with("limit", SHOWN)
            .on("pinned/proposals")
    });
    let app = app();
    let busy = RwSignal::new(false);
    let decide = move |state: PinState| {
        let ids = selection.ids();
        busy.set(true);
        spawn_local(async move {
            match api::post::<PinDecided>("pinned/proposals", &PinDecision { ids, state }).await {
                Ok(decided) => {
                    app.say(said(state, decided));
                    if decided.pinned > 0 {
                        done.run(());
                    }
                }
                Err(failure) => app.fail(&failure),
            }
            selection.clear();
            busy.try_set(false);
            list.reload();
        });
    };
    let button = move |state: PinState, text: &'static str| {
        view! {
            <button
                type="button"
                class="button small"
                disabled=move || busy.get() || selection.count() == 0
                on:click=move |_| decide(state)
            >
                {text}
            </button>
        }
    };
    let buttons = move || {
        if refused.get() {
            view! { {button(PinState::Proposed, t("候補に戻す", "Propose again"))} }.draw()
        } else {
            view! {
                {button(PinState::Accepted, t("選んだものを固定する", "Pin the selected"))}
                {button(PinState::Refused, t("選んだものを採用しない", "Refuse the selected"))}
            }
            .draw()
        }
    };
    let opened = RwSignal::new(false);
    move || {
        let page = list.get()?;
        // Nothing to decide, and nothing was refused that one looks at.
        if page.total == 0 && !refused.get_untracked() && !opened.get_untracked() {
            return None;
        }
        let total = number(page.total);
        Some(view! {
            <details
                class="card proposals"
                prop:open=opened.get_untracked()
                on:toggle=move |_| opened.set(true)
            >
                <summary>
                    <b>{t("解決した質問から固定する候補", "Solved questions that could be pinned")}</b>
                    " "
                    <span class="chip bare">{total}</span>
                </summary>
                <p class="quiet small">
                    {t(
                        "同じ FAQ で 3 回以上「解決した」となった質問です。個人に関わるかもしれないものは含みません。採用しなかったものは、もう出ません。",
                        "Questions that an entry solved three times or more. Nothing that may be personal is among them. Refused ones do not come back.",
                    )}
                </p>
                {table(page.items, selection)}
                <div class="form-actions">
                    {buttons}
                    <button type="button" class="button plain small" on:click=move |_| {
                        selection.clear();
                        refused.update(|refused| *refused = !*refused);
                    }>
                        {if refused.get() {
                            t("候補を見る", "Show the proposals")
                        } else {
                            t("採用しなかったものを見る", "Show the refused ones")
                        }}
                    </button>
                </div>
            </details>
        })
    }
}

fn table(items: Vec<PinProposal>, selection: Selection) -> AnyView {
    if items.is_empty() {
        return view! { <p>{t("ここには何もありません。", "Nothing here.")}</p> }.draw();
    }
    let ids: Vec<Uuid> = items.iter().map(|one| one.id).collect();
    let row = move |one: PinProposal| {
        let href = place::href(&format!("entries/{}", one.entry.id));
        let id = one.id;
        view! {
            <tr class:selected=move || selection.has(id)>
                <CheckOne id=id name=one.question.clone() selection=selection/>
                <td>{one.question}</td>
                <td>
                    <a href=href>{one.entry.title}</a>
                </td>
                <td class="number">{number(one.count)}</td>
                <td class="nowrap wide-only">{dates::full(one.last_at)}</td>
            </tr>
        }
    };
    view! {
        <div class="table-frame">
            <table class="table">
                <thead>
                    <tr>
                        <CheckAll ids=ids selection=selection/>
                        <th scope="col">{t("質問", "Question")}</th>
                        <th scope="col">{t("解決した FAQ", "Solved by")}</th>
                        <th scope="col">{t("回数", "Times")}</th>
                        <th scope="col" class="wide-only">{t("最後", "Last")}</th>
                    </tr>
                </thead>
                <tbody>{items.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .draw()
}

fn said(state: PinState, decided: PinDecided) -> String {
    let (changed, pinned) = (number(decided.changed), number(decided.pinned));
    match (state, lang::current()) {
        (PinState::Accepted, Lang::Ja) => format!("{pinned} 件を固定しました。"),
        (PinState::Accepted, Lang::En) => {
            format!(
                "{pinned} {} pinned.",
                plural(decided.pinned, "question", "questions")
            )
        }
        (PinState::Refused, Lang::Ja) => format!("{changed} 件を採用しませんでした。"),
        (PinState::Refused, Lang::En) => format!("{changed} refused."),
        (PinState::Proposed, Lang::Ja) => format!("{changed} 件を候補に戻しました。"),
        (PinState::Proposed, Lang::En) => format!("{changed} proposed again."),
    }
}
