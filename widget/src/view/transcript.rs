//! The conversation so far.

use super::{
    answer_card::answer_card,
    contact::contact,
    icon::{CHAT, icon},
    offers::{offers, shelves},
};
use crate::{
    chat::{
        Chat,
        turn::{Turn, TurnKind},
    },
    texts::fill,
};
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The log: each new turn is announced once.
#[component]
pub(super) fn Transcript() -> impl IntoView {
    let chat: Chat = expect_context();
    let log = NodeRef::<html::Div>::new();
    Effect::new(move || {
        // Also when an answer arrives, for then the last turn grows.
        chat.turns.with(|turns| {
            if let Some(TurnKind::Answer(answer)) = turns.last().map(|turn| &turn.kind) {
                answer.state.track();
            }
        });
        request_animation_frame(move || {
            if let Some(log) = log.get_untracked() {
                bring_newest(&log);
            }
        });
    });
    view! {
        <div
            class="k-log"
            role="log"
            tabindex="0"
            aria-label=move || chat.words().transcript
            node_ref=log
        >
            <div class="k-turns">
                <Greeting />
                <For each=move || chat.turns.get() key=|turn| turn.id let(turn)>
                    {show(chat, turn)}
                </For>
            </div>
        </div>
    }
}

/// What the visitor said last goes to the top, with the whole reply below it; when both are short, the end of
/// the log shows them.
fn bring_newest(log: &HtmlElement) {
    let mine = log.query_selector_all(".k-mine").ok();
    let mine = mine.and_then(|list| list.item(list.length().checked_sub(1)?));
    let last = log.query_selector(".k-turns > :last-child").ok().flatten();
    let Some(anchor) = mine.and_then(|node| node.dyn_into::<HtmlElement>().ok()) else {
        log.set_scroll_top(0);
        return;
    };
    let Some(last) = last.and_then(|last: Element| last.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let (top, end) = (
        anchor.offset_top() - 16,
        last.offset_top() + last.offset_height() + 16,
    );
    let height = log.client_height();
    // What follows a long answer ("not solved") is shown from its own beginning.
    let goal = if end - top <= height || last.previous_element_sibling().as_ref() == Some(anchor.as_ref()) {
        top
    } else {
        (end - height).min(last.offset_top() - 16)
    };
    log.set_scroll_top(goal);
}

/// The first message, with the start buttons.
#[component]
fn Greeting() -> impl IntoView {
    let chat: Chat = expect_context();
    let greeting = move || chat.text(|settings| &settings.texts.greeting, chat.words().greeting);
    let start = move || {
        if !chat.published.get() {
            return view! {
                <div class="k-bubble">{chat.words().nothing_published}</div>
                {contact(chat)}
            }
            .into_any();
        }
        let shelves = chat.shelves.get();
        if shelves.is_empty() {
            return ().into_any();
        }
        // More than six are too many for a first look; the rest is one press away.
        let buttons: Vec<_> = shelves
            .into_iter()
            .take(6)
            .map(|shelf| {
                let name = shelf.name.clone();
                view! {
                    <button type="button" class="k-chip" on:click=move |_| chat.browse(&shelf)>
                        {name}
                    </button>
                }
            })
            .collect();
        view! {
            <div class="k-start" role="group" aria-label=move || chat.words().start>
                <p>{move || chat.words().start}</p>
                {buttons}
            </div>
        }
        .into_any()
    };
    bot(view! {
        <div class="k-bubble">{greeting}</div>
        {start}
    }
    .into_any())
}

fn show(chat: Chat, turn: Turn) -> AnyView {
    match turn.kind {
        TurnKind::Mine(text) => view! {
            <div class="k-mine">
                <span class="k-sr">{chat.words().you}</span>
                {text}
            </div>
        }
        .into_any(),
        TurnKind::Candidates {
            question,
            offers: list,
        } => {
            let nothing = move |_| chat.nothing(Some(question));
            bot(view! {
                <div class="k-bubble">{move || chat.words().candidates}</div>
                {offers(chat, list, Some(question))}
                <button type="button" class="k-chip k-quiet" on:click=nothing>
                    {move || chat.words().none_of_these}
                </button>
            }
            .into_any())
        }
        TurnKind::NotFound => {
            let text = move || chat.text(|settings| &settings.texts.not_found, chat.words().not_found);
            bot(view! {
                <div class="k-bubble">{text}</div>
                {contact(chat)}
                {by_category(chat)}
            }
            .into_any())
        }
        TurnKind::Browse { shelf, name } => {
            let (below, entries) = chat.content(shelf);
            let empty = below.is_empty() && entries.is_empty();
            let text = move || {
                let words = chat.words();
                fill(if empty { words.browse_empty } else { words.browse }, &name)
            };
            bot(view! {
                <div class="k-bubble">{text}</div>
                {(!below.is_empty()).then(|| shelves(chat, below))}
                {(!entries.is_empty()).then(|| offers(chat, entries, None))}
            }
            .into_any())
        }
        TurnKind::Answer(answer) => bot(answer_card(chat, *answer).into_any()),
        TurnKind::Thanks => {
            bot(view! { <div class="k-bubble">{move || chat.words().thanks}</div> }.into_any())
        }
        TurnKind::NotSolved { question, others } => {
            let text = move || chat.text(|settings| &settings.texts.not_solved, chat.words().not_solved);
            bot(view! {
                <div class="k-bubble">{text}</div>
                {contact(chat)}
                {(!others.is_empty())
                    .then(|| {
                        view! {
                            <p class="k-heading">{move || chat.words().others}</p>
                            {offers(chat, others, question)}
                        }
                    })}
            }
            .into_any())
        }
    }
}

fn by_category(chat: Chat) -> impl IntoView {
    let list = chat.shelves.get_untracked();
    (!list.is_empty()).then(|| {
        view! {
            <p class="k-heading">{move || chat.words().by_category}</p>
            {shelves(chat, list)}
        }
    })
}

fn bot(content: AnyView) -> AnyView {
    view! {
        <div class="k-bot">
            <span class="k-avatar">{icon(CHAT)}</span>
            <div class="k-said">{content}</div>
        </div>
    }
    .into_any()
}
