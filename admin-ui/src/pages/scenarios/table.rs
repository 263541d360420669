//! The list of scenarios.

use super::words;
use crate::draw::Draw;
use crate::{
    api,
    app::{App, app},
    dates,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{Cell, Column, Confirm, Filter, ListRow, LocalList, Selection, one_by_one},
};
use kotae_shared::{
    Lang,
    api::scenarios::{ScenarioRow, ScenarioState},
};
use leptos::prelude::*;
use std::rc::Rc;

/// The states by their names in the address, those that want something done first.
const STATES: [(&str, ScenarioState); 4] = [
    ("withheld", ScenarioState::Withheld),
    ("new", ScenarioState::New),
    ("changed", ScenarioState::Changed),
    ("published", ScenarioState::Published),
];

/// The list.
pub(super) fn table(list: Remote<Vec<ScenarioRow>>, may_write: bool) -> AnyView {
    let columns = [
        ("name", t("名前", "Name"), "cell-title"),
        ("state", t("状態", "State"), ""),
        ("steps", t("ステップ数", "Steps"), "wide-only nowrap"),
        ("changed", t("更新", "Changed"), "nowrap wide-only"),
        ("by", t("更新した人", "Changed by"), "wide-only"),
    ];
    let filters = vec![
        Filter {
            key: "state",
            name: t("状態", "State"),
            all: t("すべての状態", "Any state"),
            choices: STATES
                .map(|(key, state)| (key.to_owned(), words::state(state).1.to_owned()))
                .into(),
        },
        Filter {
            key: "findings",
            name: t("確認が必要なもの", "To look at"),
            all: t("確認の要否を問わない", "With and without findings"),
            choices: vec![
                ("some".into(), t("確認が必要", "Something to look at").into()),
                ("none".into(), t("確認するものなし", "Nothing to look at").into()),
            ],
        },
    ];
    let rows = Rc::new(move || {
        let rows = list.get().unwrap_or_default().into_iter();
        rows.map(|row| line(&row, may_write)).collect()
    });
    let app = app();
    let bulk = may_write.then(|| {
        Rc::new(move |selection: Selection| {
            view! {
                <button
                    type="button"
                    class="button small danger"
                    on:click=move |_| ask_to_delete(app, list, selection)
                >
                    {t("削除", "Delete")}
                </button>
            }
            .draw()
        }) as Rc<dyn Fn(Selection) -> AnyView>
    });
    view! {
        <LocalList
            path="scenarios"
            label=t("シナリオを探す", "Search the scenarios")
            columns=columns.map(|(key, name, class)| Column { key, name, class }).into()
            filters=filters
            rows=rows
            bulk=bulk
        />
    }
    .draw()
}

fn ask_to_delete(app: App, list: Remote<Vec<ScenarioRow>>, selection: Selection) {
    let ids = selection.ids();
    let count = number(ids.len() as u32);
    app.ask(Confirm {
        title: match lang::current() {
            Lang::Ja => format!("{count} 件のシナリオを削除しますか？"),
            Lang::En if ids.len() == 1 => "Delete this scenario?".into(),
            Lang::En => format!("Delete {count} scenarios?"),
        },
        text: t(
            "公開中のものは、次の公開までは表示されます。",
            "Visitors have published ones until the next publication.",
        )
        .into(),
        act: t("削除する", "Delete"),
        danger: true,
        yes: Box::new(move || {
            one_by_one(
                app,
                ids,
                t("削除しました。", "Deleted."),
                |id| async move { api::delete(&format!("scenarios/{id}")).await },
                move || {
                    selection.clear();
                    list.reload();
                    app.refresh();
                },
            );
        }),
    });
}

fn line(row: &ScenarioRow, may_write: bool) -> ListRow {
    let name = row.name.get(lang::current()).to_owned();
    let (tone, word) = words::state(row.state);
    let at = STATES.iter().position(|(_, state)| *state == row.state);
    let at = at.unwrap_or_default();
    let findings = (row.findings > 0).then(|| match lang::current() {
        Lang::Ja => format!("確認が必要: {} 件", number(row.findings)),
        Lang::En => format!("To look at: {}", number(row.findings)),
    });
    let href = place::href(&format!("scenarios/{}", row.id));
    let link = {
        let name = name.clone();
        move || view! { <a class="row-link" href=href.clone()>{name.clone()}</a> }.draw()
    };
    let said = match &findings {
        Some(findings) => format!("{word}, {findings}"),
        None => word.to_owned(),
    };
    let state = move || {
        let findings = findings
            .clone()
            .map(|text| view! { <span class="chip bad">{text}</span> });
        view! { <span class=tone>{word}</span> " " {findings} }.draw()
    };
    ListRow {
        id: row.id,
        cells: vec![
            Cell::text(name.clone()).drawn(link),
            Cell::number(at as i64, said).drawn(state),
            Cell::number(row.steps, number(row.steps)),
            Cell::number(row.updated_at, dates::full(row.updated_at)),
            Cell::text(row.updated_by.clone()),
        ],
        name,
        tags: vec![
            format!("state={}", STATES[at].0),
            (if row.findings > 0 {
                "findings=some"
            } else {
                "findings=none"
            })
            .to_owned(),
        ],
        selectable: may_write,
    }
}
