//! Pinned questions.

use super::{guard::Admin, tables};
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        download::{self, Asked},
        extract::{Id, Json, Query, created},
    },
    knowledge::pinned as files,
    publish,
    store::pinned,
};
use axum::{extract::State, http::StatusCode, response::Response};
use kotae_shared::api::{
    admin::limits,
    pinned::{
        PinDecided, PinDecision, PinProposalPage, PinProposalQuery, Pinned, PinnedChanged, PinnedChosen,
        PinnedEdit, PinnedPage, PinnedQuery, PinnedReport, limits as own,
    },
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

/// One of them.
pub async fn show(admin: Admin, Id(id): Id) -> Result<Json<Pinned>> {
    let main = admin.workspace.main();
    Ok(Json(main.read(move |read| pinned::get(read, id)).await?))
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

/// All of them as a table.
pub async fn export(State(app): State<App>, admin: Admin, Asked(format): Asked) -> Result<Response> {
    tables::note(&admin, "pinned", &()).await?;
    let workspace = admin.workspace;
    let slot = tables::slot(&app).await?;
    Ok(download::table("pinned", format, slot, move |pipe| {
        files::export(&workspace, format, pipe)?;
        Ok(())
    }))
}

/// Deletes several.
pub async fn delete_all(admin: Admin, Json(chosen): Json<PinnedChosen>) -> Result<Json<PinnedChanged>> {
    let actor = admin.actor();
    let main = admin.workspace.main();
    let changed = main
        .write(move |tx| pinned::delete_all(tx, &actor, &chosen.ids))
        .await?;
    Ok(Json(PinnedChanged { changed }))
}

/// Asks them, or some, of what the next publication would have.
pub async fn run(admin: Admin, Json(chosen): Json<PinnedChosen>) -> Result<Json<PinnedReport>> {
    if chosen.ids.len() > own::PINNED {
        return Err(Error::field("ids", Fault::TooLong(own::PINNED as u32)));
    }
    let (workspace, lang) = (Arc::clone(&admin.workspace), admin.lang);
    let work = move || publish::run_pinned(&workspace, &chosen.ids, lang);
    let report = tokio::task::spawn_blocking(work).await;
    Ok(Json(report.map_err(Error::internal)??))
}

/// Solved questions that could be pinned.
pub async fn proposals(admin: Admin, Query(query): Query<PinProposalQuery>) -> Result<Json<PinProposalPage>> {
    let main = admin.workspace.main();
    Ok(Json(
        main.read(move |read| pinned::proposals(read, &query)).await?,
    ))
}

/// Pins or refuses proposals.
pub async fn decide(admin: Admin, Json(decision): Json<PinDecision>) -> Result<Json<PinDecided>> {
    let actor = admin.actor();
    let main = admin.workspace.main();
    Ok(Json(
        main.write(move |tx| pinned::decide(tx, &actor, &decision))
            .await?,
    ))
}
