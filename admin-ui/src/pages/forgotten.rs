//! Asks for a link by mail when the password is forgotten.

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    lang::t,
    shell::GateFrame,
    ui::{Faults, PageHead, Submit, TextInput, note},
};
use kotae_shared::api::admin::{ForgotPassword, limits};
use leptos::{prelude::*, task::spawn_local};

/// The page.
#[component]
pub(crate) fn Forgotten() -> impl IntoView {
    let app = app();
    let email = RwSignal::new(String::new());
    let (faults, busy, asked) = (Faults::new(), RwSignal::new(false), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let body = ForgotPassword {
            email: email.get_untracked(),
        };
        spawn_local(async move {
            let reply = api::post::<()>("password/forgot", &body).await;
            busy.set(false);
            match reply {
                Ok(()) => asked.set(true),
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let form = move || {
        if asked.get() {
            return note(
                "good",
                view! {
                    <p>
                        {t(
                            "このアドレスのアカウントがあれば、数分以内に再設定用のメールが届きます。リンクは 1 時間、1 回だけ使えます。",
                            "If there is an account with this address, a mail arrives within minutes. Its link works once, for one hour.",
                        )}
                    </p>
                    <p class="quiet small">
                        {t(
                            "届かないときは、迷惑メールのフォルダーを確認するか、管理者に連絡してください。",
                            "If nothing arrives, look among the junk mail or ask an administrator.",
                        )}
                    </p>
                },
            )
            .draw();
        }
        view! {
            <p class="quiet">
                {t(
                    "ログインに使うメールアドレスを入力してください。新しいパスワードを決めるためのリンクを送ります。",
                    "Enter the address that you sign in with. A link for choosing a new password is sent there.",
                )}
            </p>
            <form class="form" novalidate on:submit=submit>
                <TextInput
                    name="email"
                    label=t("メールアドレス", "E-mail address")
                    value=email
                    faults=faults
                    kind="email"
                    autocomplete="username"
                    max=limits::MAIL
                    autofocus=true
                />
                <Submit label=t("リンクを送る", "Send the link") busy=busy faults=faults/>
            </form>
        }
        .draw()
    };
    view! {
        <GateFrame>
            <PageHead title=t("パスワードの再設定", "A new password")/>
            {form}
            <button type="button" class="button plain" on:click=move |_| app.to_sign_in()>
                {t("ログイン画面へ", "To the sign-in")}
            </button>
        </GateFrame>
    }
    .draw()
}
