//! Fields of the selected step: they show what the scenario says, also after undo, and what is wrong stands below.

use super::desk::Desk;
use crate::{
    draw::Draw,
    lang::t,
    ui::{Icon, icon},
};
use kotae_shared::scenario::{Step, check::Finding, limits};
use leptos::prelude::*;

/// A text of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    TextJa,
    TextEn,
    Url,
    LabelJa,
    LabelEn,
    ChoiceJa(usize),
    ChoiceEn(usize),
}

impl Slot {
    fn read(self, step: &Step) -> &str {
        let choice = |at: usize| step.choices.get(at).map(|choice| &choice.label);
        match self {
            Self::TextJa => &step.text.ja,
            Self::TextEn => &step.text.en,
            Self::Url => &step.url,
            Self::LabelJa => &step.label.ja,
            Self::LabelEn => &step.label.en,
            Self::ChoiceJa(at) => choice(at).map_or("", |label| &label.ja),
            Self::ChoiceEn(at) => choice(at).map_or("", |label| &label.en),
        }
    }

    fn write(self, step: &mut Step, text: String) {
        let place = match self {
            Self::TextJa => Some(&mut step.text.ja),
            Self::TextEn => Some(&mut step.text.en),
            Self::Url => Some(&mut step.url),
            Self::LabelJa => Some(&mut step.label.ja),
            Self::LabelEn => Some(&mut step.label.en),
            Self::ChoiceJa(at) => step.choices.get_mut(at).map(|choice| &mut choice.label.ja),
            Self::ChoiceEn(at) => step.choices.get_mut(at).map(|choice| &mut choice.label.en),
        };
        if let Some(place) = place {
            *place = text;
        }
    }

    /// The fields of the step, as findings name them, of which this one shows what is wrong.
    fn fields(self) -> Vec<String> {
        let both = |name: &str| vec![name.to_owned(), format!("{name}.ja")];
        match self {
            Self::TextJa => both("text"),
            Self::TextEn => vec!["text.en".into()],
            Self::Url => vec!["url".into()],
            Self::LabelJa => both("label"),
            Self::LabelEn => vec!["label.en".into()],
            Self::ChoiceJa(at) => both(&format!("choices.{at}.label")),
            Self::ChoiceEn(at) => vec![format!("choices.{at}.label.en")],
        }
    }

    /// The most characters.
    const fn most(self) -> usize {
        match self {
            Self::TextJa | Self::TextEn => limits::TEXT,
            Self::Url => limits::URL,
            Self::LabelJa | Self::LabelEn | Self::ChoiceJa(_) | Self::ChoiceEn(_) => limits::LABEL,
        }
    }

    /// The language that is written, for the spelling checker and screen readers.
    const fn lang(self) -> Option<&'static str> {
        match self {
            Self::TextJa | Self::LabelJa | Self::ChoiceJa(_) => Some("ja"),
            Self::TextEn | Self::LabelEn | Self::ChoiceEn(_) => Some("en"),
            Self::Url => None,
        }
    }
}

/// The input of a text; `rows` lines, or with 0 a single one, where `enter` is what Enter does.
pub(super) fn text(
    desk: Desk,
    slot: Slot,
    id: String,
    label: String,
    rows: u32,
    enter: Option<Callback<()>>,
) -> AnyView {
    let value = move || desk.step(|step| slot.read(step).to_owned()).unwrap_or_default();
    let fault = fault(desk, slot.fields());
    let name = format!("{slot:?}");
    let input = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        desk.change_step(&name, |step| slot.write(step, text));
    };
    let invalid = move || fault.with(Option::is_some).then_some("true");
    let error = format!("{id}-error");
    let described = error.clone();
    let control = if rows > 0 {
        view! {
            <textarea
                class="textarea"
                id=id.clone()
                rows=rows
                lang=slot.lang()
                autocomplete="off"
                readonly=!desk.may_write
                prop:value=value
                on:input=input
                on:blur=move |_| desk.part()
                aria-invalid=invalid
                aria-describedby=described
            ></textarea>
        }
        .draw()
    } else {
        let key = move |event: web_sys::KeyboardEvent| {
            if event.key() == "Enter"
                && !event.is_composing()
                && let Some(enter) = enter
            {
                event.prevent_default();
                enter.run(());
            }
        };
        view! {
            <input
                class="input"
                id=id.clone()
                lang=slot.lang()
                autocomplete="off"
                readonly=!desk.may_write
                prop:value=value
                on:input=input
                on:keydown=key
                on:blur=move |_| desk.part()
                aria-invalid=invalid
                aria-describedby=described
            />
        }
        .draw()
    };
    let most = slot.most();
    let count = move || {
        let used = desk
            .step(|step| slot.read(step).chars().count())
            .unwrap_or_default();
        (used * 10 > most * 8).then(|| view! { <span class="field-count">{used} " / " {most}</span> })
    };
    view! {
        <div class="field">
            <div class="field-head">
                <label for=id>{label}</label>
                {count}
            </div>
            {control}
            {below(fault, error)}
        </div>
    }
    .draw()
}

