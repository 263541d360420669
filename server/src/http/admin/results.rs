//! The results of a form.

use super::{guard::Admin, tables};
use crate::{
    app::App,
    error::Result,
    http::{
        download::{self, Asked},
        extract::{Id, Json, Query},
    },
    knowledge::results as added,
    store::{
        engine::{Read, Tx},
        submissions,
    },
};
use axum::{extract::State, response::Response};
use kotae_shared::{
    Uuid,
    api::results::{Results, ResultsQuery, TextPage, TextsQuery},
};
use serde::Deserialize;

/// What came in, added up.
pub async fn show(admin: Admin, Id(id): Id, Query(query): Query<ResultsQuery>) -> Result<Json<Results>> {
    let read = move |read: &Read<'_>| added::results(read, id, &query);
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// What was written in one field.
pub async fn texts(admin: Admin, Id(id): Id, Query(query): Query<TextsQuery>) -> Result<Json<TextPage>> {
    let read = move |read: &Read<'_>| added::texts(read, id, &query);
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// Which form.
#[derive(Deserialize)]
pub struct Of {
    form: Uuid,
}

/// The same as a table. Noted in the audit log, as every file of submissions.
pub async fn export(
    State(app): State<App>,
    admin: Admin,
    Asked(format): Asked,
    Query(of): Query<Of>,
    Query(query): Query<ResultsQuery>,
) -> Result<Response> {
    let (actor, lang, form) = (admin.actor(), admin.lang, of.form);
    let read = move |read: &Read<'_>| added::results(read, form, &query);
    let results = admin.workspace.main().read(read).await?;
    let note = move |tx: &Tx<'_>| submissions::exported(tx, &actor, Some(form));
    admin.workspace.main().write(note).await?;
    let slot = tables::slot(&app).await?;
    Ok(download::table("results", format, slot, move |pipe| {
        added::export(&results, lang, format, pipe)?;
        Ok(())
    }))
}
