//! An answer in the transcript: title, body, "solved?".

use super::{
    Dots,
    icon::{CHECK, CLOSE, icon},
};
use crate::{
    answer::{AnswerLabels, AnswerView},
    chat::{
        Chat,
        turn::{AnswerState, AnswerTurn},
    },
};
use leptos::prelude::*;

/// The card.
pub(super) fn answer_card(chat: Chat, turn: AnswerTurn) -> impl IntoView {
    let title = turn.title.clone();
    let state = turn.state.clone();
    let body = move || {
        let words = chat.words();
        let labels = AnswerLabels {
            new_window: words.new_window,
            table: words.table,
        };
        match state.get() {
            AnswerState::Loading => view! {
                <p class="k-loading">
                    <Dots />
                    <span class="k-sr">{words.loading}</span>
                </p>
            }
            .into_any(),
            AnswerState::Here(doc) => view! {
                <AnswerView doc=doc labels=labels />
                <Verdict turn=turn.clone() />
            }
            .into_any(),
            AnswerState::Gone => view! { <p class="k-trouble">{words.answer_gone}</p> }.into_any(),
            AnswerState::Failed => {
                let turn = turn.clone();
                view! {
                    <div class="k-trouble">
                        <p>{words.answer_failed}</p>
                        <button type="button" class="k-button" on:click=move |_| chat.retry(&turn)>
                            {words.retry}
                        </button>
                    </div>
                }
                .into_any()
            }
        }
    };
    view! {
        <article class="k-card">
            <h2 class="k-title">{title}</h2>
            {body}
        </article>
    }
}

/// "Did this solve it?" with its two buttons. The choice can be changed; the last one counts.
#[component]
fn Verdict(turn: AnswerTurn) -> impl IntoView {
    let chat: Chat = expect_context();
    let button = |solved: bool| {
        let turn = turn.clone();
        let said = turn.solved.clone();
        let pressed = move || {
            if said.get() == Some(solved) {
                "true"
            } else {
                "false"
            }
        };
        let words = chat.words();
        let (text, path) = if solved {
            (words.solved, CHECK)
        } else {
            (words.not_solved_button, CLOSE)
        };
        view! {
            <button
                type="button"
                class="k-verdict"
                aria-pressed=pressed
                on:click=move |_| chat.feedback(&turn, solved)
            >
                {icon(path)}
                {text}
            </button>
        }
    };
    view! {
        <div class="k-solved" role="group" aria-label=chat.words().solved_question>
            <p aria-hidden="true">{chat.words().solved_question}</p>
            {button(true)}
            {button(false)}
        </div>
    }
}
