//! The keys of the drawing.

use super::{
    super::graph::edit,
    canvas::Sight,
    desk::{Desk, Pane, focus_step},
};
use crate::{
    dom,
    draw::Draw,
    lang::{self, t},
    ui::Confirm,
};
use kotae_shared::{Lang, scenario::Kind};
use leptos::prelude::*;

/// A key was pressed while a step or one of its ways has the focus.
pub(super) fn pressed(desk: Desk, sight: Sight, event: &web_sys::KeyboardEvent) {
    if event.is_composing() || event.ctrl_key() || event.meta_key() || dom::is_typing() {
        return;
    }
    let (key, alt) = (event.key(), event.alt_key());
    if !act(desk, sight, &key, alt, event.shift_key()) {
        return;
    }
    event.prevent_default();
}

/// Does what a key says; answers whether it says anything.
fn act(desk: Desk, sight: Sight, key: &str, alt: bool, shift: bool) -> bool {
    match key {
        "ArrowUp" | "ArrowDown" if alt => {
            if let Some(way) = desk.way.get_untracked() {
                let to = if key == "ArrowUp" {
                    way.checked_sub(1)
                } else {
                    Some(way + 1)
                };
                if to.is_some_and(|to| desk.move_choice(way, to)) {
                    focus_way(desk);
                }
            }
        }
        _ if alt => return false,
        "ArrowRight" => follow(desk, sight),
        "ArrowLeft" => go_back(desk, sight),
        "ArrowUp" => beside(desk, sight, -1),
        "ArrowDown" => beside(desk, sight, 1),
        "Home" => {
            let start = desk.scenario.with_untracked(|scenario| scenario.start.clone());
            go(desk, &start);
        }
        "Enter" => {
            desk.pane.set(Pane::Edit);
            let field = match desk.way.get_untracked() {
                Some(way) if desk.peek(|step| step.kind == Kind::Choices) == Some(true) => {
                    format!("#choice-{way}-ja")
                }
                Some(_) => "#way-0-target".to_owned(),
                None => "#step-text-ja".to_owned(),
            };
            focus_soon(field);
        }
        "c" | "C" => {
            desk.pane.set(Pane::Edit);
            focus_soon(format!("#way-{}-target", desk.way.get_untracked().unwrap_or(0)));
        }
        "p" | "P" => desk.try_from(&desk.selected.get_untracked()),
        "?" => sight.help.update(|help| *help = !*help),
        "+" => sight.zoom_by(desk, 1.2),
        "-" => sight.zoom_by(desk, 1.0 / 1.2),
        "0" => sight.fit(desk),
        "Escape" => sight.drag.set(None),
        _ if !desk.may_write => return false,
        "a" | "A" | "Insert" => desk.grow(Kind::Text),
        "n" | "N" => desk.add(),
        "d" | "D" => desk.duplicate(shift),
        "Delete" | "Backspace" => match desk.way.get_untracked() {
            Some(way) => cut(desk, way),
            None => ask_remove(desk, sight),
        },
        _ => return false,
    }
    true
}

fn focus_soon(selector: String) {
    request_animation_frame(move || {
        dom::focus(&selector);
    });
}

fn focus_way(desk: Desk) {
    let name = desk
        .way
        .get_untracked()
        .map(|way| format!("{}\n{way}", desk.selected.get_untracked()));
    request_animation_frame(move || {
        if let Some(name) = name {
            dom::focus_named("[data-way]", "data-way", &name);
        }
    });
}

fn go(desk: Desk, id: &str) {
    desk.point(id, None);
    focus_step(id.to_owned());
}

/// Along the way that has the focus, else along the first that leads anywhere.
fn follow(desk: Desk, sight: Sight) {
    let from = desk.selected.get_untracked();
    let to = desk.shape.with_untracked(|shape| {
        let ways = shape.place(&from).map(|at| &shape.ways[at])?;
        let to = match desk.way.get_untracked() {
            Some(way) => *ways.get(way)?,
            None => ways.iter().flatten().next().copied(),
        };
        to.map(|to| shape.ids[to].clone())
    });
    match to {
        Some(to) => {
            sight.came.update_value(|came| _ = came.insert(to.clone(), from));
            go(desk, &to);
        }
        None => desk.say(t("ここから先はありません。", "Nothing follows.")),
    }
}

/// To the step that one came from, else to one that leads here; from a way to its step.
fn go_back(desk: Desk, sight: Sight) {
    let here = desk.selected.get_untracked();
    if desk.way.get_untracked().is_some() {
        return go(desk, &here);
    }
    let came = sight.came.with_value(|came| came.get(&here).cloned());
    let from = desk.shape.with_untracked(|shape| {
        let before = shape.place(&here).map(|at| shape.before(at)).unwrap_or_default();
        let ids: Vec<&String> = before.iter().map(|(from, _)| &shape.ids[*from]).collect();
        let same = came.filter(|came| ids.contains(&came));
        same.or_else(|| ids.first().map(|id| (*id).clone()))
    });
    match from {
        Some(from) => go(desk, &from),
        None => desk.say(t("ここへ来るステップはありません。", "Nothing leads here.")),
    }
}

