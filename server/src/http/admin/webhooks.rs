//! Webhooks: who is told of what, and how that went.

use super::guard::Admin;
use crate::{
    app::App,
    auth::token,
    error::{Error, Result},
    http::extract::{Id, Json, Query, created},
    outbox::webhooks::place,
    store::{
        engine::{Read, Tx},
        webhooks,
    },
    webhooks::{Post, check::check, signature::PREFIX},
};
use axum::{extract::State, http::StatusCode};
use kotae_shared::api::webhooks::{
    Delivery, DeliveryPage, DeliveryQuery, DeliveryRow, NewWebhook, Webhook, WebhookEdit, WebhookEvent,
    WebhookTry,
};
use std::time::Instant;

/// All targets.
pub async fn list(admin: Admin) -> Result<Json<Vec<Webhook>>> {
    Ok(Json(admin.workspace.main().read(webhooks::list).await?))
}

/// One target.
pub async fn show(admin: Admin, Id(id): Id) -> Result<Json<Webhook>> {
    let find = move |read: &Read<'_>| webhooks::get(read, id);
    Ok(Json(admin.workspace.main().read(find).await?))
}

/// Enters a target; its secret is shown this once.
pub async fn create(
    State(app): State<App>,
    admin: Admin,
    Json(edit): Json<WebhookEdit>,
) -> Result<(StatusCode, Json<NewWebhook>)> {
    let edit = checked(&app, edit)?;
    let secret = secret(&app);
    let (actor, vault, kept) = (admin.actor(), app.vault.clone(), secret.clone());
    let create = move |tx: &Tx<'_>| webhooks::create(tx, &actor, &vault, &edit, &kept);
    let webhook = admin.workspace.main().write(create).await?;
    Ok(created(NewWebhook { webhook, secret }))
}

/// Changes a target.
pub async fn update(
    State(app): State<App>,
    admin: Admin,
    Id(id): Id,
    Json(edit): Json<WebhookEdit>,
) -> Result<Json<Webhook>> {
    let edit = checked(&app, edit)?;
    let actor = admin.actor();
    let update = move |tx: &Tx<'_>| webhooks::update(tx, &actor, id, &edit);
    Ok(Json(admin.workspace.main().write(update).await?))
}

/// Removes a target.
pub async fn delete(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let actor = admin.actor();
    let delete = move |tx: &Tx<'_>| webhooks::delete(tx, &actor, id);
    admin.workspace.main().write(delete).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A second secret, shown this once.
pub async fn add_secret(
    State(app): State<App>,
    admin: Admin,
    Id(id): Id,
) -> Result<(StatusCode, Json<NewWebhook>)> {
    let secret = secret(&app);
    let (actor, vault, kept) = (admin.actor(), app.vault.clone(), secret.clone());
    let add = move |tx: &Tx<'_>| webhooks::add_secret(tx, &actor, &vault, id, &kept);
    let webhook = admin.workspace.main().write(add).await?;
    Ok(created(NewWebhook { webhook, secret }))
}

/// Ends the older of two secrets.
pub async fn end_secret(State(app): State<App>, admin: Admin, Id(id): Id) -> Result<Json<Webhook>> {
    let (actor, vault) = (admin.actor(), app.vault.clone());
    let end = move |tx: &Tx<'_>| webhooks::end_secret(tx, &actor, &vault, id);
    Ok(Json(admin.workspace.main().write(end).await?))
}

/// Sends a test at once, and says how that went.
pub async fn test(State(app): State<App>, admin: Admin, Id(id): Id) -> Result<Json<WebhookTry>> {
    let vault = app.vault.clone();
    let find = move |read: &Read<'_>| webhooks::target(read, &vault, id);
    let target = admin.workspace.main().read(find).await?;
    let (delivery, at) = (app.ids.id(), app.clock.now_ms());
    let body = webhooks::ping(delivery, at, &place(&app, &admin.workspace))?;
    let post = Post {
        url: &target.url,
        delivery,
        event: WebhookEvent::Ping.tag(),
        keys: &target.keys,
        now: at,
        body: body.as_bytes(),
    };
    let config = &app.config.webhooks;
    let timeout = config.timeout.min(app.config.limits.request_timeout / 2);
    let begun = Instant::now();
    let outcome = app.webhooks.send(post, &config.allow, timeout).await;
    let tried = WebhookTry {
        at,
        ms: u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX),
        status: outcome.status,
        response: outcome.response,
        fault: outcome.fault.map(|(fault, _)| fault),
    };
    let (actor, done) = (admin.actor(), tried.fault.is_none());
    let note = move |tx: &Tx<'_>| webhooks::tested(tx, &actor, id, done);
    admin.workspace.main().write(note).await?;
    Ok(Json(tried))
}

/// What was sent to a target.
pub async fn deliveries(
    admin: Admin,
    Id(id): Id,
    Query(query): Query<DeliveryQuery>,
) -> Result<Json<DeliveryPage>> {
    let find = move |read: &Read<'_>| webhooks::deliveries(read, id, query);
    Ok(Json(admin.workspace.main().read(find).await?))
}

/// One delivery, with its body and its tries.
pub async fn delivery(State(app): State<App>, admin: Admin, Id(id): Id) -> Result<Json<Delivery>> {
    let vault = app.vault.clone();
    let find = move |read: &Read<'_>| webhooks::delivery(read, &vault, id);
    Ok(Json(admin.workspace.main().read(find).await?))
}

/// Sends its body once more.
pub async fn replay(
    State(app): State<App>,
    admin: Admin,
    Id(id): Id,
) -> Result<(StatusCode, Json<DeliveryRow>)> {
    let (actor, vault) = (admin.actor(), app.vault.clone());
    let replay = move |tx: &Tx<'_>| webhooks::replay(tx, &actor, &vault, id);
    Ok(created(admin.workspace.main().write(replay).await?))
}

/// An operator who allows addresses of his own allows them without encryption, too.
fn checked(app: &App, edit: WebhookEdit) -> Result<WebhookEdit> {
    check(edit, !app.config.webhooks.allow.is_empty()).map_err(Error::Invalid)
}

fn secret(app: &App) -> String {
    [PREFIX, &token::new(&app.ids)].concat()
}
