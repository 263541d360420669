//! The mail server: where mail goes out, and a test of it.

use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::{App, app},
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{Confirm, Faults, PageHead, PasswordInput, Segments, Submit, TextInput, note},
};
use kotae_shared::{
    Lang,
    api::admin::{MailEdit, MailOutcome, MailServer, MailState, MailTest, Security, limits},
};
use leptos::{prelude::*, task::spawn_local};

/// The kinds of protection, by their names in forms.
const SECURITIES: [(Security, &str); 3] = [
    (Security::StartTls, "start_tls"),
    (Security::Tls, "tls"),
    (Security::None, "none"),
];

/// The page.
#[component]
pub(crate) fn Mail() -> impl IntoView {
    let state = Remote::<MailState>::new(|| "mail".into());
    let body = move |loaded: MailState| {
        let is_set = loaded.server.is_some();
        view! {
            {standing(&loaded)}
            <section class="card">
                <h2>{t("メールサーバー", "Mail server")}</h2>
                <ServerForm server=loaded.server state=state/>
            </section>
            {is_set.then(|| view! { <Try/> <Forget state=state/> })}
        }
        .draw()
    };
    view! {
        <div class="page narrow">
            <PageHead title=t("メール", "Mail")/>
            <p class="quiet lead">
                {t(
                    "招待、パスワードの再設定、お知らせのメールを送るサーバーを設定します。",
                    "The server that sends invitations, links for new passwords and notices.",
                )}
            </p>
            {state.view(body)}
        </div>
    }
    .draw()
}

fn standing(state: &MailState) -> AnyView {
    if state.server.is_some() {
        return ().draw();
    }
    let waiting = number(state.waiting);
    let text = match (lang::current(), state.waiting) {
        (Lang::Ja, 0) => "メールサーバーが設定されていないため、メールは送られません。".to_owned(),
        (Lang::Ja, _) => {
            format!("メールサーバーが設定されていないため、{waiting} 件のメールが送信を待っています。")
        }
        (Lang::En, 0) => "No mail server is set, so no mail is sent.".to_owned(),
        (Lang::En, _) => format!("No mail server is set: {waiting} message(s) wait."),
    };
    note("warn", view! { <p>{text}</p> }).draw()
}

