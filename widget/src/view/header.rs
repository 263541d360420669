//! Name, menu, close.

use super::{
    face,
    icon::{CHECK, CLOSE, MENU},
};
use crate::{
    browser::{self, document, next_frame},
    chat::Chat,
    dom::{El, button, div, el, icon},
    live::Live,
};
use kotae_shared::Lang;
use wasm_bindgen::JsCast;
use web_sys::{Event, FocusEvent, HtmlElement, KeyboardEvent, Node};

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

/// The menu button with its menu, by the ARIA pattern of that name.
#[derive(Clone)]
struct Menu {
    chat: Chat,
    open: Live<bool>,
    button: El,
    items: El,
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
    let (expanded, open) = (menu.open.clone(), menu.open);
    let button = named(menu.button, move || chat.words().menu)
        .attr("aria-haspopup", "menu")
        .live_aria("aria-expanded", move || expanded.get())
        .on("click", move |_| pressed.press());
    let items = menu
        .items
        .live_attr("hidden", move || (!open.get()).then(String::new))
        .live_attr("aria-label", move || Some(chat.words().menu.to_owned()))
        .live(move || filled.content());
    div("k-menu")
        .on("keydown", move |event| keyed.key(&event))
        .on("focusout", move |event| left.leave(&event))
        .child(button)
        .child(items)
}

impl Menu {
    fn press(&self) {
        if self.open.now() {
            self.open.set(false);
        } else {
            self.show();
        }
    }

    fn show(&self) {
        self.open.set(true);
        let menu = self.clone();
        // It is visible, and can take the focus, from the next frame on.
        next_frame(move || menu.go(1));
    }

    /// Moves the focus on (1) or back (-1), round and round.
    fn go(&self, step: isize) {
        let children = self.items.element().children();
        let items: Vec<HtmlElement> = (0..children.length())
            .filter_map(|at| children.item(at)?.dyn_into().ok())
            .filter(|item: &HtmlElement| item.has_attribute("tabindex"))
            .collect();
        let active = document().active_element();
        let at = items
            .iter()
            .position(|item| Some(item.as_ref()) == active.as_ref());
        let count = items.len() as isize;
        let next = match (at, step) {
            (None, -1) => count - 1,
            (None, _) => 0,
            (Some(at), step) => (at as isize + step).rem_euclid(count.max(1)),
        };
        if let Some(item) = items.get(next as usize) {
            let _ = item.focus();
        }
    }

    fn back(&self) {
        self.open.set(false);
        self.button.focus();
    }

    fn key(&self, event: &Event) {
        let event: &KeyboardEvent = event.unchecked_ref();
        match (event.key().as_str(), self.open.now()) {
            ("ArrowDown" | "ArrowUp", false) => self.show(),
            ("ArrowDown", true) => self.go(1),
            ("ArrowUp", true) => self.go(-1),
            ("Escape", true) => {
                event.stop_propagation();
                self.back();
            }
            _ => return,
        }
        event.prevent_default();
    }

    /// A press anywhere else, or Tab, closes it.
    fn leave(&self, event: &Event) {
        let to = event.unchecked_ref::<FocusEvent>().related_target();
        let to = to.as_ref().and_then(|to| to.dyn_ref::<Node>());
        if !self.items.holds(to) && !self.button.holds(to) {
            self.open.set(false);
        }
    }

    fn content(&self) -> Vec<El> {
        let (chat, words) = (self.chat, self.chat.words());
        let other = match chat.lang.get() {
            Lang::Ja => Lang::En,
            Lang::En => Lang::Ja,
        };
        let mut items = vec![
            self.item(words.restart, Chat::restart),
            self.item(words.print, |_| {
                let _ = browser::window().print();
            }),
            self.item(words.other_language, move |chat| chat.speak(other))
                .attr("lang", other.tag()),
            div("k-group").attr("role", "presentation").text(words.text_size),
        ];
        let sizes = [words.size_normal, words.size_large, words.size_largest];
        items.extend(sizes.iter().enumerate().map(|(step, name)| {
            let check = el("span").class("k-check").live(move || {
                let chosen = chat.size.get() == step;
                if chosen { vec![icon(CHECK)] } else { Vec::new() }
            });
            button("k-item", move || chat.resize(step))
                .attr("role", "menuitemradio")
                .attr("tabindex", "-1")
                .live_aria("aria-checked", move || chat.size.get() == step)
                .child(check)
                .child(el("span").text(name))
        }));
        items
    }

    fn item(&self, text: &str, act: impl Fn(Chat) + 'static) -> El {
        let menu = self.clone();
        let press = move || {
            menu.back();
            act(menu.chat);
        };
        button("k-item", press)
            .attr("role", "menuitem")
            .attr("tabindex", "-1")
            .text(text)
    }
}
