//! What the answer leads to: a form, a survey or a scenario.

use super::draft::Draft;
use crate::draw::Draw;
use crate::{
    lang::{self, t},
    remote::Remote,
    ui::{Faults, Icon, icon},
};
use kotae_shared::{
    Uuid,
    api::{
        admin::FollowUp,
        forms::{FormRow, FormState},
        scenarios::ScenarioRow,
    },
    form::Purpose,
};
use leptos::prelude::*;

/// As the list's values and the history have it.
pub(super) fn text(follow_up: Option<FollowUp>) -> String {
    match follow_up {
        None => String::new(),
        Some(FollowUp::Form(id)) => format!("{} {id}", t("フォーム", "Form")),
        Some(FollowUp::Scenario(id)) => format!("{} {id}", t("シナリオ", "Scenario")),
    }
}

fn key(follow_up: FollowUp) -> String {
    match follow_up {
        FollowUp::Form(id) => format!("form:{id}"),
        FollowUp::Scenario(id) => format!("scenario:{id}"),
    }
}

fn of_key(key: &str) -> Option<FollowUp> {
    let (kind, id) = key.split_once(':')?;
    let id = Uuid::try_parse(id).ok()?;
    match kind {
        "form" => Some(FollowUp::Form(id)),
        "scenario" => Some(FollowUp::Scenario(id)),
        _ => None,
    }
}

/// The part of the form.
#[component]
pub(super) fn FollowUpPart(draft: Draft, faults: Faults) -> impl IntoView {
    let forms = Remote::<Vec<FormRow>>::new(|| "forms".into());
    let scenarios = Remote::<Vec<ScenarioRow>>::new(|| "scenarios".into());
    let options = move || {
        let chosen = draft.follow_up.get();
        let mut groups = vec![
            (t("フォーム", "Forms"), Vec::new()),
            (t("アンケート", "Surveys"), Vec::new()),
        ];
        for row in forms.get().unwrap_or_default() {
            let way = FollowUp::Form(row.id);
            if row.state == FormState::Archived && chosen != Some(way) {
                continue;
            }
            let closed = match row.state {
                FormState::Open => "",
                _ => t("（受付していません）", " (not open)"),
            };
            let name = format!("{}{closed}", row.name.get(lang::current()));
            groups[usize::from(row.purpose == Purpose::Survey)]
                .1
                .push((way, name));
        }
        let names = scenarios.get().unwrap_or_default().into_iter();
        let names = names.map(|row| {
            (
                FollowUp::Scenario(row.id),
                row.name.get(lang::current()).to_owned(),
            )
        });
        groups.push((t("シナリオ", "Scenarios"), names.collect()));
        // What is gone, or not here yet, stays chosen.
        if let Some(way) = chosen.filter(|way| {
            !groups
                .iter()
                .any(|(_, all)| all.iter().any(|(one, _)| one == way))
        }) {
            groups.push((t("そのほか", "Other"), vec![(way, text(Some(way)))]));
        }
        groups.retain(|(_, all)| !all.is_empty());
        groups
            .into_iter()
            .map(|(name, all)| {
                let all = all.into_iter().map(|(way, name)| {
                    view! { <option value=key(way) prop:selected=chosen == Some(way)>{name}</option> }
                });
                view! { <optgroup label=name>{all.collect_view()}</optgroup> }
            })
            .collect_view()
    };
    let fault = move || {
        faults.of("follow_up").map(|message| {
            view! {
                <p class="field-error" role="alert" id="follow-up-error">
                    {icon(Icon::Alert)}
                    <span>{message}</span>
                </p>
            }
        })
    };
    view! {
        <section class="card">
            <div class="field">
                <label for="field-follow-up">{t("答えの下の案内", "What follows the answer")}</label>
                <select
                    class="select"
                    id="field-follow-up"
                    aria-describedby="follow-up-help follow-up-error"
                    on:change=move |event| {
                        faults.mended("follow_up");
                        draft.follow_up.set(of_key(&event_target_value(&event)));
                    }
                >
                    <option value="" prop:selected=move || draft.follow_up.get().is_none()>{t("なし", "Nothing")}</option>
                    {options}
                </select>
                <p class="field-help" id="follow-up-help">
                    {t(
                        "答えの下にボタンを表示します。受付していないフォームや、公開していないシナリオは表示しません。",
                        "A button below the answer. A form that is not open and a scenario that is not published have none.",
                    )}
                </p>
                {fault}
            </div>
        </section>
    }
    .draw()
}
