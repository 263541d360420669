//! Presses within answers.

use crate::{
    answer::{self, afterwards::Way},
    browser,
    chat::Chat,
    host::Wish,
};

impl Chat {
    /// Hears them from now on. What a link leads to opens in the conversation.
    #[inline(never)]
    pub(in crate::chat) fn hear_answers(self) {
        answer::afterwards::hear(&browser::document(), move |way| match way {
            Way::Entry(entry) => {
                self.open_entry(entry);
                self.focus_input();
            }
            Way::Form(id) => self.grant(Wish {
                is_form: true,
                id: id.to_string(),
            }),
            Way::Scenario(id) => self.grant(Wish {
                is_form: false,
                id: id.to_string(),
            }),
        });
    }
}
