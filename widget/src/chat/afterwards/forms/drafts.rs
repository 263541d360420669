//! What was typed into forms outlives the page, as the conversation does, and in the same place. Nothing of it is sent.

use super::{Filling, Stage, Upload};
use crate::{browser, chat::Chat};
use kotae_shared::{
    Uuid,
    api::forms::{SubmissionFile, Submitted},
    form::answers::Answer,
};
use serde::{Deserialize, Serialize};

/// Under this name and the API's address they are kept.
const DRAFTS: &str = "kotae-forms";
/// How many are kept; the oldest go.
const KEPT: usize = 8;
/// As long as a conversation.
const HOURS_24: u64 = 86_400_000;

/// A form as it was left.
#[derive(Serialize, Deserialize)]
pub(super) struct Draft {
    form: Uuid,
    id: Uuid,
    touched_at: u64,
    at: u32,
    answers: Vec<Answer>,
    files: Vec<(String, SubmissionFile)>,
    share: bool,
    waits: bool,
    sent: Option<Submitted>,
}

impl Chat {
    /// Keeps a form as it is now.
    pub(crate) fn keep_form(self, filling: &Filling) {
        if self.is_preview {
            return;
        }
        let uploads = filling.uploads.borrow();
        let files = uploads.iter().filter(|upload| upload.is_here());
        let draft = Draft {
            form: filling.form,
            id: filling.id,
            touched_at: browser::now_ms(),
            at: filling.at.get() as u32,
            answers: filling.answers.borrow().clone(),
            files: files.map(|upload| (upload.key.clone(), upload.file())).collect(),
            share: filling.share.get(),
            waits: filling.waits.get(),
            sent: match filling.stage.now() {
                Stage::Sent(sent) => Some(sent),
                _ => None,
            },
        };
        // What was sent is not kept a second time.
        let answers = if draft.sent.is_some() {
            Vec::new()
        } else {
            draft.answers
        };
        let mut all = self.drafts();
        all.retain(|other| other.id != filling.id);
        all.push(Draft { answers, ..draft });
        let surplus = all.len().saturating_sub(KEPT);
        all.drain(..surplus);
        self.keep_drafts(&all);
    }

    /// A form as it was left on an earlier page; whether it was.
    pub(super) fn restore(self, filling: &Filling) -> bool {
        let Some(draft) = self.drafts().into_iter().find(|draft| draft.id == filling.id) else {
            return false;
        };
        *filling.answers.borrow_mut() = draft.answers;
        *filling.uploads.borrow_mut() = draft
            .files
            .into_iter()
            .map(|(key, file)| Upload::of(key, file))
            .collect();
        filling.at.set(draft.at as usize);
        filling.share.set(draft.share);
        filling.waits.set(draft.waits);
        if let Some(sent) = draft.sent {
            filling.stage.set(Stage::Sent(sent));
        }
        true
    }

    /// The submission that was begun with a form and not sent.
    pub(super) fn draft_of(self, form: Uuid) -> Option<Uuid> {
        let drafts = self.drafts();
        let draft = drafts
            .iter()
            .rev()
            .find(|draft| draft.form == form && draft.sent.is_none());
        draft.map(|draft| draft.id)
    }

    /// Whether a submission is known to have arrived.
    pub(super) fn was_sent(self, id: Uuid) -> bool {
        self.drafts()
            .iter()
            .any(|draft| draft.id == id && draft.sent.is_some())
    }

    fn drafts(self) -> Vec<Draft> {
        let mut all: Vec<Draft> = self.got(DRAFTS).unwrap_or_default();
        all.retain(|draft| draft.touched_at + HOURS_24 >= browser::now_ms());
        all
    }

    pub(super) fn keep_drafts(self, all: &[Draft]) {
        self.put_all(DRAFTS, all);
    }
}
