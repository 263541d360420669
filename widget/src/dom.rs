//! Elements, made once and then changed by signals.
//!
//! The chat builds its elements with this instead of `view!`: the macro gives every piece of a page a type of
//! its own, and the code for all those types was more than half of the program. Here closures are boxed and
//! each function exists once. Texts become text nodes, so nothing that somebody wrote is ever read as HTML.

use crate::browser::document;
use reactive_graph::{effect::RenderEffect, owner::on_cleanup};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, Event, HtmlElement};

/// An element under construction.
#[derive(Clone, Debug)]
pub struct El(Element);

/// An element of HTML.
pub fn el(tag: &str) -> El {
    El(made(document().create_element(tag)))
}

/// An element of HTML with a class.
pub fn div(class: &str) -> El {
    el("div").class(class)
}

/// A button with a class that does something.
pub fn button(class: &str, press: impl Fn() + 'static) -> El {
    el("button")
        .attr("type", "button")
        .class(class)
        .on("click", move |_| press())
}

/// A line icon on a grid of 24; the words stand beside it or in the button's name.
pub fn icon(path: &str) -> El {
    let make = |tag| {
        El(made(
            document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag),
        ))
    };
    make("svg")
        .class("k-icon")
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .child(make("path").attr("d", path))
}

/// Runs now and whenever a signal that it read has changed, until the surrounding owner is cleaned up.
pub fn follow(run: impl Fn() + 'static) {
    follow_boxed(Box::new(run));
}

fn follow_boxed(run: Box<dyn Fn()>) {
    // Held by the owner's list of what to do at its end; the arena for stored values would bring thread ids along.
    let effect = RenderEffect::new(move |_| run());
    on_cleanup(move || drop(effect));
}

// Only a name that is no name could fail, and all of ours are.
fn made(element: Result<Element, JsValue>) -> Element {
    element.unwrap_or_else(|_| JsValue::NULL.unchecked_into())
}

impl El {
    /// An element that there is.
    pub fn of(element: Element) -> Self {
        Self(element)
    }

    /// Sets the class.
    #[must_use]
    pub fn class(self, class: &str) -> Self {
        self.attr("class", class)
    }

    /// Sets an attribute.
    #[must_use]
    pub fn attr(self, name: &str, value: &str) -> Self {
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// Adds text at the end.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        let _ = self.0.append_with_str_1(text);
        self
    }

    /// Adds an element at the end.
    #[must_use]
    pub fn child(self, child: El) -> Self {
        let _ = self.0.append_child(&child.0);
        self
    }

    /// Adds elements at the end.
    #[must_use]
    pub fn children(self, list: impl IntoIterator<Item = El>) -> Self {
        list.into_iter().fold(self, Self::child)
    }

    /// Hears an event.
    #[must_use]
    pub fn on(self, event: &str, run: impl Fn(Event) + 'static) -> Self {
        self.on_boxed(event, Box::new(run))
    }

    fn on_boxed(self, event: &str, run: Box<dyn Fn(Event)>) -> Self {
        // The browser frees the closure when the element is gone.
        let closure = Closure::<dyn Fn(Event)>::wrap(run).into_js_value();
        let _ = self
            .0
            .add_event_listener_with_callback(event, closure.unchecked_ref());
        self
    }

    /// A text that follows signals; it is the only content.
    #[must_use]
    pub fn live_text(self, text: impl Fn() -> String + 'static) -> Self {
        self.live_text_boxed(Box::new(text));
        self
    }

    // The part that is the same for every closure is in the program once; so with its sisters below.
    fn live_text_boxed(&self, text: Box<dyn Fn() -> String>) {
        let element = self.0.clone();
        follow(move || {
            let text = text();
            // The same text again would be announced again.
            if element.text_content().as_deref() != Some(&text) {
                element.set_text_content(Some(&text));
            }
        });
    }

    /// An attribute that follows signals; `None` takes it away.
    #[must_use]
    pub fn live_attr(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        self.live_attr_boxed(name, Box::new(value));
        self
    }

    fn live_attr_boxed(&self, name: &'static str, value: Box<dyn Fn() -> Option<String>>) {
        let element = self.0.clone();
        follow(move || {
            let _ = match value() {
                Some(value) => element.set_attribute(name, &value),
                None => element.remove_attribute(name),
            };
        });
    }

    /// A yes-or-no attribute of ARIA that follows signals.
    #[must_use]
    pub fn live_aria(self, name: &'static str, on: impl Fn() -> bool + 'static) -> Self {
        self.live_attr(name, move || Some(if on() { "true" } else { "false" }.to_owned()))
    }

    /// Children that follow signals; they are the only content.
    #[must_use]
    pub fn live(self, children: impl Fn() -> Vec<El> + 'static) -> Self {
        self.live_boxed(Box::new(children));
        self
    }

    fn live_boxed(&self, children: Box<dyn Fn() -> Vec<Self>>) {
        let element = self.clone();
        follow(move || {
            element.0.set_text_content(None);
            for child in children() {
                let _ = element.0.append_child(&child.0);
            }
        });
    }

    /// The element.
    pub fn element(&self) -> &Element {
        &self.0
    }

    /// The element, as one that can be focused and measured.
    pub fn html(&self) -> &HtmlElement {
        self.0.unchecked_ref()
    }

    /// Moves the focus here.
    pub fn focus(&self) {
        let _ = self.html().focus();
    }

    /// Whether a node lies within.
    pub fn holds(&self, node: Option<&web_sys::Node>) -> bool {
        node.is_some() && self.0.contains(node)
    }
}
