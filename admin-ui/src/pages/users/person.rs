//! One user: to be invited, or there already.

use super::{
    Devices,
    form::{Draft, UserForm},
    link, state,
};
use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::{App, app},
    dates,
    lang::{self, t},
    pages::not_found::NotFound,
    remote::Remote,
    ui::{BackLink, Confirm, Faults, PageHead, Segments},
};
use kotae_shared::{
    Lang,
    api::admin::{Invited, UserRow},
};
use leptos::{prelude::*, task::spawn_local};

/// The page.
#[component]
pub(crate) fn UserPage(
    /// As it stands in the address: an id, or `new`.
    id: String,
) -> impl IntoView {
    if id == "new" {
        return view! { <Invite/> }.draw();
    }
    let users = Remote::<Vec<UserRow>>::new(|| "users".into());
    let body = move |list: Vec<UserRow>| {
        let found = list.into_iter().find(|row| row.user.id.to_string() == id);
        match found {
            Some(row) => view! { <Person row=row users=users/> }.draw(),
            None => view! { <NotFound/> }.draw(),
        }
    };
    view! {
        <div class="page narrow">
            <BackLink to="users" label=t("ユーザーの一覧", "All users")/>
            {users.view(body)}
        </div>
    }
    .draw()
}

#[component]
fn Invite() -> impl IntoView {
    let draft = Draft::new();
    let made = RwSignal::new(None::<Invited>);
    let by = RwSignal::new(way(app().session_now().mail).to_owned());
    let send = move || {
        let edit = draft.edit();
        let path = format!("users{}", query(&by.get_untracked()));
        spawn_local(async move {
            let reply = api::post::<Invited>(&path, &edit).await;
            draft.busy.set(false);
            match reply {
                Ok(invited) => made.set(Some(invited)),
                Err(failure) => draft.faults.show(&failure),
            }
        });
    };
    let body = move || {
        match made.get() {
        None => view! {
            <p class="quiet lead">
                {t(
                    "登録すると、パスワードを決めるための 1 回だけのリンクができます。メールで送るか、本人に渡してください。",
                    "This makes a one-time link with which the person chooses a password. It goes by mail, or you pass it on.",
                )}
            </p>
            <Way by=by/>
            <UserForm draft=draft act=t("招待する", "Invite") exists=false send=Box::new(send)/>
        }
        .draw(),
        Some(invited) => link::shown(invited),
    }
    };
    view! {
        <div class="page narrow">
            <BackLink to="users" label=t("ユーザーの一覧", "All users")/>
            <PageHead title=t("ユーザーを招待", "Invite somebody")/>
            <section class="card">{body}</section>
        </div>
    }
    .draw()
}

/// How a link gets to the person: `mail` or `link`.
#[component]
fn Way(by: RwSignal<String>) -> impl IntoView {
    let can_mail = app().session_now().mail;
    can_mail
        .then(|| {
            view! {
                <Segments
                    name="by"
                    label=t("リンクの渡し方", "How the link gets there")
                    value=by
                    faults=Faults::new()
                    choices=vec![
                        ("mail".into(), t("メールで送る", "By mail").into()),
                        ("link".into(), t("自分で渡す", "I pass it on").into()),
                    ]
                />
            }
        })
        .draw()
}

const fn way(can_mail: bool) -> &'static str {
    if can_mail { "mail" } else { "link" }
}

fn query(by: &str) -> &'static str {
    if by == "mail" { "?mail=true" } else { "" }
}

#[component]
fn Person(row: UserRow, users: Remote<Vec<UserRow>>) -> impl IntoView {
    let app = app();
    let own = app.session_now().user;
    let user = row.user.clone();
    let draft = Draft::of(&user, row.active);
    let path = format!("users/{}", user.id);
    let may = own.role.may_manage(user.role);
    let save = {
        let path = path.clone();
        move || {
            let (path, edit) = (path.clone(), draft.edit());
            spawn_local(async move {
                let reply: Result<UserRow, Failure> = api::put(&path, &edit).await;
                draft.busy.set(false);
                match reply {
                    Ok(_) => {
                        app.say(t("ユーザーを保存しました。", "The user was saved."));
                        app.refresh();
                        users.reload();
                    }
                    Err(failure) => draft.faults.show(&failure),
                }
            });
        }
    };
    let form = if may {
        view! { <UserForm draft=draft act=t("保存する", "Save") exists=true send=Box::new(save)/> }.draw()
    } else {
        view! { <p class="quiet">{t("オーナーの内容は、オーナーだけが変更できます。", "Only an owner can change an owner.")}</p> }
            .draw()
    };
    let rest = (may && own.id != user.id).then(|| {
        view! {
            <NewPassword path=path.clone()/>
            {row.second_factor.then(|| view! { <LostFactor path=path.clone() users=users/> })}
            <section class="card">
                <h2>{t("ログイン中の端末", "Signed in on")}</h2>
                <Devices path=format!("{path}/sessions") single=false/>
            </section>
            <Delete path=path.clone() name=user.name.clone()/>
        }
    });
    let made = match lang::current() {
        Lang::Ja => format!("{} に登録", dates::full(row.created_at)),
        Lang::En => format!("Added {}", dates::full(row.created_at)),
    };
    view! {
        <PageHead title=user.name.clone()/>
        <p class="quiet small">{state(&row)} " " {made}</p>
        <section class="card">
            <h2>{t("登録内容", "About")}</h2>
            {form}
        </section>
        {rest}
    }
    .draw()
}

