//! Forms: the list, and the designer.

mod designer;
mod list_tools;
mod templates;
pub(super) mod words;

pub(crate) use designer::FormPage;

use crate::{
    app::app,
    dates,
    draw::Draw,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{self, Cell, Column, Filter, Icon, ListRow, LocalList, PageHead, icon},
};
use kotae_shared::{
    access::Permission,
    api::forms::{FormRow, FormState},
    form::Purpose,
};
use leptos::prelude::*;
use list_tools::{Import, bulk};
use std::rc::Rc;

/// The list.
#[component]
pub(crate) fn Forms() -> impl IntoView {
    let role = app().session_now().user.role;
    let may_write = role.may(Permission::EditForms);
    let may_read = role.may(Permission::ReadSubmissions);
    let forms = Remote::<Vec<FormRow>>::new(|| "forms".into());
    let body = move |rows: Vec<FormRow>| {
        if rows.is_empty() {
            return ui::empty(
                Icon::Edit,
                t("フォームはまだありません", "There are no forms yet"),
                t(
                    "問い合わせやアンケートの見本から始められます。",
                    "Begin with one of the templates for inquiries and surveys.",
                ),
                may_write.then(new_button),
            )
            .draw();
        }
        table(forms, may_write, may_read)
    };
    view! {
        <div class="page">
            <PageHead title=t("フォーム", "Forms")>
                {may_write.then(|| view! { <Import/> })}
                {may_write.then(new_button)}
            </PageHead>
            <p class="page-lead">
                {t(
                    "問い合わせとアンケートのフォームです。公開すると、変更を保存するたびに訪問者にもすぐ反映されます。",
                    "Forms for inquiries and surveys. Once open, visitors have each change as soon as it is saved.",
                )}
            </p>
            {forms.view(body)}
        </div>
    }
    .draw()
}

fn new_button() -> impl IntoView {
    view! {
        <a class="button primary" href=place::href("forms/new")>
            {icon(Icon::Plus)}
            {t("新しいフォーム", "New form")}
        </a>
    }
}

fn table(forms: Remote<Vec<FormRow>>, may_write: bool, may_read: bool) -> AnyView {
    let columns = [
        ("name", t("名前", "Name"), ""),
        ("purpose", t("用途", "Purpose"), "wide-only"),
        ("state", t("状態", "State"), ""),
        ("submissions", t("受信", "Received"), "number"),
        ("open", t("未完了", "Open"), "number"),
        ("updated", t("最終更新", "Last change"), "nowrap wide-only"),
    ];
    let filters = vec![
        Filter {
            key: "purpose",
            name: t("用途", "Purpose"),
            all: t("すべての用途", "Any purpose"),
            choices: [Purpose::Inquiry, Purpose::Survey]
                .map(|one| (words::purpose_key(one).to_owned(), words::purpose(one).to_owned()))
                .into(),
        },
        Filter {
            key: "state",
            name: t("状態", "State"),
            all: t("すべての状態", "Any state"),
            choices: [FormState::Draft, FormState::Open, FormState::Archived]
                .map(|one| (words::state_key(one).to_owned(), words::state(one).1.to_owned()))
                .into(),
        },
    ];
    let rows = Rc::new(move || {
        let forms = forms.get().unwrap_or_default();
        forms
            .into_iter()
            .map(|row| line(row, may_write, may_read))
            .collect()
    });
    view! {
        <LocalList
            path="forms"
            label=t("フォームを探す", "Search the forms")
            columns=columns.map(|(key, name, class)| Column { key, name, class }).into()
            filters=filters
            rows=rows
            bulk=Some(bulk(forms, may_write))
        />
    }
    .draw()
}

fn line(row: FormRow, may_write: bool, may_read: bool) -> ListRow {
    let name = row.name.get(lang::current()).to_owned();
    let href = place::href(&format!("forms/{}", row.id));
    let named = {
        let name = name.clone();
        move || view! { <a class="row-link" href=href.clone()>{name.clone()}</a> }.draw()
    };
    let (tone, word) = words::state(row.state);
    let inbox = format!("submissions?form={}", row.id);
    let count = move |count: u32, more: &str| {
        let href = place::href(&format!("{inbox}{more}"));
        let text = number(count);
        Cell::number(count, text.clone()).drawn(move || {
            if may_read && count > 0 {
                view! { <a href=href.clone()>{text.clone()}</a> }.draw()
            } else {
                text.clone().draw()
            }
        })
    };
    let changed = format!("{} {}", dates::full(row.updated_at), row.updated_by);
    ListRow {
        id: row.id,
        cells: vec![
            Cell::text(name.clone()).drawn(named),
            Cell::text(words::purpose(row.purpose)),
            Cell::text(word).drawn(move || view! { <span class=tone>{word}</span> }.draw()),
            count(row.submissions, ""),
            Cell::number(row.open, number(row.open)),
            Cell::number(row.updated_at, changed),
        ],
        name,
        tags: vec![
            format!("purpose={}", words::purpose_key(row.purpose)),
            format!("state={}", words::state_key(row.state)),
        ],
        selectable: may_write,
    }
}
