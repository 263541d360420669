//! What is typed and not saved is kept on the server, for its writer alone: a few seconds after it was typed, and when the page is
//! left. On return it is offered.

use super::draft::{self, Draft};
use crate::{
    api::{self, Failure},
    app::{App, app},
    dates,
    lang::{self, t},
    ui::note,
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::{
        admin::{Entry, EntryEdit},
        drafts::{DraftEdit, DraftSaved, EntryDraft},
    },
};
use leptos::{ev, leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::time::Duration;
use uuid::Uuid;

/// How long after a key what was typed is kept.
const REST: Duration = Duration::from_secs(3);

/// Drafts of new entries that are offered.
const OFFERED: usize = 5;

/// A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Autosave {
    app: StoredValue<App>,
    draft: Draft,
    entry: RwSignal<Option<Entry>>,
    /// The draft of a new entry, once the server has given it an id.
    own: RwSignal<Option<Uuid>>,
    /// What the server has, and since when.
    kept: RwSignal<Option<(EntryEdit, i64)>>,
    failed: RwSignal<bool>,
    busy: StoredValue<bool>,
    timer: StoredValue<Option<TimeoutHandle>>,
    /// Earlier drafts that nobody has decided about; until then nothing takes their place.
    offers: RwSignal<Vec<EntryDraft>>,
    ready: RwSignal<bool>,
    /// Called after something was kept.
    after: StoredValue<Option<Callback<()>>>,
}

impl Autosave {
    /// Begins to keep what is typed, once earlier drafts are decided about.
    pub(super) fn begin(draft: Draft, entry: RwSignal<Option<Entry>>, dirty: Memo<bool>) -> Self {
        let app = app();
        let this = Self {
            app: StoredValue::new(app),
            draft,
            entry,
            own: RwSignal::new(None),
            kept: RwSignal::new(None),
            failed: RwSignal::new(false),
            busy: StoredValue::new(false),
            timer: StoredValue::new(None),
            offers: RwSignal::new(Vec::new()),
            ready: RwSignal::new(false),
            after: StoredValue::new(None),
        };
        // Who only reads has nothing to keep.
        if app.session_now().user.role.may(Permission::EditKnowledge) {
            this.look();
        }
        Effect::new(move |_| {
            let _ = draft.edit();
            app.track_sign_ins();
            if this.ready.get() && (dirty.get() || this.kept.with_untracked(Option::is_some)) {
                this.soon();
            }
        });
        let hidden = window_event_listener(ev::pagehide, move |_| this.last_words());
        let away = document_hidden(move || this.last_words());
        on_cleanup(move || {
            hidden.remove();
            away();
            if let Some(timer) = this.timer.try_update_value(Option::take).flatten() {
                timer.clear();
            }
            if untrack(|| this.is_safe()) && untrack(|| draft.is_dirty()) {
                app.say(t(
                    "入力の途中は自動保存してあります。開き直すと、続きから書けます。",
                    "What you typed is kept. Open it again to go on.",
                ));
            }
        });
        this
    }

    /// Calls `act` whenever something was kept.
    pub(super) fn then(self, act: Callback<()>) {
        self.after.set_value(Some(act));
    }

    /// Whether the server has all that stands in the form. Reactive.
    pub(super) fn is_safe(self) -> bool {
        let now = self.draft.edit();
        self.kept
            .with(|kept| kept.as_ref().is_some_and(|(edit, _)| *edit == now))
    }

    /// What the state of the form says of it. Reactive.
    pub(super) fn state(self) -> Option<String> {
        if self.failed.get() {
            return Some(t("自動保存できませんでした", "It could not be kept by itself").to_owned());
        }
        let at = self.kept.with(|kept| kept.as_ref().map(|(_, at)| *at))?;
        let when = dates::time(at);
        Some(match lang::current() {
            Lang::Ja => format!("自動保存しました {when}"),
            Lang::En => format!("Kept at {when}"),
        })
    }

    /// The draft that saving a new entry makes needless.
    pub(super) fn own(self) -> Option<Uuid> {
        self.own.get_untracked()
    }

    /// The form was saved, and the server has thrown the draft away.
    pub(super) fn was_saved(self) {
        self.kept.set(None);
        self.failed.set(false);
    }

    fn id(self) -> Option<Uuid> {
        let entry = self
            .entry
            .try_with_untracked(|entry| entry.as_ref().map(|entry| entry.id));
        entry.flatten().or(self.own.try_get_untracked().flatten())
    }

    /// Asks for earlier drafts.
    fn look(self) {
        let entry = self.entry.get_untracked();
        spawn_local(async move {
            let path = match &entry {
                Some(entry) => format!("drafts?entry={}", entry.id),
                None => "drafts".to_owned(),
            };
            let mut found = api::get::<Vec<EntryDraft>>(&path).await.unwrap_or_default();
            found.truncate(OFFERED);
            // What says the same as what is there is nothing to go on with.
            if let Some(entry) = &entry {
                let saved = draft::of_entry(entry);
                let same = |draft: &EntryDraft| {
                    EntryEdit {
                        version: saved.version,
                        ..draft.edit.clone()
                    } == saved
                };
                for draft in found.extract_if(.., |draft| same(draft)) {
                    let _ = api::delete(&format!("drafts/{}", draft.id)).await;
                }
            }
            if self.ready.try_get_untracked().is_some() {
                self.ready.set(found.is_empty());
                self.offers.set(found);
            }
        });
    }

    fn soon(self) {
        // Whoever never rests is kept too: the clock runs from the first key.
        if self.timer.with_value(Option::is_some) {
            return;
        }
        let handle = set_timeout_with_handle(
            move || {
                if self.timer.try_set_value(None).is_none() {
                    spawn_local(self.keep());
                }
            },
            REST,
        );
        self.timer.set_value(handle.ok());
    }

