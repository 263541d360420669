//! What is done to the selected users.

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    lang::{self, number, t},
    remote::Remote,
    ui::{Confirm, PickFilter, Selection, one_by_one, picks},
};
use kotae_shared::{
    Lang,
    access::Role,
    api::admin::{UserEdit, UserRow},
};
use leptos::prelude::*;

/// The choices and the button.
#[component]
pub(super) fn Bulk(users: Remote<Vec<UserRow>>, selection: Selection) -> impl IntoView {
    let app = app();
    let own = app.session_now().user.role;
    // A list that is gone through by arrow keys changes nothing: the button does.
    let (role, stand) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let idle = move || role.with(String::is_empty) && stand.with(String::is_empty);
    let ask = move |_| {
        let role = Role::from_tag(&role.get_untracked());
        let active = match stand.get_untracked().as_str() {
            "active" => Some(true),
            "suspended" => Some(false),
            _ => None,
        };
        let ids = selection.ids();
        let done = move || {
            selection.clear();
            users.reload();
            app.refresh();
        };
        let count = number(ids.len() as u32);
        app.ask(Confirm {
            title: match lang::current() {
                Lang::Ja => format!("{count} 人を変更しますか？"),
                Lang::En if ids.len() == 1 => "Change this user?".into(),
                Lang::En => format!("Change {count} users?"),
            },
            text: said(role, active),
            act: t("変更する", "Change"),
            danger: active == Some(false),
            yes: Box::new(move || {
                let rows = untrack(|| users.get()).unwrap_or_default();
                let act = move |id| {
                    let row = rows.iter().find(|row| row.user.id == id).cloned();
                    async move {
                        // Whatever can be selected is in the list.
                        let Some(row) = row else { return Ok(()) };
                        let edit = changed(row, role, active);
                        api::put::<UserRow>(&format!("users/{id}"), &edit).await.map(drop)
                    }
                };
                one_by_one(app, ids, t("変更しました。", "Changed."), act, done);
            }),
        });
    };
    let roles = picks(
        &std::iter::once(("", t("権限はそのまま", "Keep the role")))
            .chain(
                super::ROLES
                    .into_iter()
                    .filter(|role| own.may_manage(*role))
                    .map(|role| (role.tag(), role.name(lang::current()))),
            )
            .collect::<Vec<_>>(),
    );
    let stands = picks(&[
        ("", t("利用の可否はそのまま", "Keep who may sign in")),
        ("suspended", t("停止する", "Suspend")),
        ("active", t("利用を再開する", "Let them sign in again")),
    ]);
    view! {
        <PickFilter label=t("新しい権限", "New role") choices=roles value=role go=move |key| role.set(key)/>
        <PickFilter
            label=t("ログインの可否", "Whether they may sign in")
            choices=stands
            value=stand
            go=move |key| stand.set(key)
        />
        <button type="button" class="button small" disabled=idle on:click=ask>
            {t("まとめて変更…", "Change them…")}
        </button>
    }
    .draw()
}

/// What would happen, for who has to agree to it.
fn said(role: Option<Role>, active: Option<bool>) -> String {
    let mut all = Vec::new();
    all.extend(role.map(|role| {
        let name = role.name(lang::current());
        match lang::current() {
            Lang::Ja => format!("権限が「{name}」になります。"),
            Lang::En => format!("Their role becomes “{name}”."),
        }
    }));
    all.extend(active.map(|active| {
        let text = if active {
            t(
                "停止中の人は、またログインできるようになります。",
                "Who is suspended can sign in again.",
            )
        } else {
            t(
                "ログイン中の端末はすぐに締め出され、再開するまでログインできません。",
                "They are signed out at once, and cannot sign in until you let them again.",
            )
        };
        text.to_owned()
    }));
    all.join(t("", " "))
}

/// A user with another role or another stand. A limit to categories goes where the role cannot have one.
fn changed(row: UserRow, role: Option<Role>, active: Option<bool>) -> UserEdit {
    let role = role.unwrap_or(row.user.role);
    UserEdit {
        name: row.user.name,
        email: row.user.email,
        lang: row.user.lang,
        time_zone: row.user.time_zone,
        role,
        categories: row.user.categories.filter(|_| role.can_be_limited()),
        active: active.unwrap_or(row.active),
    }
}
