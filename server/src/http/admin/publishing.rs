//! What the next publication would change, the publication itself, and the earlier ones.

use super::guard::Admin;
use crate::{
    error::{Error, Result},
    http::extract::{Json, Query, created},
    publish,
    store::{engine::Read, publications},
};
use axum::{
    extract::{Path, rejection::PathRejection},
    http::StatusCode,
};
use kotae_shared::api::admin::{
    Publication, PublicationDetail, PublicationPage, PublicationQuery, PublishPreview, PublishRequest,
    RollBack,
};
use serde::Deserialize;
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
    let work = move || {
        let why = publish::Why::new(&request.note, &request.force);
        publish::publish(&workspace, actor, why, lang, &mut |_| {})
    };
    Ok(created(
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)??,
    ))
}

/// What was published, the newest first.
pub async fn list(admin: Admin, Query(query): Query<PublicationQuery>) -> Result<Json<PublicationPage>> {
    let read = move |read: &Read<'_>| publications::list(read, query.before);
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// The publication that a path names.
#[derive(Deserialize)]
pub struct Named {
    number: u32,
}

type Number = std::result::Result<Path<Named>, PathRejection>;

/// A publication, what it changed, and what going back to it would change.
pub async fn show(admin: Admin, named: Number) -> Result<Json<PublicationDetail>> {
    let Path(Named { number }) = named.map_err(|_| Error::NotFound)?;
    let read = move |read: &Read<'_>| publications::detail(read, number);
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// Brings a publication back, as a new one.
pub async fn roll_back(
    admin: Admin,
    named: Number,
    Json(wish): Json<RollBack>,
) -> Result<(StatusCode, Json<Publication>)> {
    let Path(Named { number }) = named.map_err(|_| Error::NotFound)?;
    let (workspace, actor, lang) = (Arc::clone(&admin.workspace), admin.actor(), admin.lang);
    let work = move || {
        let why = publish::Why::new(&wish.note, &wish.force);
        publish::roll_back(&workspace, actor, number, why, lang)
    };
    Ok(created(
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)??,
    ))
}
