//! Chooses a password by a one-time link, which the command line made.

use super::one_time::OneTime;
use crate::draw::Draw;
use crate::{
    dom,
    lang::t,
    pages::account::password_help,
    shell::{CodeInput, GateFrame},
    ui::{PageHead, PasswordInput, Submit},
};
use kotae_shared::api::admin::PasswordReset;
use leptos::prelude::*;

/// The page; the token stands behind `#` in the address.
#[component]
pub(crate) fn NewPassword() -> impl IntoView {
    let form = OneTime::new();
    let token = dom::fragment();
    let [password, code] = [(); 2].map(|()| RwSignal::new(String::new()));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        form.send(
            "password",
            PasswordReset {
                token: token.clone(),
                password: password.get_untracked(),
                code: code.get_untracked(),
            },
        );
    };
    view! {
        <GateFrame>
            <PageHead title=t("新しいパスワード", "New password")/>
            <p class="quiet">
                {t(
                    "これから使うパスワードを決めてください。保存すると、そのままログインします。",
                    "Choose the password that you will use from now on. Saving it signs you in.",
                )}
            </p>
            <form class="form" novalidate on:submit=submit>
                <PasswordInput
                    name="password"
                    label=t("新しいパスワード", "New password")
                    value=password
                    faults=form.faults
                    autocomplete="new-password"
                    help=password_help()
                />
                {move || form.asks_code.get().then(|| view! { <CodeInput value=code faults=form.faults/> })}
                <Submit label=t("保存してログインする", "Save and sign in") busy=form.busy faults=form.faults/>
                {form.way_on()}
            </form>
        </GateFrame>
    }
    .draw()
}
