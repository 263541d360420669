//! A step's box: what it is and says, and its ways on.

use super::{
    super::{graph::edit, words},
    canvas::Sight,
    desk::{Desk, Pane},
};
use crate::{
    draw::Draw,
    lang::{self, t},
    ui::icon,
};
use kotae_shared::{
    Lang,
    scenario::{Kind, Step},
};
use leptos::prelude::*;

/// The box.
#[component]
pub(super) fn StepBox(
    desk: Desk,
    sight: Sight,
    id: String,
    /// The outline: ids and depths.
    lines: Memo<Vec<(String, usize)>>,
) -> impl IntoView {
    let id = StoredValue::new(id);
    let own = move || id.get_value();
    let step = Memo::new(move |_| {
        id.with_value(|id| {
            desk.scenario
                .with(|scenario| edit::step(scenario, id).cloned())
                .unwrap_or_default()
        })
    });
    let place = Memo::new(move |_| {
        let at = desk.shape.with(|shape| id.with_value(|id| shape.place(id)))?;
        desk.layout.with(|layout| layout.places.get(at).copied())
    });
    let depth = Memo::new(move |_| {
        lines.with(|lines| {
            id.with_value(|id| lines.iter().find(|line| line.0 == *id).map_or(0, |line| line.1))
        })
    });
    let is_selected = Memo::new(move |_| desk.selected.with(|selected| id.with_value(|id| selected == id)));
    let is_standing = move || desk.standing.with(|standing| id.with_value(|id| standing == id));
    let begins = Memo::new(move |_| {
        desk.scenario
            .with(|scenario| id.with_value(|id| scenario.start == *id))
    });
    // Errors and warnings.
    let found = Memo::new(move |_| {
        desk.findings.with(|found| {
            let mut count = (0_usize, 0_usize);
            for finding in found
                .iter()
                .filter(|finding| id.with_value(|id| finding.step == *id))
            {
                if finding.warning {
                    count.1 += 1;
                } else {
                    count.0 += 1;
                }
            }
            count
        })
    });
    let ways = Memo::new(move |_| step.with(|step| edit::ways(step).len()));
    let select = move |_| {
        if desk.pane.get_untracked() == Pane::Findings {
            desk.pane.set(Pane::Edit);
        }
        desk.point(&own(), None);
    };
    let pixels = |length: f64| format!("{length:.0}px");
    let spot = move || place.get().unwrap_or_default();
    let label = move || step.with(|step| spoken(desk, step, found.get()));
    let text = move || {
        step.with(|step| {
            let said = step.text.get(lang::current());
            if said.is_empty() {
                subject(desk, step)
            } else {
                said.to_owned()
            }
        })
    };
    let marks = move || {
        let (errors, warnings) = found.get();
        let bad = errors + warnings;
        let tone = if errors > 0 {
            "step-mark bad"
        } else {
            "step-mark warn"
        };
        (bad > 0).then(|| view! { <span class=tone>{bad}</span> })
    };
    let rows = move || {
        (0..ways.get())
            .map(|at| way(desk, sight, id, step, at))
            .collect_view()
    };
    view! {
        <li
            class="step"
            class:selected=is_selected
            class:standing=is_standing
            class:bad=move || { found.get().0 > 0 }
            data-id=own()
            data-kind=move || step.with(|step| step.kind.tag())
            // One by one: a whole attribute is what the page's policy refuses.
            style=("--x", move || pixels(spot().x))
            style=("--y", move || pixels(spot().y))
            style=("--h", move || pixels(spot().height))
            style=("--depth", move || depth.get().min(12).to_string())
        >
            <button
                type="button"
                class="step-main"
                data-step=own()
                tabindex=move || if is_selected.get() { "0" } else { "-1" }
                aria-current=move || is_selected.get().then_some("true")
                on:click=select
                on:focus=move |_| desk.point(&own(), None)
            >
                <span class="step-head">
                    <span class="step-kind">
                        {move || icon(words::mark(step.with(|step| step.kind)))}
                        {move || words::kind(step.with(|step| step.kind))}
                    </span>
                    <b>{own()}</b>
                    {move || begins.get().then(|| view! { <span class="step-begin">{t("始まり", "start")}</span> })}
                    {marks}
                </span>
                <span class="step-text">{text}</span>
                <span class="unseen">{label}</span>
            </button>
            <div class="step-ways">{rows}</div>
        </li>
    }
    .draw()
}

