//! What outlives the page, as its `data-storage` says: the conversation, and the events that the server has not
//! acknowledged. Answers are not kept, since one that was withdrawn must not come back; they are fetched again.

use crate::chat::late::{TALK, UNSENT};
use crate::{
    browser,
    chat::{
        Chat, Phase,
        turn::{Turn, TurnKind},
    },
};
use kotae_shared::{Uuid, codec};

/// How many turns come back.
const TURNS: usize = 20;
/// A conversation of yesterday is over.
const HOURS_24: u64 = 86_400_000;
/// How many batches wait at most; the oldest go.
const BATCHES: usize = 10;

/// A visit and the body of a request with events of it.
pub(in crate::chat) type Unsent = (Uuid, Vec<u8>);

type Talk<T> = (u64, Uuid, Vec<T>);

impl Chat {
    /// Keeps the conversation as it is now.
    #[inline(never)]
    pub(in crate::chat) fn keep(self) {
        // Before it is ready there is nothing to keep but what an earlier page left.
        if self.phase.now() != Phase::Ready {
            return;
        }
        self.turns.peek(|turns| {
            let last = turns.iter().rev().take(TURNS).rev();
            let kinds: Vec<&TurnKind> = last.map(|turn| &turn.kind).collect();
            let conversation = self.look(|inner| inner.session.conversation());
            let talk: Talk<&TurnKind> = (browser::now_ms(), conversation, kinds);
            let bytes = if turns.is_empty() {
                self.forget_forms();
                Vec::new()
            } else {
                codec::encode(&talk)
            };
            self.put(TALK, &bytes);
        });
    }

    /// Brings the conversation of the last page back. Must come before the transcript is drawn, so that it is not
    /// read out again.
    #[inline(never)]
    pub(in crate::chat) fn resume(self) {
        if !self.turns.peek(Vec::is_empty) {
            return;
        }
        let Some((at, conversation, kinds)) = self.got::<Talk<TurnKind>>(TALK) else {
            return;
        };
        if at + HOURS_24 < browser::now_ms() {
            return;
        }
        let mut wanted = Vec::new();
        let turns = self.change(|inner| {
            inner.session.restart(conversation);
            // The page's first question belongs to a new conversation, not to each page of one.
            let first = inner.host.hello("question");
            inner.waiting.take_if(|waiting| Some(&*waiting) == first.as_ref());
            let resumed = kinds.into_iter().map(|mut kind| {
                if let TurnKind::Answer(turn) = &mut kind {
                    // It was seen and logged before, so it is asked for as a preview does.
                    let mut request = inner.session.answer(browser::new_id(), turn.question, turn.entry);
                    request.preview = true;
                    turn.request = Some(request.clone());
                    turn.is_old = true;
                    wanted.push((request, turn.state.clone()));
                }
                inner.next_turn += 1;
                Turn {
                    id: inner.next_turn,
                    kind,
                }
            });
            resumed.collect()
        });
        self.turns.set(turns);
        for (request, state) in wanted {
            self.fetch(request, state);
        }
    }

    /// Writes down which events of this visit wait, as the requests that bring them.
    pub(in crate::chat) fn keep_unsent(self) {
        let mine = self.look(|inner| inner.session.outbox.batches());
        let visit = self.look(|inner| inner.session.visit().id);
        let mine: Vec<Unsent> = mine
            .into_iter()
            .map(|events| (visit, self.message(events).1))
            .collect();
        self.change_unsent(|all| {
            all.retain(|(other, _)| *other != visit);
            all.extend(mine);
        });
    }

    /// Changes the list of what waits, of all visits.
    pub(in crate::chat) fn change_unsent(self, change: impl FnOnce(&mut Vec<Unsent>)) {
        let mut all = self.unsent();
        let before = all.clone();
        change(&mut all);
        if all != before {
            let surplus = all.len().saturating_sub(BATCHES);
            all.drain(..surplus);
            let bytes = if all.is_empty() {
                Vec::new()
            } else {
                codec::encode(&all)
            };
            self.put(UNSENT, &bytes);
        }
    }

    /// What waits, of all visits.
    pub(in crate::chat) fn unsent(self) -> Vec<Unsent> {
        self.got(UNSENT).unwrap_or_default()
    }

    // Storage holds texts: each byte is one character.
    fn put(self, name: &str, bytes: &[u8]) {
        let text: String = bytes.iter().copied().map(char::from).collect();
        self.look(|inner| inner.memory.set(&[name, &inner.api].concat(), &text));
    }

    /// Keeps a list; nothing of an empty one.
    pub(super) fn put_all<T: serde::Serialize>(self, name: &str, all: &[T]) {
        if !all.is_empty() || self.kept(name).is_some() {
            let bytes = if all.is_empty() {
                Vec::new()
            } else {
                codec::encode(&all)
            };
            self.put(name, &bytes);
        }
    }

    pub(super) fn got<T: serde::de::DeserializeOwned>(self, name: &str) -> Option<T> {
        let text = self.kept(name)?;
        let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
        codec::decode(&bytes?).ok()
    }
}
