//! Links by which somebody tries the chat before a publication.

use super::guard::Admin;
use crate::{
    app::App,
    auth::token,
    error::{Error, Result},
    http::extract::{Id, Json, created},
    knowledge::validate,
    store::{
        engine::{Read, Tx},
        preview_links,
    },
};
use axum::{extract::State, http::StatusCode};
use kotae_shared::api::previews::{PreviewLink, PreviewLinkMade, PreviewLinkRequest};

/// Those that hold.
pub async fn list(admin: Admin) -> Result<Json<Vec<PreviewLink>>> {
    let lang = admin.lang;
    let read = move |read: &Read<'_>| preview_links::list(read, lang);
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// A new one.
pub async fn create(
    State(app): State<App>,
    admin: Admin,
    Json(request): Json<PreviewLinkRequest>,
) -> Result<(StatusCode, Json<PreviewLinkMade>)> {
    let request = validate::preview_link(&request).map_err(Error::Invalid)?;
    let secret = token::new(&app.ids);
    let (hash, actor, lang) = (token::digest(&secret), admin.actor(), admin.lang);
    let write = move |tx: &Tx<'_>| {
        let made = preview_links::create(tx, &actor, &hash, &request)?;
        let listed = preview_links::list(tx, lang)?;
        let link = listed.into_iter().find(|link| link.id == made.id);
        Ok((made.widget, link.ok_or(crate::store::Error::NotFound)?))
    };
    let (widget, link) = admin.workspace.main().write(write).await?;
    let address = app.url.join(&format!("w/{widget}/preview/{secret}"));
    Ok(created(PreviewLinkMade { address, link }))
}

/// Takes one back.
pub async fn revoke(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| preview_links::revoke(tx, &actor, id);
    admin.workspace.main().write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}
