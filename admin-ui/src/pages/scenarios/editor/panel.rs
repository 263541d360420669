//! The form of the selected step.

use super::{
    super::{
        graph::edit::{self, BadId},
        words,
    },
    canvas::Sight,
    choices::Choices,
    desk::{Desk, Shown, focus_step},
    fields::{self, Slot},
};
use crate::{
    draw::Draw,
    lang::{self, t},
    place,
    ui::{FindEntry, Icon, icon, note},
};
use kotae_shared::{
    Lang,
    api::{
        admin::{EntryRow, Status},
        forms::FormState,
    },
    scenario::{Kind, check::Known, limits::ID},
};
use leptos::prelude::*;

/// The form; drawn anew for each step.
#[component]
pub(super) fn Panel(desk: Desk, sight: Sight) -> impl IntoView {
    let body = move || {
        desk.turn.track();
        match desk.peek(|step| step.kind) {
            None => note("", t("ステップを選んでください。", "Please select a step.")).draw(),
            Some(_) => form(desk, sight),
        }
    };
    let escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            event.prevent_default();
            focus_step(desk.selected.get_untracked());
        }
    };
    view! { <div class="step-form" on:keydown=escape>{body}</div> }.draw()
}

fn form(desk: Desk, sight: Sight) -> AnyView {
    let kind = Memo::new(move |_| desk.step(|step| step.kind).unwrap_or_default());
    let steps = Memo::new(move |_| desk.shape.with(|shape| shape.ids.clone()));
    let rest = move || match kind.get() {
        Kind::Choices => view! { <Choices desk=desk steps=steps/> }.draw(),
        Kind::Entry => view! { {entry(desk)} {next(desk, steps)} }.draw(),
        Kind::Link => view! { {link(desk)} {next(desk, steps)} }.draw(),
        Kind::End => ().draw(),
        Kind::Form => view! { {form_of(desk)} {next(desk, steps)} }.draw(),
        Kind::Text | Kind::Question => next(desk, steps),
    };
    view! {
        {name(desk)}
        {kinds(desk, kind)}
        {fields::text(
            desk,
            Slot::TextJa,
            "step-text-ja".into(),
            t("話すこと（日本語）", "What is said (Japanese)").into(),
            3,
            None,
        )}
        {fields::text(
            desk,
            Slot::TextEn,
            "step-text-en".into(),
            t("話すこと（英語）", "What is said (English)").into(),
            2,
            None,
        )}
        <p class="quiet small">
            {t(
                "Markdown で書けます。英語が空のときは日本語を表示します。",
                "Markdown. Without an English text the Japanese one is shown.",
            )}
        </p>
        {rest}
        {around(desk, sight)}
    }
    .draw()
}

/// The step's id, which is changed everywhere when the field is left.
fn name(desk: Desk) -> AnyView {
    let bad = RwSignal::new(None::<BadId>);
    let fault = Memo::new(move |_| {
        bad.get().map(|bad| {
            match bad {
                BadId::Empty => t("名前を入力してください。", "Please enter a name."),
                BadId::TooLong => t("40 文字までです。", "At most 40 characters."),
                BadId::Taken => t(
                    "この名前のステップがもうあります。",
                    "Another step has this name.",
                ),
            }
            .to_owned()
        })
    });
    let found = fields::fault(desk, vec!["id".into()]);
    let fault = Memo::new(move |_| fault.get().or_else(|| found.get()));
    let rename = move |event: web_sys::Event| {
        let (old, new) = (desk.selected.get_untracked(), event_target_value(&event));
        let mut result = Ok(());
        desk.change("", |scenario| result = edit::rename(scenario, &old, &new));
        bad.set(result.err());
        if result.is_ok() {
            // The same step: its form stays.
            desk.selected.set(new.trim().to_owned());
        }
    };
    view! {
        <div class="field">
            <label for="step-id">{t("ステップ名", "Name of the step")}</label>
            <input
                class="input"
                id="step-id"
                autocomplete="off"
                spellcheck="false"
                maxlength=ID
                readonly=!desk.may_write
                prop:value=move || desk.selected.get()
                on:change=rename
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                aria-describedby="step-id-error"
            />
            {fields::below(fault, "step-id-error".into())}
        </div>
    }
    .draw()
}

