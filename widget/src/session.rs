//! What is told to the server: the visit, its conversations and the events in them. No browser, no clock:
//! ids come from the caller.

use crate::outbox::Outbox;
use kotae_shared::{
    Uuid,
    api::widget::{AnswerRequest, Candidate, Event, EventKind, Outcome, Question, Visit, limits},
};

/// One visit, from the start of the page to its end.
#[derive(Debug)]
pub struct Session {
    /// The events not yet acknowledged.
    pub outbox: Outbox,
    visit: Visit,
    conversation: Uuid,
    seq: u32,
    preview: bool,
}

impl Session {
    /// A visit with its first conversation. In a `preview` nothing is queued.
    pub fn new(visit: Visit, conversation: Uuid, preview: bool) -> Self {
        Self {
            outbox: Outbox::default(),
            visit,
            conversation,
            seq: 0,
            preview,
        }
    }

    /// Where the visitor is.
    pub fn visit(&self) -> &Visit {
        &self.visit
    }

    /// The visitor changed the language.
    pub fn speak(&mut self, lang: kotae_shared::Lang) {
        self.visit.lang = lang;
    }

    /// The conversation.
    pub fn conversation(&self) -> Uuid {
        self.conversation
    }

    /// Begins another conversation, or goes on with one.
    pub fn restart(&mut self, conversation: Uuid) {
        self.conversation = conversation;
    }

    /// Queues a question; `id` is the question's id from now on.
    pub fn question(
        &mut self,
        id: Uuid,
        text: &str,
        pack: &str,
        outcome: Outcome,
        candidates: Vec<Candidate>,
    ) {
        self.queue(
            id,
            EventKind::Question(Question {
                text: text.to_owned(),
                pack: pack.to_owned(),
                outcome,
                candidates,
            }),
        );
    }

    /// Queues the choice of a candidate.
    pub fn choice(&mut self, id: Uuid, question: Uuid, entry: Uuid) {
        self.queue(id, EventKind::Choice { question, entry });
    }

    /// Queues the sight of an answer that was read before and needs no request.
    pub fn seen_again(&mut self, id: Uuid, question: Option<Uuid>, entry: Uuid) {
        self.queue(id, EventKind::Answer { question, entry });
    }

    /// Queues what the visitor thinks of an answer.
    pub fn feedback(&mut self, id: Uuid, question: Option<Uuid>, entry: Uuid, solved: bool) {
        self.queue(
            id,
            EventKind::Feedback {
                question,
                entry,
                solved,
            },
        );
    }

    /// Queues why an answer did not help; `text` is cleaned.
    pub fn reason(&mut self, id: Uuid, question: Option<Uuid>, entry: Uuid, text: String) {
        self.queue(
            id,
            EventKind::Reason {
                question,
                entry,
                text,
            },
        );
    }

    /// Queues the sight of a scenario's step.
    pub fn scenario(&mut self, id: Uuid, scenario: Uuid, step: String) {
        self.queue(id, EventKind::Scenario { scenario, step });
    }

    /// What the page tells of the visitor, from now on.
    pub fn claim(&mut self, claims: Vec<(String, String)>) {
        self.visit.claims = claims;
    }

    /// The request for an answer; serving it writes the event, so a repeated request carries the same `event`.
    pub fn answer(&mut self, event: Uuid, question: Option<Uuid>, entry: Uuid) -> AnswerRequest {
        AnswerRequest {
            visit: self.visit.clone(),
            event,
            conversation: self.conversation,
            seq: self.take_seq(),
            question,
            entry,
            preview: self.preview,
        }
    }

    fn queue(&mut self, id: Uuid, kind: EventKind) {
        let event = Event {
            id,
            conversation: self.conversation,
            seq: self.take_seq(),
            kind,
        };
        if !self.preview {
            self.outbox.push(event);
        }
    }

    fn take_seq(&mut self) -> u32 {
        let seq = self.seq;
        self.seq += 1;
        seq
    }
}

/// A question as it will be sent: trimmed, at most [`limits::QUESTION`] characters; `None` when nothing is left.
pub fn clean(typed: &str) -> Option<&str> {
    let text = typed.trim();
    let end = text
        .char_indices()
        .nth(limits::QUESTION)
        .map_or(text.len(), |(at, _)| at);
    let text = text.get(..end)?.trim_end();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{Session, clean};
    use kotae_shared::{
        Uuid,
        api::widget::{EventKind, Outcome, Visit},
    };

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    #[test]
    fn question_choice_answer_and_feedback_join_by_the_questions_id() {
        let mut session = Session::new(Visit::default(), id(1), false);
        session.question(id(10), "VPN", "pack", Outcome::Candidates, Vec::new());
        session.choice(id(11), id(10), id(100));
        let request = session.answer(id(12), Some(id(10)), id(100));
        session.feedback(id(13), Some(id(10)), id(100), false);

        let sent = session.outbox.next_batch().unwrap();
        assert_eq!(sent.iter().map(|event| event.seq).collect::<Vec<_>>(), [0, 1, 3]);
        assert_eq!((request.seq, request.question), (2, Some(id(10))));
        assert!(matches!(sent[1].kind, EventKind::Choice { question, .. } if question == sent[0].id));
        assert!(
            matches!(sent[2].kind, EventKind::Feedback { question: Some(q), solved: false, .. } if q == sent[0].id)
        );
    }

    #[test]
    fn a_restart_begins_another_conversation_in_the_same_visit() {
        let mut session = Session::new(Visit::default(), id(1), false);
        session.question(id(10), "a", "", Outcome::NotFound, Vec::new());
        session.restart(id(2));
        session.question(id(11), "b", "", Outcome::NotFound, Vec::new());
        let sent = session.outbox.next_batch().unwrap();
        assert_eq!((sent[0].conversation, sent[1].conversation), (id(1), id(2)));
        assert_eq!(sent[1].seq, 1);
    }

    #[test]
    fn a_preview_tells_nothing() {
        let mut session = Session::new(Visit::default(), id(1), true);
        session.question(id(10), "a", "", Outcome::NotFound, Vec::new());
        session.feedback(id(11), None, id(5), true);
        assert!(session.outbox.next_batch().is_none());
        assert!(session.answer(id(12), None, id(5)).preview);
    }

    #[test]
    fn questions_are_trimmed_and_limited_by_characters() {
        assert_eq!(clean(" \u{3000}ＶＰＮ \n"), Some("ＶＰＮ"));
        assert_eq!(clean("\u{3000} "), None);
        assert_eq!(
            clean(&"あ".repeat(1_001)).map(|text| text.chars().count()),
            Some(1_000)
        );
    }
}
