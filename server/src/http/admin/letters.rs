//! The words of mails about submissions.

use super::guard::Admin;
use crate::{
    error::Result,
    http::extract::{Id, Json, created},
    store::{
        engine::{Read, Tx},
        letters,
    },
};
use axum::http::StatusCode;
use kotae_shared::api::letters::{Letter, LetterEdit};

/// All of them.
pub async fn list(admin: Admin) -> Result<Json<Vec<Letter>>> {
    Ok(Json(admin.workspace.main().read(letters::list).await?))
}

/// One of them.
pub async fn show(admin: Admin, Id(id): Id) -> Result<Json<Letter>> {
    let find = move |read: &Read<'_>| letters::get(read, id);
    Ok(Json(admin.workspace.main().read(find).await?))
}

/// Writes one.
pub async fn create(admin: Admin, Json(edit): Json<LetterEdit>) -> Result<(StatusCode, Json<Letter>)> {
    let actor = admin.actor();
    let create = move |tx: &Tx<'_>| letters::create(tx, &actor, &edit);
    Ok(created(admin.workspace.main().write(create).await?))
}

/// Changes one.
pub async fn update(admin: Admin, Id(id): Id, Json(edit): Json<LetterEdit>) -> Result<Json<Letter>> {
    let actor = admin.actor();
    let update = move |tx: &Tx<'_>| letters::update(tx, &actor, id, &edit);
    Ok(Json(admin.workspace.main().write(update).await?))
}

/// Deletes one, or lets one that comes with Kotae say again what it did.
pub async fn delete(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let actor = admin.actor();
    let delete = move |tx: &Tx<'_>| letters::delete(tx, &actor, id);
    admin.workspace.main().write(delete).await?;
    Ok(StatusCode::NO_CONTENT)
}
