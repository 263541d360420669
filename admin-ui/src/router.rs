//! The address bar: which screen is open, links within the application, Back, and unsaved changes.
//!
//! A router library would do more and weigh more than all our pages together.

use crate::{
    app::{App, app},
    dom,
    lang::t,
    place,
    ui::Confirm,
};
use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlAnchorElement, MouseEvent, Url, UrlSearchParams};

/// What begins the fragment of an address that leads to a field of a screen: `mail#field:host`.
pub(crate) const FIELD: &str = "field:";

/// The address within the application. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(crate) struct Address {
    /// Without slashes around it: `entries/new`, or empty for the first screen.
    path: RwSignal<String>,
    /// Behind `?`, without it.
    search: RwSignal<String>,
    /// Whether the open page has unsaved changes, if it can have any.
    unsaved: RwSignal<Option<Signal<bool>>>,
}

impl Address {
    /// The address that the browser shows now.
    pub(crate) fn new() -> Self {
        let address = Self {
            path: RwSignal::new(String::new()),
            search: RwSignal::new(String::new()),
            unsaved: RwSignal::new(None),
        };
        address.read();
        address
    }

    /// Takes over what the address bar says.
    fn read(self) {
        let location = window().location();
        set(self.path, place::within(&location.pathname().unwrap_or_default()));
        let search = location.search().unwrap_or_default();
        set(self.search, search.trim_start_matches('?').to_owned());
    }

    /// The full path with its parameters, as it was read last.
    fn written(self) -> String {
        let path = place::href(&self.path.get_untracked());
        let search = self.search.get_untracked();
        if search.is_empty() {
            path
        } else {
            format!("{path}?{search}")
        }
    }
}

/// What did not change need not be drawn anew.
fn set(field: RwSignal<String>, text: String) {
    if field.with_untracked(|old| *old != text) {
        field.set(text);
    }
}

impl App {
    /// The path of the open screen: `entries/new`, or empty for the first. Reactive.
    pub(crate) fn path(self) -> String {
        self.address.path.get()
    }

    /// A parameter of the address. Reactive.
    pub(crate) fn parameter(self, name: &str) -> Option<String> {
        self.address
            .search
            .with(|search| UrlSearchParams::new_with_str(search).ok()?.get(name))
    }

    /// Opens a screen, for example `entries?status=draft`.
    pub(crate) fn go(self, path: &str) {
        self.open(&place::href(path), true);
    }

    /// Opens a screen in the place of this one: Back leads past it.
    pub(crate) fn swap(self, path: &str) {
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&place::href(path)));
        }
        self.address.read();
    }

    fn open(self, address: &str, scroll: bool) {
        if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(address));
        }
        self.address.read();
        if scroll {
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
        reach_field();
    }

    /// Does what loses unsaved changes: at once when there are none, else after a question.
    pub(crate) fn leave(self, act: impl FnOnce() + 'static) {
        if !self.is_unsaved() {
            return act();
        }
        self.ask(Confirm {
            title: t("保存していない変更があります", "There are unsaved changes").into(),
            text: t(
                "このまま続けると、変更は失われます。",
                "They are lost when you go on.",
            )
            .into(),
            act: t("変更を破棄して続ける", "Discard them and go on"),
            danger: true,
            yes: Box::new(move || {
                self.address.unsaved.set(None);
                act();
            }),
        });
    }

    fn is_unsaved(self) -> bool {
        let dirty = self.address.unsaved.get_untracked();
        dirty.and_then(|dirty| dirty.try_get_untracked()) == Some(true)
    }
}

/// Goes to the field that the address names, as soon as its screen has it.
fn reach_field() {
    if let Some(name) = dom::fragment().strip_prefix(FIELD) {
        dom::reach(name.to_owned());
    }
}

/// While `dirty` is true, closing the tab, following a link and going back ask first.
pub(crate) fn guard(dirty: Signal<bool>) {
    let app = app();
    app.address.unsaved.set(Some(dirty));
    on_cleanup(move || app.address.unsaved.set(None));
}

/// Follows links, Back and Forward for as long as the application lives.
pub(crate) fn listen(app: App) {
    reach_field();
    let click = window_event_listener(ev::click, move |event| {
        if let Some(link) = link_of(&event) {
            event.prevent_default();
            let scroll = !link.has_attribute("data-noscroll");
            app.leave(move || app.open(&link.href(), scroll));
        }
    });
    let back = window_event_listener(ev::popstate, move |_| {
        if !app.is_unsaved() {
            return app.address.read();
        }
        // The browser has gone already: come back, then ask.
        let wanted = window().location().href().unwrap_or_default();
        if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&app.address.written()));
        }
        app.leave(move || app.open(&wanted, true));
    });
    let closing = window_event_listener(ev::beforeunload, move |event| {
        if app.is_unsaved() {
            event.prevent_default();
        }
    });
    on_cleanup(move || {
        click.remove();
        back.remove();
        closing.remove();
    });
}

/// The link under a plain click that leads to one of our screens.
fn link_of(event: &MouseEvent) -> Option<HtmlAnchorElement> {
    let special = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || special {
        return None;
    }
    let target = event
        .unchecked_ref::<Event>()
        .target()?
        .dyn_into::<Element>()
        .ok()?;
    let link = target
        .closest("a[href]")
        .ok()??
        .dyn_into::<HtmlAnchorElement>()
        .ok()?;
    if link.has_attribute("target") || link.has_attribute("download") {
        return None;
    }
    let url = Url::new(&link.href()).ok()?;
    let inside = Some(url.origin()) == window().location().origin().ok()
        && dom::is_below(&url.pathname(), &place::base());
    inside.then_some(link)
}
