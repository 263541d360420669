//! Why an answer did not help: one press, or a few words; nobody has to.

use crate::{
    chat::Chat,
    dom::{El, button, div, el, icon},
    live::Live,
    view::{guarded, icon::SEND},
};
use kotae_shared::{Uuid, api::widget::limits};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, KeyboardEvent};

/// The question with its ready reasons and an input; after it was answered, thanks.
pub(super) fn reason(chat: Chat, question: Option<Uuid>, entry: Uuid) -> El {
    let said = Live::new(false);
    let shown = said.clone();
    let send: Rc<dyn Fn(&str)> = Rc::new(move |text| {
        if chat.reason(question, entry, text) {
            said.set(true);
            chat.focus_input();
        }
    });
    div("k-slot").live(move || {
        let words = chat.words_now();
        if shown.get() {
            return vec![el("p").class("k-heading").text(words.reason_thanks)];
        }
        let chips = [words.reason_unclear, words.reason_other, words.reason_old].map(|text| {
            let send = Rc::clone(&send);
            button("k-chip k-quiet", move || send(text)).text(text)
        });
        let group = div("k-start")
            .attr("role", "group")
            .attr("aria-label", words.reason)
            .child(el("p").attr("aria-hidden", "true").text(words.reason))
            .children(chips);
        vec![group.child(field(words.reason_hint, words.send, Rc::clone(&send)))]
    })
}

fn field(hint: &str, name: &str, send: Rc<dyn Fn(&str)>) -> El {
    let (input, guard) = guarded(el("input"));
    let input = input
        .class("k-input")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("enterkeyhint", "send")
        .attr("maxlength", &limits::REASON.to_string())
        .attr("placeholder", hint)
        .attr("aria-label", hint);
    let field: HtmlInputElement = input.element().clone().unchecked_into();
    let press = Rc::new(move || send(&field.value()));
    let by_key = Rc::clone(&press);
    let input = input.on("keydown", move |event| {
        let key: &KeyboardEvent = event.unchecked_ref();
        if key.key() == "Enter" && !guard.get().is_composing(key.is_composing(), key.key_code()) {
            event.prevent_default();
            by_key();
        }
    });
    let send = button("k-send", move || press())
        .attr("aria-label", name)
        .child(icon(SEND));
    div("k-field").child(input).child(send)
}
