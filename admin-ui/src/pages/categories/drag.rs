//! A category is dragged by its handle: with a mouse, a pen or a finger.

use super::Page;
use crate::draw::Draw;
use crate::{
    dom,
    lang::{self, t},
    ui::{Icon, icon},
};
use kotae_shared::{Lang, api::categories::CategoryPlace};
use leptos::prelude::*;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// So far the pointer goes before it is a drag, in pixels.
const BEGIN: i32 = 4;
/// So long it rests over a closed branch before that opens, in milliseconds.
const OPEN_MS: f64 = 600.0;
/// So near the window's edge it scrolls, in pixels, and so far at each frame.
const EDGE: i32 = 72;
const SCROLL: f64 = 9.0;

/// Where the mark stands at a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Before,
    After,
    Inside,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Held {
    id: Uuid,
    from: (i32, i32),
    at: (i32, i32),
    begun: bool,
    /// The closed branch that it rests over, and since when.
    over: Option<(Uuid, f64)>,
}

/// The drag, if there is one. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Drag {
    held: RwSignal<Option<Held>>,
    drop: RwSignal<Option<(Uuid, Mark)>>,
    /// Where it would go.
    place: StoredValue<Option<CategoryPlace>>,
}

impl Drag {
    pub(super) fn new() -> Self {
        Self {
            held: RwSignal::new(None),
            drop: RwSignal::new(None),
            place: StoredValue::new(None),
        }
    }

    /// Whether something is being dragged. Reactive.
    pub(super) fn is_on(self) -> bool {
        self.held.with(|held| held.is_some_and(|held| held.begun))
    }

    /// Whether this one is. Reactive.
    pub(super) fn is_held(self, id: Uuid) -> bool {
        self.held
            .with(|held| held.is_some_and(|held| held.begun && held.id == id))
    }

    /// Whether it would be dropped here. Reactive.
    pub(super) fn marks(self, id: Uuid, mark: Mark) -> bool {
        self.drop.get() == Some((id, mark))
    }

    /// Lets go without a move; whether there was a drag.
    pub(super) fn cancel(self) -> bool {
        let was = self
            .held
            .with_untracked(|held| held.is_some_and(|held| held.begun));
        self.held.set(None);
        self.aim(None);
        was
    }

    fn aim(self, at: Option<(Uuid, Mark, CategoryPlace)>) {
        let drop = at.map(|(id, mark, _)| (id, mark));
        if self.drop.get_untracked() != drop {
            self.drop.set(drop);
        }
        self.place.set_value(at.map(|(_, _, place)| place));
    }
}

/// The button that a category is dragged by. It has the category's focus, too.
#[component]
pub(super) fn Handle(id: Uuid, name: String, page: Page) -> impl IntoView {
    let drag = page.drag;
    let label = match lang::current() {
        Lang::Ja => format!("「{name}」を動かす"),
        Lang::En => format!("Move {name}"),
    };
    let down = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        if let Some(target) = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
        {
            let _ = target.set_pointer_capture(event.pointer_id());
        }
        let at = (event.client_x(), event.client_y());
        drag.held.set(Some(Held {
            id,
            from: at,
            at,
            begun: false,
            over: None,
        }));
    };
    let moved = move |event: PointerEvent| {
        let Some(held) = drag.held.get_untracked() else {
            return;
        };
        let at = (event.client_x(), event.client_y());
        let far = (at.0 - held.from.0).abs().max((at.1 - held.from.1).abs()) >= BEGIN;
        let begins = far && !held.begun;
        drag.held.set(Some(Held {
            at,
            begun: held.begun || far,
            ..held
        }));
        if begins {
            tick(page);
        }
        if held.begun || far {
            look(page);
        }
    };
    let up = move |_: PointerEvent| {
        let place = drag.place.get_value();
        if drag.cancel()
            && let Some(place) = place
        {
            page.put(id, place);
        }
    };
    view! {
        <button
            type="button"
            class="button plain icon small tree-handle"
            data-handle=id.to_string()
            title=t("ドラッグして動かす（Alt+矢印キーでも）", "Drag to move (or Alt and arrow keys)")
            aria-label=label
            aria-describedby="tree-help"
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=move |_| {
                drag.cancel();
            }
        >
            {icon(Icon::Grip)}
        </button>
    }
    .draw()
}

/// Finds out what the pointer is over, and what that means.
fn look(page: Page) {
    let drag = page.drag;
    let Some(held) = drag.held.get_untracked() else {
        return;
    };
    let aim = aim(page, held).filter(|(_, _, place)| page.why_not(held.id, *place).is_none());
    drag.aim(aim);
    let rests = aim.and_then(|(id, mark, _)| (mark == Mark::Inside).then_some(id));
    let over = match (rests, held.over) {
        (Some(id), Some((before, since))) if id == before => Some((id, since)),
        (Some(id), _) => Some((id, dom::now_ms())),
        (None, _) => None,
    };
    if over != held.over {
        drag.held.set(Some(Held { over, ..held }));
    }
}

/// The row under the pointer, the mark at it, and the place that it stands for.
fn aim(page: Page, held: Held) -> Option<(Uuid, Mark, CategoryPlace)> {
    let (x, y) = (held.at.0 as f32, held.at.1 as f32);
    let element = document().element_from_point(x, y)?;
    let row = element.closest("[data-category]").ok()??;
    let id: Uuid = row.get_attribute("data-category")?.parse().ok()?;
    if id == held.id {
        return None;
    }
    let area = row.get_bounding_client_rect();
    let part = (f64::from(y) - area.top()) / area.height().max(1.0);
    page.tree.with_untracked(|tree| {
        let parent = tree.find(id)?.parent;
        let first = tree
            .children(Some(id))
            .map(|one| one.id)
            .find(|one| *one != held.id);
        let shows_children = first.is_some() && !page.opened.is_closed(id);
        Some(if part < 0.3 {
            let place = CategoryPlace {
                parent,
                before: Some(id),
            };
            (id, Mark::Before, place)
        } else if part < 0.7 {
            let place = CategoryPlace {
                parent: Some(id),
                before: None,
            };
            (id, Mark::Inside, place)
        } else if shows_children {
            // Below it on the screen is its first child.
            let place = CategoryPlace {
                parent: Some(id),
                before: first,
            };
            (id, Mark::After, place)
        } else {
            let next = tree
                .children(parent)
                .skip_while(|one| one.id != id)
                .skip(1)
                .find(|one| one.id != held.id);
            let place = CategoryPlace {
                parent,
                before: next.map(|next| next.id),
            };
            (id, Mark::After, place)
        })
    })
}

/// While it is held: scrolls near the edges, and opens what it rests over.
fn tick(page: Page) {
    request_animation_frame(move || {
        let Some(Some(held)) = page.drag.held.try_get_untracked() else {
            return;
        };
        let height = window().inner_height().ok().and_then(|height| height.as_f64());
        let height = height.unwrap_or_default() as i32;
        let by = if held.at.1 < EDGE {
            -SCROLL
        } else if held.at.1 > height - EDGE {
            SCROLL
        } else {
            0.0
        };
        if by != 0.0 {
            window().scroll_by_with_x_and_y(0.0, by);
            look(page);
        }
        if let Some((id, since)) = held.over
            && dom::now_ms() - since > OPEN_MS
            && untrack(|| page.opened.is_closed(id))
        {
            page.opened.set(id, true);
        }
        tick(page);
    });
}
