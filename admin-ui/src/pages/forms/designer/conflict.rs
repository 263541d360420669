//! Somebody else saved first: what differs, and whose stays.

use super::desk::{Desk, of_record};
use crate::{
    dates,
    draw::Draw,
    lang::{self, t},
    pages::forms::words,
    ui::note,
};
use kotae_shared::{
    Lang,
    api::forms::{FormEdit, FormRecord},
    form::{Field, Form},
};
use leptos::prelude::*;

/// The explanation, while there is a newer version.
#[component]
pub(super) fn Conflict(newer: RwSignal<Option<FormRecord>>, desk: Desk, save: Callback<()>) -> impl IntoView {
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
            let mine = desk.doc.get_untracked();
            let rows = differences(&mine, &of_record(&newer)).into_iter().map(|(name, mine, theirs)| {
                view! {
                    <tr>
                        <th scope="row">{name}</th>
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
                                    <th scope="col">{t("項目", "Part")}</th>
                                    <th scope="col">{t("あなたの入力", "Yours")}</th>
                                    <th scope="col">{t("最新の版", "Newer version")}</th>
                                </tr>
                            </thead>
                            <tbody>{rows.collect_view()}</tbody>
                        </table>
                    </div>
                    <div class="form-actions">
                        <button type="button" class="button" on:click=take>
                            {t("最新の版を読み込む（自分の入力は「元に戻す」で戻せます）", "Load the newer version (undo brings mine back)")}
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

fn headline(newer: &FormRecord) -> String {
    let when = dates::full(newer.updated_at);
    match lang::current() {
        Lang::Ja => format!("{} が {when} にこのフォームを変更しました", newer.updated_by),
        Lang::En => format!("{} changed this form on {when}", newer.updated_by),
    }
}

/// What differs: name, mine, theirs.
fn differences(mine: &FormEdit, theirs: &FormEdit) -> Vec<(String, String, String)> {
    let lang = lang::current();
    let mut rows = Vec::new();
    let words = |form: &Form| {
        let texts = [&form.name, &form.intro, &form.send, &form.thanks];
        let texts = texts.map(|text| text.get(lang).chars().take(60).collect::<String>());
        texts
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let plain = |form: &Form| {
        (
            form.name.clone(),
            form.intro.clone(),
            form.send.clone(),
            form.thanks.clone(),
        )
    };
    if plain(&mine.form) != plain(&theirs.form) {
        rows.push((
            t("名前とあいさつ", "Name and words").to_owned(),
            words(&mine.form),
            words(&theirs.form),
        ));
    }
    let order = |form: &Form| {
        let pages = form.pages.iter().map(|page| {
            let keys: Vec<&str> = page.fields.iter().map(|field| field.key.as_str()).collect();
            format!("{} [{}]", page.title.get(lang), keys.join(", "))
                .trim()
                .to_owned()
        });
        pages.collect::<Vec<_>>().join("\n")
    };
    if order(&mine.form) != order(&theirs.form) {
        rows.push((
            t("ページと順番", "Pages and order").to_owned(),
            order(&mine.form),
            order(&theirs.form),
        ));
    }
    let new = theirs
        .form
        .fields()
        .filter(|field| mine.form.field(&field.key).is_none());
    for field in mine.form.fields().chain(new) {
        let (mine, theirs) = (mine.form.field(&field.key), theirs.form.field(&field.key));
        if mine != theirs {
            rows.push((field.key.clone(), words_of(mine), words_of(theirs)));
        }
    }
    if (mine.purpose, &mine.settings) != (theirs.purpose, &theirs.settings) {
        let say = |edit: &FormEdit| words::purpose(edit.purpose).to_owned();
        let changed = t("（設定が違います）", "(settings differ)");
        rows.push((
            t("設定", "Settings").to_owned(),
            say(mine),
            format!("{} {changed}", say(theirs)),
        ));
    }
    rows
}

/// A field in a line.
fn words_of(field: Option<&Field>) -> String {
    let Some(field) = field else {
        return t("（なし）", "(none)").to_owned();
    };
    let lang = lang::current();
    let mut parts = vec![
        words::kind(field.kind).to_owned(),
        field.label.get(lang).chars().take(60).collect(),
    ];
    parts.extend(
        field
            .choices
            .iter()
            .map(|choice| format!("・{}", choice.label.get(lang))),
    );
    parts.retain(|part: &String| !part.is_empty());
    parts.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::{Localised, form::Page};

    #[test]
    fn names_what_differs() {
        let field = |key: &str, label: &str| Field {
            key: key.into(),
            label: Localised::new(label, ""),
            ..Field::default()
        };
        let edit = |fields: Vec<Field>| FormEdit {
            form: Form {
                pages: vec![Page {
                    fields,
                    ..Page::default()
                }],
                ..Form::default()
            },
            ..FormEdit::default()
        };
        let mine = edit(vec![field("a", "A"), field("b", "B")]);
        let theirs = edit(vec![field("a", "A"), field("c", "C")]);
        let rows = differences(&mine, &theirs);
        let names: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
        assert_eq!(names, ["ページと順番", "b", "c"]);
        assert_eq!(rows[1].2, "（なし）");
        assert!(differences(&mine, &mine).is_empty());
    }
}
