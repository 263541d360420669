//! The pages and fields in order: chosen, moved by keys or by dragging, added.

use super::{
    super::words,
    desk::{Chosen, Desk},
    edit::{self, At},
};
use crate::{
    dom,
    draw::Draw,
    lang::{self, t},
    ui::{Icon, icon},
};
use kotae_shared::{
    Lang,
    form::{Field, Kind},
};
use leptos::{ev, prelude::*};

/// How far a pointer goes before it drags.
const SLACK: i32 = 4;

/// A field that is being dragged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Drag {
    from: At,
    start: (i32, i32),
    /// Before which place it would lie.
    to: Option<At>,
}

/// The part of the page.
#[component]
pub(super) fn Outline(desk: Desk) -> impl IntoView {
    let drag = RwSignal::new(None::<Drag>);
    let moves = window_event_listener(ev::pointermove, move |event| {
        let Some(mut now) = drag.get_untracked() else {
            return;
        };
        let (x, y) = (event.client_x(), event.client_y());
        let far = (x - now.start.0).abs().max((y - now.start.1).abs());
        if now.to.is_none() && far < SLACK {
            return;
        }
        event.prevent_default();
        now.to = under(x, y).or(now.to);
        if drag.get_untracked() != Some(now) {
            drag.set(Some(now));
        }
    });
    let ends = window_event_listener(ev::pointerup, move |_| {
        if let Some(Drag {
            from, to: Some(to), ..
        }) = drag.get_untracked()
        {
            desk.shift(|form| edit::move_field(form, from, to));
        }
        if drag.get_untracked().is_some() {
            drag.set(None);
        }
    });
    let stops = window_event_listener(ev::pointercancel, move |_| drag.set(None));
    let escapes = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && drag.get_untracked().is_some() {
            drag.set(None);
        }
    });
    on_cleanup(move || {
        moves.remove();
        ends.remove();
        stops.remove();
        escapes.remove();
    });
    // Only what the outline shows draws it anew.
    let pages = Memo::new(move |_| {
        desk.doc.with(|doc| {
            let pages = doc.form.pages.iter();
            pages
                .map(|page| {
                    let title = page.title.get(lang::current()).to_owned();
                    (title, page.fields.iter().map(Row::of).collect::<Vec<_>>())
                })
                .collect::<Vec<_>>()
        })
    });
    let list = move || {
        let all = pages.get();
        let many = all.len() > 1;
        let page = |(page, (title, rows)): (usize, (String, Vec<Row>))| {
            let count = rows.len();
            let rows = rows
                .into_iter()
                .enumerate()
                .map(|(index, row)| line(desk, drag, At { page, index }, row));
            let end = At { page, index: count };
            view! {
                <li class="outline-page">
                    {page_line(desk, page, title, many)}
                    <ol class="plain outline-fields">
                        {rows.collect_view()}
                        <li
                            class="outline-end"
                            class:drop=move || drag.get().is_some_and(|drag| drag.to == Some(end))
                            data-drop=format!("{page} {count}")
                        >
                            {(count == 0)
                                .then(|| view! { <span class="quiet small">{t("欄がありません", "No fields yet")}</span> })}
                        </li>
                    </ol>
                </li>
            }
        };
        all.into_iter().enumerate().map(page).collect_view()
    };
    let whole = move || desk.chosen.get() == Chosen::Form;
    view! {
        <section class="outline" aria-label=t("フォームの構成", "What the form has")>
            <button
                type="button"
                class="outline-row outline-whole"
                aria-pressed=move || whole().to_string()
                on:click=move |_| desk.choose(Chosen::Form)
            >
                {icon(Icon::Book)}
                <span>{t("名前とあいさつ", "Name and words")}</span>
                {bad(desk, move |place| !place.starts_with("pages.") && !place.starts_with("settings."))}
            </button>
            <ol class="plain outline-pages" class:dragging=move || drag.get().is_some_and(|drag| drag.to.is_some())>
                {list}
            </ol>
            {desk.may_write.then(|| palette(desk))}
        </section>
    }
    .draw()
}

