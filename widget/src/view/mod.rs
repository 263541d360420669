//! The chat as one sees it.

mod answer_card;
mod composer;
mod contact;
mod header;
mod icon;
mod offers;
mod transcript;

use crate::{
    chat::{Chat, Phase},
    dom::{El, button, div, el},
};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// The whole chat.
pub(crate) fn panel(chat: Chat) -> El {
    let body = div("k-body").live(move || match chat.phase.get() {
        Phase::Loading => vec![div("k-wait").child(dots())],
        Phase::Failed => vec![start_failed(chat)],
        Phase::Ready => vec![transcript::transcript(chat), composer::composer(chat)],
    });
    div("k-panel")
        .on("keydown", move |event| {
            let is_escape = event.unchecked_ref::<KeyboardEvent>().key() == "Escape";
            if is_escape && !chat.is_page && !chat.is_preview {
                chat.close();
            }
        })
        .child(header::header(chat))
        .child(body)
}

fn start_failed(chat: Chat) -> El {
    div("k-wait")
        .attr("role", "alert")
        .child(el("p").live_text(move || chat.words().start_failed.into()))
        .child(button("k-button", move || chat.load()).live_text(move || chat.words().retry.into()))
}

/// Three dots: something is awaited. They appear only when it takes a moment.
fn dots() -> El {
    let dots = el("span").class("k-dots").attr("aria-hidden", "true");
    dots.children((0..3).map(|_| el("i")))
}
