//! What is being designed, and everything that changes it.

use super::edit::{self, At};
use crate::{
    dom,
    lang::{self, t},
    pages::scenarios::History,
    ui::Faults,
};
use kotae_shared::{
    Lang,
    api::forms::{FormEdit, FormRecord},
    form::{
        Field, Form, Kind,
        check::{Finding, check},
    },
};
use leptos::prelude::*;

/// What is edited beside the outline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Chosen {
    /// The form as a whole.
    #[default]
    Form,
    /// A page.
    Page(usize),
    /// A field.
    Field(At),
}

/// What stands beside the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pane {
    Edit,
    Settings,
    Preview,
}

/// The designer's state. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// Its version is not looked at.
    pub(super) doc: RwSignal<FormEdit>,
    /// What the server has, or a new one began as.
    saved: RwSignal<FormEdit>,
    /// The stored form; `None` while it is new.
    pub(super) record: RwSignal<Option<FormRecord>>,
    history: RwSignal<History<FormEdit>>,
    pub(super) chosen: RwSignal<Chosen>,
    pub(super) pane: RwSignal<Pane>,
    /// What a screen reader is told.
    pub(super) said: RwSignal<String>,
    pub(super) findings: Memo<Vec<Finding>>,
    /// What the server did not accept.
    pub(super) faults: Faults,
    pub(super) may_write: bool,
}

impl Desk {
    /// Shows a stored form, or a new one that begins as `begin`.
    pub(super) fn new(record: Option<FormRecord>, begin: FormEdit, may_write: bool) -> Self {
        let stored = record.as_ref().map(of_record);
        let doc = RwSignal::new(stored.unwrap_or(begin));
        let find = move |_: Option<&_>| doc.with(|doc| check(&doc.form.tidy(), doc.purpose, lang::current()));
        Self {
            doc,
            saved: RwSignal::new(doc.get_untracked()),
            record: RwSignal::new(record),
            history: RwSignal::new(History::default()),
            chosen: RwSignal::new(Chosen::Form),
            pane: RwSignal::new(Pane::Edit),
            said: RwSignal::new(String::new()),
            findings: Memo::new(find),
            faults: Faults::new(),
            may_write,
        }
    }

    /// Whether it differs from what the server has. Reactive.
    pub(super) fn is_dirty(self) -> bool {
        self.doc.with(|now| self.saved.with(|saved| now != saved))
    }

    /// What is sent.
    pub(super) fn edit(self) -> FormEdit {
        FormEdit {
            version: self
                .record
                .with_untracked(|record| record.as_ref().map_or(0, |record| record.version)),
            ..self.doc.get_untracked()
        }
    }

    /// `sent` was stored as `record`. What was typed meanwhile stays.
    pub(super) fn was_saved(self, sent: &FormEdit, record: FormRecord) {
        let stored = of_record(&record);
        let same = self.doc.with_untracked(|now| {
            now.form == sent.form && now.settings == sent.settings && now.purpose == sent.purpose
        });
        if same {
            self.doc.set(stored);
        }
        self.rebase(record);
    }

    /// Throws away what was written.
    pub(super) fn replace(self, record: FormRecord) {
        let stored = of_record(&record);
        self.rebase(record);
        self.change("", move |now| *now = stored);
        self.keep_choice();
    }

    /// Keeps what was written, as a change of `record`.
    pub(super) fn rebase(self, record: FormRecord) {
        self.saved.set(of_record(&record));
        self.record.set(Some(record));
    }

    /// Changes the form, so that it can be undone. Changes with the same key, one after the other, are undone together.
    pub(super) fn change(self, key: &str, change: impl FnOnce(&mut FormEdit)) {
        if !self.may_write {
            return;
        }
        let before = self.doc.get_untracked();
        let mut after = before.clone();
        change(&mut after);
        if after != before {
            self.history.update(|history| history.record(before, key));
            self.doc.set(after);
        }
    }

    pub(super) fn undo(self) {
        let now = self.doc.get_untracked();
        let state = self.history.try_update(|history| history.undo(now)).flatten();
        self.went(state, t("元に戻しました。", "Undone."));
    }

    pub(super) fn redo(self) {
        let now = self.doc.get_untracked();
        let state = self.history.try_update(|history| history.redo(now)).flatten();
        self.went(state, t("やり直しました。", "Done again."));
    }

    fn went(self, state: Option<FormEdit>, words: &str) {
        if let Some(state) = state {
            self.doc.set(state);
            self.keep_choice();
            self.say(words);
            self.focus_if_lost();
        }
    }

    pub(super) fn can_undo(self) -> bool {
        self.history.with(History::can_undo)
    }

    pub(super) fn can_redo(self) -> bool {
        self.history.with(History::can_redo)
    }

    /// The field that is typed in was left: what comes is undone by itself.
    pub(super) fn part(self) {
        // A field is left, too, when the page goes.
        self.history.try_update_untracked(History::part);
    }

