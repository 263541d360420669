//! The style sheet of the program's second part. It has the name of its program.

use crate::{
    browser::document,
    chat::Chat,
    dom::{El, el},
};
use js_sys::{Function, Promise};
use std::{cell::RefCell, pin::Pin};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static SHEET: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

impl Chat {
    /// Loads it, once. Should that fail, things are there without it.
    #[inline(never)]
    pub(in crate::chat) fn dress(self) -> Pin<Box<dyn Future<Output = ()>>> {
        let program = self.look(|inner| inner.host.boot("late"));
        let sheet = SHEET.with_borrow_mut(|sheet| {
            let program = program?;
            let name = [program.strip_suffix("wasm")?, "css"].concat();
            Some(sheet.get_or_insert_with(|| load(&name)).clone())
        });
        Box::pin(async move {
            if let Some(sheet) = sheet {
                let _ = JsFuture::from(sheet).await;
            }
        })
    }
}

fn load(name: &str) -> Promise {
    Promise::new(&mut |done, _| {
        let end = |done: Function| move |_| _ = done.call0(&wasm_bindgen::JsValue::UNDEFINED);
        let done: Function = done.unchecked_into();
        let link = el("link")
            .attr("rel", "stylesheet")
            .attr("href", name)
            .on("load", end(done.clone()))
            .on("error", end(done));
        if let Some(root) = document().document_element() {
            let _ = El::of(root).child(link);
        }
    })
}
