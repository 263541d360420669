//! Files go out as soon as they are chosen, each by itself, so that one that broke off is sent again alone.

use super::{
    Filling,
    send::{Request, stop},
};
use crate::{browser, browser::get, chat::Chat, live::Live};
use kotae_shared::{
    Uuid,
    api::forms::{SubmissionFile, limits},
    codec,
    form::words::Said,
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsValue;

/// A file of a form.
pub(crate) struct Upload {
    /// The field's key.
    pub(crate) key: String,
    /// How far it is.
    pub(crate) state: Live<Uploaded>,
    file: RefCell<SubmissionFile>,
    /// The browser's file; null when it was sent on an earlier page.
    blob: JsValue,
    request: RefCell<JsValue>,
    /// It was tried again with a form that was loaded anew.
    renewed: Cell<bool>,
}

/// How far a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Uploaded {
    /// So many percent have gone out.
    Going(u32),
    /// It is there.
    Here,
    /// It is not, for this reason; whether it may be tried again.
    Failed(String, bool),
}

impl Upload {
    /// A file that was sent on an earlier page.
    pub(super) fn of(key: String, file: SubmissionFile) -> Rc<Self> {
        Rc::new(Self {
            key,
            state: Live::new(Uploaded::Here),
            file: RefCell::new(file),
            blob: JsValue::NULL,
            request: RefCell::new(JsValue::NULL),
            renewed: Cell::new(false),
        })
    }

    pub(crate) fn id(&self) -> Uuid {
        self.file.borrow().id
    }

    pub(crate) fn name(&self) -> String {
        self.file.borrow().name.clone()
    }

    pub(super) fn file(&self) -> SubmissionFile {
        self.file.borrow().clone()
    }

    pub(crate) fn is_here(&self) -> bool {
        self.state.peek(|state| *state == Uploaded::Here)
    }

    pub(crate) fn is_going(&self) -> bool {
        self.state.peek(|state| matches!(state, Uploaded::Going(_)))
    }

    /// Breaks it off.
    pub(super) fn stop(&self) {
        stop(&self.request.borrow());
    }
}

impl Chat {
    /// The visitor chose a file for a field.
    pub(crate) fn attach(self, filling: &Rc<Filling>, key: &str, blob: JsValue) -> Rc<Upload> {
        let name = get(&blob, "name").as_string().unwrap_or_default();
        let bytes = get(&blob, "size").as_f64().unwrap_or_default();
        let most = filling.page().map_or(0, |page| page.file_bytes);
        let upload = Rc::new(Upload {
            key: key.to_owned(),
            state: Live::new(Uploaded::Going(0)),
            file: RefCell::new(SubmissionFile {
                id: browser::new_id(),
                name: name.chars().take(limits::FILE_NAME).collect(),
                kind: String::new(),
                bytes: bytes as u32,
            }),
            blob,
            request: RefCell::new(JsValue::NULL),
            renewed: Cell::new(false),
        });
        filling.uploads.borrow_mut().push(Rc::clone(&upload));
        if bytes > most as f64 {
            let text = filling.fills(Said::TooLarge, &[(most >> 20).to_string()]);
            upload.state.set(Uploaded::Failed(text, false));
        } else {
            self.upload(filling, &upload);
        }
        upload
    }

    /// Sends a file (again).
    pub(crate) fn upload(self, filling: &Rc<Filling>, upload: &Rc<Upload>) {
        if self.is_preview {
            upload.state.set(Uploaded::Here);
            return;
        }
        let Some(page) = filling.page() else { return };
        upload.state.set(Uploaded::Going(0));
        let url = self.look(|inner| {
            let visitor = inner.session.visit().visitor.to_string();
            let form = filling.form.to_string();
            let file = upload.id().to_string();
            let name = encoded(&upload.name());
            [
                &inner.api,
                "forms/",
                &form,
                "/files?file=",
                &file,
                "&visitor=",
                &visitor,
                "&start=",
                &page.start,
                "&name=",
                &name,
            ]
            .concat()
        });
        let request = Request {
            kind: "application/octet-stream",
            body: upload.blob.clone(),
            patience: 0,
        };
        let (going, done, form) = (Rc::clone(upload), Rc::clone(upload), Rc::clone(filling));
        let progress = move |percent| {
            if going.is_going() {
                going.state.set(Uploaded::Going(percent));
            }
        };
        let sent = request.send(&url, progress, move |status, bytes| {
            // It was taken away meanwhile.
            if !form.uploads.borrow().iter().any(|other| Rc::ptr_eq(other, &done)) {
                return;
            }
            let failed = |said, again| done.state.set(Uploaded::Failed(form.says(said), again));
            match (status, codec::decode::<SubmissionFile>(&bytes)) {
                (200, Ok(file)) => {
                    *done.file.borrow_mut() = file;
                    done.state.set(Uploaded::Here);
                    self.take_files(&form, &done.key);
                }
                (413, _) => {
                    let most = form.page().map_or(0, |page| page.file_bytes) >> 20;
                    let text = form.fills(Said::TooLarge, &[most.to_string()]);
                    done.state.set(Uploaded::Failed(text, false));
                }
                (400 | 422, _) => failed(Said::BadFile, false),
                (428, _) if !done.renewed.replace(true) => {
                    let (form, done) = (Rc::clone(&form), Rc::clone(&done));
                    self.fetch_form(Rc::clone(&form), move |_| self.upload(&form, &done));
                }
                _ => failed(Said::NotUploaded, true),
            }
        });
        *upload.request.borrow_mut() = sent;
    }

    /// The visitor takes a file away, or stops it.
    pub(crate) fn detach(self, filling: &Rc<Filling>, upload: &Rc<Upload>) {
        filling
            .uploads
            .borrow_mut()
            .retain(|other| !Rc::ptr_eq(other, upload));
        upload.stop();
        self.take_files(filling, &upload.key);
    }

    /// What a field's files are by now.
    fn take_files(self, filling: &Rc<Filling>, key: &str) {
        let uploads = filling.uploads.borrow();
        let here = uploads
            .iter()
            .filter(|upload| upload.key == key && upload.is_here());
        let ids: Vec<Uuid> = here.map(|upload| upload.id()).collect();
        drop(uploads);
        let value = kotae_shared::form::answers::Value::Files(ids);
        filling.put(key, Some(value));
        filling.check_again();
        self.keep_form(filling);
    }
}

/// A text as a part of an address.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            encoded.push(byte.into());
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded.extend(char::from_digit(digit.into(), 16));
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn a_name_is_a_part_of_an_address() {
        assert_eq!(encoded("a b&.png"), "a%20b%26%2epng");
        assert_eq!(encoded("図"), "%e5%9b%b3");
    }
}
