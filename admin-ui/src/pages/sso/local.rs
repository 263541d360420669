//! Who can sign in with a password.

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    lang::t,
    remote::Remote,
    ui::{Faults, SelectInput, Submit},
};
use kotae_shared::{
    access::Role,
    api::{admin::UserRow, sso::LocalSignIn},
};
use leptos::{prelude::*, task::spawn_local};

/// The form.
#[component]
pub(super) fn Local(local: LocalSignIn) -> impl IntoView {
    let app = app();
    let people = Remote::<Vec<UserRow>>::new(|| "users".into());
    let only = RwSignal::new(local.only.map(|id| id.to_string()).unwrap_or_default());
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let choices = Signal::derive(move || {
        let everybody = (String::new(), t("全員", "Everybody").to_owned());
        let owners = people.get().unwrap_or_default().into_iter();
        let owners = owners.filter(|row| row.active && row.user.role == Role::Owner);
        let one = |row: UserRow| {
            let name = format!(
                "{} {} <{}>",
                t("オーナー 1 人だけ:", "This owner alone:"),
                row.user.name,
                row.user.email
            );
            (row.user.id.to_string(), name)
        };
        std::iter::once(everybody).chain(owners.map(one)).collect()
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let edit = LocalSignIn {
            only: only.get_untracked().parse().ok(),
        };
        spawn_local(async move {
            let reply = api::put::<LocalSignIn>("sso/local", &edit).await;
            busy.set(false);
            match reply {
                Ok(_) => app.say(t("保存しました。", "Saved.")),
                Err(failure) => faults.show(&failure),
            }
        });
    };
    view! {
        <section class="card">
            <h2>{t("パスワードでのログイン", "Sign-in by password")}</h2>
            <form class="form" novalidate on:submit=submit>
                <SelectInput
                    name="only"
                    label=t("パスワードでログインできる人", "Who can sign in with a password")
                    value=only
                    faults=faults
                    choices=choices
                    help=t(
                        "認証サービスが止まったときのために、パスワードのあるオーナーが 1 人必ず残ります。先に認証サービスでのログインを確かめてください。",
                        "One owner with a password always stays, for when the provider is down. Make sure first that signing in by the provider works.",
                    )
                />
                <div class="form-actions">
                    <Submit label=t("保存する", "Save") busy=busy faults=faults/>
                </div>
            </form>
        </section>
    }
    .draw()
}
