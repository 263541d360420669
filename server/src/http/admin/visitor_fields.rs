//! Visitor fields.

use super::guard::Admin;
use crate::{
    error::Result,
    http::extract::{Id, Json, created},
    store::{
        engine::{Read, Tx},
        visitor_fields,
    },
};
use axum::http::StatusCode;
use kotae_shared::api::visitor_fields::{
    VisitorFieldEdit, VisitorFieldPlace, VisitorFieldRecord, VisitorFieldState,
};

/// All fields, in their order.
pub async fn list(admin: Admin) -> Result<Json<Vec<VisitorFieldRecord>>> {
    Ok(Json(admin.workspace.main().read(visitor_fields::list).await?))
}

/// One field.
pub async fn show(admin: Admin, Id(id): Id) -> Result<Json<VisitorFieldRecord>> {
    let read = move |read: &Read<'_>| visitor_fields::get(read, id);
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// A new field.
pub async fn create(
    admin: Admin,
    Json(edit): Json<VisitorFieldEdit>,
) -> Result<(StatusCode, Json<VisitorFieldRecord>)> {
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| {
        let id = visitor_fields::create(tx, &actor, &edit)?;
        visitor_fields::get(tx, id)
    };
    Ok(created(admin.workspace.main().write(write).await?))
}

/// Changes a field.
pub async fn update(
    admin: Admin,
    Id(id): Id,
    Json(edit): Json<VisitorFieldEdit>,
) -> Result<Json<VisitorFieldRecord>> {
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| {
        visitor_fields::update(tx, &actor, id, &edit)?;
        visitor_fields::get(tx, id)
    };
    Ok(Json(admin.workspace.main().write(write).await?))
}

/// Archives a field, or takes it back into use.
pub async fn set_state(
    admin: Admin,
    Id(id): Id,
    Json(edit): Json<VisitorFieldState>,
) -> Result<Json<VisitorFieldRecord>> {
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| {
        visitor_fields::set_state(tx, &actor, id, edit)?;
        visitor_fields::get(tx, id)
    };
    Ok(Json(admin.workspace.main().write(write).await?))
}

/// Moves a field; all of them, in their new order.
pub async fn place(
    admin: Admin,
    Id(id): Id,
    Json(place): Json<VisitorFieldPlace>,
) -> Result<Json<Vec<VisitorFieldRecord>>> {
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| {
        visitor_fields::place(tx, &actor, id, place)?;
        visitor_fields::list(tx)
    };
    Ok(Json(admin.workspace.main().write(write).await?))
}
