//! What a press within an answer does: an image fills the panel, a link to another entry opens it in the conversation.

use super::ZOOM;
use crate::{browser, dom::El};
use kotae_shared::{
    Uuid,
    api::widget::{ENTRY_LINK, FORM_LINK, SCENARIO_LINK},
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, Event, EventTarget, KeyboardEvent};

/// Where a link within an answer leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To an entry.
    Entry(Uuid),
    /// To a form.
    Form(Uuid),
    /// To a scenario.
    Scenario(Uuid),
}

impl Way {
    fn of(address: &str) -> Option<Self> {
        let id = |begin| Uuid::try_parse(address.strip_prefix(begin)?).ok();
        id(ENTRY_LINK)
            .map(Self::Entry)
            .or_else(|| id(FORM_LINK).map(Self::Form))
            .or_else(|| id(SCENARIO_LINK).map(Self::Scenario))
    }
}

/// Hears presses within `root` for as long as it lives; `open` gets where a link leads.
#[inline(never)]
pub fn hear(root: &EventTarget, open: impl Fn(Way) + 'static) {
    let press = move |event: Event| {
        let mut node: JsValue = event.target().into();
        while node.is_object() {
            if browser::get(&node, "className") == ZOOM {
                return zoom(El::of(node.unchecked_into()));
            }
            if let Some(address) = browser::get(&node, "hash").as_string() {
                if let Some(way) = Way::of(&address) {
                    event.prevent_default();
                    open(way);
                }
                return;
            }
            node = browser::get(&node, "parentElement");
        }
    };
    let press: Box<dyn Fn(Event)> = Box::new(press);
    let press = Closure::<dyn Fn(Event)>::wrap(press).into_js_value();
    let _ = root.add_event_listener_with_callback("click", press.unchecked_ref());
}

/// An image fills the panel while it is pressed open. Escape, a second press or leaving it closes it.
fn zoom(button: El) {
    let was_open = is_open(button.element());
    set(&button, !was_open);
    // What closes it is heard from its first press on.
    if !browser::get(button.element(), "kotae").is_truthy() {
        browser::set(button.element(), "kotae", &JsValue::TRUE);
        let (leave, key) = (button.clone(), button.clone());
        let _ = button
            .on("blur", move |_| set(&leave, false))
            .on("keydown", move |event| {
                if is_open(key.element()) && event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
                    // The panel stays.
                    event.stop_propagation();
                    set(&key, false);
                }
            });
    }
}

fn is_open(button: &Element) -> bool {
    button.get_attribute("aria-expanded").as_deref() == Some("true")
}

fn set(button: &El, open: bool) {
    let _ = button
        .clone()
        .attr("aria-expanded", if open { "true" } else { "false" });
}