/// What the outline shows of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    kind: Kind,
    label: String,
    required: bool,
    conditional: bool,
}

impl Row {
    fn of(field: &Field) -> Self {
        let label = field.label.get(lang::current());
        Self {
            kind: field.kind,
            label: if label.is_empty() { &field.key } else { label }.to_owned(),
            required: field.required,
            conditional: field.show_if.is_some(),
        }
    }
}

fn page_line(desk: Desk, page: usize, title: String, many: bool) -> AnyView {
    let number = page + 1;
    let name = match lang::current() {
        Lang::Ja => format!("{number} ページ目"),
        Lang::En => format!("Page {number}"),
    };
    let chosen = move || desk.chosen.get() == Chosen::Page(page);
    let keys = move |event: web_sys::KeyboardEvent| {
        let down = match event.key().as_str() {
            "ArrowUp" if event.alt_key() => false,
            "ArrowDown" if event.alt_key() => true,
            _ => return,
        };
        event.prevent_default();
        shift_page(desk, page, down);
    };
    let start = format!("pages.{page}.title");
    let fields = format!("pages.{page}.fields");
    view! {
        <button
            type="button"
            class="outline-row outline-head"
            data-at=format!("page {page}")
            aria-pressed=move || chosen().to_string()
            aria-keyshortcuts=many.then_some("Alt+ArrowUp Alt+ArrowDown")
            on:click=move |_| desk.choose(Chosen::Page(page))
            on:keydown=keys
        >
            <b>{name}</b>
            <span>{title}</span>
            {bad(desk, move |place| place.starts_with(&start) || place == fields)}
        </button>
    }
    .draw()
}

/// Moves a page; the focus goes with it.
pub(super) fn shift_page(desk: Desk, page: usize, down: bool) {
    let mut moved = None;
    desk.change("", |doc| moved = edit::step_page(&mut doc.form, page, down));
    let Some(to) = moved else {
        return desk.say(t("これ以上は動かせません。", "It cannot go any further."));
    };
    desk.choose(Chosen::Page(to));
    desk.say(match lang::current() {
        Lang::Ja => format!("{} ページ目に移しました。", to + 1),
        Lang::En => format!("It is page {} now.", to + 1),
    });
    let name = format!("page {to}");
    request_animation_frame(move || {
        dom::focus_named(".outline-row", "data-at", &name);
    });
}

fn line(desk: Desk, drag: RwSignal<Option<Drag>>, at: At, row: Row) -> AnyView {
    let chosen = move || desk.chosen.get() == Chosen::Field(at);
    let keys = move |event: web_sys::KeyboardEvent| {
        let alt = event.alt_key();
        match event.key().as_str() {
            "ArrowUp" if alt => desk.shift(|form| edit::step(form, at, false)),
            "ArrowDown" if alt => desk.shift(|form| edit::step(form, at, true)),
            "ArrowUp" | "ArrowDown" => beside(at, event.key() == "ArrowDown"),
            "Delete" => desk.remove(at),
            _ => return,
        }
        event.prevent_default();
    };
    let name = at.name();
    let own = format!("{name}.");
    let grip = desk.may_write.then(|| {
        view! {
            <span
                class="outline-grip"
                title=t("ドラッグで並べ替え", "Drag to move")
                aria-hidden="true"
                on:pointerdown=move |event: web_sys::PointerEvent| {
                    if event.button() == 0 {
                        event.prevent_default();
                        let start = (event.client_x(), event.client_y());
                        drag.set(Some(Drag { from: at, start, to: None }));
                    }
                }
            >
                {icon(Icon::Grip)}
            </span>
        }
    });
    view! {
        <li
            class="outline-item"
            class:drop=move || drag.get().is_some_and(|drag| drag.to == Some(at))
            class:dragged=move || drag.get().is_some_and(|drag| drag.from == at && drag.to.is_some())
            data-drop=format!("{} {}", at.page, at.index)
        >
            {grip}
            <button
                type="button"
                class="outline-row"
                data-at=name
                title=words::kind(row.kind)
                aria-pressed=move || chosen().to_string()
                aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete"
                on:click=move |_| desk.choose(Chosen::Field(at))
                on:keydown=keys
            >
                {icon(words::mark(row.kind))}
                <span>{row.label}</span>
                {row
                    .required
                    .then(|| view! { <i class="outline-mark" title=t("必須", "Required")>"*"</i> })}
                {row
                    .conditional
                    .then(|| {
                        view! { <i class="outline-mark">{t("条件付き", "if…")}</i> }
                    })}
                {bad(desk, move |place| place.starts_with(&own))}
            </button>
        </li>
    }
    .draw()
}

