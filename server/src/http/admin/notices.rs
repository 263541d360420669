//! Announcements.

use super::guard::Admin;
use crate::{
    error::{Error, Result},
    http::extract::{Id, Json, created},
    knowledge::validate,
    store::notices,
};
use axum::http::StatusCode;
use kotae_shared::api::notices::{Notice, NoticeEdit};

/// All announcements.
pub async fn list(admin: Admin) -> Result<Json<Vec<Notice>>> {
    Ok(Json(admin.workspace.main().read(notices::list).await?))
}

/// A new announcement.
pub async fn create(admin: Admin, Json(edit): Json<NoticeEdit>) -> Result<(StatusCode, Json<Notice>)> {
    let edit = validate::notice(&edit).map_err(Error::Invalid)?;
    let actor = admin.actor();
    let write = move |tx: &crate::store::engine::Tx<'_>| notices::create(tx, &actor, &edit);
    Ok(created(admin.workspace.main().write(write).await?))
}

/// A change of an announcement.
pub async fn update(admin: Admin, Id(id): Id, Json(edit): Json<NoticeEdit>) -> Result<Json<Notice>> {
    let edit = validate::notice(&edit).map_err(Error::Invalid)?;
    let actor = admin.actor();
    let write = move |tx: &crate::store::engine::Tx<'_>| notices::update(tx, &actor, id, &edit);
    Ok(Json(admin.workspace.main().write(write).await?))
}

/// Takes an announcement away.
pub async fn delete(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let actor = admin.actor();
    let write = move |tx: &crate::store::engine::Tx<'_>| notices::delete(tx, &actor, id);
    admin.workspace.main().write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}
