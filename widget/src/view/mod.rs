//! The chat as one sees it.

mod afterwards;
mod answer_card;
mod composer;
mod header;
mod icon;
mod offers;
mod transcript;

pub(crate) use afterwards::{hide_sign_in, show_sign_in, sign_in_is_there};

use crate::ime::EnterGuard;
use crate::{
    answer::outside,
    chat::{Chat, Phase},
    dom::{El, button, div, el, icon},
};
use icon::{ALERT, CHAT, CLOSE};
use kotae_shared::api::notices::Shown;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// The whole chat.
pub(crate) fn panel(chat: Chat) -> El {
    let body = div("k-body").live(move || match chat.phase.get() {
        Phase::Loading => vec![div("k-wait").child(dots())],
        Phase::Failed => vec![start_failed(chat)],
        Phase::Ready => vec![transcript::transcript(chat), composer::composer(chat)],
    });
    let notices = div("k-notices").attr("role", "status").live(move || {
        chat.notices
            .get()
            .into_iter()
            .map(|one| notice(chat, one))
            .collect()
    });
    div("k-panel")
        .on("keydown", move |event| {
            let is_escape = event.unchecked_ref::<KeyboardEvent>().key() == "Escape";
            if is_escape && !chat.is_page && !chat.is_preview {
                chat.close();
            }
        })
        .child(header::header(chat))
        .child(notices)
        .child(body)
}

fn start_failed(chat: Chat) -> El {
    div("k-wait")
        .attr("role", "alert")
        .child(el("p").live_text(move || chat.words().start_failed.into()))
        .child(button("k-button", move || chat.load()).live_text(move || chat.words().retry.into()))
}

/// An announcement, until the visitor closes it.
fn notice(chat: Chat, notice: Shown) -> El {
    let words = chat.words();
    let text = el("p").text(&notice.text[chat.lang.get() as usize]);
    let text = if notice.link.is_empty() {
        text
    } else {
        text.child(outside(
            el("a").text(words.details),
            &notice.link,
            words.new_window,
        ))
    };
    let mark = if notice.warning {
        vec![icon(ALERT)]
    } else {
        Vec::new()
    };
    let close = button("k-tool", move || chat.dismiss(notice.id)).child(icon(CLOSE));
    div("k-notice")
        .children(mark)
        .child(text)
        .child(close.attr("aria-label", words.dismiss))
}

/// The design's image (0: logo, 1: avatar), or the speech bubble.
fn face(chat: Chat, image: usize) -> El {
    el("span").class("k-avatar").live(move || {
        let file = chat.look.with(|look| look.images[image].clone());
        vec![if file.is_empty() {
            icon(CHAT)
        } else {
            el("img").attr("alt", "").attr("src", &chat.file(&file))
        }]
    })
}

/// Three dots: something is awaited. They appear only when it takes a moment.
fn dots() -> El {
    let dots = el("span").class("k-dots").attr("aria-hidden", "true");
    dots.children((0..3).map(|_| el("i")))
}

/// An input that follows the compositions of its input method, with what says whether Enter ends one.
fn guarded(input: El) -> (El, Rc<Cell<EnterGuard>>) {
    let guard = Rc::new(Cell::new(EnterGuard::default()));
    let composition = |on: bool| {
        let guard = Rc::clone(&guard);
        move |_| {
            let mut now = guard.get();
            now.composition(on);
            guard.set(now);
        }
    };
    let input = input
        .on("compositionstart", composition(true))
        .on("compositionend", composition(false));
    (input, guard)
}
