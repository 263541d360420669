//! Sign-in, as a page and over a page whose session ended.

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    dom,
    lang::t,
    shell::{CodeInput, GateFrame},
    ui::{Faults, PageHead, PasswordInput, Submit, TextInput},
};
use kotae_shared::api::{
    admin::{Session, SignIn},
    problem::ProblemCode,
};
use leptos::{prelude::*, task::spawn_local};

/// The page. The address stays, so the wanted page opens after sign-in.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let app = app();
    view! {
        <GateFrame>
            <PageHead title=t("ログイン", "Sign in")/>
            <SignInForm/>
            {move || app.mail.get().then(|| view! {
                <button type="button" class="button plain" on:click=move |_| app.to_forgotten()>
                    {t("パスワードを忘れた方", "Forgot the password?")}
                </button>
            })}
        </GateFrame>
    }
    .draw()
}

/// The form.
#[component]
pub(crate) fn SignInForm(
    /// The mail address to begin with.
    #[prop(optional)]
    email: String,
) -> impl IntoView {
    let app = app();
    let knows_mail = !email.is_empty();
    let email = RwSignal::new(email);
    let [password, code] = [(); 2].map(|()| RwSignal::new(String::new()));
    let asks_code = RwSignal::new(false);
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        spawn_local(async move {
            let body = SignIn {
                email: email.get_untracked(),
                password: password.get_untracked(),
                code: code.get_untracked(),
            };
            match api::post::<Session>("session", &body).await {
                Ok(session) => app.admit(session),
                Err(failure) => {
                    busy.set(false);
                    if failure.code() == Some(ProblemCode::SecondFactor) {
                        asks_code.set(true);
                        return dom::focus_soon("#field-code");
                    }
                    faults.show(&failure);
                }
            }
        });
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <TextInput
                name="email"
                label=t("メールアドレス", "E-mail address")
                value=email
                faults=faults
                kind="email"
                autocomplete="username"
                autofocus=!knows_mail
            />
            <PasswordInput
                name="password"
                label=t("パスワード", "Password")
                value=password
                faults=faults
                autocomplete="current-password"
            />
            {move || asks_code.get().then(|| view! { <CodeInput value=code faults=faults/> })}
            <Submit label=t("ログインする", "Sign in") busy=busy faults=faults/>
        </form>
    }
    .draw()
}