/// What a step without words shows: its entry or its address.
fn subject(desk: Desk, step: &Step) -> String {
    match (step.kind, step.entry) {
        (Kind::Entry, Some(id)) => desk.entries.with(|entries| {
            entries
                .get(&id)
                .map_or_else(String::new, |entry| format!("{} {}", entry.code, entry.title))
        }),
        (Kind::Link, _) => step.url.clone(),
        _ => String::new(),
    }
}

/// A box in words.
fn spoken(desk: Desk, step: &Step, (errors, warnings): (usize, usize)) -> String {
    let lang = lang::current();
    let ways = edit::ways(step).len();
    let before = desk
        .shape
        .with(|shape| shape.place(&step.id).map_or(0, |at| shape.before(at).len()));
    let mut parts = vec![match lang {
        Lang::Ja => format!("来る道 {before}、行く道 {ways}"),
        Lang::En => format!("{before} ways here, {ways} ways on"),
    }];
    if errors + warnings > 0 {
        parts.push(match lang {
            Lang::Ja => format!("確認が必要 {}", errors + warnings),
            Lang::En => format!("{} to look at", errors + warnings),
        });
    }
    parts.join(match lang {
        Lang::Ja => "。",
        Lang::En => ". ",
    })
}

/// A way on: what it says, and the dot that a line is drawn from.
fn way(desk: Desk, sight: Sight, id: StoredValue<String>, step: Memo<Step>, at: usize) -> AnyView {
    let own = move || id.get_value();
    let target = Memo::new(move |_| {
        step.with(|step| edit::ways(step).get(at).map(|(_, to)| (*to).to_owned()))
            .unwrap_or_default()
    });
    let name = Memo::new(move |_| {
        step.with(|step| match step.kind {
            Kind::Choices => {
                let label = step
                    .choices
                    .get(at)
                    .map(|choice| choice.label.get(lang::current()));
                match label.unwrap_or_default() {
                    "" => t("（名前なし）", "(no words)").to_owned(),
                    label => label.to_owned(),
                }
            }
            _ => t("次へ", "Next").to_owned(),
        })
    });
    let leads = Memo::new(move |_| target.with(|to| desk.shape.with(|shape| shape.place(to).is_some())));
    let is_chosen = Memo::new(move |_| {
        desk.way.get() == Some(at) && desk.selected.with(|selected| id.with_value(|id| selected == id))
    });
    let is_near = move || desk.selected.with(|selected| id.with_value(|id| selected == id));
    // Read between what it says and the id that is seen.
    let before = move || {
        if target.with(String::is_empty) {
            t("。行き先なし", ". Leads nowhere")
        } else {
            t("。行き先 ", ". Leads to ")
        }
    };
    let after = move || {
        let missing = !leads.get() && !target.with(String::is_empty);
        missing.then(|| view! { <span class="unseen">{t(" はありません", ", which does not exist")}</span> })
    };
    let press = move |_| {
        if leads.get_untracked() {
            let to = target.get_untracked();
            sight.came.update_value(|came| _ = came.insert(to.clone(), own()));
            desk.point(&to, None);
            super::desk::focus_step(to);
        } else {
            desk.grow_at(&own(), at);
        }
    };
    let dot_label = move || {
        let name = name.get();
        match (lang::current(), leads.get()) {
            (Lang::Ja, true) => format!("「{name}」の行き先へ"),
            (Lang::Ja, false) => format!("「{name}」から新しいステップ"),
            (Lang::En, true) => format!("Go where “{name}” leads"),
            (Lang::En, false) => format!("New step from “{name}”"),
        }
    };
    view! {
        <div class="step-way" class:chosen=is_chosen class:loose=move || !leads.get()>
            <button
                type="button"
                class="step-way-name"
                data-way=format!("{}\n{at}", own())
                tabindex=move || if is_near() { "0" } else { "-1" }
                on:focus=move |_| desk.point(&own(), Some(at))
                on:click=move |_| desk.point(&own(), Some(at))
            >
                <span>{name}</span>
                <span class="unseen">{before}</span>
                <span class="step-to">{target}</span>
                {after}
            </button>
            <button
                type="button"
                class="step-dot"
                tabindex="-1"
                title=dot_label
                aria-label=dot_label
                disabled=move || !desk.may_write && !leads.get()
                on:click=press
                on:pointerdown=move |event| {
                    if desk.may_write && event.button() == 0 {
                        event.prevent_default();
                        sight.begin(&own(), at, &event);
                    }
                }
            ></button>
        </div>
    }
    .draw()
}
