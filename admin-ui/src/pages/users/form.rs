//! The form of a user, new or there already.

use super::limits::Limits;
use crate::draw::Draw;
use crate::{
    app::app,
    dom,
    lang::{self, t},
    ui::{Faults, Segments, SelectInput, Submit, TextInput, ZoneInput},
};
use kotae_shared::{
    Lang,
    access::Role,
    api::admin::{User, UserEdit, limits},
};
use leptos::prelude::*;
use std::collections::HashSet;
use uuid::Uuid;

/// What is being typed. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    name: RwSignal<String>,
    email: RwSignal<String>,
    lang: RwSignal<String>,
    zone: RwSignal<String>,
    pub(super) role: RwSignal<String>,
    /// `all` or `some` of the categories.
    pub(super) reach: RwSignal<String>,
    pub(super) categories: RwSignal<HashSet<Uuid>>,
    active: RwSignal<String>,
    pub(super) faults: Faults,
    pub(super) busy: RwSignal<bool>,
}

impl Draft {
    /// Of somebody who is not there yet.
    pub(super) fn new() -> Self {
        let user = User {
            id: Uuid::nil(),
            name: String::new(),
            email: String::new(),
            lang: lang::current(),
            time_zone: dom::time_zone(),
            role: Role::Editor,
            categories: None,
        };
        Self::of(&user, true)
    }

    /// Of a user as he is.
    pub(super) fn of(user: &User, active: bool) -> Self {
        let word = |flag: bool, yes: &str, no: &str| RwSignal::new(if flag { yes } else { no }.to_owned());
        Self {
            name: RwSignal::new(user.name.clone()),
            email: RwSignal::new(user.email.clone()),
            lang: RwSignal::new(user.lang.tag().to_owned()),
            zone: RwSignal::new(user.time_zone.clone()),
            role: RwSignal::new(user.role.tag().to_owned()),
            reach: word(user.categories.is_none(), "all", "some"),
            categories: RwSignal::new(user.categories.iter().flatten().copied().collect()),
            active: word(active, "active", "suspended"),
            faults: Faults::new(),
            busy: RwSignal::new(false),
        }
    }

    /// The role that is chosen; reactive.
    pub(super) fn role(self) -> Role {
        Role::from_tag(&self.role.get()).unwrap_or_default()
    }

    /// What is sent.
    pub(super) fn edit(self) -> UserEdit {
        let role = untrack(|| self.role());
        let is_limited = role.can_be_limited() && self.reach.get_untracked() == "some";
        let lang = if self.lang.get_untracked() == Lang::En.tag() {
            Lang::En
        } else {
            Lang::Ja
        };
        UserEdit {
            name: self.name.get_untracked(),
            email: self.email.get_untracked(),
            lang,
            time_zone: self.zone.get_untracked(),
            role,
            categories: is_limited.then(|| self.categories.get_untracked().into_iter().collect()),
            active: self.active.get_untracked() == "active",
        }
    }
}

/// The form.
#[component]
pub(super) fn UserForm(
    draft: Draft,
    /// The button.
    act: &'static str,
    /// He is there already, so that he can be suspended.
    exists: bool,
    send: Box<dyn Fn()>,
) -> impl IntoView {
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        draft.faults.clear();
        draft.busy.set(true);
        send();
    };
    let own = app().session_now().user.role;
    let roles: Vec<_> = Role::ALL
        .into_iter()
        .filter(|role| own.may_manage(*role) || draft.role.with_untracked(|tag| tag == role.tag()))
        .map(|role| (role.tag().to_owned(), role.name(lang::current()).to_owned()))
        .collect();
    let explained = move || draft.role().explanation(lang::current());
    let limits_part = move || {
        draft
            .role()
            .can_be_limited()
            .then(|| view! { <Limits draft=draft/> })
    };
    let state = exists.then(|| {
        view! {
            <Segments
                name="active"
                label=t("ログイン", "Sign-in")
                value=draft.active
                faults=draft.faults
                choices=vec![
                    ("active".into(), t("利用中", "Active").into()),
                    ("suspended".into(), t("停止する", "Suspended").into()),
                ]
                help=t(
                    "停止すると、すぐにすべての端末からログアウトし、ログインできなくなります。書いた FAQ や記録は残ります。",
                    "A suspended user is signed out everywhere at once and cannot sign in. What he wrote stays.",
                )
            />
        }
    });
    let languages = [(Lang::Ja, "日本語"), (Lang::En, "English")];
    view! {
        <form class="form" novalidate on:submit=submit>
            <TextInput
                name="name"
                label=t("名前", "Name")
                value=draft.name
                faults=draft.faults
                max=limits::PERSON
                autofocus=!exists
            />
            <TextInput
                name="email"
                label=t("メールアドレス", "E-mail address")
                value=draft.email
                faults=draft.faults
                kind="email"
                max=limits::MAIL
                help=t("ログインに使います。", "It is the sign-in name.")
            />
            <div class="field">
                <SelectInput
                    name="role"
                    label=t("権限", "Role")
                    value=draft.role
                    faults=draft.faults
                    choices=Signal::stored(roles)
                />
                <p class="field-help" aria-live="polite">{explained}</p>
            </div>
            {limits_part}
            <Segments
                name="lang"
                label=t("表示言語", "Language")
                value=draft.lang
                faults=draft.faults
                choices=languages.map(|(lang, name)| (lang.tag().into(), name.into())).into()
            />
            <ZoneInput value=draft.zone faults=draft.faults/>
            {state}
            <div class="form-actions">
                <Submit label=act busy=draft.busy faults=draft.faults/>
            </div>
        </form>
    }
    .draw()
}
