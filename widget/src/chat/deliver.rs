//! Brings the outbox to the server.

use super::Chat;
use crate::{
    browser,
    net::{self, Fault},
    outbox::Sent,
};
use kotae_shared::{
    api::widget::{Event, EventBatch},
    codec,
};

impl Chat {
    /// Sends the next batch, if none is under way, and goes on until the outbox is empty.
    pub(super) fn flush(self) {
        self.keep_unsent();
        let batch = self.change(|inner| inner.session.outbox.next_batch());
        let Some(events) = batch else { return };
        let (url, body) = self.message(events);
        browser::spawn(async move {
            let sent = outcome(net::post(&url, &body).await.err());
            let spread = browser::random()[0];
            let wait = self.change(|inner| inner.session.outbox.done(sent, spread));
            match wait {
                Some(ms) => browser::after(ms, move || self.flush()),
                None => self.flush(),
            }
        });
    }

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
            self.flush();
            self.deliver_leftovers();
        });
    }

    /// Sends what earlier pages could not.
    pub(super) fn deliver_leftovers(self) {
        let own = self.look(|inner| inner.session.visit().id);
        for (visit, body) in self.unsent() {
            if visit == own {
                continue;
            }
            let url = self.look(|inner| [&inner.api, "events"].concat());
            browser::spawn(async move {
                let sent = outcome(net::post(&url, &body).await.err());
                if sent != Sent::Failed {
                    self.change_unsent(|all| all.retain(|(_, other)| *other != body));
                }
            });
        }
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

/// What a reply says about a batch.
fn outcome(fault: Option<Fault>) -> Sent {
    match fault {
        None => Sent::Accepted,
        Some(Fault::Unreached | Fault::Status(408 | 429 | 500..)) => Sent::Failed,
        Some(Fault::Status(_)) => Sent::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Sent, outcome};

    #[test]
    fn only_what_may_pass_later_is_sent_again() {
        assert_eq!(outcome(None), Sent::Accepted);
        for status in [408, 429, 500, 503] {
            assert_eq!(outcome(Some(Fault::Status(status))), Sent::Failed);
        }
        assert_eq!(outcome(Some(Fault::Unreached)), Sent::Failed);
        for status in [400, 403, 404, 413, 422] {
            assert_eq!(outcome(Some(Fault::Status(status))), Sent::Refused);
        }
    }
}
