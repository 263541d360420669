//! By which identity providers one signs in, and who can without.

mod form;
mod local;

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    lang::t,
    remote::Remote,
    ui::{Confirm, Copy, PageHead, note},
};
use form::Form;
use kotae_shared::api::sso::{Found, Provider, SsoSettings};
use leptos::{prelude::*, task::spawn_local};
use local::Local;
use uuid::Uuid;

/// What the parts of the page share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Page {
    settings: Remote<SsoSettings>,
    /// The provider whose form is open; nil: a new one.
    open: RwSignal<Option<Uuid>>,
    /// What a test of the connection found, and of which provider.
    found: RwSignal<Option<(Uuid, Found)>>,
}

/// The page.
#[component]
pub(crate) fn Sso() -> impl IntoView {
    let page = Page {
        settings: Remote::new(|| "sso".into()),
        open: RwSignal::new(None),
        found: RwSignal::new(None),
    };
    view! {
        <div class="page narrow">
            <PageHead title=t("シングルサインオン", "Single sign-on")>
                <button
                    type="button"
                    class="button primary"
                    on:click=move |_| page.open.set(Some(Uuid::nil()))
                >
                    {t("認証サービスを追加", "Add a provider")}
                </button>
            </PageHead>
            {page.settings.view(move |settings| all(page, settings))}
        </div>
    }
    .draw()
}

fn all(page: Page, settings: SsoSettings) -> AnyView {
    let none = settings.providers.is_empty().then(|| {
        view! {
            <section class="card">
                <p class="quiet">
                    {t(
                        "まだありません。会社の認証サービス（Microsoft Entra ID、Google Workspace、Okta、Keycloak など）を追加すると、そのアカウントでログインできます。",
                        "None yet. Add your company's identity provider (Microsoft Entra ID, Google Workspace, Okta, Keycloak and others) to sign in with its accounts.",
                    )}
                </p>
            </section>
        }
    });
    let fresh =
        move || (page.open.get() == Some(Uuid::nil())).then(|| view! { <Form page=page provider=None/> });
    let cards = settings
        .providers
        .iter()
        .map(|provider| card(page, provider.clone(), &settings))
        .collect_view();
    let local = settings.local.clone();
    let some = !settings.providers.is_empty() || local.only.is_some();
    view! {
        {none}
        {fresh}
        {cards}
        {some.then(|| view! { <Local local=local/> })}
    }
    .draw()
}

fn card(page: Page, provider: Provider, settings: &SsoSettings) -> AnyView {
    let id = provider.id;
    let own = settings.own_redirect.iter();
    let redirects: Vec<String> = std::iter::once(&settings.redirect)
        .chain(own)
        .map(|redirect| redirect.replace("{id}", &id.to_string()))
        .collect();
    let after = settings.after_sign_out.clone();
    let kept = provider.clone();
    let body = move || {
        if page.open.get() == Some(id) {
            return view! { <Form page=page provider=Some(kept.clone())/> }.draw();
        }
        shown(page, kept.clone(), redirects.clone(), after.clone())
    };
    body.draw()
}

fn shown(page: Page, provider: Provider, redirects: Vec<String>, after: String) -> AnyView {
    let id = provider.id;
    let settings = provider.settings;
    let off = (!settings.active).then(|| view! { <span class="quiet">{t("（停止中）", " (off)")}</span> });
    let test = move |_| {
        let app = app();
        spawn_local(async move {
            match api::post::<Found>(&format!("sso/providers/{id}/test"), &()).await {
                Ok(found) => page.found.set(Some((id, found))),
                Err(failure) => app.fail(&failure),
            }
        });
    };
    let remove = move |_| {
        let app = app();
        app.ask(Confirm {
            title: t("この認証サービスを削除しますか", "Remove this provider?").into(),
            text: t(
                "この認証サービスでログインしている人は、すぐにログアウトされます。ユーザーは残ります。",
                "Whoever signed in by it is signed out at once. The users stay.",
            )
            .into(),
            act: t("削除する", "Remove it"),
            danger: true,
            yes: Box::new(move || {
                spawn_local(async move {
                    match api::delete(&format!("sso/providers/{id}")).await {
                        Ok(()) => page.settings.reload(),
                        Err(failure) => app.fail(&failure),
                    }
                });
            }),
        });
    };
    let found = move || {
        let found = page.found.get().filter(|(of, _)| *of == id)?.1;
        let lines = found
            .lines
            .into_iter()
            .map(|line| view! { <li><code>{line}</code></li> });
        let (tone, head) = if found.usable {
            (
                "good",
                t(
                    "つながりました。次の内容を確認しました。",
                    "It answers. This was found:",
                ),
            )
        } else {
            ("bad", t("つながりませんでした。", "It cannot be used."))
        };
        Some(note(
            tone,
            view! { <p>{head}</p> <ul>{lines.collect_view()}</ul> },
        ))
    };
    view! {
        <section class="card">
            <h2>{settings.label} {off}</h2>
            <p class="quiet small"><code>{settings.issuer}</code></p>
            <p>{t("認証サービスに登録するリダイレクト URI", "Redirect URI, for the provider")}</p>
            {redirects.into_iter().map(|text| view! { <Copy text=text/> }).collect_view()}
            <p>{t("ログアウト後の URI", "Address after sign-out, for the provider")}</p>
            <Copy text=after/>
            {found}
            <div class="form-actions">
                <button type="button" class="button" on:click=test>
                    {t("接続を確認", "Test the connection")}
                </button>
                <button type="button" class="button" on:click=move |_| page.open.set(Some(id))>
                    {t("編集", "Edit")}
                </button>
                <button type="button" class="button danger" on:click=remove>
                    {t("削除", "Remove")}
                </button>
            </div>
        </section>
    }
    .draw()
}
