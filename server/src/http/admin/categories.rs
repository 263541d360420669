//! The tree of categories.

use super::guard::Admin;
use crate::{
    error::{Error, Result},
    http::extract::{Id, Json, created},
    knowledge::validate,
    store::categories,
};
use axum::http::StatusCode;
use kotae_shared::api::admin::{Category, CategoryEdit};

/// All categories in tree order.
pub async fn list(admin: Admin) -> Result<Json<Vec<Category>>> {
    Ok(Json(admin.workspace.main().read(categories::list).await?))
}

/// A new category.
pub async fn create(admin: Admin, Json(edit): Json<CategoryEdit>) -> Result<(StatusCode, Json<Category>)> {
    let edit = validate::category(&edit).map_err(Error::Invalid)?;
    let actor = admin.actor();
    let category = admin
        .workspace
        .main()
        .write(move |tx| categories::create(tx, &actor, &edit))
        .await?;
    Ok(created(category))
}

/// A new name, parent or place.
pub async fn update(admin: Admin, Id(id): Id, Json(edit): Json<CategoryEdit>) -> Result<Json<Category>> {
    let edit = validate::category(&edit).map_err(Error::Invalid)?;
    let actor = admin.actor();
    Ok(Json(
        admin
            .workspace
            .main()
            .write(move |tx| categories::update(tx, &actor, id, &edit))
            .await?,
    ))
}

/// Deletes a category that holds nothing.
pub async fn delete(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let actor = admin.actor();
    admin
        .workspace
        .main()
        .write(move |tx| categories::delete(tx, &actor, id))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
