//! Moves of categories: shown at once, sent one after the other, and the last one can be taken back.

use super::{Page, handle};
use crate::{
    api::{self, Failure},
    dom,
    lang::{self, t},
    ui::{Icon, icon},
};
use kotae_shared::{
    Lang,
    api::{admin::Category, categories::CategoryPlace},
};
use leptos::{
    prelude::*,
    task::{spawn_local, tick},
};
use std::collections::VecDeque;
use uuid::Uuid;

/// The way back of a move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Undo {
    id: Uuid,
    name: String,
    place: CategoryPlace,
}

/// What is on its way, and what was said of it. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Arranging {
    waiting: StoredValue<VecDeque<(Uuid, CategoryPlace)>>,
    sending: StoredValue<bool>,
    undo: RwSignal<Option<Undo>>,
    said: RwSignal<String>,
}

impl Arranging {
    pub(super) fn new() -> Self {
        Self {
            waiting: StoredValue::new(VecDeque::new()),
            sending: StoredValue::new(false),
            undo: RwSignal::new(None),
            said: RwSignal::new(String::new()),
        }
    }

    /// What a screen reader is told. Reactive.
    pub(super) fn said(self) -> String {
        self.said.get()
    }

    fn say(self, text: String) {
        // The same sentence again is a change too, or nothing is read.
        let same = self.said.with_untracked(|said| *said == text);
        self.said.set(if same { format!("{text}\u{a0}") } else { text });
    }
}

/// Where the keyboard moves a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Up,
    Down,
    /// Out of the one that it lies in, to behind it.
    Out,
    /// Into the one above it, as the last.
    In,
}

