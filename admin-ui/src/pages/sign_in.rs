//! Sign-in, as a page and over a page whose session ended.

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    dom,
    lang::{self, t},
    place,
    remote::Remote,
    shell::{CodeInput, GateFrame},
    ui::{Faults, PageHead, PasswordInput, Submit, TextInput},
};
use kotae_shared::Lang;
use kotae_shared::api::{
    admin::{Session, SignIn, Start},
    problem::ProblemCode,
    sso::SignInWith,
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
    let start = Remote::<Start>::new(|| "start".into());
    let providers_only = move || start.get().is_some_and(|start| start.providers_only);
    view! {
        {move || providers(&start.get().map(|start| start.providers).unwrap_or_default(), "", "")}
        {move || {
            providers_only()
                .then(|| {
                    view! {
                        <p class="quiet small">
                            {t(
                                "パスワードでのログインは、緊急時の担当者だけが使えます。",
                                "Passwords are for one person in an emergency.",
                            )}
                        </p>
                    }
                })
        }}
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

/// A link to each identity provider: to sign in, or for another `purpose` (`?for=…`), in this window or in the `target`.
pub(crate) fn providers(all: &[SignInWith], purpose: &str, target: &'static str) -> AnyView {
    let target = if target.is_empty() { "_self" } else { target };
    let link = |provider: &SignInWith| {
        let label = match (lang::current(), purpose) {
            (Lang::Ja, "") => format!("{}でログイン", provider.label),
            (Lang::En, "") => format!("Sign in with {}", provider.label),
            (Lang::Ja, "?for=prove") => format!("{}で確認する", provider.label),
            (Lang::En, "?for=prove") => format!("Confirm with {}", provider.label),
            (Lang::Ja, _) => format!("{}とつなぐ", provider.label),
            (Lang::En, _) => format!("Connect {}", provider.label),
        };
        let address = place::href(&format!("sso/{}/start{purpose}", provider.id));
        view! { <a class="button" href=address target=target>{label}</a> }
    };
    let links: Vec<_> = all.iter().map(link).collect();
    if links.is_empty() {
        return ().draw();
    }
    view! { <div class="form-actions">{links.collect_view()}</div> }.draw()
}