/// A link for somebody who forgot his password, or lost the first link.
#[component]
fn NewPassword(path: String) -> impl IntoView {
    let app = app();
    let made = RwSignal::new(None::<Invited>);
    let by = RwSignal::new(way(app.session_now().mail).to_owned());
    let make = move |path: String| {
        let path = format!("{path}/link{}", query(&by.get_untracked()));
        spawn_local(async move {
            match api::post::<Invited>(&path, &()).await {
                Ok(invited) => made.set(Some(invited)),
                Err(failure) => app.fail(&failure),
            }
        });
    };
    let click = move |_| {
        let path = path.clone();
        app.ask(Confirm {
            title: t("新しいリンクを作りますか", "Make a new link?").into(),
            text: t(
                "いまのパスワードと、前に渡したリンクは使えなくなります。ログイン中の端末からもログアウトします。",
                "The present password and any earlier link stop working, and the user is signed out everywhere.",
            )
            .into(),
            act: t("リンクを作る", "Make the link"),
            danger: false,
            yes: Box::new(move || make(path)),
        });
    };
    view! {
        <section class="card">
            <h2>{t("パスワードを忘れたとき", "If the password is forgotten")}</h2>
            <div class="form">
                <p class="quiet">
                    {t(
                        "本人が新しいパスワードを決めるための、1 回だけのリンクを作ります。",
                        "Makes a one-time link with which the person chooses a new password.",
                    )}
                </p>
                <Way by=by/>
                <div class="form-actions">
                    <button type="button" class="button" on:click=click>
                        {t("新しいリンクを作る", "Make a new link")}
                    </button>
                </div>
                {move || made.get().map(link::shown)}
            </div>
        </section>
    }
    .draw()
}

/// For somebody who has lost his phone and his recovery codes.
#[component]
fn LostFactor(path: String, users: Remote<Vec<UserRow>>) -> impl IntoView {
    let app = app();
    let click = move |_| {
        let path = format!("{path}/second-factor");
        app.ask(Confirm {
            title: t("二段階認証を解除しますか", "Take the second factor away?").into(),
            text: t(
                "必ず本人に直接確認してください。解除すると、パスワードだけでログインできるようになり、ログイン中の端末からはログアウトします。",
                "Make sure that it is really this person who asks. The password alone signs in then, and the user is signed out everywhere.",
            )
            .into(),
            act: t("解除する", "Take it away"),
            danger: true,
            yes: Box::new(move || {
                spawn_local(async move {
                    match api::delete(&path).await {
                        Ok(()) => users.reload(),
                        Err(failure) => app.fail(&failure),
                    }
                });
            }),
        });
    };
    view! {
        <section class="card">
            <h2>{t("スマートフォンをなくしたとき", "If the phone is lost")}</h2>
            <button type="button" class="button danger" on:click=click>
                {t("二段階認証を解除する", "Take the second factor away")}
            </button>
        </section>
    }
    .draw()
}

#[component]
fn Delete(path: String, name: String) -> impl IntoView {
    let app = app();
    let click = move |_| {
        let path = path.clone();
        let title = match lang::current() {
            Lang::Ja => format!("{name} さんを削除しますか"),
            Lang::En => format!("Delete {name}?"),
        };
        app.ask(Confirm {
            title,
            text: t(
                "元に戻せません。しばらく使わないだけなら「停止する」を選んでください。書いた FAQ と変更の記録は残ります。",
                "This cannot be undone. To lock somebody out for a while, choose “Suspended”. What he wrote stays.",
            )
            .into(),
            act: t("削除する", "Delete"),
            danger: true,
            yes: Box::new(move || delete(app, path)),
        });
    };
    view! {
        <section class="card">
            <h2>{t("削除", "Delete")}</h2>
            <button type="button" class="button danger" on:click=click>
                {t("このユーザーを削除する", "Delete this user")}
            </button>
        </section>
    }
    .draw()
}

fn delete(app: App, path: String) {
    spawn_local(async move {
        match api::delete(&path).await {
            Ok(()) => {
                app.say(t("ユーザーを削除しました。", "The user was deleted."));
                app.go("users");
            }
            Err(failure) => app.fail(&failure),
        }
    });
}
