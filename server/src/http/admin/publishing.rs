//! What the next publication would change, and the publication itself.

use super::guard::Admin;
use crate::{
    error::{Error, Result},
    http::extract::{Json, created},
    publish,
};
use axum::http::StatusCode;
use kotae_shared::api::admin::{Publication, PublishPreview, PublishRequest};
use std::sync::Arc;

/// The changes that visitors would notice, with warnings in the reader's language.
pub async fn preview(admin: Admin) -> Result<Json<PublishPreview>> {
    let (workspace, lang) = (Arc::clone(&admin.workspace), admin.lang);
    let work = move || publish::preview(&workspace, lang);
    Ok(Json(
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)??,
    ))
}

/// Publishes.
pub async fn publish(
    admin: Admin,
    Json(request): Json<PublishRequest>,
) -> Result<(StatusCode, Json<Publication>)> {
    let (workspace, actor, lang) = (Arc::clone(&admin.workspace), admin.actor(), admin.lang);
    let work = move || publish::publish(&workspace, actor, &request.note, lang, &mut |_| {});
    Ok(created(
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)??,
    ))
}
