//! The drawing: boxes in columns with lines between them, or the same boxes as an indented outline where there is little room.

use super::{
    super::graph::layout::{WIDTH, port},
    desk::{Desk, focus_step},
    keys,
    step::StepBox,
};
use crate::{
    app::{App, app},
    dom,
    draw::Draw,
    lang::{self, number, t},
    ui::{Icon, icon},
};
use kotae_shared::Lang;
use leptos::{ev, html, prelude::*};
use std::collections::HashMap;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// Below this width of the window, in px, there is an outline.
const NARROW: f64 = 760.0;
/// Less than this, in px, is a click and no drag.
const STILL: f64 = 6.0;
const ZOOMS: (f64, f64) = (0.2, 1.5);

/// A line that is being drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drag {
    from: String,
    way: usize,
    /// Where it began and where it is, in the window.
    began: (f64, f64),
    at: (f64, f64),
}

/// How the drawing is looked at. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Sight {
    pub(super) zoom: RwSignal<f64>,
    pub(super) outline: RwSignal<bool>,
    pub(super) drag: RwSignal<Option<Drag>>,
    pub(super) frame: NodeRef<html::Div>,
    /// From which step one came to another, by their ids.
    pub(super) came: StoredValue<HashMap<String, String>>,
    pub(super) help: RwSignal<bool>,
    pub(super) app: App,
    sheet: NodeRef<html::Div>,
    /// While the ground is dragged: where the pointer and the scroll position began.
    pan: StoredValue<Option<[f64; 4]>>,
}

impl Sight {
    pub(super) fn new() -> Self {
        Self {
            zoom: RwSignal::new(1.0),
            outline: RwSignal::new(is_narrow()),
            drag: RwSignal::new(None),
            frame: NodeRef::new(),
            came: StoredValue::new(HashMap::new()),
            help: RwSignal::new(false),
            app: app(),
            sheet: NodeRef::new(),
            pan: StoredValue::new(None),
        }
    }

    /// Draws larger or smaller, with the selected step in sight.
    pub(super) fn zoom_by(self, desk: Desk, by: f64) {
        let zoom = (self.zoom.get_untracked() * by).clamp(ZOOMS.0, ZOOMS.1);
        self.zoom.set(if (zoom - 1.0).abs() < 0.04 { 1.0 } else { zoom });
        request_animation_frame(move || Self::show(&desk.selected.get_untracked()));
    }

    /// Draws all of it into the frame.
    pub(super) fn fit(self, desk: Desk) {
        let Some(frame) = self.frame.get_untracked() else {
            return;
        };
        let (wide, high) = desk.layout.with_untracked(|layout| (layout.width, layout.height));
        let zoom = (f64::from(frame.client_width()) / wide).min(f64::from(frame.client_height()) / high);
        self.zoom.set(zoom.clamp(ZOOMS.0, 1.0));
        frame.set_scroll_left(0);
        frame.set_scroll_top(0);
    }

    /// Brings a step into sight without moving the focus.
    pub(super) fn show(id: &str) {
        dom::show_named("[data-step]", "data-step", id);
    }

    pub(super) fn begin(self, from: &str, way: usize, event: &PointerEvent) {
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        self.drag.set(Some(Drag {
            from: from.to_owned(),
            way,
            began: at,
            at,
        }));
    }

    fn moved(self, event: &PointerEvent) {
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        if self.drag.with_untracked(Option::is_some) {
            self.drag.update(|drag| {
                if let Some(drag) = drag {
                    drag.at = at;
                }
            });
        }
        if let (Some([x, y, left, top]), Some(frame)) = (self.pan.get_value(), self.frame.get_untracked()) {
            frame.set_scroll_left((left + x - at.0) as i32);
            frame.set_scroll_top((top + y - at.1) as i32);
        }
    }

    /// Lets the line go: on a step it leads there, on the ground to a new one.
    fn let_go(self, desk: Desk) {
        self.pan.set_value(None);
        let Some(drag) = self.drag.try_update(Option::take).flatten() else {
            return;
        };
        let far = (drag.at.0 - drag.began.0).hypot(drag.at.1 - drag.began.1);
        if far < STILL {
            return;
        }
        let under = document().element_from_point(drag.at.0 as f32, drag.at.1 as f32);
        let step = under.as_ref().and_then(|under| under.closest("[data-id]").ok()?);
        if let Some(to) = step.and_then(|step| step.get_attribute("data-id")) {
            desk.connect(&drag.from, drag.way, &to);
            desk.point(&drag.from, Some(drag.way));
        } else if under.is_some_and(|under| matches!(under.closest(".graph"), Ok(Some(_)))) {
            desk.grow_at(&drag.from, drag.way);
        }
    }

