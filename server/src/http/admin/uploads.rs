//! Files for answers and designs.

use super::guard::Admin;
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        extract::{self, Id, Json, Query},
        uploads::{self as files, Named},
    },
    store::uploads,
    uploads::make,
};
use axum::{
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use kotae_shared::api::{
    problem::Fault,
    uploads::{Upload, UploadQuery, limits},
};
use std::sync::Arc;

/// All uploads.
pub async fn list(admin: Admin) -> Result<Json<Vec<Upload>>> {
    Ok(Json(admin.workspace.main().read(uploads::list).await?))
}

/// A new upload, or the one that has the same content.
pub async fn create(
    State(app): State<App>,
    admin: Admin,
    Query(query): Query<UploadQuery>,
    request: Request,
) -> Result<(StatusCode, Json<Upload>)> {
    let too_long = || Error::field("file", Fault::TooLong(limits::BYTES as u32));
    // Decoding takes memory: few at a time.
    let slot = Arc::clone(&app.files).acquire_owned().await;
    let slot = slot.map_err(|_| Error::Unavailable)?;
    let body = extract::body(request, &app).await.map_err(|error| match error {
        Error::TooLarge => too_long(),
        other => other,
    })?;
    let (workspace, actor) = (Arc::clone(&admin.workspace), admin.actor());
    let work = move || {
        let _slot = slot;
        let made =
            make(Vec::from(body), &query.name, query.place).map_err(|fault| Error::field("file", fault))?;
        let _change = workspace.blobs().change();
        // First the bytes, then the row: what a crash can leave behind is a file that the next start takes.
        workspace.blobs().put(&made.hash, &made.bytes)?;
        let hash = made.hash.clone();
        let add = move |tx: &crate::store::engine::Tx<'_>| uploads::add(tx, &actor, &made);
        let added = workspace.main().write_blocking(add);
        if let Err(crate::store::Error::Invalid(_)) = added {
            // There was no room for it, so there is no row that names it.
            workspace.blobs().remove(&hash)?;
        }
        Ok::<_, Error>(added?)
    };
    let (upload, is_new) = tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)??;
    let status = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, Json(upload)))
}

/// Deletes an upload that nothing shows.
pub async fn delete(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let (workspace, actor) = (Arc::clone(&admin.workspace), admin.actor());
    let work = move || {
        let _change = workspace.blobs().change();
        let gone = workspace
            .main()
            .write_blocking(move |tx| uploads::delete(tx, &actor, id))?;
        let hash = gone.file.split('.').next().unwrap_or_default();
        workspace.blobs().remove(hash)
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)??;
    Ok(StatusCode::NO_CONTENT)
}

/// Kept by the browser alone: some files are not for everybody.
const OWN: &str = "private, max-age=31536000, immutable";

/// A file, for the screens.
pub async fn file(admin: Admin, Path(named): Path<Named>, headers: HeaderMap) -> Result<Response> {
    files::send(admin.workspace, named.file, &headers, OWN).await
}
