//! The identity providers of a workspace, and who can sign in without one.

use super::guard::Admin;
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        extract::{Id, Json, created},
        widget::sign_in,
    },
    knowledge::validate,
    sso::{Flow, Refusal},
    store::{engine::Read, sso},
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use kotae_shared::{
    Lang, Uuid,
    api::sso::{Found, LocalSignIn, Provider, ProviderEdit, ProviderSettings, SsoSettings},
};

/// Everything that the screen shows.
pub async fn show(State(app): State<App>, admin: Admin) -> Result<Json<SsoSettings>> {
    let name = admin.workspace.name().to_owned();
    let redirect = format!("admin/{name}/sso/{{id}}/callback");
    let own = app.store.host_of_workspace(&name);
    let find = |read: &Read<'_>| Ok((sso::list(read)?, sso::local(read)?));
    let (providers, local) = admin.workspace.main().read(find).await?;
    Ok(Json(SsoSettings {
        providers,
        local,
        redirect: app.url.join(&redirect),
        own_redirect: own.map(|host| app.url.at(&host).join(&redirect)),
        after_sign_out: app.url.join(&format!("admin/{name}/")),
    }))
}

/// Enters a provider.
pub async fn create(
    State(app): State<App>,
    admin: Admin,
    Json(edit): Json<ProviderEdit>,
) -> Result<impl IntoResponse> {
    let edit = validate::provider(edit).map_err(Error::Invalid)?;
    let (actor, vault) = (admin.actor(), app.vault.clone());
    let made = admin
        .workspace
        .main()
        .write(move |tx| sso::create(tx, &actor, &vault, &edit.settings, edit.secret.as_deref()))
        .await?;
    Ok(created(made))
}

/// Changes a provider.
pub async fn update(
    State(app): State<App>,
    admin: Admin,
    Id(id): Id,
    Json(edit): Json<ProviderEdit>,
) -> Result<Json<Provider>> {
    let edit = validate::provider(edit).map_err(Error::Invalid)?;
    let (actor, vault) = (admin.actor(), app.vault.clone());
    let (version, settings, secret) = (edit.version, edit.settings, edit.secret);
    let change = move |tx: &crate::store::engine::Tx<'_>| {
        sso::update(tx, &actor, &vault, id, version, &settings, secret.as_deref())
    };
    let changed = admin.workspace.main().write(change).await?;
    // Visitors come again by a press, so any change may end their sessions: it may be about who gets in.
    sign_in::end_all(&admin.workspace, id).await?;
    Ok(Json(changed))
}

/// Removes a provider.
pub async fn delete(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let actor = admin.actor();
    admin
        .workspace
        .main()
        .write(move |tx| sso::delete(tx, &actor, id))
        .await?;
    sign_in::end_all(&admin.workspace, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks a provider what it is, and says what was found. Changes nothing.
pub async fn test(State(app): State<App>, admin: Admin, Id(id): Id) -> Result<Json<Found>> {
    let provider = admin
        .workspace
        .main()
        .read(move |read| sso::get(read, id))
        .await?;
    let flow = Flow {
        sso: &app.sso,
        settings: &provider.settings,
        secret: None,
        redirect: String::new(),
        now: app.clock.now_ms(),
    };
    Ok(Json(match flow.probe().await {
        Ok(lines) => Found {
            usable: true,
            lines: lines
                .into_iter()
                .map(|(name, value)| format!("{name}: {value}"))
                .collect(),
        },
        Err(refusal) => Found {
            usable: false,
            lines: vec![advice(&refusal, &provider.settings, admin.lang)],
        },
    }))
}

/// What an administrator is told when a provider cannot be used.
fn advice(refusal: &Refusal, settings: &ProviderSettings, lang: Lang) -> String {
    let asked = format!(
        "{}/.well-known/openid-configuration",
        settings.issuer.trim_end_matches('/')
    );
    format!("{} ({asked})", refusal.message(lang))
}

/// Changes who can sign in with a password.
pub async fn set_local(admin: Admin, Json(edit): Json<LocalSignIn>) -> Result<Json<LocalSignIn>> {
    let (actor, kept) = (admin.actor(), edit.clone());
    admin
        .workspace
        .main()
        .write(move |tx| sso::set_local(tx, &actor, &kept))
        .await?;
    Ok(Json(edit))
}

/// Where a browser goes that signs out, when a provider answers for its session.
pub(super) async fn sign_out_page(app: &App, admin: &Admin) -> Result<Option<String>> {
    let (session, vault) = (admin.session.id, app.vault.clone());
    let find = move |read: &Read<'_>| {
        let Some(held) = sso::of_session(read, session)? else {
            return Ok(None);
        };
        let tokens = sso::tokens(read, &vault, session)?;
        Ok(tokens.map(|tokens| (held.provider, tokens)))
    };
    let Some((provider, tokens)) = admin.workspace.main().read(find).await? else {
        return Ok(None);
    };
    let (provider, secret) = provider_of(app, &admin.workspace, provider).await?;
    let flow = Flow {
        sso: &app.sso,
        settings: &provider.settings,
        secret,
        redirect: String::new(),
        now: app.clock.now_ms(),
    };
    let then = app.url.join(&format!("admin/{}/", admin.workspace.name()));
    Ok(flow.sign_out(&tokens.id, &then).await)
}

/// A provider with our secret there.
pub async fn provider_of(
    app: &App,
    workspace: &crate::store::Workspace,
    id: Uuid,
) -> Result<(Provider, Option<String>)> {
    let vault = app.vault.clone();
    let find = move |read: &Read<'_>| Ok((sso::get(read, id)?, sso::client_secret(read, &vault, id)?));
    workspace.main().read(find).await.map_err(Error::from)
}
