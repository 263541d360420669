//! Asks before unsaved changes are left behind.

use crate::{
    app::{App, app},
    lang::t,
    ui::Confirm,
};
use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// While `dirty` is true, closing the tab, following a link and going back ask first.
pub(crate) fn guard(dirty: Signal<bool>) {
    let closing = window_event_listener(ev::beforeunload, move |event| {
        if dirty.get_untracked() {
            event.prevent_default();
        }
    });
    let app = app();
    let navigate = use_navigate();
    let here = window().location().href().unwrap_or_default();
    let ask = move |wanted: String| {
        let navigate = navigate.clone();
        app.leave(move || {
            let options = NavigateOptions {
                resolve: false,
                ..NavigateOptions::default()
            };
            navigate(&wanted, options);
        });
    };
    app.unsaved.set(Some(dirty));
    app.leaving.set(false);
    let held = move || dirty.get_untracked() && !app.leaving.get_untracked();
    let click = capture("click", {
        let ask = ask.clone();
        move |event| {
            if held()
                && let Some(wanted) = link_of(event)
            {
                event.prevent_default();
                event.stop_immediate_propagation();
                ask(wanted);
            }
        }
    });
    let back = capture("popstate", move |event| {
        if held() {
            event.stop_immediate_propagation();
            let wanted = relative(&window().location().href().unwrap_or_default());
            if let Ok(history) = window().history() {
                let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&here));
            }
            ask(wanted);
        }
    });
    on_cleanup(move || {
        app.unsaved.set(None);
        closing.remove();
        drop((click, back));
    });
}

impl App {
    /// Does what loses unsaved changes: at once when there are none, else after a question.
    pub(crate) fn leave(self, act: impl FnOnce() + 'static) {
        let unsaved = self.unsaved.get_untracked().and_then(|dirty| dirty.try_get_untracked());
        if unsaved != Some(true) {
            return act();
        }
        self.ask(Confirm {
            title: t("保存していない変更があります", "There are unsaved changes").into(),
            text: t("このまま続けると、変更は失われます。", "They are lost when you go on.").into(),
            act: t("変更を破棄して続ける", "Discard them and go on"),
            danger: true,
            yes: Box::new(move || {
                self.leaving.set(true);
                act();
            }),
        });
    }
}

/// A listener on the window that hears before the router does; gone when dropped.
struct Captured {
    name: &'static str,
    heard: Closure<dyn Fn(web_sys::Event)>,
}

impl Drop for Captured {
    fn drop(&mut self) {
        let function = self.heard.as_ref().unchecked_ref();
        let _ = window().remove_event_listener_with_callback_and_bool(self.name, function, true);
    }
}

fn capture(name: &'static str, act: impl Fn(&web_sys::Event) + 'static) -> SendWrapper<Captured> {
    let heard = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| act(&event));
    let function = heard.as_ref().unchecked_ref();
    let _ = window().add_event_listener_with_callback_and_bool(name, function, true);
    SendWrapper::new(Captured { name, heard })
}

/// Where a plain click on a link inside our screens leads.
fn link_of(event: &web_sys::Event) -> Option<String> {
    let mouse = event.dyn_ref::<web_sys::MouseEvent>()?;
    if mouse.button() != 0 || mouse.ctrl_key() || mouse.meta_key() || mouse.shift_key() || mouse.alt_key() {
        return None;
    }
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let link = target.closest("a[href]").ok()??;
    if link.has_attribute("target") || link.has_attribute("download") {
        return None;
    }
    let address = link.dyn_into::<web_sys::HtmlAnchorElement>().ok()?;
    (address.pathname() != crate::dom::path()).then(|| relative(&address.href()))
}

/// The address without scheme and host, as the router wants it.
fn relative(address: &str) -> String {
    match web_sys::Url::new(address) {
        Ok(url) => format!("{}{}{}", url.pathname(), url.search(), url.hash()),
        Err(_) => address.to_owned(),
    }
}
