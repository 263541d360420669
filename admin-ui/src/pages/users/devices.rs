//! Where somebody is signed in.

use crate::draw::Draw;
use crate::{
    api,
    app::{App, app},
    dates,
    lang::t,
    remote::Remote,
    ui::Confirm,
};
use kotae_shared::api::admin::SessionRow;
use leptos::{prelude::*, task::spawn_local};

/// The sessions at `path`, and the buttons that end them.
#[component]
pub(crate) fn Devices(
    /// `account/sessions` or `users/ID/sessions`.
    path: String,
    /// Sessions can be ended one by one.
    single: bool,
) -> impl IntoView {
    let app = app();
    let list = {
        let path = path.clone();
        Remote::<Vec<SessionRow>>::new(move || path.clone())
    };
    let path = StoredValue::new(path);
    let body = move |sessions: Vec<SessionRow>| {
        if sessions.is_empty() {
            return view! { <p class="quiet">{t("ログインしている端末はありません。", "Signed in nowhere.")}</p> }.draw();
        }
        let others = sessions.iter().any(|session| !session.current);
        let all = others.then(|| {
            let end = move |_| {
                end(
                    app,
                    list,
                    path.get_value(),
                    t("ほかの端末からログアウトしますか", "Sign out elsewhere?"),
                    t(
                        "この端末のほかは、すべてもう一度ログインが必要になります。",
                        "All but this device must sign in again.",
                    ),
                );
            };
            view! {
                <button type="button" class="button danger" on:click=end>
                    {t("ほかのすべての端末からログアウトする", "Sign out everywhere else")}
                </button>
            }
        });
        let rows = sessions
            .into_iter()
            .map(|session| row(app, list, path, single, session))
            .collect_view();
        view! {
            <ul class="devices">{rows}</ul>
            <div class="form-actions">{all}</div>
        }
        .draw()
    };
    view! { <div class="device-list">{list.view(body)}</div> }.draw()
}

fn row(
    app: App,
    list: Remote<Vec<SessionRow>>,
    path: StoredValue<String>,
    single: bool,
    session: SessionRow,
) -> AnyView {
    let device = if session.device.is_empty() {
        t("不明な端末", "Unknown device").to_owned()
    } else {
        session.device.clone()
    };
    let act = if session.current {
        view! { <span class="chip good">{t("この端末", "This device")}</span> }.draw()
    } else if single {
        let id = session.id;
        let click = move |_| {
            end(
                app,
                list,
                format!("{}/{id}", path.get_value()),
                t("この端末からログアウトしますか", "Sign out there?"),
                t(
                    "その端末では、もう一度ログインが必要になります。",
                    "That device must sign in again.",
                ),
            );
        };
        view! {
            <button type="button" class="button small" on:click=click>
                {t("ログアウト", "Sign out")}
            </button>
        }
        .draw()
    } else {
        ().draw()
    };
    view! {
        <li>
            <span class="device-name">
                <b>{device}</b>
                <span class="quiet small mono">{session.address}</span>
            </span>
            <span class="quiet small">
                {t("最終利用 ", "Last used ")}
                <time datetime=dates::machine(session.seen_at)>{dates::full(session.seen_at)}</time>
            </span>
            {act}
        </li>
    }
    .draw()
}

fn end(app: App, list: Remote<Vec<SessionRow>>, path: String, title: &'static str, text: &'static str) {
    app.ask(Confirm {
        title: title.into(),
        text: text.into(),
        act: t("ログアウトする", "Sign out"),
        danger: true,
        yes: Box::new(move || {
            spawn_local(async move {
                match api::delete(&path).await {
                    Ok(()) => app.say(t("ログアウトしました。", "Signed out.")),
                    Err(failure) => app.fail(&failure),
                }
                list.reload();
            });
        }),
    });
}
