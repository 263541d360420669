//! Brings the outbox to the server.

use crate::{
    browser,
    chat::Chat,
    net::{self, Fault},
    outbox::Sent,
};

impl Chat {
    /// Sends the next batch, if none is under way, and goes on until the outbox is empty.
    #[inline(never)]
    pub(in crate::chat) fn flush(self) {
        let claims = self.current_claims();
        self.change(|inner| inner.session.claim(claims));
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

    /// Sends what earlier pages could not.
    #[inline(never)]
    pub(in crate::chat) fn deliver_leftovers(self) {
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
}

/// What a reply says about a batch.
fn outcome(fault: Option<Fault>) -> Sent {
    match fault {
        None => Sent::Accepted,
        Some(Fault::Unreached | Fault::Status(401 | 408 | 428 | 429 | 500..)) => Sent::Failed,
        Some(Fault::Status(_)) => Sent::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Sent, outcome};

    #[test]
    fn only_what_may_pass_later_is_sent_again() {
        assert_eq!(outcome(None), Sent::Accepted);
        for status in [401, 408, 428, 429, 500, 503] {
            assert_eq!(outcome(Some(Fault::Status(status))), Sent::Failed);
        }
        assert_eq!(outcome(Some(Fault::Unreached)), Sent::Failed);
        for status in [400, 403, 404, 413, 422] {
            assert_eq!(outcome(Some(Fault::Status(status))), Sent::Refused);
        }
    }
}
