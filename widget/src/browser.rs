//! The browser, as little of it as the chat needs. Everything that may throw is caught here.

use js_sys::Reflect;
use std::pin::Pin;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Document, HtmlElement, Storage};

/// The window.
pub(crate) fn window() -> web_sys::Window {
    js_sys::global().unchecked_into()
}

/// The document.
pub(crate) fn document() -> Document {
    get(&window(), "document").unchecked_into()
}

/// Runs `run` after so many milliseconds.
pub(crate) fn after(ms: u32, run: impl FnOnce() + 'static) {
    let run = Closure::once_into_js(run);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(run.unchecked_ref(), ms as i32);
}

/// Lets the page live for a moment: events are heard and frames are drawn before it goes on.
pub(crate) async fn pause() {
    let soon = js_sys::Promise::new(&mut |go_on, _| {
        let _ = window().set_timeout_with_callback(&go_on);
    });
    let _ = wasm_bindgen_futures::JsFuture::from(soon).await;
}

/// Runs `run` when nothing else is to be done, or after a second or two.
pub(crate) fn when_idle(run: impl FnOnce() + 'static) {
    match get(&window(), "requestIdleCallback").dyn_into::<js_sys::Function>() {
        Ok(request) => {
            let wait = js_sys::Object::new();
            set(&wait, "timeout", &2_000.into());
            let _ = request.call2(&JsValue::UNDEFINED, &Closure::once_into_js(run), &wait);
        }
        // Safari has none.
        Err(_) => after(500, run),
    }
}

/// Runs `run` before the next frame is drawn.
pub(crate) fn next_frame(run: impl FnOnce() + 'static) {
    let run = Closure::once_into_js(run);
    let _ = window().request_animation_frame(run.unchecked_ref());
}

/// The time, in epoch milliseconds.
pub(crate) fn now_ms() -> u64 {
    js_sys::Date::now() as u64
}

/// Ten random bytes, for an id.
pub(crate) fn random() -> [u8; 10] {
    let mut bytes = [0; 10];
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
}

/// A fresh id.
pub(crate) fn new_id() -> kotae_shared::Uuid {
    crate::ids::v7(now_ms(), random())
}

/// A property of an object; undefined when there is none.
pub(crate) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Sets a property of an object.
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

/// Calls `run` each time that the event happens, for as long as the page lives.
pub(crate) fn on(target: &web_sys::EventTarget, event: &str, run: impl FnMut() + 'static) {
    let closure = Closure::<dyn FnMut()>::new(run);
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Calls `run` now and whenever the media query changes, with whether it matches.
pub(crate) fn on_media(query: &str, run: impl Fn(bool) + 'static) {
    if let Ok(Some(list)) = window().match_media(query) {
        run(list.matches());
        let again = list.clone();
        on(&list, "change", move || run(again.matches()));
    }
}

/// Runs a task on the page's thread. Boxed: every task's own type would bring its own copy of the machinery.
pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    let task: Pin<Box<dyn Future<Output = ()>>> = Box::pin(task);
    wasm_bindgen_futures::spawn_local(task);
}

/// The element that carries the theme.
pub(crate) fn root() -> Option<HtmlElement> {
    document().document_element()?.dyn_into().ok()
}

/// Where the widget remembers, as the page's `data-storage` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Memory {
    /// Beyond the browser's end.
    #[default]
    Local,
    /// Until the tab closes.
    Session,
    /// Nowhere.
    None,
}

impl Memory {
    fn storage(self) -> Option<Storage> {
        match self {
            Self::Local => window().local_storage().ok().flatten(),
            Self::Session => window().session_storage().ok().flatten(),
            Self::None => None,
        }
    }

    /// What was kept under `name`.
    pub(crate) fn get(self, name: &str) -> Option<String> {
        self.storage()?.get_item(name).ok().flatten()
    }

    /// Keeps `value`, when it can.
    pub(crate) fn set(self, name: &str, value: &str) {
        if let Some(storage) = self.storage() {
            let _ = storage.set_item(name, value);
        }
    }
}
