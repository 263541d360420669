//! What the second part of the program does from the start, where the document says that it has something to do.

use crate::chat::Chat;
use reactive_graph::effect::RenderEffect;
use std::mem;

impl Chat {
    /// Follows the look and the language: a third language's words, and the offer to sign in.
    #[inline(never)]
    pub(in crate::chat) fn begin_early(self) {
        let effect = RenderEffect::new(move |_| {
            self.lang.track();
            self.look.track();
            self.follow_languages();
            self.follow_sign_in();
        });
        // It begins outside of what is drawn, and lasts as long as the page.
        mem::forget(effect);
    }
}
