//! What a page that goes away says to the server.

use super::Chat;
use crate::{browser, net};
use kotae_shared::{
    api::widget::{Event, EventBatch},
    codec,
};

impl Chat {
    /// When the page goes away, what has not been acknowledged goes out once more; the server knows the ids.
    pub(super) fn deliver_at_the_end(self) {
        browser::on(&browser::window(), "pagehide", move || self.last_words());
        let document = browser::document();
        browser::on(&document.clone(), "visibilitychange", move || {
            if document.visibility_state() == web_sys::VisibilityState::Hidden {
                self.last_words();
            }
        });
        browser::on(&browser::window(), "online", move || {
            self.later(move || {
                self.flush();
                self.deliver_leftovers();
                self.send_waiting_forms();
            });
        });
    }

    fn last_words(self) {
        let events = self.look(|inner| inner.session.outbox.last_words());
        if !events.is_empty() {
            let (url, body) = self.message(events);
            browser::spawn(async move {
                let _ = net::post(&url, &body).await;
            });
        }
    }

    pub(super) fn message(self, events: Vec<Event>) -> (String, Vec<u8>) {
        self.look(|inner| {
            let visit = inner.session.visit().clone();
            let body = codec::encode(&EventBatch { visit, events });
            ([&inner.api, "events"].concat(), body)
        })
    }
}
