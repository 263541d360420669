//! The admin's live preview: the design as it would be.

use crate::{browser::get, chat::Chat, host::Wish};
use js_sys::Uint8Array;
use kotae_shared::{
    Lang,
    api::{forms::FormPage, widget::limits},
    codec,
    scenario::play::Play,
};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// Far more than a scenario or a form of the greatest length comes to.
const PLAY_BYTES: usize = 8 * 1024 * 1024;

impl Chat {
    /// Looks like that from now on. What cannot be read changes nothing.
    #[inline(never)]
    pub(in crate::chat) fn preview(self, message: &JsValue) {
        let Ok(bytes) = get(message, "settings").dyn_into::<Uint8Array>() else {
            return;
        };
        if bytes.length() as usize > limits::BODY_BYTES {
            return;
        }
        let Ok(look) = codec::decode(&bytes.to_vec()) else {
            return;
        };
        self.look.set(look);
        let lang = get(message, "lang").as_string();
        if let Some(lang) = lang.as_deref().and_then(Lang::from_preferences) {
            self.lang.set(lang);
        }
        if let Ok(bytes) = get(message, "play").dyn_into::<Uint8Array>()
            && bytes.length() as usize <= PLAY_BYTES
            && let Ok(play) = codec::decode::<Play>(&bytes.to_vec())
        {
            self.try_out(play);
        }
        if let Ok(bytes) = get(message, "form").dyn_into::<Uint8Array>()
            && bytes.length() as usize <= PLAY_BYTES
            && let Ok(page) = codec::decode::<FormPage>(&bytes.to_vec())
        {
            let at = get(message, "page").as_f64();
            self.try_form(page, at.map(|at| at as usize));
        }
    }

    /// Plays a scenario that is being written, from its first step, as soon as the chat is ready.
    fn try_out(self, play: Play) {
        self.begin_again();
        let id = play.id;
        self.change(|inner| {
            inner.plays.retain(|other| other.id != id);
            inner.plays.push(Rc::new(play));
            inner.wish = Some(Wish {
                is_form: false,
                id: id.to_string(),
            });
            inner.seen = true;
        });
        self.ask_waiting();
    }
}