fn kinds(desk: Desk, kind: Memo<Kind>) -> AnyView {
    let options = move || {
        let now = kind.get();
        let all = Kind::ALL.into_iter();
        all.map(|one| view! { <option value=one.tag() prop:selected=one == now>{words::kind(one)}</option> })
            .collect_view()
    };
    let change = move |event: web_sys::Event| {
        let tag = event_target_value(&event);
        if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.tag() == tag) {
            let id = desk.selected.get_untracked();
            desk.change("", |scenario| edit::set_kind(scenario, &id, kind));
            desk.way.set(None);
        }
    };
    view! {
        <div class="field">
            <label for="step-kind">{t("種類", "Kind")}</label>
            <select class="select" id="step-kind" disabled=!desk.may_write on:change=change aria-describedby="step-kind-help">
                {options}
            </select>
            <p class="field-help" id="step-kind-help">{move || words::explanation(kind.get())}</p>
        </div>
    }
    .draw()
}

fn next(desk: Desk, steps: Memo<Vec<String>>) -> AnyView {
    fields::target(
        desk,
        0,
        t("次のステップ", "Next step").into(),
        "next".into(),
        steps,
    )
}

fn entry(desk: Desk) -> AnyView {
    let fault = fields::fault(desk, vec!["entry".into()]);
    let chosen = Memo::new(move |_| desk.step(|step| step.entry).flatten());
    let shown = move || {
        chosen.get().map(|id| {
            let entry = desk.entries.with(|entries| entries.get(&id).cloned());
            let name = entry.as_ref().map_or_else(
                || t("（この FAQ はありません）", "(this entry does not exist)").to_owned(),
                |entry| format!("{} {}", entry.code, entry.title),
            );
            view! {
                <p class="step-entry">
                    {icon(Icon::Book)}
                    <a href=place::href(&format!("entries/{id}")) target="_blank">{name}</a>
                </p>
            }
        })
    };
    let choose = Callback::new(move |row: EntryRow| {
        let known = if row.status == Status::Published {
            Known::Published
        } else {
            Known::Hidden
        };
        desk.learn(
            row.id,
            Shown {
                code: row.code,
                title: row.title,
                known,
            },
        );
        desk.change_step("entry", |step| step.entry = Some(row.id));
        desk.part();
    });
    let search = desk.may_write.then(|| {
        view! { <FindEntry id="step-entry" label=t("FAQ を選ぶ", "Choose an entry") published=false choose=choose/> }
    });
    view! {
        <div class="field" role="group" aria-label="FAQ" aria-describedby="step-entry-error">
            <span class="field-name">{t("見せる FAQ", "The entry that is shown")}</span>
            {shown}
            {search}
            {fields::below(fault, "step-entry-error".into())}
        </div>
    }
    .draw()
}

