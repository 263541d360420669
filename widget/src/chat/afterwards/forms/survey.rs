//! Asks visitors to fill in a survey, as its rules say: some of them, and each of them not too often.

use super::{FILLINGS, Filling, call};
use crate::{
    browser::{self, document, get, next_frame},
    chat::{Chat, turn::TurnKind},
};
use kotae_shared::{
    Uuid,
    look::{Call, Moment},
};
use std::cell::Cell;

/// Under this name and the API's address lies when a visitor was asked what.
const ASKED: &str = "kotae-asked";
/// How many are remembered; the oldest go.
const KEPT: usize = 50;
const DAY_MS: u64 = 86_400_000;
/// So long after the last word a conversation is over, in milliseconds.
const SILENCE_MS: u32 = 90_000;

thread_local! {
    /// One survey a page is enough, whatever else is remembered.
    static WAS_ASKED: Cell<bool> = const { Cell::new(false) };
}

impl Chat {
    /// Asks what is to be asked at one of these moments, the first one first.
    pub(crate) fn ask_survey(self, moments: &[Moment]) {
        if self.is_preview || WAS_ASKED.get() {
            return;
        }
        let visitor = self.look(|inner| inner.session.visit().visitor);
        let asked: Vec<(Uuid, u64)> = self.got(ASKED).unwrap_or_default();
        let now = browser::now_ms();
        let is_due = |call: &Call| {
            let last = asked.iter().find(|(form, _)| *form == call.form);
            let wait = u64::from(call.days) * DAY_MS;
            call.draws(visitor) && last.is_none_or(|(_, at)| at + wait <= now)
        };
        let calls = self.calls();
        let mut due = moments.iter().flat_map(|moment| {
            let calls = calls.iter();
            calls.filter(move |call| call.moment == *moment)
        });
        let Some(form) = due.find(|call| is_due(call)).map(|call| call.form) else {
            return;
        };
        WAS_ASKED.set(true);
        let filling = Filling::new(form, browser::new_id());
        filling.was_asked.set(true);
        self.fetch_form(std::rc::Rc::clone(&filling), move |found| {
            if found.is_err() {
                return WAS_ASKED.set(false);
            }
            let mut asked = asked;
            asked.retain(|(other, _)| *other != form);
            asked.push((form, now));
            let surplus = asked.len().saturating_sub(KEPT);
            asked.drain(..surplus);
            self.put_all(ASKED, &asked);
            self.told_of(&filling, "open");
            // Whoever still reads is not moved on.
            let log = call(&document(), "querySelector", &[".k-log".into()]);
            let top = get(&log, "scrollTop");
            self.show_filling(filling);
            next_frame(move || next_frame(move || browser::set(&log, "scrollTop", &top)));
        });
    }

    /// The visitor does not want to answer.
    pub(crate) fn dismiss_form(self, filling: &Filling) {
        self.told_of(filling, "dismissed");
        FILLINGS.with_borrow_mut(|all| all.retain(|other| other.id != filling.id));
        let is_it =
            |kind: &TurnKind| matches!(kind, TurnKind::Form { submission, .. } if *submission == filling.id);
        self.turns.update(|turns| turns.retain(|turn| !is_it(&turn.kind)));
        self.note();
        self.focus_input();
    }

    /// Something was said: when nothing follows for a while, the conversation is over.
    pub(in crate::chat) fn await_silence(self) {
        if !self.calls().iter().any(|call| call.moment == Moment::Over) {
            return;
        }
        let last = self.look(|inner| inner.next_turn);
        browser::after(SILENCE_MS, move || {
            if self.look(|inner| inner.next_turn) == last && self.had_answer() {
                self.ask_survey(&[Moment::Over]);
            }
        });
    }

    /// Whether the conversation has an answer, and nothing that the visitor is in the middle of.
    pub(crate) fn had_answer(self) -> bool {
        self.turns.peek(|turns| {
            let is_answer = |kind: &TurnKind| matches!(kind, TurnKind::Answer(_));
            let is_open = |kind: &TurnKind| matches!(kind, TurnKind::Form { .. });
            turns.iter().any(|turn| is_answer(&turn.kind))
                && !turns.last().is_some_and(|turn| is_open(&turn.kind))
        })
    }
}