/// To the next way of the step, or the next step of the column or the outline.
fn beside(desk: Desk, sight: Sight, by: isize) {
    let here = desk.selected.get_untracked();
    let ways = desk.peek(|step| edit::ways(step).len()).unwrap_or_default();
    if let Some(way) = desk.way.get_untracked() {
        match way.checked_add_signed(by) {
            None => return go(desk, &here),
            Some(way) if way < ways => {
                desk.way.set(Some(way));
                return focus_way(desk);
            }
            Some(_) => {}
        }
    }
    let other = desk.shape.with_untracked(|shape| {
        let at = shape.place(&here)?;
        let line: Vec<usize> = if sight.outline.get_untracked() {
            shape.outline().into_iter().map(|(at, _)| at).collect()
        } else {
            desk.layout.with_untracked(|layout| {
                let layer = layout.places.get(at).map_or(0, |place| place.layer);
                layout.columns.get(layer).cloned().unwrap_or_default()
            })
        };
        let place = line.iter().position(|other| *other == at)?;
        let other = line.get(place.checked_add_signed(by)?)?;
        shape.ids.get(*other).cloned()
    });
    if let Some(other) = other {
        go(desk, &other);
    }
}

/// Cuts a way of the selected step; one that leads nowhere goes itself.
fn cut(desk: Desk, way: usize) {
    let id = desk.selected.get_untracked();
    let leads = desk.peek(|step| edit::ways(step).get(way).is_some_and(|(_, to)| !to.is_empty()));
    if leads == Some(true) {
        desk.connect(&id, way, "");
        focus_way(desk);
    } else if desk.peek(|step| step.kind == Kind::Choices) == Some(true) {
        desk.change("", |scenario| edit::remove_choice(scenario, &id, way));
        desk.keep_selection();
        desk.say(t("選択肢を削除しました。", "The choice was removed."));
        go(desk, &id);
    }
}

/// Deletes the selected step; when others lead to it, after a question that names them.
pub(super) fn ask_remove(desk: Desk, sight: Sight) {
    let id = desk.selected.get_untracked();
    let (before, heir) = desk.scenario.with_untracked(|scenario| {
        let mut before: Vec<String> = edit::pointing(scenario, &id)
            .into_iter()
            .map(|(from, _)| from)
            .collect();
        before.retain(|from| *from != id);
        before.dedup();
        (before, edit::heir(scenario, &id))
    });
    if before.is_empty() || !heir.is_empty() && before.len() == 1 {
        return desk.remove();
    }
    let shown = before.iter().take(8).map(String::as_str).collect::<Vec<_>>();
    let (ja, en) = (shown.join("」「"), shown.join("”, “"));
    let more = before.len().saturating_sub(shown.len());
    let text = match (lang::current(), heir.is_empty(), more) {
        (Lang::Ja, true, 0) => format!("「{ja}」がここへつながっています。そのつながりは外れます。"),
        (Lang::Ja, true, _) => {
            format!("「{ja}」ほか {more} 件がここへつながっています。そのつながりは外れます。")
        }
        (Lang::Ja, false, 0) => format!("「{ja}」がここへつながっています。次の「{heir}」につなぎます。"),
        (Lang::Ja, false, _) => {
            format!("「{ja}」ほか {more} 件がここへつながっています。次の「{heir}」につなぎます。")
        }
        (Lang::En, true, 0) => format!("“{en}” lead here. They will lead nowhere."),
        (Lang::En, true, _) => format!("“{en}” and {more} more lead here. They will lead nowhere."),
        (Lang::En, false, 0) => format!("“{en}” lead here. They will lead to “{heir}”."),
        (Lang::En, false, _) => format!("“{en}” and {more} more lead here. They will lead to “{heir}”."),
    };
    sight.app.ask(Confirm {
        title: match lang::current() {
            Lang::Ja => format!("ステップ「{id}」を削除しますか？"),
            Lang::En => format!("Delete the step “{id}”?"),
        },
        text,
        act: t("削除する", "Delete"),
        danger: true,
        yes: Box::new(move || desk.remove()),
    });
}

/// All keys.
pub(super) fn list() -> AnyView {
    let rows = [
        (
            "→",
            t("つながりの先へ（選択肢の上ではその先へ）", "Along the connection"),
        ),
        ("←", t("来たステップへ戻る", "Back to the step before")),
        ("↑ ↓", t("上下のステップへ", "To the step above or below")),
        (
            "Tab",
            t("選択肢へ、次に右の編集欄へ", "To the choices, then to the form"),
        ),
        ("Home", t("始まりのステップへ", "To the first step")),
        ("Enter", t("編集する（Esc で図に戻る）", "Edit (Esc comes back)")),
        ("A", t("次に新しいステップを追加", "Add a step after this one")),
        (
            "N",
            t("つながりのないステップを追加", "Add a step that nothing leads to"),
        ),
        ("C", t("つなぐ先を選ぶ", "Choose where it leads")),
        (
            "Delete",
            t(
                "ステップを削除、選択肢の上ではつながりを外す",
                "Delete the step; on a choice cut its connection",
            ),
        ),
        ("Alt+↑ ↓", t("選択肢の順を変える", "Move a choice")),
        (
            "D / Shift+D",
            t("複製 / 以下もまとめて複製", "Copy / copy with all below"),
        ),
        ("P", t("ここから試す", "Try from here")),
        ("Ctrl+Z / Ctrl+Shift+Z", t("元に戻す / やり直す", "Undo / redo")),
        ("+ − 0", t("拡大・縮小・全体", "Larger, smaller, all of it")),
        ("Ctrl+S", t("保存", "Save")),
    ];
    let rows = rows.map(|(key, does)| {
        view! {
            <div>
                <dt><kbd>{key}</kbd></dt>
                <dd>{does}</dd>
            </div>
        }
    });
    view! {
        <section class="card graph-keys" aria-label=t("キーの一覧", "List of keys")>
            <dl>{rows.collect_view()}</dl>
        </section>
    }
    .draw()
}
