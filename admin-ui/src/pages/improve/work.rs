//! What can be done with an item, whoever asks for it: a button or a key.

use super::selection::Selection;
use crate::{api, app::App, pages::entry::of_entry};
use kotae_shared::{
    Uuid,
    access::Permission,
    api::{
        admin::{Entry, limits},
        improve::{Ask, Asked, Handling, ImproveDraft, ImproveEdit, ImproveItem, ImproveRef, ImproveState},
        widget::Outcome,
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::collections::HashMap;

/// Something that a key does.
#[derive(Clone, Copy)]
pub(super) enum Act {
    /// It is dealt with.
    Done,
    /// It becomes mine.
    Mine,
    /// A draft is made of it.
    Draft,
    /// It opens, and asks why it is out of scope.
    Ignore,
    /// Its words are added to the entry at this place.
    Teach(usize),
}

/// The items of the page, by key. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Works(StoredValue<HashMap<String, Work>>);

impl Works {
    pub(super) fn new() -> Self {
        Self(StoredValue::new(HashMap::new()))
    }

    /// Knows no item any more.
    pub(super) fn clear(self) {
        self.0.update_value(HashMap::clear);
    }

    fn add(self, key: String, work: Work) {
        self.0.update_value(|works| {
            works.insert(key, work);
        });
    }

    /// Does something with an item; whether it can be done.
    pub(super) fn act(self, key: &str, act: Act) -> bool {
        let work = self.0.with_value(|works| works.get(key).copied());
        let Some(work) = work.filter(|work| work.may_write()) else {
            return false;
        };
        match act {
            Act::Done => work.become_of(ImproveState::Done),
            Act::Mine => work.assign(Some(work.app.session_now().user.id)),
            Act::Draft if work.is_group => work.draft(),
            Act::Draft => return false,
            Act::Ignore => {
                work.opened.set(true);
                work.asks_reason.set(true);
            }
            Act::Teach(at) => {
                let entry = work
                    .asked
                    .with_untracked(|asked| asked.as_ref()?.best.get(at).map(|best| best.entry.id));
                let Some(entry) = entry else {
                    return false;
                };
                work.teach(entry, false);
            }
        }
        true
    }
}

/// What is known of an item. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Work {
    pub(super) app: App,
    pub(super) selection: Selection,
    key: StoredValue<String>,
    text: StoredValue<String>,
    examples: StoredValue<Vec<String>>,
    /// Whether it is questions, not an entry.
    pub(super) is_group: bool,
    pub(super) handling: RwSignal<Handling>,
    /// The words that an entry would be given.
    pub(super) words: RwSignal<String>,
    /// What the knowledge made of it before anything was changed here.
    pub(super) before: RwSignal<Option<Asked>>,
    /// What it makes of it now.
    pub(super) asked: RwSignal<Option<Asked>>,
    /// The knowledge was changed here: what is shown is the proof.
    pub(super) taught: RwSignal<bool>,
    pub(super) busy: RwSignal<bool>,
    pub(super) opened: RwSignal<bool>,
    /// The field for the reason is to get the focus.
    pub(super) asks_reason: RwSignal<bool>,
}

impl Work {
    pub(super) fn new(item: &ImproveItem, app: App, selection: Selection, works: Works) -> Self {
        let text = item.text.trim().chars().take(limits::PHRASE).collect();
        let work = Self {
            app,
            selection,
            key: StoredValue::new(item.key.clone()),
            text: StoredValue::new(item.text.clone()),
            examples: StoredValue::new(item.examples.clone()),
            is_group: item.entry.is_none(),
            handling: RwSignal::new(item.handling.clone()),
            words: RwSignal::new(text),
            before: RwSignal::new(None),
            asked: RwSignal::new(None),
            taught: RwSignal::new(false),
            busy: RwSignal::new(false),
            opened: RwSignal::new(false),
            asks_reason: RwSignal::new(false),
        };
        works.add(item.key.clone(), work);
        work
    }

    pub(super) fn may_write(self) -> bool {
        self.app.may(Permission::EditKnowledge)
    }

    /// As it was seen.
    pub(super) fn seen(self) -> ImproveRef {
        ImproveRef {
            key: self.key.get_value(),
            text: self.text.get_value(),
            version: self.handling.get_untracked().version,
        }
    }

    /// Asks the knowledge as it is written now. `teaching`: the entry that was just given words.
    pub(super) fn ask(self, teaching: Option<Uuid>) {
        spawn_local(async move {
            let text = self.text.get_value();
            match api::post::<Asked>("improve/ask", &Ask { text }).await {
                Ok(asked) => {
                    let found = asked.outcome != Outcome::NotFound;
                    if self.before.try_get_untracked() == Some(None) {
                        self.before.try_set(Some(asked.clone()));
                    }
                    self.asked.try_set(Some(asked));
                    if let Some(entry) = teaching {
                        let state = if found {
                            ImproveState::Done
                        } else {
                            ImproveState::InProgress
                        };
                        self.handle(|edit| {
                            edit.state = state;
                            edit.entry = Some(entry);
                        });
                    }
                }
                Err(failure) => self.app.fail(&failure),
            }
        });
    }

    /// Sets where it stands.
    pub(super) fn become_of(self, state: ImproveState) {
        self.handle(|edit| edit.state = state);
    }

    /// It is not meant to be answered.
    pub(super) fn ignore(self, reason: String) {
        self.handle(|edit| {
            edit.state = ImproveState::Ignored;
            edit.reason = reason;
        });
    }

    /// Sets whose it is; somebody's is in progress.
    pub(super) fn assign(self, assignee: Option<Uuid>) {
        self.handle(|edit| {
            edit.assignee = assignee;
            if edit.state == ImproveState::New && assignee.is_some() {
                edit.state = ImproveState::InProgress;
            }
        });
    }

    fn handle(self, change: impl FnOnce(&mut ImproveEdit)) {
        let now = self.handling.get_untracked();
        let mut edit = ImproveEdit {
            key: self.key.get_value(),
            text: self.text.get_value(),
            state: now.state,
            assignee: now.assignee,
            reason: now.reason,
            entry: None,
            version: now.version,
        };
        change(&mut edit);
        spawn_local(async move {
            match api::put::<Handling>("improve", &edit).await {
                Ok(handling) => {
                    self.selection.changed(&edit.key, handling.version);
                    self.handling.try_set(handling);
                }
                Err(failure) => self.app.fail(&failure),
            }
        });
    }

    /// Adds the words to an entry, as another way to ask for it or as a keyword, and asks again.
    pub(super) fn teach(self, entry: Uuid, as_keyword: bool) {
        let words = self.words.get_untracked().trim().to_owned();
        if words.is_empty() || self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let path = format!("entries/{entry}");
            let saved = async {
                let entry = api::get::<Entry>(&path).await?;
                let mut edit = of_entry(&entry);
                if as_keyword {
                    edit.keywords.push(words);
                } else {
                    edit.phrasings.push(words);
                }
                api::put::<Entry>(&path, &edit).await
            };
            match saved.await {
                Ok(_) => {
                    self.taught.try_set(true);
                    self.app.refresh();
                    self.ask(Some(entry));
                }
                Err(failure) => self.app.fail(&failure),
            }
            self.busy.try_set(false);
        });
    }

    /// Makes a draft of it and opens that.
    pub(super) fn draft(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let draft = ImproveDraft {
            of: self.seen(),
            phrasings: self
                .examples
                .get_value()
                .into_iter()
                .filter(|text| text.chars().count() <= limits::PHRASE)
                .collect(),
        };
        spawn_local(async move {
            match api::post::<Entry>("improve/draft", &draft).await {
                Ok(entry) => {
                    self.app.refresh();
                    self.app.go(&format!("entries/{}?from=improve", entry.id));
                }
                Err(failure) => self.app.fail(&failure),
            }
            self.busy.try_set(false);
        });
    }
}
