//! The few things that are asked of the browser directly.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Url};

/// Takes an element out of the document.
pub(crate) fn remove(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        element.remove();
    }
}

/// Writes the language into `<html lang>`.
pub(crate) fn set_document_lang(tag: &str) {
    if cfg!(target_arch = "wasm32")
        && let Some(root) = document().document_element()
    {
        let _ = root.set_attribute("lang", tag);
    }
}

/// The languages that the browser asks for, joined by commas.
pub(crate) fn browser_languages() -> String {
    window().navigator().languages().join(",").into()
}

/// The path of `<base href>`, or empty.
pub(crate) fn base_path() -> String {
    let base = document().query_selector("base[href]").ok().flatten();
    let address = base.and_then(|_| document().base_uri().ok().flatten());
    address
        .and_then(|address| Url::new(&address).ok())
        .map(|url| url.pathname())
        .unwrap_or_default()
}

/// The path of the address bar.
pub(crate) fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// The part of the address after `#`, without it.
pub(crate) fn fragment() -> String {
    window()
        .location()
        .hash()
        .unwrap_or_default()
        .trim_start_matches('#')
        .to_owned()
}

/// Moves the focus to the first element that matches; answers whether there was one.
pub(crate) fn focus(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    element.focus().is_ok()
}

/// Moves the focus after what was just changed has been drawn.
pub(crate) fn focus_soon(selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        focus(selector);
    });
}

/// Whether the keyboard's focus is where letters are typed.
pub(crate) fn is_typing() -> bool {
    let Some(element) = document().active_element() else {
        return false;
    };
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
        && !matches!(
            element.get_attribute("type").as_deref(),
            Some("checkbox" | "radio")
        )
}

/// Whether a dialog is open over the page, so that the page's keys must rest.
pub(crate) fn has_open_dialog() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}