/// What is wrong with a field of the selected step, in a sentence. Fields are named as in findings, without `steps.N.`.
pub(super) fn fault(desk: Desk, fields: Vec<String>) -> Memo<Option<String>> {
    Memo::new(move |_| {
        let id = desk.selected.get();
        desk.findings.with(|found| {
            let here = found.iter().filter(|finding| finding.step == id);
            let hit = |finding: &&Finding| fields.iter().any(|field| field == field_of(finding));
            here.filter(|finding| !finding.warning)
                .find(hit)
                .or_else(|| found.iter().filter(|finding| finding.step == id).find(hit))
                .map(sentence)
        })
    })
}

/// The field within its step.
pub(super) fn field_of(finding: &Finding) -> &str {
    let rest = finding.field.strip_prefix("steps.").unwrap_or(&finding.field);
    rest.trim_start_matches(|c: char| c.is_ascii_digit())
        .strip_prefix('.')
        .unwrap_or(rest)
}

/// The finding without the step's name, which stands above.
fn sentence(finding: &Finding) -> String {
    let (ja, en) = (
        format!("ステップ「{}」: ", finding.step),
        format!("Step “{}”: ", finding.step),
    );
    let message = finding.message.as_str();
    message
        .strip_prefix(ja.as_str())
        .or_else(|| message.strip_prefix(en.as_str()))
        .unwrap_or(message)
        .to_owned()
}

/// The sentence below a field.
pub(super) fn below(fault: Memo<Option<String>>, id: String) -> impl IntoView {
    let id = StoredValue::new(id);
    move || {
        fault.get().map(|message| {
            view! {
                <p class="field-error" id=id.get_value()>
                    {icon(Icon::Alert)}
                    <span>{message}</span>
                </p>
            }
        })
    }
}

/// Where a way leads: a list of all steps, or nowhere; and a button that puts a new step there.
pub(super) fn target(
    desk: Desk,
    at: usize,
    label: String,
    field: String,
    steps: Memo<Vec<String>>,
) -> AnyView {
    let chosen = Memo::new(move |_| {
        desk.step(|step| {
            let ways = super::super::graph::edit::ways(step);
            ways.get(at).map(|(_, to)| (*to).to_owned())
        })
        .flatten()
        .unwrap_or_default()
    });
    let fault = fault(desk, vec![field]);
    let options = move || {
        let now = chosen.get();
        let known = steps.with(|steps| steps.contains(&now));
        let lost = (!known && !now.is_empty()).then(|| {
            let text = format!("{now} {}", t("（ありません）", "(does not exist)"));
            view! { <option value=now.clone() prop:selected=true>{text}</option> }
        });
        let all = steps.with(|steps| {
            let option = |id: &String| {
                let selected = *id == now;
                view! { <option value=id.clone() prop:selected=selected>{id.clone()}</option> }
            };
            steps.iter().map(option).collect_view()
        });
        view! {
            <option value="" prop:selected=now.is_empty()>{t("（つながない）", "(nowhere)")}</option>
            {lost}
            {all}
        }
    };
    let change = move |event: web_sys::Event| {
        desk.connect(&desk.selected.get_untracked(), at, &event_target_value(&event));
    };
    let id = format!("way-{at}-target");
    let error = format!("{id}-error");
    view! {
        <div class="field way-target">
            <label for=id.clone()>{label.clone()}</label>
            <div class="way-choice">
            <select
                class="select"
                id=id
                disabled=!desk.may_write
                on:change=change
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                aria-describedby=error.clone()
            >
                {options}
            </select>
            {desk
                .may_write
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button icon"
                            id=format!("way-{at}-new")
                            title=t("新しいステップ", "New step")
                            aria-label=format!("{label}: {}", t("新しいステップ", "New step"))
                            on:click=move |_| desk.grow_at(&desk.selected.get_untracked(), at)
                        >
                            {icon(Icon::Plus)}
                        </button>
                    }
                })}
            </div>
            {below(fault, error)}
        </div>
    }
    .draw()
}
