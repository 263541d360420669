//! Keys of the log: `/` searches, `j` and `k` move, `Enter` opens (as any summary).

use crate::dom;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The id of the search.
pub(super) const SEARCH: &str = "questions-search";

/// Listens while the page is open.
pub(super) fn listen() {
    let listener = window_event_listener(ev::keydown, |event| {
        let other = event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing();
        if other || dom::is_typing() || dom::has_open_dialog() {
            return;
        }
        let done = match event.key().as_str() {
            "/" => dom::focus(&format!("#{SEARCH}")),
            "j" => step(1),
            "k" => step(-1),
            _ => false,
        };
        if done {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Moves the focus to the next question or the one before.
fn step(by: i32) -> bool {
    let Ok(lines) = document().query_selector_all(".log summary") else {
        return false;
    };
    let count = lines.length().cast_signed();
    let current = document()
        .active_element()
        .and_then(|element| element.closest(".log > li").ok().flatten());
    let at = (0..count).find(|index| {
        let line = lines.get(index.cast_unsigned());
        line.is_some_and(|line| current.as_ref().is_some_and(|item| item.contains(Some(&line))))
    });
    let wanted = at.map_or(0, |at| (at + by).clamp(0, count - 1));
    let line = lines
        .get(wanted.cast_unsigned())
        .and_then(|line| line.dyn_into::<HtmlElement>().ok());
    line.is_some_and(|line| line.focus().is_ok())
}
