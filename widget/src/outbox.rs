//! Events on their way to the server: in order, one batch at a time, kept until they are acknowledged. A batch
//! that is sent again carries the same ids, so the server stores each event once.

use kotae_shared::{
    api::widget::{Event, limits},
    codec,
};
use std::collections::VecDeque;

/// A batch stays below the server's limit with room for the visit (a page address is at most 8,000 bytes).
const BATCH_BYTES: usize = limits::BODY_BYTES - 12_000;

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Stored.
    Accepted,
    /// Refused for what it says; sending it again would be refused again.
    Refused,
    /// It may not have arrived.
    Failed,
}

/// The queue.
#[derive(Debug, Default)]
pub struct Outbox {
    pending: VecDeque<Event>,
    in_flight: usize,
    /// How many of the first events go one by one, since together they were refused.
    alone: usize,
    failures: u32,
}

impl Outbox {
    /// Adds an event at the end.
    pub fn push(&mut self, event: Event) {
        self.pending.push_back(event);
    }

    /// The next batch, oldest first, or `None` while one is under way or there is nothing to send.
    pub fn next_batch(&mut self) -> Option<Vec<Event>> {
        if self.in_flight > 0 {
            return None;
        }
        let mut batch = self.first();
        if self.alone > 0 {
            batch.truncate(1);
        }
        self.in_flight = batch.len();
        (!batch.is_empty()).then_some(batch)
    }

    /// As much as fits into one request, also what is under way: for a page that is going away.
    pub fn last_words(&self) -> Vec<Event> {
        self.first()
    }

    /// Ends the batch under way. Returns after how many milliseconds to try again, when it failed;
    /// `spread` (0 to 255, random) keeps many visitors from coming back at once.
    pub fn done(&mut self, sent: Sent, spread: u8) -> Option<u32> {
        let batch = std::mem::take(&mut self.in_flight);
        if sent == Sent::Failed {
            let wait = 1_000 << self.failures.min(6);
            self.failures += 1;
            return Some(wait + wait / 256 * u32::from(spread));
        }
        self.failures = 0;
        if sent == Sent::Refused && batch > 1 {
            // One bad event may be the reason: only that one shall be lost.
            self.alone = batch;
        } else {
            self.pending.drain(..batch);
            self.alone = self.alone.saturating_sub(1);
        }
        None
    }

    /// All that has not been acknowledged, in as many requests as it takes.
    pub fn batches(&self) -> Vec<Vec<Event>> {
        let mut batches = Vec::new();
        let mut at = 0;
        loop {
            let batch = self.from(at);
            if batch.is_empty() {
                return batches;
            }
            at += batch.len();
            batches.push(batch);
        }
    }

    fn first(&self) -> Vec<Event> {
        self.from(0)
    }

    fn from(&self, at: usize) -> Vec<Event> {
        let mut bytes = 0;
        self.pending
            .iter()
            .skip(at)
            .take(limits::EVENTS)
            .take_while(|event| {
                bytes += codec::encode(event).len();
                bytes <= BATCH_BYTES
            })
            .cloned()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Outbox, Sent};
    use kotae_shared::{
        Uuid,
        api::widget::{Event, EventKind, Outcome, Question},
    };

    fn event(seq: u32, text: &str) -> Event {
        Event {
            id: Uuid::from_u128(u128::from(seq)),
            conversation: Uuid::nil(),
            seq,
            kind: EventKind::Question(Question {
                text: text.into(),
                pack: "p".into(),
                outcome: Outcome::NotFound,
                candidates: Vec::new(),
            }),
        }
    }

    fn seqs(batch: &[Event]) -> Vec<u32> {
        batch.iter().map(|event| event.seq).collect()
    }

    #[test]
    fn keeps_order_and_sends_one_batch_at_a_time() {
        let mut outbox = Outbox::default();
        outbox.push(event(0, "a"));
        assert_eq!(seqs(&outbox.next_batch().unwrap()), [0]);
        outbox.push(event(1, "b"));
        outbox.push(event(2, "c"));
        assert!(outbox.next_batch().is_none());
        assert_eq!(outbox.done(Sent::Accepted, 0), None);
        assert_eq!(seqs(&outbox.next_batch().unwrap()), [1, 2]);
        outbox.done(Sent::Accepted, 0);
        assert!(outbox.next_batch().is_none());
    }

    #[test]
    fn resends_the_same_events_until_they_are_acknowledged() {
        let mut outbox = Outbox::default();
        outbox.push(event(0, "a"));
        let first = outbox.next_batch().unwrap();
        assert_eq!(outbox.done(Sent::Failed, 0), Some(1_000));
        outbox.push(event(1, "b"));
        let second = outbox.next_batch().unwrap();
        assert_eq!(first[0], second[0]);
        assert_eq!(seqs(&second), [0, 1]);
        assert_eq!(outbox.done(Sent::Failed, 0), Some(2_000));
        assert_eq!(seqs(&outbox.last_words()), [0, 1]);
    }

    #[test]
    fn waits_longer_each_time_but_at_most_about_two_minutes() {
        let mut outbox = Outbox::default();
        outbox.push(event(0, "a"));
        let mut last = 0;
        for _ in 0..40 {
            outbox.next_batch().unwrap();
            last = outbox.done(Sent::Failed, 255).unwrap();
        }
        assert!((64_000..=128_000).contains(&last), "{last}");
    }

    #[test]
    fn a_refused_batch_loses_only_the_event_at_fault() {
        let mut outbox = Outbox::default();
        for seq in 0..4 {
            outbox.push(event(seq, "a"));
        }
        let mut stored = Vec::new();
        while let Some(batch) = outbox.next_batch() {
            let bad = batch.iter().any(|event| event.seq == 2);
            if !bad {
                stored.extend(seqs(&batch));
            }
            outbox.done(if bad { Sent::Refused } else { Sent::Accepted }, 0);
        }
        assert_eq!(stored, [0, 1, 3]);
    }

    #[test]
    fn a_batch_fits_into_one_request() {
        let mut outbox = Outbox::default();
        let long = "あ".repeat(1_000);
        for seq in 0..60 {
            outbox.push(event(seq, &long));
        }
        let batch = outbox.next_batch().unwrap();
        assert!(batch.len() > 10 && batch.len() < 20, "{}", batch.len());
        outbox.done(Sent::Accepted, 0);
        assert_eq!(outbox.next_batch().unwrap()[0].seq, batch.len() as u32);
    }

    #[test]
    fn all_that_waits_fits_into_batches() {
        let mut outbox = Outbox::default();
        for seq in 0..120 {
            outbox.push(event(seq, "a"));
        }
        outbox.next_batch();
        let sizes: Vec<usize> = outbox.batches().iter().map(Vec::len).collect();
        assert_eq!(sizes, [50, 50, 20]);
        assert!(Outbox::default().batches().is_empty());
    }
}
