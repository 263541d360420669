//! What differs between two versions, field by field.

use super::super::follow_up;
use super::versions::field_name;
use super::words::{Part, compare};
use crate::draw::Draw;
use crate::{
    lang::t,
    pages::{
        categories::Tree,
        entries::{people, status},
    },
    ui::note,
};
use kotae_shared::api::{
    admin::{EntryEdit, Field},
    improve::Person,
};
use leptos::prelude::*;

/// The fields that differ, the old text struck out and the new one marked.
#[component]
pub(super) fn Difference(
    old: EntryEdit,
    new: EntryEdit,
    tree: Memo<Tree>,
    people: Memo<Vec<Person>>,
) -> impl IntoView {
    let rows = move || {
        let rows = tree.with(|tree| people.with(|people| differences(&old, &new, tree, people)));
        if rows.is_empty() {
            return note(
                "",
                t(
                    "この 2 つの版は同じ内容です。",
                    "These two versions are the same.",
                ),
            )
            .draw();
        }
        let rows = rows.into_iter().map(|(field, old, new)| {
            view! {
                <section class="card">
                    <h2>{field_name(field)}</h2>
                    <div class="difference">{words(&old, &new)}</div>
                </section>
            }
        });
        rows.collect_view().draw()
    };
    rows.draw()
}

/// What differs between two texts, word by word.
pub(in crate::pages::entry) fn words(old: &str, new: &str) -> AnyView {
    compare(old, new).into_iter().map(part).collect_view().draw()
}

/// Not by colour alone: screen readers are told, and what is gone is struck out.
fn part(part: Part) -> AnyView {
    match part {
        Part::Same(text) => view! { <span>{text}</span> }.draw(),
        Part::Gone(text) => {
            let label = t("削除：", "Removed: ");
            view! { <del><span class="unseen">{label}</span>{text}</del> }.draw()
        }
        Part::New(text) => {
            let label = t("追加：", "Added: ");
            view! { <ins><span class="unseen">{label}</span>{text}</ins> }.draw()
        }
    }
}

/// The fields that differ: which, before, after.
fn differences(
    old: &EntryEdit,
    new: &EntryEdit,
    tree: &Tree,
    people: &[Person],
) -> Vec<(Field, String, String)> {
    let texts = |edit: &EntryEdit| {
        // Version 0 stands for what was before the first one: nothing.
        let status = (edit.version > 0).then(|| status::name(edit.status).to_owned());
        [
            (Field::Title, edit.title.clone()),
            (Field::Answer, edit.answer.clone()),
            (Field::Phrasings, edit.phrasings.join("\n")),
            (Field::Keywords, edit.keywords.join("\n")),
            (
                Field::Category,
                edit.category.map(|id| tree.path(id)).unwrap_or_default(),
            ),
            (Field::Audience, edit.audience.join("\n")),
            (Field::Related, edit.related.join("\n")),
            (Field::FollowUp, follow_up::text(edit.follow_up)),
            (Field::Owner, people::name(people, edit.owner)),
            (Field::ReviewOn, edit.review_on.clone()),
            (Field::PublishFrom, edit.publish_from.clone()),
            (Field::PublishUntil, edit.publish_until.clone()),
            (Field::Status, status.unwrap_or_default()),
            (Field::Code, edit.code.clone()),
        ]
    };
    let pairs = texts(old).into_iter().zip(texts(new));
    let rows = pairs.map(|((field, old), (_, new))| (field, old, new));
    rows.filter(|(_, old, new)| old != new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_only_what_differs() {
        let old = EntryEdit {
            title: "VPN".into(),
            keywords: vec!["VPN".into()],
            version: 1,
            ..EntryEdit::default()
        };
        let new = EntryEdit {
            keywords: vec!["VPN".into(), "接続".into()],
            version: 2,
            ..old.clone()
        };
        let rows = differences(&old, &new, &Tree::default(), &[]);
        assert_eq!(
            rows,
            [(Field::Keywords, "VPN".to_owned(), "VPN\n接続".to_owned())]
        );
        assert!(differences(&old, &old, &Tree::default(), &[]).is_empty());
    }
}
