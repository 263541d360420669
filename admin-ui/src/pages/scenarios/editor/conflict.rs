//! Somebody else saved first: which steps differ, and whose stay.

use super::{super::graph::edit, desk::Desk};
use crate::{
    dates,
    draw::Draw,
    lang::{self, t},
    pages::scenarios::words,
    ui::note,
};
use kotae_shared::{
    Lang,
    api::scenarios::ScenarioRecord,
    scenario::{Scenario, Step},
};
use leptos::prelude::*;

/// The explanation, while there is a newer version.
#[component]
pub(super) fn Conflict(
    newer: RwSignal<Option<ScenarioRecord>>,
    desk: Desk,
    save: Callback<()>,
) -> impl IntoView {
    let take = move |_| {
        if let Some(newer) = newer.try_update(Option::take).flatten() {
            desk.replace(newer);
        }
    };
    let overwrite = move |_| {
        if let Some(newer) = newer.try_update(Option::take).flatten() {
            desk.rebase(newer);
            save.run(());
        }
    };
    move || {
        newer.get().map(|newer| {
            let mine = desk.scenario.get_untracked();
            let rows = differences(&mine, &newer.scenario).into_iter().map(|(id, mine, theirs)| {
                view! {
                    <tr>
                        <th scope="row">{id}</th>
                        <td>{mine}</td>
                        <td>{theirs}</td>
                    </tr>
                }
            });
            note(
                "warn",
                view! {
                    <b>{headline(&newer)}</b>
                    <p>
                        {t(
                            "あなたの変更はまだ保存されていません。違いを見て、どちらを残すか選んでください。",
                            "Your changes are not saved yet. Compare, and choose what stays.",
                        )}
                    </p>
                    <div class="compare">
                        <table class="table">
                            <thead>
                                <tr>
                                    <th scope="col">{t("ステップ", "Step")}</th>
                                    <th scope="col">{t("あなたの入力", "Yours")}</th>
                                    <th scope="col">{t("最新の版", "Newer version")}</th>
                                </tr>
                            </thead>
                            <tbody>{rows.collect_view()}</tbody>
                        </table>
                    </div>
                    <div class="form-actions">
                        <button type="button" class="button" on:click=take>
                            {t("最新の版を読み込む（自分の入力を破棄）", "Load the newer version, drop mine")}
                        </button>
                        <button type="button" class="button" on:click=overwrite>
                            {t("自分の入力で上書きする", "Overwrite it with mine")}
                        </button>
                    </div>
                }
                .draw(),
            )
        })
    }
}

fn headline(newer: &ScenarioRecord) -> String {
    let when = dates::full(newer.updated_at);
    match lang::current() {
        Lang::Ja => format!("{} が {when} にこのシナリオを変更しました", newer.updated_by),
        Lang::En => format!("{} changed this scenario on {when}", newer.updated_by),
    }
}

/// The steps that differ: id, mine, theirs.
fn differences(mine: &Scenario, theirs: &Scenario) -> Vec<(String, String, String)> {
    let lang = lang::current();
    let mut rows = Vec::new();
    if mine.name != theirs.name {
        rows.push((
            t("シナリオ名", "Name").to_owned(),
            mine.name.get(lang).to_owned(),
            theirs.name.get(lang).to_owned(),
        ));
    }
    if mine.start != theirs.start {
        rows.push((
            t("始まり", "Start").to_owned(),
            mine.start.clone(),
            theirs.start.clone(),
        ));
    }
    let new = theirs
        .steps
        .iter()
        .filter(|step| edit::step(mine, &step.id).is_none());
    for step in mine.steps.iter().chain(new) {
        let (mine, theirs) = (edit::step(mine, &step.id), edit::step(theirs, &step.id));
        if mine != theirs {
            rows.push((step.id.clone(), words_of(mine), words_of(theirs)));
        }
    }
    rows
}

/// A step in a line.
fn words_of(step: Option<&Step>) -> String {
    let Some(step) = step else {
        return t("（なし）", "(none)").to_owned();
    };
    let lang = lang::current();
    let mut parts = vec![
        words::kind(step.kind).to_owned(),
        step.text.get(lang).chars().take(60).collect(),
    ];
    parts.extend(
        step.choices
            .iter()
            .map(|choice| format!("{} → {}", choice.label.get(lang), choice.target)),
    );
    if !step.next.is_empty() {
        parts.push(format!("→ {}", step.next));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::Localised;

    #[test]
    fn names_the_steps_that_differ() {
        let step = |id: &str, next: &str| Step {
            id: id.into(),
            next: next.into(),
            ..Step::default()
        };
        let scenario = |name: &str, steps: Vec<Step>| Scenario {
            name: Localised::new(name, ""),
            start: "a".into(),
            steps,
        };
        let mine = scenario("A", vec![step("a", "b"), step("b", "c")]);
        let theirs = scenario("B", vec![step("a", "b"), step("c", "a")]);
        let rows = differences(&mine, &theirs);
        let ids: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
        assert_eq!(ids, ["シナリオ名", "b", "c"]);
        assert_eq!(rows[1].2, "（なし）");
    }
}