    /// Tells who listens.
    pub(super) fn say(self, words: impl Into<String>) {
        self.said.set(words.into());
    }

    /// Reads from a field; reactive.
    pub(super) fn field<T>(self, at: At, read: impl FnOnce(&Field) -> T) -> Option<T> {
        self.doc.with(|doc| edit::field(&doc.form, at).map(read))
    }

    /// Changes a field. `name` says what of it.
    pub(super) fn change_field(self, at: At, name: &str, change: impl FnOnce(&mut Field)) {
        self.change(&format!("{}.{name}", at.name()), |doc| {
            if let Some(field) = edit::field_mut(&mut doc.form, at) {
                change(field);
            }
        });
    }

    /// Shows something beside the outline.
    pub(super) fn choose(self, chosen: Chosen) {
        self.part();
        if self.pane.get_untracked() == Pane::Settings {
            self.pane.set(Pane::Edit);
        }
        if self.chosen.get_untracked() != chosen {
            self.chosen.set(chosen);
        }
    }

    /// Chooses something that is there when what was chosen is gone.
    fn keep_choice(self) {
        let there = self.doc.with_untracked(|doc| match self.chosen.get_untracked() {
            Chosen::Form => true,
            Chosen::Page(page) => page < doc.form.pages.len(),
            Chosen::Field(at) => edit::field(&doc.form, at).is_some(),
        });
        if !there {
            self.chosen.set(Chosen::Form);
        }
    }

    /// Puts a new field behind the chosen one, or at the end of the chosen page, or of all. Its label has the focus then.
    pub(super) fn add(self, kind: Kind) {
        let at = self.doc.with_untracked(|doc| match self.chosen.get_untracked() {
            Chosen::Field(at) => At {
                index: at.index + 1,
                ..at
            },
            Chosen::Page(page) => end_of(&doc.form, page),
            Chosen::Form => end_of(&doc.form, doc.form.pages.len().saturating_sub(1)),
        });
        let mut done = false;
        self.change("", |doc| {
            if doc.form.pages.is_empty() {
                edit::add_page(&mut doc.form);
            }
            done = edit::add(&mut doc.form, kind, at);
        });
        if !done {
            return self.say(t(
                "これ以上は追加できません。",
                "There is no room for more fields.",
            ));
        }
        self.choose(Chosen::Field(at));
        self.pane.set(Pane::Edit);
        self.say(t("欄を追加しました。", "The field was added."));
        dom::focus_soon("#field-label-ja");
    }

    /// Moves a field by what `change` does to it; the focus stays with it.
    pub(super) fn shift(self, change: impl FnOnce(&mut Form) -> Option<At>) {
        let mut moved = None;
        self.change("", |doc| moved = change(&mut doc.form));
        let Some(at) = moved else {
            return self.say(t("これ以上は動かせません。", "It cannot go any further."));
        };
        self.choose(Chosen::Field(at));
        self.say(match lang::current() {
            Lang::Ja => format!("{} ページ目の {} 番目に移しました。", at.page + 1, at.index + 1),
            Lang::En => format!("It is number {} of page {} now.", at.index + 1, at.page + 1),
        });
        focus_row(at);
    }

    /// Deletes a field.
    pub(super) fn remove(self, at: At) {
        let mut done = false;
        self.change("", |doc| done = edit::remove(&mut doc.form, at));
        if !done {
            return;
        }
        let near = self.doc.with_untracked(|doc| {
            let fields = doc.form.pages.get(at.page).map_or(0, |page| page.fields.len());
            fields.checked_sub(1).map(|last| At {
                index: at.index.min(last),
                ..at
            })
        });
        self.choose(near.map_or(Chosen::Page(at.page), Chosen::Field));
        self.say(t(
            "欄を削除しました。Ctrl+Z で戻せます。",
            "The field was deleted. Ctrl+Z brings it back.",
        ));
        self.focus_if_lost();
    }

    /// What had the focus may be gone.
    fn focus_if_lost(self) {
        request_animation_frame(move || {
            if dom::nothing_has_focus() {
                match self.chosen.try_get_untracked() {
                    Some(Chosen::Field(at)) => focus_row(at),
                    _ => _ = dom::focus(".outline-row"),
                }
            }
        });
    }
}

/// The outline's button of a field has the focus, once it is drawn.
pub(super) fn focus_row(at: At) {
    let name = at.name();
    request_animation_frame(move || {
        dom::focus_named(".outline-row", "data-at", &name);
    });
}

fn end_of(form: &Form, page: usize) -> At {
    At {
        page,
        index: form.pages.get(page).map_or(0, |page| page.fields.len()),
    }
}

/// A stored form as it is edited.
pub(super) fn of_record(record: &FormRecord) -> FormEdit {
    FormEdit {
        purpose: record.purpose,
        form: record.form.clone(),
        settings: record.settings.clone(),
        version: 0,
    }
}
