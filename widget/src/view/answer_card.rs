//! An answer in the transcript: title, body, "solved?".

use super::{
    dots,
    icon::{CHECK, CLOSE},
};
use crate::{
    answer::{AnswerLabels, render},
    chat::{
        Chat,
        turn::{AnswerState, AnswerTurn},
    },
    dom::{El, button, div, el, icon},
};

/// The card.
pub(super) fn answer_card(chat: Chat, turn: AnswerTurn) -> El {
    let title = el("h2").class("k-title").text(&turn.title);
    let body = el("div").live(move || match turn.state.get() {
        AnswerState::Loading => {
            let loading = el("p").class("k-loading").child(dots());
            vec![
                loading.child(
                    el("span")
                        .class("k-sr")
                        .live_text(move || chat.words().loading.into()),
                ),
            ]
        }
        AnswerState::Here(doc) => {
            // Its words follow the language of the moment; a later change shall not announce it all again.
            let words = chat.words_now();
            let labels = AnswerLabels {
                new_window: words.new_window,
                table: words.table,
            };
            vec![render(&doc, labels), verdict(chat, &turn)]
        }
        AnswerState::Gone => {
            vec![
                el("p")
                    .class("k-trouble")
                    .live_text(move || chat.words().answer_gone.into()),
            ]
        }
        AnswerState::Failed => {
            let again = turn.clone();
            vec![
                div("k-trouble")
                    .child(el("p").live_text(move || chat.words().answer_failed.into()))
                    .child(
                        button("k-button", move || chat.retry(&again))
                            .live_text(move || chat.words().retry.into()),
                    ),
            ]
        }
    });
    el("article").class("k-card").child(title).child(body)
}

/// "Did this solve it?" with its two buttons. The choice can be changed; the last one counts.
fn verdict(chat: Chat, turn: &AnswerTurn) -> El {
    let choice = |solved: bool| {
        let (turn, said) = (turn.clone(), turn.solved.clone());
        let text = move || {
            if solved {
                chat.words().solved
            } else {
                chat.words().not_solved_button
            }
        };
        button("k-verdict", move || chat.feedback(&turn, solved))
            .live_aria("aria-pressed", move || said.get() == Some(solved))
            .child(icon(if solved { CHECK } else { CLOSE }))
            .child(el("span").live_text(move || text().into()))
    };
    let question = el("p").attr("aria-hidden", "true");
    div("k-solved")
        .attr("role", "group")
        .live_attr("aria-label", move || Some(chat.words().solved_question.into()))
        .child(question.live_text(move || chat.words().solved_question.into()))
        .child(choice(true))
        .child(choice(false))
}
