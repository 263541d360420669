//! Chooses a password by a one-time link, which the command line or another administrator made.

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    dom,
    lang::t,
    pages::account::password_help,
    shell::GateFrame,
    ui::{Faults, PageHead, PasswordInput, Submit},
};
use kotae_shared::api::{
    admin::{PasswordReset, Session},
    problem::ProblemCode,
};
use leptos::{prelude::*, task::spawn_local};

/// The page; the token stands behind `#` in the address.
#[component]
pub(crate) fn NewPassword() -> impl IntoView {
    let app = app();
    let token = dom::fragment();
    let password = RwSignal::new(String::new());
    let (faults, busy, used) = (Faults::new(), RwSignal::new(false), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let request = PasswordReset {
            token: token.clone(),
            password: password.get_untracked(),
        };
        spawn_local(async move {
            match api::post::<Session>("password", &request).await {
                Ok(session) => {
                    // The used token leaves the address.
                    app.swap("");
                    app.admit(session);
                }
                Err(failure) => {
                    busy.set(false);
                    used.set(failure.code() == Some(ProblemCode::Gone));
                    faults.show(&failure);
                }
            }
        });
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
                    faults=faults
                    autocomplete="new-password"
                    help=password_help()
                />
                <Submit label=t("保存してログインする", "Save and sign in") busy=busy faults=faults/>
                {move || {
                    used.get()
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="button"
                                    on:click=move |_| {
                                        app.swap("");
                                        app.to_sign_in();
                                    }
                                >
                                    {t("ログイン画面へ", "To the sign-in")}
                                </button>
                            }
                        })
                }}
            </form>
        </GateFrame>
    }
    .draw()
}
