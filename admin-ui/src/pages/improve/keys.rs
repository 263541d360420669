//! Keys of the list: `/` searches, `j` and `k` move, `x` selects, `Enter` opens (as any summary), and the acts on the item that
//! has the focus.

use super::work::{Act, Works};
use crate::dom;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Listens while the page is open.
pub(super) fn listen(works: Works) {
    let listener = window_event_listener(ev::keydown, move |event| {
        let other = event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing();
        if other || dom::is_typing() || dom::has_open_dialog() {
            return;
        }
        let done = match event.key().as_str() {
            "/" => dom::focus("#improve-search"),
            "j" => step(1),
            "k" => step(-1),
            "x" => toggle(),
            "d" => act(works, Act::Done),
            "m" => act(works, Act::Mine),
            "n" => act(works, Act::Draft),
            "i" => act(works, Act::Ignore),
            "1" => act(works, Act::Teach(0)),
            "2" => act(works, Act::Teach(1)),
            "3" => act(works, Act::Teach(2)),
            _ => false,
        };
        if done {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Moves the focus to the next item or the one before.
fn step(by: i32) -> bool {
    let Ok(lines) = document().query_selector_all(".improve .log-line") else {
        return false;
    };
    let count = lines.length().cast_signed();
    let current = current();
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

/// Selects the item that has the focus, or takes it out.
fn toggle() -> bool {
    let found = current().and_then(|item| item.query_selector("input[type=checkbox]").ok().flatten());
    let Some(checkbox) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    checkbox.click();
    true
}

fn act(works: Works, act: Act) -> bool {
    let key = current().and_then(|item| item.get_attribute("data-key"));
    key.is_some_and(|key| works.act(&key, act))
}

fn current() -> Option<Element> {
    document()
        .active_element()?
        .closest(".improve .log > li")
        .ok()
        .flatten()
}
