//! The few things that are asked of the browser directly.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Url};

/// Milliseconds since the page began.
pub(crate) fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Lets the browser draw and hear what was typed.
pub(crate) async fn pause() {
    let soon = js_sys::Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback(&resolve);
    });
    let _ = wasm_bindgen_futures::JsFuture::from(soon).await;
}

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

/// The browser's time zone, for example `Asia/Tokyo`.
pub(crate) fn time_zone() -> String {
    let options =
        js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new()).resolved_options();
    let zone = js_sys::Reflect::get(&options, &"timeZone".into());
    let zone = zone.ok().and_then(|zone| zone.as_string());
    zone.unwrap_or_else(|| "Asia/Tokyo".to_owned())
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

/// Moves the focus to the element among those of `selector` whose attribute has this value, which need not be fit for a selector.
/// Answers whether there was one.
pub(crate) fn focus_named(selector: &str, attribute: &str, value: &str) -> bool {
    named(selector, attribute, value).is_some_and(|element| element.focus().is_ok())
}

/// Brings such an element into sight, by no more than is needed.
pub(crate) fn show_named(selector: &str, attribute: &str, value: &str) {
    if let Some(element) = named(selector, attribute, value) {
        let how = web_sys::ScrollIntoViewOptions::new();
        how.set_block(web_sys::ScrollLogicalPosition::Nearest);
        how.set_inline(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&how);
    }
}

fn named(selector: &str, attribute: &str, value: &str) -> Option<HtmlElement> {
    let all = document().query_selector_all(selector).ok()?;
    (0..all.length())
        .filter_map(|index| all.get(index)?.dyn_into::<HtmlElement>().ok())
        .find(|element| element.get_attribute(attribute).as_deref() == Some(value))
}

/// Brings the first element that matches into sight.
pub(crate) fn scroll_to(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        element.scroll_into_view();
    }
}

/// How long a screen may take to draw a field that is waited for.
const REACH_MS: f64 = 10_000.0;

/// Moves the focus to the field with this name as soon as it is there, opens what hides it, and brings it into the middle.
pub(crate) fn reach(name: String) {
    reach_until(name, now_ms() + REACH_MS);
}

fn reach_until(name: String, end: f64) {
    leptos::prelude::request_animation_frame(move || {
        // A name from an address is no selector.
        let plain = name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
        let selector = format!("main [name='{name}'], main #field-{}", name.replace('.', "-"));
        let found = document().query_selector_all(&selector).ok().filter(|_| plain);
        let fields = found
            .iter()
            .flat_map(|list| (0..list.length()).filter_map(|at| list.get(at)));
        let fields: Vec<HtmlElement> = fields.filter_map(|node| node.dyn_into().ok()).collect();
        // Of radio buttons the one that is chosen.
        let chosen = fields.iter().find(|field| {
            let input = field.dyn_ref::<web_sys::HtmlInputElement>();
            input.is_some_and(web_sys::HtmlInputElement::checked)
        });
        if let Some(field) = chosen.or(fields.first()) {
            let mut above = field.parent_element();
            while let Some(element) = above {
                if element.tag_name() == "DETAILS" {
                    let _ = element.set_attribute("open", "");
                }
                above = element.parent_element();
            }
            let _ = field.focus();
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Center);
            field.scroll_into_view_with_scroll_into_view_options(&options);
        } else if now_ms() < end && fragment().ends_with(&name) {
            reach_until(name, end);
        }
    });
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

/// Whether the focus is nowhere, as when what had it was taken away.
pub(crate) fn nothing_has_focus() -> bool {
    document()
        .active_element()
        .is_none_or(|element| element.tag_name() == "BODY")
}

/// Whether a dialog is open over the page, so that the page's keys must rest.
pub(crate) fn has_open_dialog() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// Hands a file to the browser's downloads.
pub(crate) fn save(blob: &web_sys::Blob, name: &str) {
    let Ok(address) = Url::create_object_url_with_blob(blob) else {
        return;
    };
    let link = document().create_element("a").ok();
    if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlAnchorElement>().ok()) {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    let _ = Url::revoke_object_url(&address);
}

/// Puts a text on the clipboard; answers whether it is there.
pub(crate) async fn copy(text: &str) -> bool {
    // Only a secure address (https or this machine) has the clipboard; an intranet may have neither.
    if window().is_secure_context() {
        let written = window().navigator().clipboard().write_text(text);
        if wasm_bindgen_futures::JsFuture::from(written).await.is_ok() {
            return true;
        }
    }
    copy_by_selection(text).unwrap_or(false)
}

fn copy_by_selection(text: &str) -> Option<bool> {
    let before = document().active_element();
    let area = document().create_element("textarea").ok()?;
    let area = area.dyn_into::<web_sys::HtmlTextAreaElement>().ok()?;
    area.set_class_name("unseen");
    area.set_value(text);
    document().body()?.append_child(&area).ok()?;
    area.select();
    let page = document().dyn_into::<web_sys::HtmlDocument>().ok()?;
    let copied = page.exec_command("copy").ok();
    area.remove();
    if let Some(element) = before.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
    copied
}

/// Whether `path` is `base` or lies below it.
pub(crate) fn is_below(path: &str, base: &str) -> bool {
    path.strip_prefix(base)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::is_below;

    #[test]
    fn knows_our_addresses() {
        assert!(is_below("/admin/it", "/admin/it"));
        assert!(is_below("/admin/it/entries", "/admin/it"));
        assert!(!is_below("/admin/it2/entries", "/admin/it"));
        assert!(!is_below("/api/admin/it", "/admin/it"));
    }
}
