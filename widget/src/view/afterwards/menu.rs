//! What the menu does and shows.

use crate::{
    browser::{self, document, next_frame},
    chat::Chat,
    dom::{El, button, div, el, icon},
    view::{header::Menu, icon::CHECK},
};
use kotae_shared::look::Moment;
use wasm_bindgen::JsCast;
use web_sys::{Event, FocusEvent, HtmlElement, KeyboardEvent, Node};

impl Menu {
    #[inline(never)]
    pub(in crate::view) fn press(&self) {
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

    #[inline(never)]
    pub(in crate::view) fn key(&self, event: &Event) {
        let event: &KeyboardEvent = event.unchecked_ref();
        match event.key().as_str() {
            "ArrowDown" => self.go(1),
            "ArrowUp" => self.go(-1),
            "Escape" => {
                event.stop_propagation();
                self.back();
            }
            _ => return,
        }
        event.prevent_default();
    }

    /// A press anywhere else, or Tab, closes it.
    #[inline(never)]
    pub(in crate::view) fn leave(&self, event: &Event) {
        let to = event.unchecked_ref::<FocusEvent>().related_target();
        let to = to.as_ref().and_then(|to| to.dyn_ref::<Node>());
        if !self.items.holds(to) && !self.button.holds(to) {
            self.open.set(false);
        }
    }

    #[inline(never)]
    pub(in crate::view) fn content(&self) -> Vec<El> {
        let (chat, words) = (self.chat, self.chat.words());
        let mut items = vec![
            self.item(words.back, Chat::back),
            self.item(words.restart, |chat| {
                let was_over = chat.had_answer();
                chat.restart();
                if was_over {
                    chat.ask_survey(&[Moment::Over]);
                }
            }),
            self.item(words.print, |_| {
                let _ = browser::window().print();
            }),
        ];
        items.extend(chat.other_languages().into_iter().map(|(tag, name)| {
            let item = {
                let tag = tag.clone();
                self.item(&name, move |chat| chat.speak(&tag))
            };
            item.attr("lang", &tag)
        }));
        items.push(div("k-group").attr("role", "presentation").text(words.text_size));
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