    async fn keep(self) {
        if self.busy.try_get_value() != Some(false) {
            // The one under way is about an earlier text.
            if self.busy.try_get_value().is_some() {
                self.soon();
            }
            return;
        }
        let edit = untrack(|| self.draft.edit());
        if !untrack(|| self.draft.is_dirty()) {
            return self.forget().await;
        }
        if untrack(|| self.is_safe()) {
            return;
        }
        self.busy.set_value(true);
        let body = DraftEdit { edit };
        let reply = match self.id() {
            Some(id) => api::put::<DraftSaved>(&format!("drafts/{id}"), &body).await,
            None => api::post::<DraftSaved>("drafts", &body).await,
        };
        // The page may be gone by now.
        if self.busy.try_set_value(false).is_some() {
            return;
        }
        match reply {
            Ok(saved) => {
                if self.entry.with_untracked(Option::is_none) {
                    self.own.set(Some(saved.id));
                }
                self.failed.set(false);
                self.kept.set(Some((body.edit, saved.saved_at)));
                if !untrack(|| self.draft.is_dirty()) {
                    // It was saved meanwhile: the draft came too late.
                    self.forget().await;
                } else if let Some(after) = self.after.get_value() {
                    after.run(());
                }
            }
            // A session that has ended is begun anew over the page, and then this runs again.
            Err(_) => self.failed.set(true),
        }
    }

    async fn forget(self) {
        if self.kept.with_untracked(Option::is_none) {
            return;
        }
        self.kept.set(None);
        if let Some(id) = self.id() {
            let _ = api::delete(&format!("drafts/{id}")).await;
        }
    }

    /// The page is being left: what was typed in the last seconds goes out without waiting for a reply.
    fn last_words(self) {
        if self.ready.try_get_untracked() != Some(true)
            || untrack(|| !self.draft.is_dirty() || self.is_safe())
        {
            return;
        }
        let body = DraftEdit {
            edit: untrack(|| self.draft.edit()),
        };
        match self.id() {
            Some(id) => api::send_last("PUT", &format!("drafts/{id}"), &body),
            None => api::send_last("POST", "drafts", &body),
        }
    }

    fn decide(self, id: Uuid) {
        self.offers.update(|offers| offers.retain(|offer| offer.id != id));
        if self.offers.with_untracked(Vec::is_empty) {
            self.ready.set(true);
        }
    }

    fn fail(self, failure: &Failure) {
        if let Some(app) = self.app.try_get_value() {
            app.fail(failure);
        }
    }

    fn discard(self, id: Uuid) {
        self.decide(id);
        spawn_local(async move {
            if let Err(failure) = api::delete(&format!("drafts/{id}")).await {
                self.fail(&failure);
            }
        });
    }

    fn go_on(self, offer: EntryDraft, meet: Callback<Entry>) {
        spawn_local(async move {
            let entry = self.entry.get_untracked();
            let base = match &entry {
                Some(entry) if offer.edit.version != entry.version => {
                    let path = format!("entries/{}/versions/{}", entry.id, offer.edit.version);
                    match api::get::<EntryEdit>(&path).await {
                        Ok(base) => Some(base),
                        Err(failure) => return self.fail(&failure),
                    }
                }
                _ => None,
            };
            if entry.is_none() {
                self.own.set(Some(offer.id));
            }
            self.kept.set(Some((offer.edit.clone(), offer.saved_at)));
            self.draft.resume(base.as_ref(), &offer.edit);
            // The others are for another time.
            self.offers.set(Vec::new());
            self.ready.set(true);
            if let (Some(_), Some(entry)) = (base, entry) {
                meet.run(entry);
            }
        });
    }
}

/// Offers what was typed earlier.
#[component]
pub(super) fn Offers(
    autosave: Autosave,
    /// The entry was saved since the draft began with it: both are put together.
    meet: Callback<Entry>,
) -> impl IntoView {
    let offer = move |offer: EntryDraft| {
        let (id, when) = (offer.id, dates::full(offer.saved_at));
        let is_new = offer.edit.version == 0;
        let text = match (lang::current(), is_new) {
            (Lang::Ja, true) => format!(
                "{when} に自動保存した書きかけの FAQ「{}」があります。",
                named(&offer.edit)
            ),
            (Lang::En, true) => format!(
                "An entry that you began is kept from {when}: “{}”.",
                named(&offer.edit)
            ),
            (Lang::Ja, false) => format!("{when} に自動保存した、保存していない変更があります。"),
            (Lang::En, false) => format!("Changes of yours that were not saved are kept from {when}."),
        };
        let body = view! {
            <p>{text}</p>
            <div class="form-actions">
                <button type="button" class="button primary" on:click=move |_| autosave.go_on(offer.clone(), meet)>
                    <span>{t("続きから編集する", "Go on with it")}</span>
                </button>
                <button type="button" class="button" on:click=move |_| autosave.discard(id)>
                    {t("破棄する", "Throw it away")}
                </button>
            </div>
        };
        note("", body)
    };
    move || autosave.offers.get().into_iter().map(offer).collect_view()
}

fn named(edit: &EntryEdit) -> String {
    if edit.title.is_empty() {
        t("（タイトルなし）", "(no title)").to_owned()
    } else {
        edit.title.clone()
    }
}

/// Calls `act` when the page is no longer seen; what comes back stops that.
fn document_hidden(act: impl Fn() + 'static) -> impl FnOnce() {
    let seen = window_event_listener_untyped("visibilitychange", move |_| {
        if document().hidden() {
            act();
        }
    });
    move || seen.remove()
}
