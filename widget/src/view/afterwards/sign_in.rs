//! The bar with the link by which a visitor signs in: between the header and the conversation, so that neither a new conversation
//! nor what is drawn anew takes it away. It looks like an announcement: a rule of its own would weigh on the first part.

use crate::{
    answer::outside,
    browser::{document, get, set},
    chat::Chat,
    dom::{div, el},
};
use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

/// By its name: a typed method of `web-sys` would weigh on the first part.
fn call(object: &JsValue, name: &str, argument: &JsValue) -> JsValue {
    let method = get(object, name).dyn_into::<Function>().ok();
    let result = method.and_then(|method| method.call1(object, argument).ok());
    result.unwrap_or(JsValue::NULL)
}

fn find(css: &str) -> Option<Element> {
    let found = call(&document(), "querySelector", &css.into());
    found.is_object().then(|| found.unchecked_into())
}

/// Whether the bar is there; its link then speaks the chat's language.
pub(crate) fn sign_in_is_there(chat: Chat) -> bool {
    let link = find(".k-sign a");
    if let (Some(link), Some(label)) = (&link, chat.sign_in_label()) {
        set(&get(link, "firstChild"), "data", &label.into());
    }
    link.is_some()
}

/// Shows the bar, in the place of one that is there. Before there is an address the link leads nowhere; `press` is called when
/// somebody presses it.
pub(crate) fn show_sign_in(chat: Chat, href: Option<&str>, press: impl Fn() + 'static) {
    hide_sign_in();
    let (Some(body), Some(label)) = (find(".k-body"), chat.sign_in_label()) else {
        return;
    };
    let link = el("a").text(&label).on("click", move |_| press());
    let link = match href {
        None => link,
        Some(href) if chat.is_page => link.attr("href", href),
        // A window of its own: providers do not let themselves be framed, and what is framed has no cookies there.
        Some(href) => outside(link, href, chat.words_now().new_window),
    };
    let bar = div("k-notice k-sign").child(el("p").child(link));
    call(&body, "before", bar.element());
}

/// Takes it away.
pub(crate) fn hide_sign_in() {
    if let Some(bar) = find(".k-sign") {
        bar.remove();
    }
}