impl Page {
    /// Why a category cannot stand at a place, if it cannot.
    pub(super) fn why_not(self, id: Uuid, place: CategoryPlace) -> Option<&'static str> {
        let user = self.app.session_now().user;
        self.tree.with_untracked(|tree| {
            if !tree.is_movable_by(&user, id) || !tree.is_open_to(&user, place.parent) {
                Some(t("そこへ動かす権限がありません。", "You may not move it there."))
            } else if !tree.fits(id, place.parent) {
                Some(t(
                    "そこへは動かせません（自分の中、または 5 階層より深くなります）。",
                    "It cannot stand there: in itself, or deeper than 5 levels.",
                ))
            } else if tree.twin(id, place.parent).is_some() {
                Some(t(
                    "そこには同じ名前のカテゴリーがあります。名前を変えるか、統合してください。",
                    "There is one of the same name. Rename it, or merge the two.",
                ))
            } else {
                None
            }
        })
    }

    /// Moves a category by the keyboard.
    pub(super) fn step(self, id: Uuid, step: Step) {
        match self.target(id, step) {
            Some(place) => self.put(id, place),
            None => self
                .arranging
                .say(t("これ以上は動かせません。", "It cannot go further.").into()),
        }
    }

    fn target(self, id: Uuid, step: Step) -> Option<CategoryPlace> {
        self.tree.with_untracked(|tree| {
            let parent = tree.find(id)?.parent;
            let siblings: Vec<Uuid> = tree.children(parent).map(|one| one.id).collect();
            let at = siblings.iter().position(|one| *one == id)?;
            Some(match step {
                Step::Up => CategoryPlace {
                    parent,
                    before: Some(*siblings.get(at.checked_sub(1)?)?),
                },
                Step::Down => {
                    siblings.get(at + 1)?;
                    CategoryPlace {
                        parent,
                        before: siblings.get(at + 2).copied(),
                    }
                }
                Step::Out => tree.place_of(parent?),
                Step::In => CategoryPlace {
                    parent: Some(*siblings.get(at.checked_sub(1)?)?),
                    before: None,
                },
            })
        })
    }

    /// Puts a category somewhere else; says why when it cannot stand there.
    pub(super) fn put(self, id: Uuid, place: CategoryPlace) {
        if let Some(why) = self.why_not(id, place) {
            self.arranging.say(why.into());
            return self.app.say(why);
        }
        let back = self.tree.with_untracked(|tree| tree.place_of(id));
        if back == place {
            return;
        }
        let name = self
            .tree
            .with_untracked(|tree| tree.find(id).map(|one| one.name.clone()));
        self.arranging.undo.set(Some(Undo {
            id,
            name: name.unwrap_or_default(),
            place: back,
        }));
        self.send(id, place);
    }

    /// Takes the last move back.
    pub(super) fn undo(self) {
        if let Some(Undo { id, place, .. }) = self.arranging.undo.try_update(Option::take).flatten() {
            self.send(id, place);
        }
    }

    /// Whether there is something to take back.
    pub(super) fn can_undo(self) -> bool {
        self.arranging.undo.with_untracked(Option::is_some)
    }

    fn send(self, id: Uuid, place: CategoryPlace) {
        if let Some(parent) = place.parent {
            self.opened.set(parent, true);
        }
        self.tree.update(|tree| *tree = tree.put(id, place));
        let place_in_words = self.tree.with_untracked(|tree| {
            let (at, all) = tree.place(id);
            let name = tree.find(id).map(|one| one.name.clone()).unwrap_or_default();
            stands(&name, place.parent.map(|above| tree.path(above)), at + 1, all)
        });
        self.arranging.say(place_in_words);
        // Moving an element takes the focus from it. It comes back before the next key, and not with the next picture.
        spawn_local(async move {
            tick().await;
            dom::focus(&handle(id));
        });
        self.arranging
            .waiting
            .update_value(|waiting| waiting.push_back((id, place)));
        if self.arranging.sending.get_value() {
            return;
        }
        self.arranging.sending.set_value(true);
        spawn_local(async move {
            let next = || {
                self.arranging
                    .waiting
                    .try_update_value(VecDeque::pop_front)
                    .flatten()
            };
            while let Some((id, place)) = next() {
                let moved: Result<Category, Failure> =
                    api::put(&format!("categories/{id}/place"), &place).await;
                if let Err(failure) = moved {
                    // What came after it was meant for a tree that is not there.
                    self.arranging.waiting.try_update_value(VecDeque::clear);
                    self.arranging.undo.try_set(None);
                    self.app.fail(&failure);
                }
            }
            self.arranging
                .sending
                .try_update_value(|sending| *sending = false);
            self.changed(handle(id));
        });
    }
}

/// Where a category stands, in words.
fn stands(name: &str, above: Option<String>, at: usize, all: usize) -> String {
    match (lang::current(), above) {
        (Lang::Ja, None) => format!("「{name}」: いちばん上の階層、{all} 個中 {at} 番目。"),
        (Lang::Ja, Some(above)) => format!("「{name}」:「{above}」の中、{all} 個中 {at} 番目。"),
        (Lang::En, None) => format!("{name}: at the top, {at} of {all}."),
        (Lang::En, Some(above)) => format!("{name}: in {above}, {at} of {all}."),
    }
}

/// Says what was moved last, with the way back.
#[component]
pub(super) fn UndoBar(page: Page) -> impl IntoView {
    move || {
        page.arranging.undo.get().map(|undo| {
            let text = match lang::current() {
                Lang::Ja => format!("「{}」を動かしました。", undo.name),
                Lang::En => format!("“{}” was moved.", undo.name),
            };
            view! {
                <div class="tree-undo">
                    <span>{text}</span>
                    <button type="button" class="button small" title="Ctrl+Z" on:click=move |_| page.undo()>
                        {icon(Icon::Again)}
                        <span>{t("元に戻す", "Undo")}</span>
                    </button>
                    <button
                        type="button"
                        class="button plain small icon"
                        aria-label=t("閉じる", "Close")
                        on:click=move |_| page.arranging.undo.set(None)
                    >
                        {icon(Icon::Close)}
                    </button>
                </div>
            }
        })
    }
}
