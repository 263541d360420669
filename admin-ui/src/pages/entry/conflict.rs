//! Somebody else saved first: shows what differs, and lets the editor decide.

use super::draft::{self, Draft};
use crate::{
    dates,
    lang::{self, t},
    pages::{
        categories::Tree,
        entries::{people, status},
    },
    ui::note,
};
use kotae_shared::{
    Lang,
    api::{
        admin::{Entry, EntryEdit},
        improve::Person,
    },
};
use leptos::prelude::*;

/// The explanation, while there is a newer version.
#[component]
pub(super) fn Conflict(
    newer: RwSignal<Option<Entry>>,
    draft: Draft,
    entry: RwSignal<Option<Entry>>,
    tree: Memo<Tree>,
    people: Memo<Vec<Person>>,
    /// Saves the form.
    save: Callback<()>,
) -> impl IntoView {
    let take = move |_| {
        if let Some(newer) = newer.try_update(Option::take).flatten() {
            draft.replace(&newer);
            entry.set(Some(newer));
        }
    };
    let overwrite = move |_| {
        if let Some(newer) = newer.try_update(Option::take).flatten() {
            draft.rebase(&newer);
            save.run(());
        }
    };
    move || {
        newer.get().map(|newer| {
            let mine = untrack(|| draft.edit());
            let theirs = draft::of_entry(&newer);
            let rows = tree.with(|tree| people.with(|people| differences(&mine, &theirs, tree, people)));
            let rows = rows.into_iter().map(|(field, mine, theirs)| {
                view! {
                    <tr>
                        <th scope="row">{field}</th>
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
                                    <th scope="col">{t("項目", "Field")}</th>
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
                },
            )
        })
    }
}

fn headline(newer: &Entry) -> String {
    let when = dates::full(newer.updated_at);
    match lang::current() {
        Lang::Ja => format!("{} が {when} にこの FAQ を変更しました", newer.updated_by),
        Lang::En => format!("{} changed this entry on {when}", newer.updated_by),
    }
}

/// The fields that differ: name, mine, theirs.
fn differences(
    mine: &EntryEdit,
    theirs: &EntryEdit,
    tree: &Tree,
    people: &[Person],
) -> Vec<(&'static str, String, String)> {
    let category = |edit: &EntryEdit| edit.category.map(|id| tree.path(id)).unwrap_or_default();
    let status = |edit: &EntryEdit| status::name(edit.status).to_owned();
    let owner = |edit: &EntryEdit| people::name(people, edit.owner);
    let rows = [
        ("ID", mine.code.clone(), theirs.code.clone()),
        (t("タイトル", "Title"), mine.title.clone(), theirs.title.clone()),
        (
            t("言い換え", "Other phrasings"),
            mine.phrasings.join("\n"),
            theirs.phrasings.join("\n"),
        ),
        (
            t("キーワード", "Keywords"),
            mine.keywords.join("\n"),
            theirs.keywords.join("\n"),
        ),
        (t("カテゴリー", "Category"), category(mine), category(theirs)),
        (t("状態", "Status"), status(mine), status(theirs)),
        (
            t("見られる人", "Who may see it"),
            mine.audience.join("\n"),
            theirs.audience.join("\n"),
        ),
        (
            t("関連する質問", "Related questions"),
            mine.related.join("\n"),
            theirs.related.join("\n"),
        ),
        (t("担当者", "Owner"), owner(mine), owner(theirs)),
        (
            t("見直し日", "Review date"),
            mine.review_on.clone(),
            theirs.review_on.clone(),
        ),
        (t("答え", "Answer"), mine.answer.clone(), theirs.answer.clone()),
    ];
    rows.into_iter()
        .filter(|(_, mine, theirs)| mine != theirs)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_only_what_differs() {
        let mine = EntryEdit {
            title: "A".into(),
            answer: "同じ".into(),
            version: 1,
            ..EntryEdit::default()
        };
        let theirs = EntryEdit {
            title: "B".into(),
            version: 2,
            ..mine.clone()
        };
        let rows = differences(&mine, &theirs, &Tree::default(), &[]);
        assert_eq!(rows, [("タイトル", "A".to_owned(), "B".to_owned())]);
    }
}
