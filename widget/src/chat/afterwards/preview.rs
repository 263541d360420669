//! The admin's live preview: the design as it would be.

use crate::{browser::get, chat::Chat};
use js_sys::Uint8Array;
use kotae_shared::{Lang, api::widget::limits, codec};
use wasm_bindgen::{JsCast, JsValue};

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
    }
}
