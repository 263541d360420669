//! The secrets with which a customer's servers sign visitor tokens.

use super::guard::Admin;
use crate::{
    app::App,
    auth::token,
    error::{Error, Result},
    http::{
        extract::{Id, Json, created},
        widget::identity::origin,
    },
    store::{
        engine::{Read, Tx},
        identity, visitors,
    },
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use kotae_shared::{
    Uuid,
    api::identity::{IdentitySecret, NewIdentitySecret},
};
use serde::Deserialize;

/// Characters of a `kid`.
const KID: usize = 12;

/// The active ones of a widget.
pub async fn list(admin: Admin, Id(widget): Id) -> Result<Json<Vec<IdentitySecret>>> {
    let list = move |read: &Read<'_>| identity::list(read, widget);
    Ok(Json(admin.workspace.main().read(list).await?))
}

/// A new one; its value is shown this once.
pub async fn create(
    State(app): State<App>,
    admin: Admin,
    Id(widget): Id,
) -> Result<(StatusCode, Json<NewIdentitySecret>)> {
    let secret = token::new(&app.ids);
    let kid: String = token::new(&app.ids)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(KID)
        .collect();
    let (actor, vault) = (admin.actor(), app.vault.clone());
    let (name, value) = (kid.clone(), secret.clone());
    let create = move |tx: &Tx<'_>| identity::create(tx, &actor, &vault, widget, &name, value.as_bytes());
    admin.workspace.main().write(create).await?;
    Ok(created(NewIdentitySecret { kid, secret }))
}

/// The path's ids.
#[derive(Deserialize)]
pub struct Named {
    id: Uuid,
    kid: String,
}

/// Retires one: the sessions of its tokens end, too.
pub async fn retire(
    admin: Admin,
    named: std::result::Result<Path<Named>, axum::extract::rejection::PathRejection>,
) -> Result<StatusCode> {
    let Path(Named { id, kid }) = named.map_err(|_| Error::NotFound)?;
    let actor = admin.actor();
    let name = kid.clone();
    let retire = move |tx: &Tx<'_>| identity::retire(tx, &actor, id, &name);
    admin.workspace.main().write(retire).await?;
    let end = move |tx: &Tx<'_>| visitors::end_of_origin(tx, &origin(&kid));
    admin.workspace.events().write(end).await?;
    Ok(StatusCode::NO_CONTENT)
}
