//! Whether an answer helped.

use crate::{
    browser,
    chat::{
        Chat,
        turn::{AnswerTurn, TurnKind},
    },
};

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
                others: turn.others.clone(),
            });
        } else if first {
            self.say(TurnKind::Thanks);
        }
        self.settle();
    }
}
