//! Presses within answers.

use crate::{answer, browser, chat::Chat};

impl Chat {
    /// Hears them from now on. An entry that a link leads to opens in the conversation.
    #[inline(never)]
    pub(in crate::chat) fn hear_answers(self) {
        answer::afterwards::hear(&browser::document(), move |entry| {
            self.open_entry(entry);
            self.focus_input();
        });
    }
}
