//! Whether an answer helped.

use crate::{
    browser,
    chat::{
        Chat,
        turn::{AnswerTurn, TurnKind},
    },
    session::clean,
};
use kotae_shared::{Uuid, api::widget::limits, look::Moment};

impl Chat {
    /// The visitor says whether an answer helped.
    #[inline(never)]
    pub(crate) fn feedback(self, turn: &AnswerTurn, solved: bool) {
        if !turn.changes(solved) {
            return;
        }
        let first = turn.solved.now().is_none();
        turn.solved.set(Some(solved));
        let id = browser::new_id();
        self.change(|inner| {
            inner.session.feedback(id, turn.question, turn.entry, solved);
        });
        let said = if solved { "solved" } else { "not-solved" };
        let host = self.look(|inner| inner.host.clone());
        host.emit("feedback", &[("entry", &turn.entry.to_string()), ("value", said)]);
        if !solved {
            self.say(TurnKind::NotSolved {
                question: turn.question,
                entry: turn.entry,
                others: turn.others.clone(),
            });
        } else if first {
            self.say(TurnKind::Thanks);
        }
        self.settle();
        if solved {
            self.ask_survey(&[Moment::Answered]);
        } else {
            self.ask_survey(&[Moment::Unsolved, Moment::Answered]);
        }
    }

    /// The visitor says why an answer did not help; whether anything was said.
    pub(crate) fn reason(self, question: Option<Uuid>, entry: Uuid, typed: &str) -> bool {
        let text: String = clean(typed)
            .unwrap_or_default()
            .chars()
            .take(limits::REASON)
            .collect();
        if text.is_empty() {
            return false;
        }
        let id = browser::new_id();
        self.change(|inner| inner.session.reason(id, question, entry, text));
        self.note();
        true
    }

    /// Takes back what the visitor asked or chose last, with what followed.
    pub(crate) fn back(self) {
        let last = self.turns.peek(|turns| {
            turns
                .iter()
                .rposition(|turn| matches!(turn.kind, TurnKind::Mine(_)))
        });
        if let Some(last) = last {
            self.turns.update(|turns| turns.truncate(last));
            self.note();
        }
        self.focus_input();
    }
}
