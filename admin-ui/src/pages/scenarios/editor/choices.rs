//! The choices of the selected step: their words, where they lead, their order.

use super::{
    super::graph::edit,
    desk::Desk,
    fields::{self, Slot},
};
use crate::{
    dom,
    draw::Draw,
    lang::{self, t},
    ui::{Icon, icon},
};
use kotae_shared::{Lang, scenario::limits};
use leptos::{ev, prelude::*};

/// The list.
#[component]
pub(super) fn Choices(desk: Desk, steps: Memo<Vec<String>>) -> impl IntoView {
    let count = Memo::new(move |_| desk.step(|step| step.choices.len()).unwrap_or_default());
    let dragged = RwSignal::new(None::<usize>);
    // A choice is dragged by its handle: over another one it takes its place.
    let moves = window_event_listener(ev::pointermove, move |event| {
        let Some(from) = dragged.get_untracked() else {
            return;
        };
        let under = document().element_from_point(event.client_x() as f32, event.client_y() as f32);
        let row = under.and_then(|under| under.closest("[data-choice]").ok()?);
        let to = row.and_then(|row| row.get_attribute("data-choice")?.parse().ok());
        if let Some(to) = to.filter(|to| *to != from)
            && desk.move_choice(from, to)
        {
            dragged.set(Some(to));
        }
    });
    let ends = window_event_listener(ev::pointerup, move |_| {
        if dragged.get_untracked().is_some() {
            dragged.set(None);
        }
    });
    on_cleanup(move || {
        moves.remove();
        ends.remove();
    });
    let fault = fields::fault(desk, vec!["choices".into()]);
    let add = move || {
        let id = desk.selected.get_untracked();
        let mut made = None;
        desk.change("", |scenario| made = edit::add_choice(scenario, &id));
        if let Some(at) = made {
            request_animation_frame(move || {
                dom::focus(&format!("#choice-{at}-ja"));
            });
        }
    };
    let rows = move || {
        (0..count.get())
            .map(|at| row(desk, steps, dragged, at, Callback::new(move |()| add())))
            .collect_view()
    };
    let is_full = move || count.get() >= limits::CHOICES;
    view! {
        <div class="field" role="group" aria-labelledby="choices-name">
            <span class="field-name" id="choices-name">{t("選択肢", "Choices")}</span>
            <ol class="choice-rows">{rows}</ol>
            {fields::below(fault, "choices-error".into())}
            {desk
                .may_write
                .then(|| {
                    view! {
                        <button type="button" class="button small" id="choice-add" disabled=is_full on:click=move |_| add()>
                            {icon(Icon::Plus)}
                            {t("選択肢を足す", "Add a choice")}
                        </button>
                    }
                })}
        </div>
    }
    .draw()
}

fn row(
    desk: Desk,
    steps: Memo<Vec<String>>,
    dragged: RwSignal<Option<usize>>,
    at: usize,
    add: Callback<()>,
) -> AnyView {
    let number = at + 1;
    let field = |name: &str| format!("choices.{at}.{name}");
    let ja = match lang::current() {
        Lang::Ja => format!("選択肢 {number}（日本語）"),
        Lang::En => format!("Choice {number} (Japanese)"),
    };
    let en = t("英語", "English").to_owned();
    let shift = move |to: Option<usize>, side: &'static str| {
        if let Some(to) = to
            && desk.move_choice(at, to)
        {
            request_animation_frame(move || {
                if !dom::focus(&format!("#choice-{to}-{side}:enabled")) {
                    dom::focus(&format!("#choice-{to}-ja"));
                }
            });
        }
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        if event.alt_key() && matches!(event.key().as_str(), "ArrowUp" | "ArrowDown") {
            event.prevent_default();
            let to = if event.key() == "ArrowUp" {
                at.checked_sub(1)
            } else {
                Some(at + 1)
            };
            shift(to, "ja");
        }
    };
    let remove = move |_| {
        let id = desk.selected.get_untracked();
        desk.change("", |scenario| edit::remove_choice(scenario, &id, at));
        desk.way.set(None);
        desk.say(t("選択肢を削除しました。", "The choice was removed."));
        dom::focus_soon("#choice-add");
    };
    let last = move || desk.step(|step| step.choices.len() <= at + 1) == Some(true);
    let tool = |id: String, name: &'static str, mark: Icon| (id, format!("{number}: {name}"), mark);
    let (up_id, up_name, up_mark) = tool(format!("choice-{at}-up"), t("上へ", "Move up"), Icon::ArrowUp);
    let (down_id, down_name, down_mark) = tool(
        format!("choice-{at}-down"),
        t("下へ", "Move down"),
        Icon::ArrowDown,
    );
    let (cut_id, cut_name, cut_mark) = tool(format!("choice-{at}-cut"), t("削除", "Remove"), Icon::Close);
    let tools = desk.may_write.then(|| {
        view! {
            <span class="choice-tools">
                <span
                    class="choice-grip"
                    title=t("ドラッグで並べ替え", "Drag to move")
                    aria-hidden="true"
                    on:pointerdown=move |event| {
                        event.prevent_default();
                        dragged.set(Some(at));
                    }
                >
                    {icon(Icon::Menu)}
                </span>
                <button
                    type="button"
                    class="button plain icon small"
                    id=up_id
                    title="Alt+↑"
                    aria-label=up_name
                    disabled=at == 0
                    on:click=move |_| shift(at.checked_sub(1), "up")
                >
                    {icon(up_mark)}
                </button>
                <button
                    type="button"
                    class="button plain icon small"
                    id=down_id
                    title="Alt+↓"
                    aria-label=down_name
                    disabled=last
                    on:click=move |_| shift(Some(at + 1), "down")
                >
                    {icon(down_mark)}
                </button>
                <button type="button" class="button plain icon small" id=cut_id aria-label=cut_name on:click=remove>
                    {icon(cut_mark)}
                </button>
            </span>
        }
    });
    let to = match lang::current() {
        Lang::Ja => format!("選択肢 {number} の行き先"),
        Lang::En => format!("Choice {number} leads to"),
    };
    view! {
        <li
            class="choice-row"
            class:dragged=move || dragged.get() == Some(at)
            data-choice=at
            on:keydown=keys
        >
            {tools}
            {fields::text(desk, Slot::ChoiceJa(at), format!("choice-{at}-ja"), ja, 0, Some(add))}
            {fields::text(desk, Slot::ChoiceEn(at), format!("choice-{at}-en"), en, 0, None)}
            {fields::target(desk, at, to, field("target"), steps)}
        </li>
    }
    .draw()
}
