//! An answer in the transcript: title, body, "solved?".

use super::{
    dots,
    icon::{CHECK, CLOSE},
};
use crate::{
    answer::{AnswerLabels, render},
    browser,
    chat::{
        Chat,
        turn::{AnswerState, AnswerTurn},
    },
    dom::{El, button, div, el, icon},
    live::Live,
};
use wasm_bindgen::JsCast;

/// The card.
pub(super) fn answer_card(chat: Chat, turn: AnswerTurn) -> El {
    let is_old = turn.is_old;
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
                enlarge: words.enlarge,
            };
            let answer = render(&doc, labels);
            let copy = copy(chat, &turn.title, &answer);
            vec![answer, verdict(chat, &turn).child(copy)]
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
    let card = el("article").class("k-card").child(title).child(body);
    // What was read out on an earlier page is not read again.
    if is_old {
        card.attr("aria-live", "off")
    } else {
        card
    }
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
        button("k-verdict", move || {
            let turn = turn.clone();
            chat.later(move || chat.feedback(&turn, solved));
        })
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

/// Copies title and answer as text.
fn copy(chat: Chat, title: &str, answer: &El) -> El {
    let done = Live::new(false);
    let (set, said, shown) = (done.clone(), done.clone(), done);
    let text = answer.clone();
    let title = title.to_owned();
    let text_now = move || {
        let body = browser::get(text.element(), "innerText").as_string();
        [&title, "\n\n", &body.unwrap_or_default()].concat()
    };
    button("k-copy", move || {
        let clipboard = browser::get(&browser::window().navigator(), "clipboard");
        if let Ok(write) = browser::get(&clipboard, "writeText").dyn_into::<js_sys::Function>() {
            let _ = write.call1(&clipboard, &text_now().into());
            set.set(true);
        }
    })
    .child(
        el("span")
            .class("k-check")
            .live(move || if said.get() { vec![icon(CHECK)] } else { Vec::new() }),
    )
    .child(el("span").live_text(move || {
        let words = chat.words();
        if shown.get() { words.copied } else { words.copy }.into()
    }))
}
