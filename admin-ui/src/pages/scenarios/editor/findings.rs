//! What is wrong, each with the way to it.

use super::{
    desk::{Desk, focus_step},
    fields::field_of,
};
use crate::{
    dom,
    draw::Draw,
    lang::t,
    ui::{Icon, icon, note},
};
use kotae_shared::scenario::check::Finding;
use leptos::prelude::*;

/// The list.
#[component]
pub(super) fn Findings(desk: Desk) -> impl IntoView {
    move || {
        let found = desk.findings.get();
        if found.is_empty() {
            return note("good", t("問題は見つかりません。", "Nothing is wrong.")).draw();
        }
        let rows = found.into_iter().map(|finding| row(desk, finding)).collect_view();
        view! { <ul class="finding-rows">{rows}</ul> }.draw()
    }
}

fn row(desk: Desk, finding: Finding) -> AnyView {
    let tone = if finding.warning {
        "finding warn"
    } else {
        "finding bad"
    };
    let what = if finding.warning {
        t("注意", "Warning")
    } else {
        t("エラー", "Error")
    };
    let message = finding.message.clone();
    let open = move |_| {
        if finding.step.is_empty() {
            dom::focus("#scenario-name-ja");
            return;
        }
        desk.select(&finding.step);
        match field_of(&finding) {
            // What is wrong with the step as a whole is seen in the drawing.
            "id" => focus_step(finding.step.clone()),
            _ => dom::focus_soon(".step-form [aria-invalid='true'], .step-form #step-entry, #choice-add"),
        }
    };
    view! {
        <li>
            <button type="button" class=tone on:click=open>
                {icon(Icon::Alert)}
                <span class="unseen">{what}</span>
                <span>{message}</span>
            </button>
        </li>
    }
    .draw()
}
