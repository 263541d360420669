//! Who else has the entry open, and whether somebody saved it meanwhile: said before one saves.

use super::draft::Draft;
use crate::draw::Draw;
use crate::{
    api, dates, dom,
    lang::{self, t},
    ui::{Icon, icon, note},
};
use kotae_shared::{
    Lang,
    api::{
        admin::Entry,
        drafts::{Here, Presence},
    },
};
use leptos::{ev, prelude::*, task::spawn_local};
use std::time::Duration;
use uuid::Uuid;

/// How often the server is asked.
const EVERY: Duration = Duration::from_secs(15);
/// Nobody is asked for a form that nobody has touched for so long, in milliseconds: a page that was left open does not keep its
/// session.
const IDLE_MS: f64 = 180_000.0;

/// A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Watch {
    draft: Draft,
    entry: RwSignal<Option<Entry>>,
    form: Uuid,
    now: RwSignal<Option<Presence>>,
    touched: StoredValue<f64>,
}

impl Watch {
    /// Begins to ask, for an entry that is there, where `asks`: who only reads is in nobody's way.
    pub(super) fn begin(draft: Draft, entry: RwSignal<Option<Entry>>, asks: bool) -> Self {
        let this = Self {
            draft,
            entry,
            form: form_id(),
            now: RwSignal::new(None),
            touched: StoredValue::new(dom::now_ms()),
        };
        if !asks {
            return this;
        }
        let touch = move || _ = this.touched.try_set_value(dom::now_ms());
        let key = window_event_listener(ev::keydown, move |_| touch());
        let pointer = window_event_listener(ev::pointerdown, move |_| touch());
        let back = window_event_listener(ev::focus, move |_| {
            touch();
            this.ask();
        });
        let tick = set_interval_with_handle(
            move || {
                let idle = dom::now_ms() - this.touched.try_get_value().unwrap_or_default();
                if idle < IDLE_MS && !document().hidden() {
                    this.ask();
                }
            },
            EVERY,
        );
        let gone = window_event_listener(ev::pagehide, move |_| this.leave());
        // A new entry has nobody else before it is saved.
        let id = Memo::new(move |_| entry.with(|entry| entry.as_ref().map(|entry| entry.id)));
        Effect::new(move |_| {
            id.track();
            this.ask();
        });
        on_cleanup(move || {
            this.leave();
            for listener in [key, pointer, back, gone] {
                listener.remove();
            }
            if let Ok(tick) = tick {
                tick.clear();
            }
        });
        this
    }

    /// Asks now.
    pub(super) fn ask(self) {
        let Some(path) = self.path() else { return };
        let here = Here {
            form: self.form,
            writing: untrack(|| self.draft.is_dirty()),
            leaving: false,
        };
        spawn_local(async move {
            if let Ok(presence) = api::post::<Presence>(&path, &here).await
                && self.now.try_get_untracked().is_some()
            {
                self.now.set(Some(presence));
            }
        });
    }

    fn leave(self) {
        if let Some(path) = self.path() {
            let here = Here {
                form: self.form,
                writing: false,
                leaving: true,
            };
            api::send_last("POST", &path, &here);
        }
    }

    fn path(self) -> Option<String> {
        let id = self
            .entry
            .try_with_untracked(|entry| entry.as_ref().map(|entry| entry.id));
        Some(format!("entries/{}/presence", id.flatten()?))
    }
}

/// What is said of it. `meet` puts the newer version and the form together.
#[component]
pub(super) fn Others(watch: Watch, meet: Callback<()>) -> impl IntoView {
    let others = move || {
        let others = watch.now.with(|now| now.as_ref().map(|now| now.others.clone()))?;
        let lines = others.into_iter().map(|other| {
            let text = match (other.own, other.writing, lang::current()) {
                (false, true, Lang::Ja) => format!("{} がこの FAQ を編集しています。", other.name),
                (false, true, Lang::En) => format!("{} is editing this entry.", other.name),
                (false, false, Lang::Ja) => format!("{} がこの FAQ を開いています。", other.name),
                (false, false, Lang::En) => format!("{} has this entry open.", other.name),
                (true, _, _) => t(
                    "この FAQ を、ほかのタブかウィンドウでも開いています。",
                    "You have this entry open in another tab or window too.",
                )
                .to_owned(),
            };
            view! {
                <p class="editor-others small">
                    {icon(Icon::People)}
                    <span>{text}</span>
                </p>
            }
        });
        Some(lines.collect_view())
    };
    let newer = Memo::new(move |_| {
        let known = watch
            .entry
            .with(|entry| entry.as_ref().map(|entry| entry.version))?;
        watch.now.with(|now| {
            now.as_ref()
                .filter(|now| now.version > known)
                .map(|now| (now.updated_by.clone(), now.updated_at))
        })
    });
    let saved = move || {
        newer.get().map(|(by, at)| {
            let when = dates::time(at);
            let text = match lang::current() {
                Lang::Ja => format!("{by} が {when} にこの FAQ を保存しました。"),
                Lang::En => format!("{by} saved this entry at {when}."),
            };
            note(
                "warn",
                view! {
                    <p>{text}</p>
                    <div class="form-actions">
                        <button type="button" class="button" on:click=move |_| meet.run(())>
                            {t("その変更を取り込む", "Take that change in")}
                        </button>
                    </div>
                },
            )
        })
    };
    view! {
        <div role="status">
            {others}
            {saved}
        </div>
    }
    .draw()
}

/// A number that no other page has. The browser's own maker of such numbers is missing without https.
fn form_id() -> Uuid {
    let part = || (js_sys::Math::random() * 4_294_967_296.0) as u32;
    let bytes = [part(), part(), part(), part()].map(u32::to_be_bytes).concat();
    Uuid::from_slice(&bytes).unwrap_or_default()
}
