//! What was answered, as the form asked it when it was filled in.

use super::{super::words, Desk};
use crate::{
    draw::Draw,
    lang::{self, number, t},
    place,
    ui::{Icon, icon},
};
use kotae_shared::{
    api::forms::Submission,
    form::{
        Field, Kind,
        answers::{Value, shown},
    },
};
use leptos::prelude::*;
use uuid::Uuid;

/// The part of the page.
pub(super) fn answers(desk: Desk) -> AnyView {
    let found = desk.now.get_untracked();
    let visible = shown(&found.asked, &found.answers);
    let mut place = 0;
    let mut parts = Vec::new();
    for page in &found.asked.pages {
        let title = page.title.get(lang::current()).to_owned();
        let mut rows = Vec::new();
        for field in &page.fields {
            if visible.get(place).copied().unwrap_or(true) {
                rows.push(row(&found, field));
            }
            place += 1;
        }
        // A page of which nothing was asked was not seen.
        if !rows.is_empty() {
            let title = (!title.is_empty()).then(|| view! { <h3 class="answers-page">{title}</h3> });
            parts.push(view! { {title} <dl class="answers">{rows}</dl> }.draw());
        }
    }
    view! {
        <section class="card" aria-labelledby="answers-head">
            <h2 id="answers-head">{t("回答", "Answers")}</h2>
            {parts}
        </section>
    }
    .draw()
}

fn row(found: &Submission, field: &Field) -> AnyView {
    let label = field.label.get(lang::current());
    let label = if label.is_empty() {
        field.key.as_str()
    } else {
        label
    }
    .to_owned();
    if field.kind == Kind::Heading {
        return view! { <div class="answers-heading"><dt>{label}</dt><dd></dd></div> }.draw();
    }
    let hidden = (field.kind == Kind::Hidden)
        .then(|| view! { <span class="claimed">{t("自動で付いた値", "filled in by the page")}</span> });
    let answer = found.answers.iter().find(|answer| answer.key == field.key);
    let value = match answer.map(|answer| &answer.value) {
        None => view! { <span class="quiet">{t("（未回答）", "(not answered)")}</span> }.draw(),
        Some(Value::Files(ids)) => files(found, ids),
        Some(value) => words::answer(field, value).draw(),
    };
    view! {
        <div>
            <dt>{label} " " {hidden}</dt>
            <dd class="answer-value">{value}</dd>
        </div>
    }
    .draw()
}

/// Always saved, never opened: a visitor sent them.
fn files(found: &Submission, ids: &[Uuid]) -> AnyView {
    let file = |id: &Uuid| {
        let at = found.files.iter().position(|file| file.id == *id)?;
        let file = &found.files[at];
        let href = place::api(&format!("submissions/{}/files/{}", found.row.id, at + 1));
        Some(view! {
            <li>
                <a href=href download=file.name.clone()>
                    {icon(Icon::Download)}
                    <span>{file.name.clone()}</span>
                </a>
                " "
                <span class="quiet small">{number(file.bytes.div_ceil(1024))} " KB"</span>
            </li>
        })
    };
    view! { <ul class="plain answer-files">{ids.iter().filter_map(file).collect_view()}</ul> }.draw()
}
