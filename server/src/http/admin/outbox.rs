//! Messages on their way out.

use super::guard::Admin;
use crate::{
    error::Result,
    http::extract::{Id, Json, Query},
    store::{engine::Read, mail_server, outbox},
};
use kotae_shared::api::admin::{OutboxPage, OutboxQuery, OutboxRow};

/// A part of the list.
pub async fn list(admin: Admin, Query(query): Query<OutboxQuery>) -> Result<Json<OutboxPage>> {
    let load = move |read: &Read<'_>| {
        Ok(OutboxPage {
            mail_is_set: mail_server::is_set(read)?,
            ..outbox::list(read, &query)?
        })
    };
    Ok(Json(admin.workspace.main().read(load).await?))
}

/// Tries again, now.
pub async fn retry(admin: Admin, Id(id): Id) -> Result<Json<OutboxRow>> {
    let actor = admin.actor();
    let change = move |tx: &crate::store::engine::Tx<'_>| outbox::retry(tx, &actor, id);
    Ok(Json(admin.workspace.main().write(change).await?))
}

/// Takes a message back.
pub async fn cancel(admin: Admin, Id(id): Id) -> Result<Json<OutboxRow>> {
    let actor = admin.actor();
    let change = move |tx: &crate::store::engine::Tx<'_>| outbox::cancel(tx, &actor, id);
    Ok(Json(admin.workspace.main().write(change).await?))
}
