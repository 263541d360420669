//! The workspace as a whole, for its owner.

use super::{guard::Admin, tables::slot};
use crate::{
    app::App,
    error::{Error, Result},
    http::download,
    store::archive,
};
use axum::{extract::State, response::Response};
use std::{io::BufWriter, sync::Arc};

/// Bytes that are collected before they are sent.
const BUFFER: usize = 64 << 10;

/// Everything as one file, without the hashes of passwords: those only the command line gives.
pub async fn export(State(app): State<App>, admin: Admin) -> Result<Response> {
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
