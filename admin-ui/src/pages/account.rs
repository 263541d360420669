//! One's own account: name, mail address, language, looks and password.

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    lang::{self, t},
    pages::{factor::Factor, sign_in::providers, users::Devices},
    remote::Remote,
    theme,
    ui::{Faults, PageHead, PasswordInput, Segments, Submit, TextInput, ZoneInput, note},
};
use kotae_shared::{
    Lang,
    api::admin::{AccountEdit, PasswordEdit, Session, Start, limits},
};
use leptos::{prelude::*, task::spawn_local};

/// The page.
#[component]
pub(crate) fn Account() -> impl IntoView {
    let demanded = app().session_now().needs_factor;
    let why = demanded.then(|| {
        note(
            "warn",
            view! {
                <p>
                    {t(
                        "このワークスペースでは、二段階認証が必要です。設定すると、ほかの画面も使えるようになります。",
                        "This workspace demands a second factor. Once it is set up, the other screens open.",
                    )}
                </p>
            },
        )
    });
    let factor = move || view! { <Factor/> };
    view! {
        <div class="page narrow">
            <PageHead title=t("アカウント", "Account")/>
            {why}
            {demanded.then(factor)}
            <Profile/>
            <Looks/>
            <Password/>
            {(!demanded).then(factor)}
            <Connected/>
            <section class="card">
                <h2>{t("ログイン中の端末", "Signed in on")}</h2>
                <Devices path="account/sessions".to_owned() single=true/>
            </section>
        </div>
    }
    .draw()
}

/// Identity providers that one's own user can be tied to.
#[component]
fn Connected() -> impl IntoView {
    let start = Remote::<Start>::new(|| "start".into());
    move || {
        let all = start.get().map(|start| start.providers).unwrap_or_default();
        (!all.is_empty()).then(|| {
            view! {
                <section class="card">
                    <h2>{t("シングルサインオン", "Single sign-on")}</h2>
                    <p class="quiet">
                        {t(
                            "つなぐと、次から認証サービスのアカウントでログインできます。",
                            "Once connected, you can sign in with your account there.",
                        )}
                    </p>
                    {providers(&all, "?for=connect", "_self")}
                </section>
            }
        })
    }
}

#[component]
fn Profile() -> impl IntoView {
    let app = app();
    let user = app.session_now().user;
    let name = RwSignal::new(user.name);
    let email = RwSignal::new(user.email);
    let chosen = RwSignal::new(user.lang.tag().to_owned());
    let zone = RwSignal::new(user.time_zone);
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let lang = if chosen.get_untracked() == Lang::En.tag() {
            Lang::En
        } else {
            Lang::Ja
        };
        let edit = AccountEdit {
            name: name.get_untracked(),
            email: email.get_untracked(),
            lang,
            time_zone: zone.get_untracked(),
        };
        spawn_local(async move {
            match api::put::<Session>("account", &edit).await {
                Ok(session) => {
                    busy.set(false);
                    app.admit(session);
                    // The new language speaks already.
                    app.say(lang.pick("アカウントを保存しました。", "Your account was saved."));
                }
                Err(failure) => {
                    busy.set(false);
                    faults.show(&failure);
                }
            }
        });
    };
    let languages = [(Lang::Ja, "日本語"), (Lang::En, "English")];
    view! {
        <section class="card">
            <h2>{t("プロフィール", "Profile")}</h2>
            <form class="form" novalidate on:submit=submit>
                <TextInput
                    name="name"
                    label=t("名前", "Name")
                    value=name
                    faults=faults
                    autocomplete="name"
                    max=limits::PERSON
                    help=t("変更の記録に表示されます。", "Shown beside the changes that you make.")
                />
                <TextInput
                    name="email"
                    label=t("メールアドレス", "E-mail address")
                    value=email
                    faults=faults
                    kind="email"
                    autocomplete="email"
                    max=limits::MAIL
                    help=t("ログインに使います。", "You sign in with it.")
                />
                <Segments
                    name="lang"
                    label=t("表示言語", "Language")
                    value=chosen
                    faults=faults
                    choices=languages.map(|(lang, name)| (lang.tag().into(), name.into())).into()
                />
                <ZoneInput value=zone faults=faults/>
                <div class="form-actions">
                    <Submit label=t("保存する", "Save") busy=busy faults=faults/>
                </div>
            </form>
        </section>
    }
    .draw()
}

/// Light or dark, on this device alone.
#[component]
fn Looks() -> impl IntoView {
    let chosen = RwSignal::new(theme::chosen().to_owned());
    Effect::new(move |_| theme::choose(&chosen.get()));
    let names = [
        t("端末に合わせる", "As the device"),
        t("ライト", "Light"),
        t("ダーク", "Dark"),
    ];
    let choices = theme::CHOICES
        .into_iter()
        .zip(names)
        .map(|(key, name)| (key.into(), name.into()));
    view! {
        <section class="card">
            <h2>{t("外観", "Appearance")}</h2>
            <Segments
                name="theme"
                label=t("配色", "Colours")
                value=chosen
                faults=Faults::new()
                choices=choices.collect()
                help=t("このブラウザーだけの設定です。", "For this browser alone.")
            />
        </section>
    }
    .draw()
}

#[component]
fn Password() -> impl IntoView {
    let app = app();
    let [current, new] = [(); 2].map(|()| RwSignal::new(String::new()));
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let edit = PasswordEdit {
            current: current.get_untracked(),
            new: new.get_untracked(),
        };
        spawn_local(async move {
            let result = api::put::<()>("account/password", &edit).await;
            busy.set(false);
            match result {
                Ok(()) => {
                    current.set(String::new());
                    new.set(String::new());
                    app.say(t("パスワードを変更しました。", "Your password was changed."));
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    view! {
        <section class="card">
            <h2>{t("パスワード", "Password")}</h2>
            <form class="form" novalidate on:submit=submit>
                // Tells a password manager whose password it is.
                <input type="text" autocomplete="username" hidden readonly prop:value=move || app.session().user.email/>
                <PasswordInput
                    name="current"
                    label=t("現在のパスワード", "Current password")
                    value=current
                    faults=faults
                    autocomplete="current-password"
                />
                <PasswordInput
                    name="new"
                    label=t("新しいパスワード", "New password")
                    value=new
                    faults=faults
                    autocomplete="new-password"
                    help=password_help()
                />
                <p class="quiet small">
                    {t(
                        "変更すると、ほかの端末でのログインは終了します。",
                        "After the change you are signed out on your other devices.",
                    )}
                </p>
                <div class="form-actions">
                    <Submit label=t("パスワードを変更する", "Change the password") busy=busy faults=faults/>
                </div>
            </form>
        </section>
    }
    .draw()
}

/// What a new password must be like.
pub(crate) fn password_help() -> String {
    let (least, strong) = (limits::PASSWORD_MIN, limits::PASSWORD_STRONG_MIN);
    match lang::current() {
        Lang::Ja => format!(
            "{least} 文字以上（推測されにくい文字列なら {strong} 文字から）。長い文のほうが安全で覚えやすくなります。"
        ),
        Lang::En => format!(
            "At least {least} characters ({strong} if it is hard to guess). A long phrase is safer and easier to remember."
        ),
    }
}
