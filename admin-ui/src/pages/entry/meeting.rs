//! Somebody else saved first: who changed what, and a choice where both changed the same.

use super::{
    draft::{self, Draft},
    editor::Next,
    follow_up,
    history::{field_name, word_difference},
    merge::{self, Choice, Merged},
};
use crate::draw::Draw;
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
        admin::{Entry, EntryEdit, Field},
        improve::Person,
    },
};
use leptos::prelude::*;
use std::collections::HashMap;

/// What was chosen, by field.
type Choices = RwSignal<HashMap<Field, Choice>>;

/// The explanation, while there is a newer version that both changed the same fields of.
#[component]
pub(super) fn Meeting(
    newer: RwSignal<Option<Entry>>,
    draft: Draft,
    entry: RwSignal<Option<Entry>>,
    tree: Memo<Tree>,
    people: Memo<Vec<Person>>,
    /// Saves the form.
    save: Callback<Next>,
) -> impl IntoView {
    let choices: Choices = RwSignal::new(HashMap::new());
    let take = move |_| {
        if let Some(newer) = newer.try_update(Option::take).flatten() {
            draft.replace(&newer);
            entry.set(Some(newer));
        }
    };
    let join = move |_| {
        if let Some(newer) = newer.try_update(Option::take).flatten() {
            // What was typed since the note appeared counts too.
            let (mine, theirs) = (untrack(|| draft.edit()), draft::of_entry(&newer));
            let base = draft.base();
            let mut merged = merge::merge(&base, &mine, &theirs);
            choices.with_untracked(|choices| {
                for field in &merged.clashes {
                    if let Some(choice) = choices.get(field) {
                        merge::choose(&mut merged.edit, *field, *choice, (&base, &mine, &theirs));
                    }
                }
            });
            draft.take(&merged.edit, &newer);
            entry.set(Some(newer));
            choices.set(HashMap::new());
            save.run(Next::Stay);
        }
    };
    move || {
        let newer = newer.get()?;
        let (mine, theirs) = (untrack(|| draft.edit()), draft::of_entry(&newer));
        let base = draft.base();
        let merged = merge::merge(&base, &mine, &theirs);
        let show = |field, edit: &EntryEdit| {
            tree.with_untracked(|tree| people.with_untracked(|people| text(field, edit, tree, people)))
        };
        let fields = merged.clashes.iter().map(|field| {
            let texts = (show(*field, &mine), show(*field, &theirs));
            clash(*field, texts, &newer.updated_by, choices)
        });
        let fields = fields.collect_view();
        let body = view! {
            <b>{headline(&newer, &merge::changed(&base, &theirs))}</b>
            <p>
                {t(
                    "あなたの変更はまだ保存されていません。同じ項目を変更したので、どちらを残すか選んでください。",
                    "Your changes are not saved yet. Both of you changed the same; choose what stays.",
                )}
            </p>
            {rest(&merged)}
            {fields}
            <div class="form-actions">
                <button type="button" class="button primary" on:click=join>
                    <span>{t("選んだ内容で保存する", "Save what I chose")}</span>
                </button>
                <button type="button" class="button" on:click=take>
                    {t("最新の版を読み込む（自分の入力を破棄）", "Load the newer version, drop mine")}
                </button>
            </div>
        };
        Some(view! { <div class="meeting">{note("warn", body)}</div> })
    }
}

/// Who changed what, and when.
pub(super) fn headline(newer: &Entry, changed: &[Field]) -> String {
    let (when, by) = (dates::full(newer.updated_at), &newer.updated_by);
    let what = names(changed);
    match lang::current() {
        Lang::Ja => format!("{by} が {when} にこの FAQ を変更しました（{what}）"),
        Lang::En => format!("{by} changed this entry on {when} ({what})"),
    }
}

/// What fields are called, in a row.
pub(super) fn names(fields: &[Field]) -> String {
    let names: Vec<_> = fields.iter().map(|field| field_name(*field)).collect();
    names.join(t("・", ", "))
}

/// What comes together by itself.
fn rest(merged: &Merged) -> Option<impl IntoView + use<>> {
    (!merged.theirs.is_empty()).then(|| {
        let what = names(&merged.theirs);
        let text = match lang::current() {
            Lang::Ja => format!("{what}は、相手の変更をそのまま合わせます。"),
            Lang::En => format!("Their change of {what} is taken as it is."),
        };
        view! { <p>{text}</p> }
    })
}

/// A field that both changed.
fn clash(field: Field, (mine, theirs): (String, String), by: &str, choices: Choices) -> AnyView {
    let group = format!("meeting-{field:?}");
    let first = merge::first_choice(field);
    let radio = |choice: Choice, label: String, text: AnyView| {
        view! {
            <label class="meeting-choice">
                <span>
                    <input
                        type="radio"
                        name=group.clone()
                        prop:checked=choice == first
                        on:change=move |_| choices.update(|all| _ = all.insert(field, choice))
                    />
                    {label}
                </span>
                {text}
            </label>
        }
        .draw()
    };
    let plain = |text: &str| {
        let text = if text.is_empty() {
            t("（なし）", "(none)")
        } else {
            text
        };
        view! { <div class="meeting-text">{text.to_owned()}</div> }.draw()
    };
    let both = merge::is_list(field).then(|| {
        let text = t(
            "どちらかが足したものを入れ、どちらかが外したものを外します。",
            "With what either added, without what either took away.",
        );
        radio(
            Choice::Both,
            t("両方を合わせる", "Both together").to_owned(),
            plain(text),
        )
    });
    let shown = if field == Field::Answer {
        view! { <div class="meeting-text difference">{word_difference(&mine, &theirs)}</div> }.draw()
    } else {
        plain(&theirs)
    };
    let their_label = match (lang::current(), field) {
        (Lang::Ja, Field::Answer) => format!("{by} の入力（自分との違い）"),
        (Lang::Ja, _) => format!("{by} の入力"),
        (Lang::En, Field::Answer) => format!("What {by} wrote (against mine)"),
        (Lang::En, _) => format!("What {by} wrote"),
    };
    view! {
        <fieldset class="meeting-field">
            <legend>{field_name(field)}</legend>
            {both}
            {radio(Choice::Mine, t("自分の入力", "What I wrote").to_owned(), plain(&mine))}
            {radio(Choice::Theirs, their_label, shown)}
        </fieldset>
    }
    .draw()
}

/// A field as it is shown.
fn text(field: Field, edit: &EntryEdit, tree: &Tree, people: &[Person]) -> String {
    match field {
        Field::Code => edit.code.clone(),
        Field::Title => edit.title.clone(),
        Field::Phrasings => edit.phrasings.join("\n"),
        Field::Keywords => edit.keywords.join("\n"),
        Field::Category => edit.category.map(|id| tree.path(id)).unwrap_or_default(),
        Field::Answer => edit.answer.clone(),
        Field::Audience => edit.audience.join("\n"),
        Field::Related => edit.related.join("\n"),
        Field::FollowUp => follow_up::text(edit.follow_up),
        Field::Owner => people::name(people, edit.owner),
        Field::ReviewOn => edit.review_on.clone(),
        Field::PublishFrom => edit.publish_from.clone(),
        Field::PublishUntil => edit.publish_until.clone(),
        Field::Status => status::name(edit.status).to_owned(),
    }
}
