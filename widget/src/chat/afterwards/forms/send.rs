//! Brings a form to the server. It has an id of its own, so that one sent twice is stored once; so what could not be sent is
//! sent again by itself.

use super::{Filling, Stage};
use crate::{
    browser::{self, get, set},
    chat::Chat,
    dom::El,
};
use js_sys::{ArrayBuffer, Function, Object, Uint8Array};
use kotae_shared::{
    api::{
        forms::{Submit, Submitted},
        problem::Problem,
    },
    codec::{self, MEDIA_TYPE},
    form::words::Said,
};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// How long a reply may take, in milliseconds.
const PATIENCE_MS: u32 = 30_000;
/// What comes back sooner than this after the form came, in milliseconds, the server takes for a program's.
const HUMAN_MS: [u64; 2] = [2_300, 700];
/// The longest time until the next attempt.
const LONGEST_MS: u32 = 60_000;

impl Chat {
    /// Sends a form as it is filled in, unless something is wrong with it.
    pub(crate) fn send_form(self, filling: &Rc<Filling>) {
        let Some(page) = filling.page().filter(|_| !filling.busy.now()) else {
            return;
        };
        if !filling.mark(filling.judge()) {
            filling.waits.set(false);
            return;
        }
        if filling.uploads.borrow().iter().any(|upload| upload.is_going()) {
            filling.note.set(filling.says(Said::FilesWait));
            return;
        }
        filling.busy.set(true);
        filling.note.set(String::new());
        if self.is_preview {
            return self.sent(
                filling,
                Submitted {
                    number: 0,
                    mail: false,
                },
            );
        }
        let claims = self.current_claims();
        let (url, request) = self.change(|inner| {
            inner.session.claim(claims);
            let url = [&inner.api, "forms/", &filling.form.to_string()].concat();
            let asked =
                |answer: &&kotae_shared::form::answers::Answer| page.form.field(&answer.key).is_some();
            let request = Submit {
                id: filling.id,
                version: page.version,
                visit: inner.session.visit().clone(),
                answers: filling.answers.borrow().iter().filter(asked).cloned().collect(),
                start: page.start.clone(),
                website: filling.website.borrow().clone(),
                conversation: filling.share.get().then(|| inner.session.conversation()),
            };
            (url, request)
        });
        // The help desk shall find the questions of the conversation that it is shown.
        self.note();
        let early = HUMAN_MS[usize::from(filling.is_survey())];
        let since = browser::now_ms().saturating_sub(filling.came_at.get());
        let body = Uint8Array::from(&*codec::encode(&request)).into();
        let filling = Rc::clone(filling);
        browser::after(early.saturating_sub(since) as u32, move || {
            let request = Request {
                kind: MEDIA_TYPE,
                body,
                patience: PATIENCE_MS,
            };
            request.send(
                &url,
                |_| {},
                move |status, bytes| self.replied(&filling, status, &bytes),
            );
        });
    }

    fn replied(self, filling: &Rc<Filling>, status: u16, bytes: &[u8]) {
        filling.busy.set(false);
        let said = match status {
            200 => match codec::decode::<Submitted>(bytes) {
                Ok(sent) => return self.sent(filling, sent),
                // Another version of Kotae.
                Err(_) => Said::Unsent,
            },
            404 => return filling.stage.set(Stage::Gone),
            422 => {
                filling.waits.set(false);
                return refused(filling, bytes);
            }
            428 => {
                // It was loaded too long ago, or was changed: it is loaded anew, and what was typed stays.
                filling.waits.set(false);
                filling.note.set(filling.says(Said::Changed));
                self.load_form(filling);
                return self.keep_form(filling);
            }
            401 => {
                self.lapse();
                Said::Unsent
            }
            429 => Said::TooMany,
            _ => Said::Unsent,
        };
        filling.note.set(filling.says(said));
        if said == Said::Unsent {
            self.send_later(filling);
        }
        self.keep_form(filling);
    }

    fn sent(self, filling: &Rc<Filling>, sent: Submitted) {
        filling.busy.set(false);
        filling.waits.set(false);
        filling.wants_focus.set(true);
        filling.stage.set(Stage::Sent(sent));
        self.keep_form(filling);
        self.told_of(filling, "sent");
    }

