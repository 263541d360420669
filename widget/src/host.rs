//! What the start script (`www/frame.js`) left for us, and the page around the frame.
//! The messages are described in `kotae_shared::api::frame`.

use crate::browser::{Memory, get, set};
use kotae_shared::{Uuid, api::widget::limits, settings::ColorScheme};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// The start script's object, `window.kotae`.
#[derive(Clone, Debug)]
pub(crate) struct Host(JsValue);

/// What the page around the frame says.
#[derive(Clone, Debug)]
pub(crate) enum Message {
    /// The panel is visible.
    Open {
        /// It covers the screen.
        full: bool,
        /// The visitor opened it, so the focus may move.
        focus: bool,
    },
    /// The panel is hidden.
    Close,
    /// Whether the panel covers the screen.
    Full(bool),
    /// Ask this.
    Ask(String),
    /// Show this entry.
    Entry(Uuid),
    /// Show this scenario or form.
    Wish(Wish),
    /// What is not there: the kind, the id.
    Missing(&'static str, String),
    /// What the page tells of the visitor: an object of names and values.
    Claims(JsValue),
    /// The page tells who the visitor is, by `{token}`.
    Identify(JsValue),
    /// Whether the page lets a question be asked.
    Go(Uuid, bool),
    /// Speak the language that the page asks for now.
    Lang,
    /// Wear these colours, or the design's.
    Scheme(Option<ColorScheme>),
    /// Begin again.
    Reset,
    /// Look like this.
    Preview(JsValue),
}

/// A scenario or a form that shall be shown.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    /// It is a form.
    pub(crate) is_form: bool,
    /// Its id, as the page gave it.
    pub(crate) id: String,
}

impl Host {
    /// The start script's object, if this is the frame document.
    pub(crate) fn find() -> Option<Self> {
        let object = get(&crate::browser::window(), "kotae");
        object.is_object().then_some(Self(object))
    }

    /// Opened directly, not in a frame.
    pub(crate) fn is_page(&self) -> bool {
        get(&self.0, "page").is_truthy()
    }

    /// In the admin's preview.
    pub(crate) fn is_preview(&self) -> bool {
        get(&self.0, "preview").is_truthy()
    }

    /// What the document brought along, [`FrameBoot`](kotae_shared::api::frame::FrameBoot): a text of this name.
    pub(crate) fn boot(&self, name: &str) -> Option<String> {
        text(&get(&self.0, "data"), name)
    }

    /// The promise called `name` (`boot`, `pack`); it is given once, so that a retry fetches anew.
    pub(crate) fn take(&self, name: &str) -> JsValue {
        let value = get(&self.0, name);
        set(&self.0, name, &JsValue::NULL);
        value
    }

    /// Leaves something where [`Host::take`] and the requests find it.
    pub(crate) fn show(&self, name: &str, value: &str) {
        set(&self.0, name, &value.into());
    }

    /// What the page said at the start, by attributes: an object of names and values.
    pub(crate) fn attributes(&self) -> JsValue {
        get(&self.0, "hello")
    }

    /// Loads the second part of the program; whether it is there.
    pub(crate) async fn late(&self) -> bool {
        let promise = get(&self.0, "late")
            .dyn_into::<js_sys::Function>()
            .and_then(|late| late.call0(&self.0))
            .and_then(JsCast::dyn_into::<js_sys::Promise>);
        match promise {
            Ok(promise) => JsFuture::from(promise).await.is_ok_and(|value| value.is_truthy()),
            Err(_) => false,
        }
    }

    /// A text that the page said at the start.
    pub(crate) fn hello(&self, name: &str) -> Option<String> {
        text(&get(&self.0, "hello"), name)
    }

    /// Where to remember things.
    pub(crate) fn memory(&self) -> Memory {
        match self.hello("storage").as_deref() {
            _ if self.is_preview() => Memory::None,
            Some("session") => Memory::Session,
            Some("none") => Memory::None,
            _ => Memory::Local,
        }
    }

    /// Tells the page something.
    pub(crate) fn post(&self, kind: &str, fields: &[(&str, &str)]) {
        if let Ok(post) = get(&self.0, "post").dyn_into::<js_sys::Function>() {
            let _ = post.call2(&self.0, &kind.into(), &object(fields));
        }
    }

    /// Tells the page's scripts of an event, with ids only.
    pub(crate) fn emit(&self, name: &str, ids: &[(&str, &str)]) {
        self.post_with("event", &[("name", name)], ids);
    }

    /// Tells the page something, with `ids` as its detail.
    pub(crate) fn post_with(&self, kind: &str, fields: &[(&str, &str)], ids: &[(&str, &str)]) {
        if let Ok(post) = get(&self.0, "post").dyn_into::<js_sys::Function>() {
            let fields = object(fields);
            set(&fields, "detail", &object(ids));
            let _ = post.call2(&self.0, &kind.into(), &fields);
        }
    }

    /// Hears all messages from the first on.
    pub(crate) fn listen(&self, hear: impl Fn(Message) + 'static) {
        let closure = Closure::<dyn Fn(JsValue)>::new(move |message: JsValue| {
            if let Some(message) = read(&message) {
                hear(message);
            }
        });
        let handle: &js_sys::Function = closure.as_ref().unchecked_ref();
        set(&self.0, "handle", handle);
        if let Ok(queue) = get(&self.0, "queue").dyn_into::<js_sys::Array>() {
            for message in queue.iter() {
                let _ = handle.call1(&JsValue::NULL, &message);
            }
            queue.set_length(0);
        }
        closure.forget();
    }
}

fn object(fields: &[(&str, &str)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in fields {
        set(&object, name, &JsValue::from_str(value));
    }
    object.into()
}

fn text(object: &JsValue, name: &str) -> Option<String> {
    let text = get(object, name).as_string()?;
    (!text.is_empty() && text.chars().nth(limits::PAGE).is_none()).then_some(text)
}

fn id(object: &JsValue, name: &str) -> Option<Uuid> {
    Uuid::try_parse(&text(object, name)?).ok()
}

fn read(message: &JsValue) -> Option<Message> {
    let flag = |name| get(message, name).is_truthy();
    Some(match get(message, "type").as_string()?.as_str() {
        "open" => Message::Open {
            full: flag("full"),
            focus: flag("focus"),
        },
        "close" => Message::Close,
        "full" => Message::Full(flag("on")),
        "ask" => Message::Ask(text(message, "value")?),
        "openEntry" => Message::Entry(id(message, "value")?),
        kind @ ("openScenario" | "openForm") => Message::Wish(Wish {
            is_form: kind == "openForm",
            id: text(message, "value")?,
        }),
        "setVisitor" => Message::Claims(get(message, "value")),
        "identify" => Message::Identify(get(message, "value")),
        "go" => Message::Go(id(message, "of")?, flag("on")),
        "lang" => Message::Lang,
        "scheme" => Message::Scheme(text(message, "scheme").and_then(|name| scheme(&name))),
        "reset" => Message::Reset,
        "preview" => Message::Preview(message.clone()),
        _ => return None,
    })
}

/// A colour scheme by its name.
pub(crate) fn scheme(name: &str) -> Option<ColorScheme> {
    match name {
        "auto" => Some(ColorScheme::Auto),
        "light" => Some(ColorScheme::Light),
        "dark" => Some(ColorScheme::Dark),
        _ => None,
    }
}
