//! Keys of a list: `/` searches, `j` and `k` move, `x` selects, `Enter` opens (as any link).

use crate::dom;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Rows that the keys go through. Each has something marked `row-link`, which takes the focus.
const ROWS: &str = ".table-frame tbody tr, [data-row]";

/// Listens while the page is open.
pub(crate) fn list_keys() {
    let listener = window_event_listener(ev::keydown, |event| {
        let other = event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing();
        if other || dom::is_typing() || dom::has_open_dialog() {
            return;
        }
        let done = match event.key().as_str() {
            "/" => dom::focus("main input[type=search]"),
            "j" => step(1),
            "k" => step(-1),
            "x" => toggle(),
            _ => false,
        };
        if done {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Moves the focus to the next row or the one before.
fn step(by: i32) -> bool {
    let Ok(links) = document().query_selector_all("main .row-link") else {
        return false;
    };
    let count = links.length().cast_signed();
    let current = current_row();
    let at = (0..count).find(|index| {
        let link = links.get(index.cast_unsigned());
        link.is_some_and(|link| current.as_ref().is_some_and(|row| row.contains(Some(&link))))
    });
    let wanted = at.map_or(0, |at| (at + by).clamp(0, count - 1));
    let link = links
        .get(wanted.cast_unsigned())
        .and_then(|link| link.dyn_into::<HtmlElement>().ok());
    link.is_some_and(|link| link.focus().is_ok())
}

/// Selects the row that has the focus, or takes it out.
fn toggle() -> bool {
    let checkbox = current_row().and_then(|row| row.query_selector("input[type=checkbox]").ok().flatten());
    let Some(checkbox) = checkbox.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    checkbox.click();
    true
}

fn current_row() -> Option<Element> {
    document().active_element()?.closest(ROWS).ok().flatten()
}
