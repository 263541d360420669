//! The first run: makes the first administrator by the one-time link.

use super::one_time::OneTime;
use crate::draw::Draw;
use crate::{
    dom,
    lang::{self, t},
    pages::account::password_help,
    shell::GateFrame,
    ui::{PageHead, PasswordInput, Submit, TextInput},
};
use kotae_shared::api::admin::{SetUp as Request, limits};
use leptos::prelude::*;

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
    let form = OneTime::new();
    let [name, email, password] = [(); 3].map(|()| RwSignal::new(String::new()));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let request = Request {
            token: token.clone(),
            name: name.get_untracked(),
            email: email.get_untracked(),
            password: password.get_untracked(),
            lang: lang::current(),
            time_zone: dom::time_zone(),
        };
        form.send("setup", request);
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
                faults=form.faults
                autocomplete="name"
                max=limits::PERSON
                autofocus=true
            />
            <TextInput
                name="email"
                label=t("メールアドレス", "E-mail address")
                value=email
                faults=form.faults
                kind="email"
                autocomplete="username"
                max=limits::MAIL
                help=t("ログインに使います。", "You sign in with it.")
            />
            <PasswordInput
                name="password"
                label=t("パスワード", "Password")
                value=password
                faults=form.faults
                autocomplete="new-password"
                help=password_help()
            />
            <Submit label=t("管理者を作って始める", "Create and begin") busy=form.busy faults=form.faults/>
            {form.way_on()}
        </form>
    }
    .draw()
}
