//! Whether the program's second part is here.

use super::Chat;
use crate::browser::spawn;

/// Under this name and the API's address the conversation is kept.
pub(super) const TALK: &str = "kotae-talk";
/// The same for events that the server has not acknowledged.
pub(super) const UNSENT: &str = "kotae-unsent";

impl Chat {
    /// Runs it when the second part of the program is here: at once, or after loading it. Should that fail, it does not
    /// happen, and the next call tries again.
    pub(crate) fn later(self, run: impl FnOnce() + 'static) {
        self.later_boxed(Box::new(run));
    }

    fn later_boxed(self, run: Box<dyn FnOnce()>) {
        if self.is_whole.now() {
            return run();
        }
        spawn(async move {
            if self.complete().await {
                run();
            }
        });
    }

    /// Loads the second part of the program.
    pub(super) async fn complete(self) -> bool {
        let host = self.look(|inner| inner.host.clone());
        let is_here = host.late().await;
        if is_here && !self.is_whole.now() {
            // A press on the menu shall not show it without its rules.
            self.dress().await;
            if !self.is_whole.now() {
                self.is_whole.set(true);
                self.hear_answers();
            }
        }
        is_here
    }

    /// Something was said or done: keeps the conversation and tells the server, if that is possible by now.
    pub(super) fn note(self) {
        if self.is_whole.now() {
            self.keep();
            self.flush();
        }
    }

    /// The visitor has what he asked for; what is not urgent can be loaded.
    pub(super) fn settle(self) {
        self.later(move || {
            self.note();
            self.offer_to_go_on();
        });
    }

    /// What is kept under a name.
    pub(super) fn kept(self, name: &str) -> Option<String> {
        let text = self.look(|inner| inner.memory.get(&[name, &inner.api].concat()))?;
        (!text.is_empty()).then_some(text)
    }
}
