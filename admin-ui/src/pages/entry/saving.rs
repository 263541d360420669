//! Saving the form, together with what somebody else saved meanwhile.

use super::{
    autosave::Autosave,
    draft::{self, Draft},
    editor::Next,
    meeting::names,
    merge::{self, Merged},
};
use crate::{
    api::{self, Failure, Query},
    app::App,
    lang::{self, t},
    ui::Faults,
};
use kotae_shared::{
    Lang,
    api::{
        admin::{Entry, Status},
        approval::ReviewRequest,
        problem::ProblemCode,
    },
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// So often somebody else may be faster before it is said.
const ATTEMPTS: usize = 5;

/// A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Saving {
    pub(super) app: App,
    pub(super) draft: Draft,
    pub(super) entry: RwSignal<Option<Entry>>,
    /// A newer version of which both changed the same fields.
    pub(super) newer: RwSignal<Option<Entry>>,
    /// The submission that a new entry is made from.
    pub(super) source: Option<Uuid>,
    pub(super) faults: Faults,
    pub(super) busy: RwSignal<bool>,
    pub(super) autosave: Autosave,
}

impl Saving {
    /// Saves the form.
    pub(super) fn save(self, next: Next) {
        if self.busy.get_untracked() {
            return;
        }
        self.faults.clear();
        self.newer.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let result = self.send(next).await;
            self.busy.set(false);
            if let Err(failure) = result {
                self.faults.show(&failure);
            }
        });
    }

    /// Asks for the newest version, and puts it and the form together.
    pub(super) fn fetch(self) {
        let Some(id) = self.id() else { return };
        spawn_local(async move {
            match api::get::<Entry>(&format!("entries/{id}")).await {
                Ok(newer) => self.meet(newer),
                Err(failure) => self.app.fail(&failure),
            }
        });
    }

    /// Puts a newer version and the form together; where both changed the same, the reader chooses.
    pub(super) fn meet(self, newer: Entry) {
        let merged = self.merge(&newer);
        if merged.clashes.is_empty() {
            let said = joined(&newer.updated_by, &merged);
            self.draft.take(&merged.edit, &newer);
            self.entry.set(Some(newer));
            self.app.say(said);
        } else {
            self.newer.set(Some(newer));
        }
    }

    fn id(self) -> Option<uuid::Uuid> {
        self.entry
            .with_untracked(|entry| entry.as_ref().map(|entry| entry.id))
    }

    fn merge(self, newer: &Entry) -> Merged {
        let mine = untrack(|| self.draft.edit());
        merge::merge(&self.draft.base(), &mine, &draft::of_entry(newer))
    }

    async fn send(self, next: Next) -> Result<(), Failure> {
        let mut with = None;
        let mut attempt = 1;
        loop {
            let sent = untrack(|| self.draft.edit());
            let id = self.id();
            let reply = match (id, self.autosave.own()) {
                (Some(id), _) => api::put::<Entry>(&format!("entries/{id}"), &sent).await,
                (None, draft) => {
                    let path = Query::default()
                        .maybe("draft", draft)
                        .maybe("submission", self.source)
                        .on("entries");
                    api::post(&path, &sent).await
                }
            };
            match (reply, id) {
                (Ok(saved), _) => {
                    self.draft.was_saved(&sent, &saved);
                    self.autosave.was_saved();
                    return self.done(saved, id.is_none(), next, with).await;
                }
                (Err(failure), Some(id))
                    if failure.code() == Some(ProblemCode::Conflict) && attempt < ATTEMPTS =>
                {
                    attempt += 1;
                    let newer = api::get::<Entry>(&format!("entries/{id}")).await?;
                    let merged = self.merge(&newer);
                    if !merged.clashes.is_empty() {
                        self.newer.set(Some(newer));
                        return Ok(());
                    }
                    with = Some(joined(&newer.updated_by, &merged));
                    self.draft.take(&merged.edit, &newer);
                    self.entry.set(Some(newer));
                }
                (Err(failure), _) => return Err(failure),
            }
        }
    }

    async fn done(self, saved: Entry, new: bool, next: Next, with: Option<String>) -> Result<(), Failure> {
        let (id, version) = (saved.id, saved.version);
        let asks = match next {
            Next::Ask(comment) if saved.status != Status::InReview => Some(comment),
            _ => None,
        };
        if !new {
            self.entry.set(Some(saved));
        }
        let mut said = with.unwrap_or_else(|| {
            if new {
                t("FAQ を追加しました。", "The entry was added.").to_owned()
            } else {
                t("保存しました。", "Saved.").to_owned()
            }
        });
        if let Some(comment) = asks {
            let request = ReviewRequest { comment, version };
            let asked = api::post::<Entry>(&format!("entries/{id}/review"), &request).await?;
            self.draft.follow(&asked);
            self.entry.set(Some(asked));
            t("レビューを依頼しました。", "A review was asked for.").clone_into(&mut said);
        }
        self.app.refresh();
        self.app.say(said);
        if new {
            self.app.swap(&format!("entries/{id}"));
        }
        Ok(())
    }
}

/// Says what came together.
fn joined(by: &str, merged: &Merged) -> String {
    let what = names(&merged.theirs);
    match lang::current() {
        Lang::Ja if what.is_empty() => format!("{by} の変更と合わせました。"),
        Lang::Ja => format!("{by} の変更（{what}）と合わせました。"),
        Lang::En if what.is_empty() => format!("Put together with the change of {by}."),
        Lang::En => format!("Put together with the change of {by} ({what})."),
    }
}
