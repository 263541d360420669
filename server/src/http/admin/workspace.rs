//! The workspace as a whole, for its owner.

use super::{guard::Admin, tables::slot};
use crate::{
    app::App,
    error::{Error, Result},
    http::{download, extract::Query},
    store::archive,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use std::{io::BufWriter, sync::Arc};

/// Bytes that are collected before they are sent.
const BUFFER: usize = 64 << 10;

/// The query of an export.
#[derive(Deserialize)]
pub struct Check {
    /// Only whether it may be had now: a page asks so before it sends the browser here.
    #[serde(default)]
    check: bool,
}

/// Everything as one file, without the hashes of passwords: those only the command line gives.
pub async fn export(State(app): State<App>, admin: Admin, Query(query): Query<Check>) -> Result<Response> {
    if query.check {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let slot = slot(&app).await?;
    let (workspace, actor) = (Arc::clone(&admin.workspace), admin.actor());
    let noted = tokio::task::spawn_blocking(move || workspace.note_export(actor, false));
    noted.await.map_err(Error::internal)??;
    let workspace = admin.workspace;
    Ok(download::zip("workspace.zip", slot, move |pipe| {
        archive::write(&workspace, false, BufWriter::with_capacity(BUFFER, pipe))?;
        Ok(())
    }))
}