    /// The line that is being drawn, on the sheet.
    fn drawn(self, desk: Desk) -> Option<String> {
        let drag = self.drag.get()?;
        let rect = self.sheet.get_untracked()?.get_bounding_client_rect();
        let zoom = self.zoom.get_untracked();
        let (x, y) = ((drag.at.0 - rect.left()) / zoom, (drag.at.1 - rect.top()) / zoom);
        let place = desk.place(&drag.from)?;
        let place = desk
            .layout
            .with_untracked(|layout| layout.places.get(place).copied())?;
        let (from_x, from_y) = (place.x + WIDTH, place.y + port(drag.way));
        let half = f64::midpoint(from_x, x);
        Some(format!(
            "M{from_x:.0} {from_y:.0}C{half:.0} {from_y:.0} {half:.0} {y:.0} {x:.0} {y:.0}"
        ))
    }
}

fn is_narrow() -> bool {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    width.is_some_and(|width| width < NARROW)
}

/// The drawing with its tools.
#[component]
pub(super) fn Canvas(desk: Desk, sight: Sight) -> impl IntoView {
    let moves = window_event_listener(ev::pointermove, move |event| sight.moved(&event));
    let ends = window_event_listener(ev::pointerup, move |_| sight.let_go(desk));
    let cancels = window_event_listener(ev::pointercancel, move |_| {
        sight.drag.set(None);
        sight.pan.set_value(None);
    });
    let narrow = StoredValue::new(is_narrow());
    let resizes = window_event_listener(ev::resize, move |_| {
        // Only when it becomes narrow or wide: the reader's own choice stays else.
        if narrow.get_value() != is_narrow() {
            narrow.set_value(is_narrow());
            sight.outline.set(is_narrow());
        }
    });
    on_cleanup(move || {
        moves.remove();
        ends.remove();
        cancels.remove();
        resizes.remove();
    });
    let ground = move |event: PointerEvent| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let on_ground =
            target.is_some_and(|target| !matches!(target.closest("[data-id], .line-hit"), Ok(Some(_))));
        if let Some(frame) = sight.frame.get_untracked()
            && on_ground
            && event.pointer_type() == "mouse"
            && event.button() == 0
        {
            sight.pan.set_value(Some([
                f64::from(event.client_x()),
                f64::from(event.client_y()),
                f64::from(frame.scroll_left()),
                f64::from(frame.scroll_top()),
            ]));
        }
    };
    let wheel = move |event: web_sys::WheelEvent| {
        if event.ctrl_key() && !sight.outline.get_untracked() {
            event.prevent_default();
            sight.zoom_by(desk, if event.delta_y() < 0.0 { 1.1 } else { 1.0 / 1.1 });
        }
    };
    // Where the trial stands is in sight.
    Effect::new(move |_| {
        let id = desk.standing.get();
        if !id.is_empty() {
            Sight::show(&id);
        }
    });
    let lines = Memo::new(move |_| {
        desk.shape.with(|shape| {
            let lines = shape.outline().into_iter();
            lines
                .map(|(at, depth)| (shape.ids[at].clone(), depth))
                .collect::<Vec<_>>()
        })
    });
    let scaled = move |of: fn(f64, f64) -> f64| {
        let (wide, high) = desk.layout.with(|layout| (layout.width, layout.height));
        (!sight.outline.get()).then(|| format!("{:.0}px", of(wide, high) * sight.zoom.get()))
    };
    let scale = move || (!sight.outline.get()).then(|| format!("scale({:.3})", sight.zoom.get()));
    view! {
        <Tools desk=desk sight=sight/>
        <div
            class="graph"
            class:outline=sight.outline
            class:dragging=move || sight.drag.with(Option::is_some)
            node_ref=sight.frame
            on:keydown=move |event| keys::pressed(desk, sight, &event)
            on:pointerdown=ground
            on:wheel=wheel
        >
            <div
                class="graph-size"
                style:width=move || scaled(|wide, _| wide)
                style:height=move || scaled(|_, high| high)
            >
                <div class="graph-sheet" node_ref=sight.sheet style:transform=scale>
                    {move || (!sight.outline.get()).then(|| lines_of(desk, sight))}
                    <ol class="graph-steps" aria-label=t("ステップ", "Steps")>
                        <For each=move || lines.get() key=|line| line.0.clone() let:line>
                            <StepBox desk=desk sight=sight id=line.0 lines=lines/>
                        </For>
                    </ol>
                </div>
            </div>
        </div>
        <p class="quiet small graph-hint">
            {t(
                "矢印: 移動　Enter: 編集　A: 次に追加　Delete: 削除　P: ここから試す　?: すべてのキー",
                "Arrows: move · Enter: edit · A: add after · Delete: remove · P: try from here · ?: all keys",
            )}
        </p>
        {move || sight.help.get().then(keys::list)}
    }
    .draw()
}