    /// Tries once more after a while, and when the browser says that the network is back.
    fn send_later(self, filling: &Rc<Filling>) {
        let tries = filling.tries.get();
        filling.tries.set(tries + 1);
        filling.waits.set(true);
        let wait = (5_000 << tries.min(4)).min(LONGEST_MS);
        let again = Rc::clone(filling);
        browser::after(wait, move || {
            // Another attempt may have come before.
            if again.waits.get() && again.tries.get() == tries + 1 {
                self.send_form(&again);
            }
        });
    }

    /// The network is back.
    #[inline(never)]
    pub(in crate::chat) fn send_waiting_forms(self) {
        let all = super::FILLINGS.with_borrow(Clone::clone);
        for filling in all.iter().filter(|filling| filling.waits.get()) {
            self.send_form(filling);
        }
    }
}

/// The server has found something wrong: it is said at the fields.
fn refused(filling: &Filling, bytes: &[u8]) {
    let Ok(problem) = codec::decode::<Problem>(bytes) else {
        return filling.note.set(filling.says(Said::Unsent));
    };
    let fields = problem.fields.into_iter().map(|one| {
        let key = one.field.strip_prefix("answers.").unwrap_or(&one.field);
        (key.to_owned(), one.fault)
    });
    filling.mark(fields.collect());
    filling.bring();
}

/// A request of which one can see how it goes on, and that can be stopped.
pub(super) struct Request {
    pub(super) kind: &'static str,
    pub(super) body: JsValue,
    /// Milliseconds; 0: as long as it takes.
    pub(super) patience: u32,
}

impl Request {
    /// Posts it; `progress` gets the percentage that has gone out, `done` the status (0: no reply) and the reply. Gives what
    /// [`stop`] takes.
    pub(super) fn send(
        self,
        url: &str,
        progress: impl Fn(u32) + 'static,
        done: impl FnOnce(u16, Vec<u8>) + 'static,
    ) -> JsValue {
        // By names: each typed method would weigh on the first part of the program.
        let make = get(&browser::window(), "XMLHttpRequest");
        let Ok(request) =
            js_sys::Reflect::construct::<fn() -> JsValue>(make.unchecked_ref(), &js_sys::Array::new())
        else {
            return JsValue::NULL;
        };
        call(&request, "open", &["POST".into(), url.into()]);
        set(&request, "responseType", &"arraybuffer".into());
        set(&request, "timeout", &self.patience.into());
        let start = get(&browser::window(), "kotae");
        let header = |name: &str, value: &JsValue| {
            call(&request, "setRequestHeader", &[name.into(), value.clone()]);
        };
        header("content-type", &self.kind.into());
        let bearer = get(&start, "bearer");
        if bearer.is_string() {
            header("authorization", &bearer);
        }
        if let Ok(headers) = get(&get(&start, "data"), "headers").dyn_into::<Object>() {
            for pair in Object::entries(&headers).iter() {
                let pair: js_sys::Array = pair.unchecked_into();
                if let Some(name) = pair.get(0).as_string() {
                    header(&name, &pair.get(1));
                }
            }
        }
        let upload = get(&request, "upload");
        let _ = El::of(upload.unchecked_into()).on("progress", move |event| {
            let number = |name| get(&event, name).as_f64().unwrap_or_default();
            let (loaded, total) = (number("loaded"), number("total"));
            if total > 0.0 {
                progress((loaded / total * 100.0) as u32);
            }
        });
        let (reply, done) = (request.clone(), std::cell::Cell::new(Some(done)));
        let _ = El::of(request.clone().unchecked_into()).on("loadend", move |_| {
            let status = get(&reply, "status").as_f64().unwrap_or_default() as u16;
            let bytes = get(&reply, "response").dyn_into::<ArrayBuffer>();
            let bytes = bytes.map_or_else(|_| Vec::new(), |buffer| Uint8Array::new(&buffer).to_vec());
            if let Some(done) = done.take() {
                done(status, bytes);
            }
        });
        call(&request, "send", &[self.body]);
        request
    }
}

/// Stops a request.
pub(super) fn stop(request: &JsValue) {
    call(request, "abort", &[]);
}

/// Calls a method by its name.
pub(crate) fn call(object: &JsValue, name: &str, arguments: &[JsValue]) -> JsValue {
    let Ok(method) = get(object, name).dyn_into::<Function>() else {
        return JsValue::UNDEFINED;
    };
    let list = js_sys::Array::new();
    for argument in arguments {
        list.push(argument);
    }
    method.apply(object, &list).unwrap_or(JsValue::UNDEFINED)
}
