//! The input with its suggestions: the ARIA combobox with list autocomplete, no automatic selection.

use super::{
    guarded,
    icon::{SEARCH, SEND},
    offers::marked,
};
use crate::{
    browser::next_frame,
    chat::Chat,
    dom::{El, div, el, follow, icon},
    ime::EnterGuard,
    knowledge::Offer,
    live::Live,
    texts::fill,
};
use kotae_shared::api::widget::limits;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, KeyboardEvent};

/// The input and the list above it.
#[derive(Clone)]
struct Composer {
    chat: Chat,
    /// What the text so far may lead to; none while the list is closed.
    found: Live<Vec<Offer>>,
    /// The option that the arrow keys have reached.
    active: Live<Option<usize>>,
}

/// The input, the send button and the list above them.
pub(super) fn composer(chat: Chat) -> El {
    let composer = Composer {
        chat,
        found: Live::new(Vec::new()),
        active: Live::new(None),
    };
    let input = composer.input();
    let (sender, found) = (composer.clone(), composer.found.clone());
    let send = el("button")
        .attr("type", "button")
        .class("k-send")
        .live_attr("aria-label", move || Some(chat.words().send.into()))
        .live_attr("title", move || Some(chat.words().send.into()))
        .live_attr("disabled", move || {
            chat.typed.with(|typed| typed.trim().is_empty()).then(String::new)
        })
        .on("click", move |_| {
            sender.send();
            chat.focus_input();
        })
        .child(icon(SEND));
    let status = div("k-sr")
        .attr("role", "status")
        .live_text(move || match found.with(Vec::len) {
            0 => String::new(),
            count => fill(chat.words().suggestions_shown, &count.to_string()),
        });
    div("k-composer")
        .child(composer.list())
        .child(div("k-field").child(input).child(send))
        .child(status)
}

impl Composer {
    fn hide(&self) {
        self.found.set(Vec::new());
        self.active.set(None);
    }

    fn search(&self) {
        let found = self.chat.typed.peek(|typed| self.chat.suggest(typed));
        self.found.set(found);
        self.active.set(None);
    }

    fn send(&self) {
        let typed = self.chat.typed.now();
        self.hide();
        self.chat.typed.set(String::new());
        self.chat.ask(&typed);
    }

    fn choose(&self, offer: &Offer) {
        self.hide();
        self.chat.typed.set(String::new());
        self.chat.emit("suggestion", &[("entry", offer.entry)]);
        self.chat.choose(offer, None, Vec::new());
    }

    /// Down from the last, or up from the first, leads back into the text.
    fn step(&self, down: bool) {
        let count = self.found.peek(Vec::len);
        self.active.update(|active| {
            *active = match (*active, down) {
                (None, true) => Some(0),
                (None, false) => count.checked_sub(1),
                (Some(at), true) => (at + 1 < count).then_some(at + 1),
                (Some(at), false) => at.checked_sub(1),
            };
        });
    }

    fn key(&self, event: &Event, guard: EnterGuard) {
        let event: &KeyboardEvent = event.unchecked_ref();
        if guard.is_composing(event.is_composing(), event.key_code()) {
            return;
        }
        let shown = self.found.peek(|found| !found.is_empty());
        match (event.key().as_str(), shown) {
            ("Enter", _) => {
                let active = self.active.now();
                match active.and_then(|at| self.found.peek(|found| found.get(at).cloned())) {
                    Some(offer) => self.choose(&offer),
                    None => self.send(),
                }
            }
            ("ArrowDown", true) => self.step(true),
            ("ArrowUp", true) => self.step(false),
            ("ArrowDown", false) => {
                self.search();
                self.step(true);
            }
            ("Escape", true) => {
                event.stop_propagation();
                self.hide();
            }
            _ => return,
        }
        event.prevent_default();
    }

    fn input(&self) -> El {
        let chat = self.chat;
        let (found, active) = (self.found.clone(), self.active.clone());
        let (left, changed, keyed) = (self.clone(), self.clone(), self.clone());
        let (input, guard) = guarded(el("input"));
        let input = input
            .class("k-input")
            .attr("type", "text")
            .attr("role", "combobox")
            .attr("aria-autocomplete", "list")
            .attr("aria-haspopup", "listbox")
            .attr("aria-controls", "k-options")
            .attr("autocomplete", "off")
            .attr("autocapitalize", "off")
            .attr("enterkeyhint", "send")
            .attr("maxlength", &limits::QUESTION.to_string())
            .live_aria("aria-expanded", move || found.with(|found| !found.is_empty()))
            .live_attr("aria-activedescendant", move || active.get().map(option_id))
            .live_attr("aria-label", move || Some(chat.words().input.into()))
            .live_attr("placeholder", move || Some(chat.words().placeholder.into()))
            .live_attr("disabled", move || (!chat.published.get()).then(String::new))
            .on("blur", move |_| left.hide())
            .on("input", move |event| {
                if let Some(input) = event
                    .target()
                    .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
                {
                    chat.typed.set(input.value());
                    changed.search();
                }
            })
            .on("keydown", move |event| keyed.key(&event, guard.get()));
        let field: HtmlInputElement = input.element().clone().unchecked_into();
        follow(move || {
            let typed = chat.typed.get();
            // Setting what is there already would break an input method's composition.
            if field.value() != typed {
                field.set_value(&typed);
            }
        });
        let target = input.clone();
        follow(move || {
            // On a phone the keyboard would cover half of the chat before the visitor has seen it.
            if chat.focus.get() > 0 && !chat.full.now() {
                let target = target.clone();
                next_frame(move || target.focus());
            }
        });
        input
    }

    fn list(&self) -> El {
        let (composer, chat, found) = (self.clone(), self.chat, self.found.clone());
        el("ul")
            .attr("id", "k-options")
            .class("k-options")
            .attr("role", "listbox")
            .live_attr("aria-label", move || Some(chat.words().suggestions.into()))
            .live_attr("hidden", move || found.with(Vec::is_empty).then(String::new))
            .live(move || {
                let options = composer.found.get().into_iter().enumerate().map(|(at, offer)| {
                    let (active, chosen) = (composer.active.clone(), composer.clone());
                    el("li")
                        .attr("id", &option_id(at))
                        .attr("role", "option")
                        .class("k-option")
                        .live_aria("aria-selected", move || active.get() == Some(at))
                        .child(icon(SEARCH))
                        .child(marked(&offer))
                        // The focus stays in the input.
                        .on("mousedown", |event| event.prevent_default())
                        .on("click", move |_| chosen.choose(&offer))
                });
                options.collect()
            })
    }
}

fn option_id(at: usize) -> String {
    ["k-option-", &at.to_string()].concat()
}