fn lines_of(desk: Desk, sight: Sight) -> AnyView {
    let paths = move || {
        desk.layout.with(|layout| {
            let ids = desk.shape.with_untracked(|shape| shape.ids.clone());
            let id = |at: usize| ids.get(at).cloned().unwrap_or_default();
            let path = |line: &super::super::graph::layout::Line| {
                let (from, way) = (id(line.from), line.way);
                let (on, chosen, to) = (from.clone(), from.clone(), id(line.to));
                let press = move |_| {
                    desk.point(&from, Some(way));
                    dom::focus_named("[data-way]", "data-way", &format!("{from}\n{way}"));
                };
                view! {
                    <path
                        class="line"
                        class:back=line.back
                        class:on=move || desk.selected.with(|id| *id == on)
                        class:into=move || desk.selected.with(|id| *id == to)
                        class:chosen=move || {
                            desk.way.get() == Some(way) && desk.selected.with(|id| *id == chosen)
                        }
                        d=line.path.clone()
                    ></path>
                    <path class="line-hit" d=line.path.clone() on:click=press></path>
                }
            };
            layout.lines.iter().map(path).collect_view()
        })
    };
    let size = move |of: fn(f64, f64) -> f64| {
        desk.layout
            .with(|layout| format!("{:.0}", of(layout.width, layout.height)))
    };
    view! {
        <svg
            class="graph-lines"
            aria-hidden="true"
            width=move || size(|wide, _| wide)
            height=move || size(|_, high| high)
        >
            {paths}
            {move || sight.drawn(desk).map(|path| view! { <path class="line drawing" d=path></path> })}
        </svg>
    }
    .draw()
}

/// The buttons above the drawing.
#[component]
fn Tools(desk: Desk, sight: Sight) -> impl IntoView {
    let tool = |label: &'static str, keys: &'static str, mark: Icon, press: fn(Desk, Sight)| {
        view! {
            <button
                type="button"
                class="button small"
                title=format!("{label} ({keys})")
                on:click=move |_| press(desk, sight)
            >
                {icon(mark)}
                <span>{label}</span>
            </button>
        }
        .draw()
    };
    let writes = desk.may_write.then(|| {
        view! {
            {tool(t("次に追加", "Add after"), "A", Icon::Plus, |desk, _| desk.grow(kotae_shared::scenario::Kind::Text))}
            {tool(t("複製", "Copy"), "D", Icon::Copy, |desk, _| desk.duplicate(false))}
            {tool(t("以下も複製", "Copy with all below"), "Shift+D", Icon::Copy, |desk, _| desk.duplicate(true))}
            {tool(t("削除", "Delete"), "Delete", Icon::Trash, keys::ask_remove)}
            <span class="joined">
                <button
                    type="button"
                    class="button small"
                    title="Ctrl+Z"
                    disabled=move || !desk.can_undo()
                    on:click=move |_| desk.undo()
                >
                    {t("元に戻す", "Undo")}
                </button>
                <button
                    type="button"
                    class="button small"
                    title="Ctrl+Shift+Z"
                    disabled=move || !desk.can_redo()
                    on:click=move |_| desk.redo()
                >
                    {t("やり直す", "Redo")}
                </button>
            </span>
        }
    });
    let zoom = move || {
        (!sight.outline.get()).then(|| {
            let share = move || format!("{}%", (sight.zoom.get() * 100.0).round());
            view! {
                <span class="joined">
                    <button
                        type="button"
                        class="button small icon"
                        aria-label=t("縮小", "Smaller")
                        on:click=move |_| sight.zoom_by(desk, 1.0 / 1.2)
                    >
                        "−"
                    </button>
                    <button
                        type="button"
                        class="button small graph-zoom"
                        title=t("元の大きさ", "Actual size")
                        on:click=move |_| {
                            sight.zoom.set(1.0);
                            focus_step(desk.selected.get_untracked());
                        }
                    >
                        {share}
                    </button>
                    <button
                        type="button"
                        class="button small icon"
                        aria-label=t("拡大", "Larger")
                        on:click=move |_| sight.zoom_by(desk, 1.2)
                    >
                        "+"
                    </button>
                    <button type="button" class="button small" on:click=move |_| sight.fit(desk)>
                        {t("全体", "Fit")}
                    </button>
                </span>
            }
        })
    };
    let look = [(false, t("図", "Graph")), (true, t("一覧", "Outline"))].map(|(outline, name)| {
        view! {
            <button
                type="button"
                class="button small"
                aria-pressed=move || (sight.outline.get() == outline).to_string()
                on:click=move |_| sight.outline.set(outline)
            >
                {name}
            </button>
        }
    });
    let count = move || {
        let steps = number(desk.shape.with(|shape| shape.ids.len()) as u32);
        match lang::current() {
            Lang::Ja => format!("{steps} ステップ"),
            Lang::En => format!("{steps} steps"),
        }
    };
    view! {
        <div class="graph-tools" role="toolbar" aria-label=t("シナリオの操作", "Scenario tools")>
            {writes}
            <span class="graph-space quiet small number">{count}</span>
            {zoom}
            <span class="joined" role="group" aria-label=t("見せ方", "How it is shown")>{look.collect_view()}</span>
            <button
                type="button"
                class="button small icon"
                aria-label=t("キーの一覧", "List of keys")
                aria-expanded=move || sight.help.get().to_string()
                on:click=move |_| sight.help.update(|help| *help = !*help)
            >
                "?"
            </button>
        </div>
    }
    .draw()
}
