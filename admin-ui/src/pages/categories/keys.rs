//! Keys of the tree: Alt and arrows move a category, arrows go from one to the next, F2 renames, Ctrl+Z takes the last move back.

use super::{Open, Page, arrange::Step};
use crate::dom;
use leptos::{ev, prelude::*};
use uuid::Uuid;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// Listens while the page is open.
pub(super) fn listen(page: Page) {
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.is_composing() || dom::is_typing() || dom::has_open_dialog() {
            return;
        }
        if press(page, &event) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Whether the key meant something here.
fn press(page: Page, event: &KeyboardEvent) -> bool {
    let key = event.key();
    if (event.ctrl_key() || event.meta_key()) && key == "z" && !event.shift_key() {
        let can = page.can_undo();
        page.undo();
        return can;
    }
    if key == "Escape" {
        return page.drag.cancel();
    }
    if event.ctrl_key() || event.meta_key() {
        return false;
    }
    let current = current();
    match (event.alt_key(), key.as_str(), current) {
        (false, "/", _) => dom::focus("#search"),
        (false, "j", _) | (false, "ArrowDown", Some(_)) => go(1),
        (false, "k", _) | (false, "ArrowUp", Some(_)) => go(-1),
        (true, "ArrowUp", Some(id)) => moved(page, id, Step::Up),
        (true, "ArrowDown", Some(id)) => moved(page, id, Step::Down),
        (true, "ArrowLeft", Some(id)) => moved(page, id, Step::Out),
        (true, "ArrowRight", Some(id)) => moved(page, id, Step::In),
        (false, "ArrowLeft", Some(id)) => {
            page.opened.set(id, false);
            again(id)
        }
        (false, "ArrowRight", Some(id)) => {
            page.opened.set(id, true);
            again(id)
        }
        (false, "F2", Some(id)) => {
            let user = page.app.session_now().user;
            let may = page.tree.with_untracked(|tree| tree.is_movable_by(&user, id));
            if may {
                page.show(Some(Open::Rename(id)));
            }
            may
        }
        _ => false,
    }
}

fn moved(page: Page, id: Uuid, step: Step) -> bool {
    page.step(id, step);
    true
}

/// The row is drawn anew when its branch opens or closes, and loses the focus.
fn again(id: Uuid) -> bool {
    request_animation_frame(move || {
        dom::focus(&super::handle(id));
    });
    true
}

/// The category of the row that has the focus.
fn current() -> Option<Uuid> {
    let element = document().active_element()?;
    let row = element.closest("[data-category]").ok()??;
    row.get_attribute("data-category")?.parse().ok()
}

/// Moves the focus to another row.
fn go(by: i32) -> bool {
    let Ok(handles) = document().query_selector_all(".tree [data-handle]") else {
        return false;
    };
    let count = handles.length().cast_signed();
    let row = document()
        .active_element()
        .and_then(|element| element.closest("[data-category]").ok().flatten());
    let at = (0..count).find(|index| {
        let handle = handles.get(index.cast_unsigned());
        handle.is_some_and(|handle| row.as_ref().is_some_and(|row| row.contains(Some(&handle))))
    });
    let wanted = at.map_or(0, |at| (at + by).clamp(0, count - 1));
    let handle = handles
        .get(wanted.cast_unsigned())
        .and_then(|handle| handle.dyn_into::<HtmlElement>().ok());
    handle.is_some_and(|handle| handle.focus().is_ok())
}