/// Moves the focus to the row above or below.
fn beside(at: At, down: bool) {
    let Ok(rows) = document().query_selector_all(".outline-row") else {
        return;
    };
    let name = at.name();
    let rows: Vec<web_sys::HtmlElement> = (0..rows.length())
        .filter_map(|index| wasm_bindgen::JsCast::dyn_into(rows.get(index)?).ok())
        .collect();
    let here = rows
        .iter()
        .position(|row: &web_sys::HtmlElement| row.get_attribute("data-at").as_deref() == Some(&name));
    let other = here.and_then(|here| if down { Some(here + 1) } else { here.checked_sub(1) });
    if let Some(row) = other.and_then(|other| rows.get(other)) {
        let _ = row.focus();
    }
}

/// A mark where something is wrong.
fn bad(desk: Desk, here: impl Fn(&str) -> bool + Send + Sync + 'static) -> impl IntoView {
    let found = Memo::new(move |_| {
        desk.findings
            .with(|found| found.iter().any(|one| here(&one.field)))
    });
    move || {
        found.get().then(|| {
            view! {
                <i class="outline-bad" role="img" aria-label=t("確認が必要", "To look at")>
                    {icon(Icon::Alert)}
                </i>
            }
        })
    }
}

/// The kinds of fields, and a new page.
fn palette(desk: Desk) -> AnyView {
    let kinds = Kind::ALL.map(|kind| {
        view! {
            <button type="button" class="button small" on:click=move |_| desk.add(kind)>
                {icon(words::mark(kind))}
                <span>{words::kind(kind)}</span>
            </button>
        }
    });
    let page = move |_| {
        let mut made = None;
        desk.change("", |doc| made = edit::add_page(&mut doc.form));
        match made {
            Some(page) => {
                desk.choose(Chosen::Page(page));
                desk.say(t("ページを追加しました。", "The page was added."));
                dom::focus_soon("#page-title-ja");
            }
            None => desk.say(t(
                "これ以上は追加できません。",
                "There is no room for more pages.",
            )),
        }
    };
    view! {
        <div class="palette" role="group" aria-label=t("欄を追加", "Add a field")>
            <p class="quiet small">
                {t("欄を追加（選んだ欄の次に入ります）", "Add a field, behind the chosen one")}
            </p>
            <div class="palette-kinds">{kinds.collect_view()}</div>
            <button type="button" class="button small" on:click=page>
                {icon(Icon::Plus)}
                <span>{t("ページを追加", "Add a page")}</span>
            </button>
        </div>
    }
    .draw()
}

/// Before which place a field would lie that is let go here.
fn under(x: i32, y: i32) -> Option<At> {
    let element = document().element_from_point(x as f32, y as f32)?;
    let row = element.closest("[data-drop]").ok()??;
    let name = row.get_attribute("data-drop")?;
    let (page, index) = name.split_once(' ')?;
    let at = At {
        page: page.parse().ok()?,
        index: index.parse().ok()?,
    };
    // In its lower half it lies behind.
    let rect = row.get_bounding_client_rect();
    let below = f64::from(y) > rect.top() + rect.height() / 2.0 && row.class_list().contains("outline-item");
    Some(At {
        index: at.index + usize::from(below),
        ..at
    })
}
