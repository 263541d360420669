//! Announcements: asked for while the visitor sees the chat, shown once.

use super::Chat;
use crate::{browser, net};
use kotae_shared::{Uuid, api::notices::Shown, codec};

/// Between two questions; within a minute everybody knows.
const EVERY_MS: u32 = 45_000;

impl Chat {
    /// Asks now and again, for as long as the page lives.
    pub(super) fn follow_notices(self) {
        self.ask_notices();
        browser::after(EVERY_MS, move || self.follow_notices());
    }

    /// Asks, when somebody looks. The browser keeps the reply by its tag, so what is unchanged costs no body.
    pub(super) fn ask_notices(self) {
        let hidden = browser::document().visibility_state() == web_sys::VisibilityState::Hidden;
        if hidden || self.is_preview || !self.look(|inner| inner.seen) {
            return;
        }
        let url = self.look(|inner| [&inner.api, "notices"].concat());
        browser::spawn(async move {
            if let Ok(bytes) = net::get(&url).await
                && let Ok(list) = codec::decode::<Vec<Shown>>(&bytes)
            {
                self.announce(list);
            }
        });
    }

    /// Shows what the visitor was not told of, beside what stands there already.
    fn announce(self, mut list: Vec<Shown>) {
        let standing = self.notices.now();
        self.change(|inner| {
            list.retain(|one| {
                let id = one.id.to_string();
                let is_new = !inner.told.contains(&id);
                if is_new {
                    inner.told += &id;
                }
                is_new || standing.iter().any(|other| other.id == one.id)
            });
            inner.memory.set("kotae-notices", &inner.told);
        });
        // The same again would be announced again.
        if list != standing {
            self.notices.set(list);
        }
    }

    /// The visitor has read it.
    pub(crate) fn dismiss(self, id: Uuid) {
        self.notices.update(|list| list.retain(|one| one.id != id));
    }
}
