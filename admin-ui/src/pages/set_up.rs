//! The first run: makes the first administrator by the one-time link.

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    lang::{self, t},
    pages::account::password_help,
    shell::GateFrame,
    ui::{Faults, PageHead, PasswordInput, Submit, TextInput},
};
use kotae_shared::api::{
    admin::{Session, SetUp as Request, limits},
    problem::ProblemCode,
};
use leptos::{prelude::*, task::spawn_local};

/// The page. Without a token it says where the link is found.
#[component]
pub(crate) fn SetUp(
    /// From the address, behind `#`.
    token: String,
) -> impl IntoView {
    let body = if token.is_empty() {
        no_token().draw()
    } else {
        view! { <Form token/> }.draw()
    };
    view! {
        <GateFrame>
            <PageHead title=t("はじめての設定", "First set-up")/>
            {body}
        </GateFrame>
    }
    .draw()
}

fn no_token() -> impl IntoView {
    view! {
        <p>
            {t(
                "まだ管理者がいません。サーバーの起動時に表示された「最初の管理者を作るリンク」を開いてください。",
                "There is no administrator yet. Please open the one-time link that the server printed when it started.",
            )}
        </p>
        <p class="quiet">
            {t(
                "リンクが見つからないときは、サーバーで次のコマンドを実行すると管理者を追加できます。",
                "If you cannot find the link, run this command on the server to add an administrator.",
            )}
        </p>
        <p>
            <code>"kotae user add --help"</code>
        </p>
    }
    .draw()
}

#[component]
fn Form(token: String) -> impl IntoView {
    let app = app();
    let [name, email, password] = [(); 3].map(|()| RwSignal::new(String::new()));
    let (faults, busy, used) = (Faults::new(), RwSignal::new(false), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let request = Request {
            token: token.clone(),
            name: name.get_untracked(),
            email: email.get_untracked(),
            password: password.get_untracked(),
            lang: lang::current(),
        };
        spawn_local(async move {
            match api::post::<Session>("setup", &request).await {
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
        <p class="quiet">
            {t(
                "最初の管理者のアカウントを作ります。あとから変更できます。",
                "This makes the account of the first administrator. You can change it later.",
            )}
        </p>
        <form class="form" novalidate on:submit=submit>
            <TextInput
                name="name"
                label=t("名前", "Name")
                value=name
                faults=faults
                autocomplete="name"
                max=limits::PERSON
                autofocus=true
            />
            <TextInput
                name="email"
                label=t("メールアドレス", "E-mail address")
                value=email
                faults=faults
                kind="email"
                autocomplete="username"
                max=limits::MAIL
                help=t("ログインに使います。", "You sign in with it.")
            />
            <PasswordInput
                name="password"
                label=t("パスワード", "Password")
                value=password
                faults=faults
                autocomplete="new-password"
                help=password_help()
            />
            <Submit label=t("管理者を作って始める", "Create and begin") busy=busy faults=faults/>
            {move || {
                used.get()
                    .then(|| {
                        view! {
                            <button type="button" class="button" on:click=move |_| app.to_sign_in()>
                                {t("ログイン画面へ", "To the sign-in")}
                            </button>
                        }
                    })
            }}
        </form>
    }
    .draw()
}