#[component]
fn ServerForm(server: Option<MailServer>, state: Remote<MailState>) -> impl IntoView {
    let app = app();
    let is_new = server.is_none();
    let has_password = server.as_ref().is_some_and(|server| server.has_password);
    let server = server.unwrap_or_else(|| MailServer {
        host: String::new(),
        port: 587,
        security: Security::StartTls,
        user: String::new(),
        has_password: false,
        sender_name: "Kotae".into(),
        sender_address: String::new(),
    });
    let named = SECURITIES.iter().find(|(kind, _)| *kind == server.security);
    let security = RwSignal::new(named.map_or("start_tls", |(_, name)| *name).to_owned());
    let [host, port, user, password, sender_name, sender_address] = [
        server.host,
        server.port.to_string(),
        server.user,
        String::new(),
        server.sender_name,
        server.sender_address,
    ]
    .map(RwSignal::new);
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let chosen = security.get_untracked();
        let kind = SECURITIES.iter().find(|(_, name)| *name == chosen);
        let edit = MailEdit {
            host: host.get_untracked(),
            // What is no number is outside the range, and the server says so.
            port: port.get_untracked().trim().parse().unwrap_or(0),
            security: kind.map_or(Security::StartTls, |(kind, _)| *kind),
            user: user.get_untracked(),
            password: Some(password.get_untracked()).filter(|text| !text.is_empty()),
            sender_name: sender_name.get_untracked(),
            sender_address: sender_address.get_untracked(),
        };
        spawn_local(async move {
            let reply: Result<MailState, Failure> = api::put("mail", &edit).await;
            busy.set(false);
            match reply {
                Ok(_) => {
                    app.say(t("メールの設定を保存しました。", "The mail settings were saved."));
                    app.refresh();
                    state.reload();
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let choices = SECURITIES.map(|(kind, name)| {
        let words = match kind {
            Security::StartTls => "STARTTLS",
            Security::Tls => "TLS",
            Security::None => t("なし（同じコンピューターだけ）", "None (same machine only)"),
        };
        (name.to_owned(), words.to_owned())
    });
    let password_help = if has_password {
        t(
            "空のままなら、いまのパスワードを使います。サーバーやユーザー名を変えるときは、もう一度入力してください。",
            "Leave it empty to keep the present one. Enter it again when the server or the user changes.",
        )
    } else {
        t("暗号化して保存します。", "It is stored encrypted.")
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <TextInput
                name="host"
                label=t("サーバー", "Server")
                value=host
                faults=faults
                max=limits::HOST
                placeholder="smtp.example.co.jp"
                autofocus=is_new
            />
            <TextInput
                name="port"
                label=t("ポート", "Port")
                value=port
                faults=faults
                max=5
                help=t("STARTTLS は 587、TLS は 465 が一般的です。", "Usually 587 with STARTTLS and 465 with TLS.")
            />
            <Segments
                name="security"
                label=t("接続の保護", "Protection")
                value=security
                faults=faults
                choices=choices.into()
            />
            <TextInput
                name="user"
                label=t("ユーザー名", "User name")
                value=user
                faults=faults
                max=limits::MAIL_SIGN_IN
                optional=true
                help=t("認証が不要なら空のままにします。", "Empty when the server asks for none.")
            />
            <PasswordInput
                name="password"
                label=t("パスワード", "Password")
                value=password
                faults=faults
                autocomplete="new-password"
                help=password_help
            />
            <TextInput
                name="sender_address"
                label=t("差出人のアドレス", "Sender’s address")
                value=sender_address
                faults=faults
                kind="email"
                max=limits::MAIL
                placeholder="faq@example.co.jp"
            />
            <TextInput
                name="sender_name"
                label=t("差出人の名前", "Sender’s name")
                value=sender_name
                faults=faults
                max=limits::PERSON
                optional=true
            />
            <div class="form-actions">
                <Submit label=t("保存する", "Save") busy=busy faults=faults/>
            </div>
        </form>
    }
    .draw()
}

/// Sends a test mail.
#[component]
fn Try() -> impl IntoView {
    let to = RwSignal::new(app().session_now().user.email);
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let outcome = RwSignal::new(None::<MailOutcome>);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        outcome.set(None);
        busy.set(true);
        let body = MailTest {
            to: to.get_untracked(),
        };
        spawn_local(async move {
            let reply = api::post::<MailOutcome>("mail/test", &body).await;
            busy.set(false);
            match reply {
                Ok(done) => outcome.set(Some(done)),
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let shown = move || {
        outcome.get().map(|outcome| match outcome.fault {
            None => note(
                "good",
                view! { <p>{t("サーバーがメールを受け付けました。届いているか確認してください。", "The server took the mail. See whether it arrives.")}</p> },
            )
            .draw(),
            Some(fault) => note(
                "bad",
                view! {
                    <p>{fault.message(lang::current())}</p>
                    <p class="quiet small">{fault.detail}</p>
                },
            )
            .draw(),
        })
    };
    view! {
        <section class="card">
            <h2>{t("テストメール", "Test mail")}</h2>
            <form class="form" novalidate on:submit=submit>
                <TextInput name="to" label=t("宛先", "To") value=to faults=faults kind="email" max=limits::MAIL/>
                {shown}
                <div class="form-actions">
                    <Submit label=t("テストメールを送る", "Send a test mail") busy=busy faults=faults/>
                    <a class="button" href=place::href("outbox")>{t("送信箱を見る", "See the outbox")}</a>
                </div>
            </form>
        </section>
    }
    .draw()
}

/// Takes the server away.
#[component]
fn Forget(state: Remote<MailState>) -> impl IntoView {
    let app = app();
    let click = move |_| {
        app.ask(Confirm {
            title: t("メールの設定を削除しますか", "Delete the mail settings?").into(),
            text: t(
                "メールは送られなくなります。送信待ちのものは、次に設定するまで待ちます。",
                "No mail is sent then. What is queued waits until a server is set again.",
            )
            .into(),
            act: t("削除する", "Delete"),
            danger: true,
            yes: Box::new(move || forget(app, state)),
        });
    };
    view! {
        <section class="card">
            <h2>{t("設定の削除", "Delete the settings")}</h2>
            <button type="button" class="button danger" on:click=click>
                {t("メールの設定を削除する", "Delete the mail settings")}
            </button>
        </section>
    }
    .draw()
}

fn forget(app: App, state: Remote<MailState>) {
    spawn_local(async move {
        match api::delete("mail").await {
            Ok(()) => {
                app.refresh();
                state.reload();
            }
            Err(failure) => app.fail(&failure),
        }
    });
}
