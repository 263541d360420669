//! Name, menu, close.

use super::{
    face,
    icon::{CLOSE, MENU},
};
use crate::{
    chat::Chat,
    dom::{El, button, div, el, icon},
    live::Live,
};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// The bar on top.
pub(super) fn header(chat: Chat) -> El {
    let bar = el("header")
        .class("k-header")
        .child(face(chat, 0))
        .child(
            el("h1")
                .class("k-name")
                .live_text(move || chat.words().name.into()),
        )
        .child(menu(chat));
    if chat.is_page || chat.is_preview {
        return bar;
    }
    let close = button("k-tool", move || chat.close()).child(icon(CLOSE));
    bar.child(named(close, move || chat.words().close))
}

/// A name that is read and shown on hover.
fn named(element: El, name: impl Fn() -> &'static str + Clone + 'static) -> El {
    let title = name.clone();
    element
        .live_attr("aria-label", move || Some(name().to_owned()))
        .live_attr("title", move || Some(title().to_owned()))
}

/// The menu button with its menu, by the ARIA pattern of that name. What it does comes later.
#[derive(Clone)]
pub(super) struct Menu {
    pub(super) chat: Chat,
    pub(super) open: Live<bool>,
    pub(super) button: El,
    pub(super) items: El,
}

fn menu(chat: Chat) -> El {
    let menu = Menu {
        chat,
        open: Live::new(false),
        button: el("button")
            .attr("type", "button")
            .class("k-tool")
            .child(icon(MENU)),
        items: div("k-items").attr("role", "menu"),
    };
    let (pressed, keyed, left, filled) = (menu.clone(), menu.clone(), menu.clone(), menu.clone());
    let (expanded, shown, open) = (menu.open.clone(), menu.open.clone(), menu.open);
    let button = named(menu.button, move || chat.words().menu)
        .attr("aria-haspopup", "menu")
        .live_aria("aria-expanded", move || expanded.get())
        .on("click", move |_| {
            let pressed = pressed.clone();
            chat.later(move || pressed.press());
        });
    let items = menu
        .items
        .live_attr("hidden", move || (!open.get()).then(String::new))
        .live_attr("aria-label", move || Some(chat.words().menu.to_owned()))
        .live(move || if shown.get() { filled.content() } else { Vec::new() });
    div("k-menu")
        .on("keydown", move |event| {
            let is_arrow = event.unchecked_ref::<KeyboardEvent>().key().starts_with("Arrow");
            // An arrow on the closed menu opens it; all else is for the open one, whose program is here.
            if keyed.open.now() {
                keyed.key(&event);
            } else if is_arrow {
                event.prevent_default();
                let keyed = keyed.clone();
                chat.later(move || keyed.press());
            }
        })
        .on("focusout", move |event| {
            if left.open.now() {
                left.leave(&event);
            }
        })
        .child(button)
        .child(items)
}
