//! Pinned questions.

use super::guard::Admin;
use crate::{
    error::{Error, Result},
    http::extract::{Id, Json, Query, created},
    publish,
    store::pinned,
};
use axum::http::StatusCode;
use kotae_shared::api::{
    admin::limits,
    pinned::{Pinned, PinnedEdit, PinnedPage, PinnedQuery, PinnedReport},
    problem::Fault,
};
use std::sync::Arc;

/// A page of them.
pub async fn list(admin: Admin, Query(query): Query<PinnedQuery>) -> Result<Json<PinnedPage>> {
    if query.q.chars().count() > limits::SEARCH {
        return Err(Error::field("q", Fault::TooLong(limits::SEARCH as u32)));
    }
    let main = admin.workspace.main();
    Ok(Json(main.read(move |read| pinned::list(read, &query)).await?))
}

/// A new one.
pub async fn create(admin: Admin, Json(edit): Json<PinnedEdit>) -> Result<(StatusCode, Json<Pinned>)> {
    let actor = admin.actor();
    let main = admin.workspace.main();
    let made = main.write(move |tx| pinned::create(tx, &actor, &edit)).await?;
    Ok(created(made))
}

/// Another question or entry.
pub async fn update(admin: Admin, Id(id): Id, Json(edit): Json<PinnedEdit>) -> Result<Json<Pinned>> {
    let actor = admin.actor();
    let main = admin.workspace.main();
    let changed = main.write(move |tx| pinned::update(tx, &actor, id, &edit));
    Ok(Json(changed.await?))
}

/// Deletes one.
pub async fn delete(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let actor = admin.actor();
    let main = admin.workspace.main();
    main.write(move |tx| pinned::delete(tx, &actor, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks them all of what the next publication would have.
pub async fn run(admin: Admin) -> Result<Json<PinnedReport>> {
    let (workspace, lang) = (Arc::clone(&admin.workspace), admin.lang);
    let work = move || publish::run_pinned(&workspace, lang);
    let report = tokio::task::spawn_blocking(work).await;
    Ok(Json(report.map_err(Error::internal)??))
}