fn form_of(desk: Desk) -> AnyView {
    let fault = fields::fault(desk, vec!["form".into()]);
    let chosen = Memo::new(move |_| desk.step(|step| step.form).flatten());
    let options = move || {
        let now = chosen.get();
        let all = desk.forms.get().into_iter();
        let all = all.filter(|row| row.state != FormState::Archived || now == Some(row.id));
        let mut all: Vec<(String, String, bool)> = all
            .map(|row| {
                let closed = match row.state {
                    FormState::Open => "",
                    _ => t("（受付していません）", " (not open)"),
                };
                let name = format!("{}{closed}", row.name.get(lang::current()));
                (row.id.to_string(), name, now == Some(row.id))
            })
            .collect();
        if let Some(id) = now.filter(|_| !all.iter().any(|(_, _, chosen)| *chosen)) {
            all.push((
                id.to_string(),
                t("（このフォームはありません）", "(this form does not exist)").into(),
                true,
            ));
        }
        all.into_iter()
            .map(|(id, name, chosen)| view! { <option value=id prop:selected=chosen>{name}</option> })
            .collect_view()
    };
    let choose = move |event: web_sys::Event| {
        let id = event_target_value(&event).parse().ok();
        desk.change_step("form", |step| step.form = id);
        desk.part();
    };
    view! {
        <div class="field">
            <label for="step-form">{t("見せるフォーム", "The form that is shown")}</label>
            <select
                class="select"
                id="step-form"
                disabled=!desk.may_write
                on:change=choose
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                aria-describedby="step-form-error"
            >
                <option value="" prop:selected=move || chosen.get().is_none()>{t("選んでください", "Choose one")}</option>
                {options}
            </select>
            {fields::below(fault, "step-form-error".into())}
        </div>
    }
    .draw()
}

fn link(desk: Desk) -> AnyView {
    let line = |slot: Slot, id: &str, label: &str| fields::text(desk, slot, id.into(), label.into(), 0, None);
    view! {
        {line(Slot::Url, "step-url", t("アドレス（URL）", "Address (URL)"))}
        {line(Slot::LabelJa, "step-label-ja", t("リンクの名前（日本語）", "Its name (Japanese)"))}
        {line(Slot::LabelEn, "step-label-en", t("リンクの名前（英語）", "Its name (English)"))}
    }
    .draw()
}

/// What leads here, and what can be done with the step as a whole.
fn around(desk: Desk, sight: Sight) -> AnyView {
    let before = move || {
        let id = desk.selected.get();
        let before = desk.scenario.with(|scenario| {
            let mut before: Vec<String> = edit::pointing(scenario, &id)
                .into_iter()
                .map(|(from, _)| from)
                .collect();
            before.dedup();
            before
        });
        if before.is_empty() {
            return view! { <p class="quiet small">{t("ここへ来るステップはありません。", "Nothing leads here.")}</p> }.draw();
        }
        let links = before.into_iter().map(|from| {
            let to = from.clone();
            view! {
                <li>
                    <button
                        type="button"
                        class="button small"
                        on:click=move |_| {
                            desk.select(&to);
                            focus_step(to.clone());
                        }
                    >
                        {from}
                    </button>
                </li>
            }
        });
        view! { <ul class="step-before">{links.collect_view()}</ul> }.draw()
    };
    let begins = move || {
        desk.selected
            .with(|id| desk.scenario.with(|scenario| scenario.start == *id))
    };
    let writes = move || {
        desk.may_write.then(|| {
            view! {
                <button
                    type="button"
                    class="button small"
                    disabled=begins
                    on:click=move |_| {
                        let id = desk.selected.get_untracked();
                        desk.change("", |scenario| scenario.start.clone_from(&id));
                        desk.say(match lang::current() {
                            Lang::Ja => format!("「{id}」から始まります。"),
                            Lang::En => format!("It begins at “{id}” now."),
                        });
                    }
                >
                    {t("ここから始める", "Begin here")}
                </button>
                <button type="button" class="button small danger" on:click=move |_| super::keys::ask_remove(desk, sight)>
                    {t("ステップを削除", "Delete the step")}
                </button>
            }
        })
    };
    view! {
        <section class="step-around" aria-label=t("このステップ", "This step")>
            <h3>{t("ここへ来るステップ", "What leads here")}</h3>
            {before}
            <div class="form-actions">
                <button
                    type="button"
                    class="button small"
                    on:click=move |_| desk.try_from(&desk.selected.get_untracked())
                >
                    {t("ここから試す", "Try from here")}
                </button>
                {writes}
            </div>
        </section>
    }
    .draw()
}
